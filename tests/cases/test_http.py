"""Applications over HTTP: one form, sent once, decided at once; nobody else's, and each refusal with its words."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from tests.clients import API, Caller, officer_at, resident, signed_in, stranger
from tests.house import AT, BOTH, Family, officer, record_father

MOBILE = {"contact.mobile": "138 0013 8000"}
KEY = "key-0001"


@pytest.fixture(autouse=True)
def house_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def daughter(family: Family) -> Caller:
    return resident(family.daughter)


@pytest.fixture
def father(family: Family) -> str:
    """The father's public id, as his daughter learns it."""
    from lingnan.rooms.identity import api as identity

    return str(identity.get_person(key=family.father_key).uuid)


def submit(caller: Caller, whom: str | None, *, key: str = KEY, **changes: object):
    body = {"services": BOTH, "subject": whom, "answers": MOBILE, "consent": True, **changes}
    return caller.post("/applications", body, **{"Idempotency-Key": key})


def counts() -> tuple[int, int, int]:
    from lingnan.rooms.cases.models import Application, Case
    from lingnan.rooms.licences.models import Licence

    return Application.objects.count(), Case.objects.count(), Licence.objects.count()


def accesses(family: Family) -> int:
    from lingnan.rooms.exchange import api as exchange

    return len(exchange.list_accesses(subject_key=family.father_key))


def test_the_form_leaves_out_what_is_known(daughter: Caller, father: str, family: Family) -> None:
    answer = daughter.post("/forms", {"services": BOTH, "subject": father})
    assert answer.status_code == 200
    body = answer.json()
    assert list(body["form"]["properties"]) == body["form"]["required"] == ["contact.mobile"]
    assert body["form"]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(body["consent"]) == set(BOTH)
    assert accesses(family) == 1


def test_the_form_speaks_the_callers_language(daughter: Caller, father: str) -> None:
    answer = daughter.post("/forms", {"services": BOTH, "subject": father}, **{"accept-language": "en"})
    assert answer.json()["form"]["properties"]["contact.mobile"]["title"] == "Contact's mobile number"


def test_one_call_sends_and_decides(daughter: Caller, father: str) -> None:
    answer = submit(daughter, father)
    assert answer.status_code == 201
    card, allowance = answer.json()["cases"]
    assert (card["status"], card["reason"], card["licence"] is not None) == (
        "granted",
        {"code": "eligible", "values": {"person_age": 83}},
        True,
    )
    assert (allowance["status"], allowance["outcome"]["monthly_amount"]) == ("granted", 10000)
    assert allowance["reason"]["values"] == {"person_age": 83, "monthly_amount": 10000}
    assert [each["status"] for each in card["milestones"]] == ["submitted", "granted"]
    assert answer.headers["Cache-Control"].startswith("max-age=0")


def test_the_same_key_again_is_the_same_application(daughter: Caller, father: str) -> None:
    first, again = submit(daughter, father), submit(daughter, father)
    assert first.json() == again.json()
    assert counts() == (1, 2, 1)


def test_two_people_may_use_one_key(daughter: Caller, father: str, family: Family) -> None:
    own = {"contact.mobile": "13800138000", "benefit.bank_account": "6222021234567894"}
    assert submit(resident(family.father), None).json()["uuid"] != submit(daughter, None, answers=own).json()["uuid"]
    assert counts()[0] == 2


def test_bad_answers_are_told_one_by_one(daughter: Caller, father: str) -> None:
    answer = submit(daughter, father, answers={"contact.mobile": "1380013"})
    assert answer.status_code == 422
    body = answer.json()
    assert body["code"] == "answers-missing"
    assert body["problems"]["contact.mobile"]["code"] == "mobile.length"
    assert "手机号应为11位数字" in body["problems"]["contact.mobile"]["message"]
    assert counts() == (0, 0, 0)


def test_what_the_form_did_not_ask_is_not_taken(daughter: Caller, father: str) -> None:
    smuggled = {**MOBILE, "person.birth_date": "1900-01-01"}
    assert submit(daughter, father, answers=smuggled).json()["cases"][0]["reason"]["values"] == {"person_age": 83}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"consent": False}, 400, "consent-missing"),
        ({"services": []}, 422, "request-invalid"),
        ({"services": ["no-such"]}, 403, "not-for-me"),
        ({"answers": None}, 422, "request-invalid"),
        ({"subject": "me"}, 422, "request-invalid"),
        ({"subject": str(uuid4())}, 404, "not-found"),
    ],
)
def test_a_refusal_has_a_code_and_words_and_changes_nothing(
    daughter: Caller, father: str, changes: dict[str, object], status: int, code: str
) -> None:
    answer = submit(daughter, father, **changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert counts() == (0, 0, 0)


def test_a_service_that_is_not_there(family: Family) -> None:
    assert submit(resident(family.father), None, services=["no-such"]).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "short"}, {"Idempotency-Key": "k" * 81}])
