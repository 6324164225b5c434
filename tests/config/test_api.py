"""The API as a whole: it describes itself, and lets nobody in by a path that was forgotten."""

import json
from collections.abc import Mapping

import pytest

from lingnan.config.api import api
from lingnan.kernel import clock
from tests.cases.applying import apply
from tests.clients import API, officer_at, resident, stranger
from tests.house import AT, Family, officer

OPEN = {"/services", "/services/{code}", "/verify"}
# A session opens nothing there: tests/testing/test_machines.py, tests/exchange/test_sending.py.
MACHINES = {"/test-results", "/records/{resource}"}
OWNED = {
    "/applications/{uuid}": "application",
    "/cases/{uuid}": "case",
    "/cases/{uuid}/receipt": "case",
    "/licences/{uuid}": "licence",
}
NOBODYS = "00000000-0000-7000-8000-000000000000"


def described() -> dict[str, dict[str, object]]:
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))["paths"]


def operations() -> list[tuple[str, str]]:
    return [(path.removeprefix(API), method) for path, methods in described().items() for method in methods]


def address(path: str, uuid: str = NOBODYS) -> str:
    return API + path.replace("{uuid}", uuid).replace("{code}", "senior-card")


@pytest.fixture
def fathers(family: Family, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """What the father has, by what it is."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    card, _ = apply(family)
    return {"application": str(card.application), "case": str(card.uuid), "licence": str(card.licence)}


def test_it_describes_itself(db) -> None:
    answer = stranger().get("/openapi.json")
    assert answer.status_code == 200
    assert set(answer.json()["paths"]) == set(described())


@pytest.mark.parametrize(("path", "method"), operations())
def test_only_what_is_open_to_all_answers_a_stranger(path: str, method: str, published, db) -> None:
    answer = getattr(stranger().client, method)(address(path), {}, content_type="application/json")
    assert (answer.status_code == 401) == (path not in OPEN)


@pytest.mark.parametrize(("path", "method"), [each for each in operations() if each[0] not in OPEN | MACHINES])
def test_an_officer_has_no_part_in_what_is_residents(path: str, method: str, fathers: Mapping[str, str]) -> None:
    uuid = fathers.get(OWNED.get(path, ""), NOBODYS)
    answer = getattr(officer_at(officer("clerk")).client, method)(address(path, uuid), {}, content_type="text/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "for-residents")


@pytest.mark.parametrize("path", [path for path, _ in operations() if "{uuid}" in path])
def test_what_is_one_residents_is_not_there_for_another(path: str, fathers: Mapping[str, str], family: Family) -> None:
    """A path with an id that is not in the table fails here: say whose it is."""
    uuid = fathers[OWNED[path]]
    assert resident(family.father).client.get(address(path, uuid)).status_code == 200
    before = resident(family.father).get("/accesses").json()
    answer = resident(family.stranger).client.get(address(path, uuid))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert resident(family.father).get("/accesses").json() == before


@pytest.mark.parametrize(("path", "method"), operations())
def test_every_call_says_what_it_does(path: str, method: str) -> None:
    assert described()[API + path][method]["description"]
