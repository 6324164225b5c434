"""The catalogue over HTTP: anyone reads it, in three languages."""

import pytest

from tests.clients import stranger


@pytest.fixture(autouse=True)
def content(published, db) -> None:
    """What is published is all that these need."""


def test_everyone_finds_services_by_words_pinyin_and_initials() -> None:
    for query in ("高龄", "gaoling", "gljt"):
        (first, *_) = stranger().get("/services", q=query).json()
        assert (first["code"], first["title"]) == ("senior-allowance", "高龄津贴")
    assert {each["code"] for each in stranger().get("/services").json()} == {"senior-allowance", "senior-card"}


def test_a_service_says_what_it_needs_and_promises() -> None:
    service = stranger().get("/services/senior-allowance").json()
    assert service["promise"] == {"days": 0, "unit": "workday"}
    assert service["department"] == "gd-civil-affairs"
    account = next(proof for proof in service["proofs"] if proof["id"] == "account")
    assert (account["is_required"], account["is_spared"]) == (True, True)
    assert "{person_age}" in service["reasons"]["eligible"]["sentence"]
    assert len(service["digest"]) == 64


def test_it_speaks_the_callers_language() -> None:
    caller = stranger()
    english = caller.client.get("/api/v1/services/senior-card", headers={"accept-language": "en"}).json()
    assert english["title"].isascii()


def test_a_version_is_found_for_good() -> None:
    newest = stranger().get("/services/senior-card").json()
    assert stranger().get("/services/senior-card", version=newest["version"]).json() == newest


@pytest.mark.parametrize("path", ["/services/no-such", "/services/senior-card?version=99", "/no-such", "/services/"])
def test_what_is_not_there_is_told_in_json(path: str) -> None:
    answer = stranger().get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("query", [{"q": "x" * 61}])
def test_a_search_has_its_limits(query: dict[str, str]) -> None:
    answer = stranger().get("/services", **query)
    assert answer.status_code == 422
    assert "query.q" in answer.json()["problems"]
