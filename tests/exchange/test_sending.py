"""A department's own system: it sends records of its resources; a bad row is set aside, and what comes twice is one."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.models import Account, OfficerRole
from lingnan.rooms.identity.types import NewPerson
from tests.clients import API
from tests.exchange.test_tables import FATHER, results, row
from tests.house import AT, Family, officer

TESTS = "nucleic-acid-test"
EARLIEST, LATEST = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"


class System:
    """An account's own system, with a token for all that its roles give."""

    def __init__(self, by: Actor) -> None:
        username = Account.objects.get(pk=int(by.ref.removeprefix("officer:"))).username
        key = identity.register_machine(username=username, by=PLATFORM, at=AT)
        asked = {"grant_type": "client_credentials", "client_id": key.client_id, "client_secret": key.secret}
        self.client = Client(headers={"accept-language": "zh-hans"}, raise_request_exception=False)
        token = self.client.post(f"{API}/token", asked).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, *rows: Any, resource: str = TESTS, **headers: str) -> Any:
        return self.post({"rows": rows}, resource=resource, **headers)

    def post(self, body: Any, *, resource: str = TESTS, **headers: str) -> Any:
        sent_with = {**self.headers, **headers}
        return self.client.post(f"{API}/records/{resource}", body, content_type="application/json", headers=sent_with)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def system(family: Family, now: None) -> System:
    return System(officer("data-provider", department="gd-health"))


def codes(answer: Any) -> list[tuple[int, dict[str, str]]]:
    aside = answer.json()["set_aside"]
    return [(row["place"], {column: each["code"] for column, each in row["problems"].items()}) for row in aside]


def counts(answer: Any) -> tuple[int, int, int]:
    told = answer.json()
    return told["loaded"], told["held"], len(told["set_aside"])


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def nothing_was_taken(family: Family) -> bool:
    return results(family) == [None] and not AuditEntry.objects.filter(name="exchange.records.sent").exists()


def test_rows_are_taken_and_what_is_bad_is_set_aside_alone(family, system):
    answer = system.send(
        row(),
        row(id_number="440104194305121236"),
        row(id_number="11010519491231002X"),
        row(result="不知道", sampled_at="2026-12-24 08:00"),
        {"id_number": FATHER, "as_of": "2026-11-20 20:00"},
        row(sampled_at="2026-10-01 08:00"),
        {},
        row(sample_number="S2", result="阳性"),
    )
    assert (answer.status_code, *counts(answer)) == (200, 2, 0, 6)
    everything = ["as_of", "id_number", "laboratory", "result", "sample_number", "sampled_at"]
    assert codes(answer) == [
        (2, {"id_number": "citizen_number.check"}),
        (3, {"id_number": "person.unknown"}),
        (4, {"result": "code.unknown", "sampled_at": "date.future"}),
        (5, dict.fromkeys(["sample_number", "sampled_at", "result", "laboratory"], "value.missing")),
        (6, {"sampled_at": "date.expired"}),
        (7, dict.fromkeys(everything, "value.missing")),
    ]
    assert "核对证件号码" in answer.json()["set_aside"][1]["problems"]["id_number"]["message"]
    assert sorted(results(family)) == ["1", "2"]


def test_a_person_is_named_by_the_kind_and_the_number_of_her_document(family, system):
    (lin,) = identity.register_people(people=[NewPerson(id_number="12345678", id_kind="511", name="林怡君")], at=AT)
    done = system.send(
        row(id_kind="511", id_number="12345678 02（B）"), row(id_kind="99"), row(id_kind="414", id_number="E12345678")
    )
    assert (counts(done), results(family, lin)) == ((1, 0, 2), ["1"])
    assert codes(done) == [(2, {"id_kind": "code.unknown"}), (3, {"id_number": "person.unknown"})]


def test_what_arrives_twice_or_late_happens_once_and_takes_no_correction_back(family, system, monkeypatch):
    first = row(result="2")
    assert counts(system.send(first, first)) == (1, 1, 0)
    assert counts(system.send(row(as_of="2026-11-21 09:00"))) == (1, 0, 0)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=1))
    assert counts(system.send(first)) == (0, 1, 0)
    assert results(family) == ["1"]


def test_every_row_says_since_when_it_is_true(family, system):
    ahead = (AT + timedelta(minutes=6)).isoformat()
    answer = system.send(*(row(as_of=said) for said in ("", "昨天", ahead, EARLIEST, LATEST)))
    assert codes(answer) == [
        (1, {"as_of": "value.missing"}), (2, {"as_of": "datetime.form"}), (3, {"as_of": "date.future"}),
        (4, {"as_of": "datetime.form"}), (5, {"as_of": "date.future"}),
    ]  # fmt: skip
    assert results(family) == [None]
    assert counts(system.send(row(as_of=(AT + timedelta(minutes=4)).isoformat()))) == (1, 0, 0)


def test_nothing_of_a_person_is_told_back_and_everything_is_on_record(family, system):
    answer = system.send(row(), row(id_number="11010519491231002X"), row(result="不知道"))
    assert set(answer.json()) == {"loaded", "held", "set_aside"}
    assert not any(told in answer.content.decode() for told in (FATHER, "陈国栋", "11010519491231002X"))
    sent = json.loads(AuditEntry.objects.get(name="exchange.records.sent").body)
    account = Account.objects.get(username="data-provider-44-gd-health")
    assert sent["by"]["ref"] == f"officer:{account.pk}"
    assert sent["details"] == {
        "resource": TESTS, "loaded": 1, "held": 0, "set_aside": {"person.unknown": 1, "code.unknown": 1},
    }  # fmt: skip
    assert AuditEntry.objects.filter(name="exchange.records.loaded", subject_key=None).exists()