def test_a_key_is_needed(daughter: Caller, headers: dict[str, str]) -> None:
    answer = daughter.post("/applications", {"services": BOTH, "answers": {}, "consent": True}, **headers)
    assert answer.status_code == 422
    assert "header.Idempotency-Key" in answer.json()["problems"]


def test_what_is_no_json_is_told(daughter: Caller) -> None:
    answer = daughter.client.post(f"{API}/forms", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")


def test_without_a_mandate_nothing_is_looked_up_or_sent(family: Family, father: str) -> None:
    caller = resident(family.stranger)
    for answer in (caller.post("/forms", {"services": BOTH, "subject": father}), submit(caller, father)):
        assert (answer.status_code, answer.json()["code"]) == (403, "not-for-me")
    assert counts() == (0, 0, 0)
    assert accesses(family) == 0


def test_a_mandate_that_ended_sends_nothing(daughter: Caller, father: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=31))
    assert submit(daughter, father).status_code == 403
    assert counts() == (0, 0, 0)


def addresses(application: dict[str, object]) -> list[str]:
    cases = application["cases"]
    return [
        f"/applications/{application['uuid']}",
        *[f"/cases/{case['uuid']}{part}" for case in cases for part in ("", "/receipt")],
    ]


def test_both_sides_read_what_came_of_it(daughter: Caller, father: str, family: Family) -> None:
    sent = submit(daughter, father).json()
    for caller in (daughter, resident(family.father)):
        assert [caller.get(address).status_code for address in addresses(sent)] == [200] * 5
        assert caller.get(f"/applications/{sent['uuid']}").json() == sent
        assert caller.get(f"/cases/{sent['cases'][1]['uuid']}").json() == sent["cases"][1]


def test_another_reads_nothing(daughter: Caller, father: str, family: Family) -> None:
    sent = submit(daughter, father).json()
    for address in addresses(sent):
        assert resident(family.stranger).get(address).status_code == 404
        assert stranger().get(address).status_code == 401
        assert officer_at(officer("clerk")).get(address).status_code == 403


def test_the_receipt_is_the_signed_one(daughter: Caller, father: str) -> None:
    from lingnan.rooms.cases import api

    case = submit(daughter, father).json()["cases"][0]
    answer = daughter.get(f"/cases/{case['uuid']}/receipt")
    assert answer.headers["Content-Type"] == "application/cose"
    assert api.read_receipt(data=answer.content).case_number == case["number"]


def test_no_receipt_before_a_decision(family: Family) -> None:
    from lingnan.rooms.cases import api

    application = api.submit_case(
        services=["senior-card"], subject_key=family.father_key, answers=MOBILE, consent=True, key=KEY,
        by=family.father, at=AT,
    )  # fmt: skip
    (case,) = api.get_application(uuid=application, by=family.father).cases
    assert resident(family.father).get(f"/cases/{case.uuid}/receipt").status_code == 404


def test_a_referred_case_says_by_when(daughter: Caller, father: str, family: Family) -> None:
    record_father(family, {"person.birth_date": date(1953, 5, 12)}, as_of=AT + timedelta(seconds=1))
    card = submit(daughter, father).json()["cases"][0]
    assert (card["status"], card["promised_date"], card["licence"]) == ("referred", "2026-12-21", None)


def test_unsafe_calls_need_the_sessions_token(family: Family, father: str) -> None:
    resident(family.daughter)
    client = signed_in(family.daughter.name, enforce_csrf_checks=True)
    refused = submit(Caller(client), father)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf-failed")
    assert counts() == (0, 0, 0)
    client.get("/apply/")
    token = client.cookies["csrftoken"].value
    body = {"services": BOTH, "subject": father, "answers": MOBILE, "consent": True}
    sent = Caller(client).post("/applications", body, **{"Idempotency-Key": KEY, "X-CSRFToken": token})
    assert sent.status_code == 201


@pytest.mark.parametrize("path", ["/forms", "/applications"])
def test_strangers_are_told_where_to_sign_in(path: str, family: Family) -> None:
    answer = stranger().post(path, {})
    assert answer.status_code == 401
    assert (answer.json()["code"], answer.json()["next"]) == ("sign-in-needed", "/accounts/login/")


def test_officers_have_no_part_in_it(family: Family, father: str, clerk: Actor) -> None:
    answer = submit(officer_at(clerk), father)
    assert (answer.status_code, answer.json()["code"]) == (403, "for-residents")
    assert counts() == (0, 0, 0)


def test_an_id_is_a_uuid(daughter: Caller) -> None:
    assert daughter.get("/cases/1").status_code == 422


def test_few_queries(daughter: Caller, father: str, django_assert_max_num_queries) -> None:
    sent = submit(daughter, father).json()
    with django_assert_max_num_queries(8):
        daughter.get(f"/applications/{sent['uuid']}")


def test_get_is_not_post() -> None:
    assert Client().get(f"{API}/forms").status_code == 405