def test_words_come_in_the_language_asked_for(family, system):
    for language, words in (("zh-hant", "請從列表中選擇"), ("en", "Please pick one")):
        answer = system.send(row(result="不知道"), row(id_number="11010519491231002X"), **{"accept-language": language})
        first, second = answer.json()["set_aside"]
        assert words in first["problems"]["result"]["message"]
        assert ("Nobody" in second["problems"]["id_number"]["message"]) is (language == "en")


@pytest.mark.parametrize("resource", ["population", "journey", "none", "nucleic-acid-test%00", "9" * 5_000, "٣"])
def test_another_departments_resource_looks_like_none(family, system, resource):
    assert refused(system.send(row(), resource=resource)) == (404, "not-found")
    assert nothing_was_taken(family)


def test_another_department_and_a_city_of_the_same_are_refused(family, now):
    for division, department in (("44", "gd-transport"), ("4403", "gd-health")):
        elsewhere = System(officer("data-provider", division=division, department=department))
        assert refused(elsewhere.send(row())) == (404, "not-found")
    assert nothing_was_taken(family)


def test_a_token_for_something_else_opens_nothing(family, system):
    laboratory = System(officer("laboratory", department="gd-health"))
    assert refused(laboratory.send(row())) == (403, "scope-missing")
    assert refused(system.client.post(
        f"{API}/test-results", {"results": []}, content_type="application/json", headers=system.headers
    )) == (403, "scope-missing")  # fmt: skip
    for scope in ("test-results", "read", ""):
        AccessToken.objects.update(scope=scope)
        assert refused(system.send(row())) == (403, "scope-missing")
    assert nothing_was_taken(family)


def test_without_a_good_token_nothing_is_taken(family, system):
    for header in ("", "Bearer none", "Basic bm9uZTo="):
        assert refused(system.send(row(), Authorization=header)) == (401, "token-unknown")
    in_session = Client()
    in_session.force_login(Account.objects.get(username="data-provider-44-gd-health"))
    answer = in_session.post(f"{API}/records/{TESTS}", {"rows": [row()]}, content_type="application/json")
    assert refused(answer) == (401, "token-unknown")
    AccessToken.objects.update(expires=AT - timedelta(days=3_000))
    assert refused(system.send(row())) == (401, "token-unknown")
    assert nothing_was_taken(family)


def test_a_role_that_ended_lets_nothing_more_in(family, system):
    OfficerRole.objects.filter(role="data-provider").update(ended_at=AT)
    assert refused(system.send(row())) == (403, "not-allowed")
    assert nothing_was_taken(family)


@pytest.mark.parametrize("rows", [[row()], [row(result="不知道")]])
def test_a_closed_resource_takes_nothing_good_or_bad(family, system, rows):
    api.close_resources(resources=[TESTS])
    assert refused(system.send(*rows)) == (410, "resource-closed")
    assert not AuditEntry.objects.filter(name__startswith="exchange.records.").filter(body__contains=TESTS).exists()
    assert system.send(resource="infection").json()["code"] == "no-records"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"rows": {}},
        {"rows": [1]},
        {"rows": [[]]},
        {"rows": [row(), {"id_number": 440104194305121235}]},
        {"rows": [row(), {"result": None}]},
        {"rows": [row()] * 501},
        {"rows": [row(laboratory="省\0")]},
        {"records": [row()]},
    ],
)
def test_a_call_that_is_none_changes_nothing(family, system, body):
    assert refused(system.post(body)) == (422, "request-invalid")
    assert nothing_was_taken(family)


def test_five_hundred_rows_go_in_a_call_and_none_is_refused(family, system):
    assert counts(system.send(*(row(sample_number=f"S{number}") for number in range(500)))) == (500, 0, 0)
    assert refused(system.send()) == (422, "no-records")


def test_a_column_that_the_resource_does_not_have_is_named_and_nothing_taken(family, system):
    answer = system.send(row(), row(resutl="1"))
    assert refused(answer) == (422, "columns-unknown")
    assert "resutl" in answer.json()["message"]
    assert nothing_was_taken(family)


@pytest.mark.parametrize("rubbish", ["", " ", "9" * 5_000, str(10**25), EARLIEST, LATEST, "٣", "'; --", "{x}%s%(y)s"])
def test_rubbish_in_any_column_is_answered(family, system, rubbish):
    for resource in sorted(each.id for each in api.list_resources().values() if each.owner == "gd-health"):
        columns = [column.name for column in api.get_resource(resource).columns]
        good = {"id_number": FATHER, "as_of": "2026-11-20 20:00"}
        rows = [{**dict.fromkeys(columns, "1"), **good, name: rubbish} for name in (*columns, "as_of", "id_kind")]
        answer = system.send(*rows, resource=resource)
        assert answer.status_code == 200, (resource, answer.content)


def test_the_pages_role_is_enough(family, system):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lingnan_app")
    assert counts(system.send(row())) == (1, 0, 0)
