"""A laboratory's system: it gets a token and sends results by tube; a bad one is set aside, the others are taken."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from oauth2_provider.models import AccessToken, Application

from lingnan.cli.root import main
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.models import Account, OfficerRole
from lingnan.rooms.identity.types import MachineKey
from lingnan.rooms.identity.types import OfficerRole as Role
from lingnan.rooms.testing import models
from tests.clients import API
from tests.health.evidence import moment
from tests.house import AT
from tests.testing.conftest import named
from tests.testing.test_ordering import mine
from tests.testing.test_results import papers, sample

PCR, ANTIBODIES = "94500-6", "94562-6"


class Machine:
    """A laboratory's system, with a token if it could get one."""

    def __init__(self, key: MachineKey) -> None:
        self.client = Client(headers={"accept-language": "zh-hans"})
        self.headers = {"Authorization": f"Bearer {ask_token(self.client, key).json().get('access_token')}"}

    def send(self, house, *rows: Any, **headers: str) -> Any:
        body = {"results": rows}
        return self.client.post(
            f"{API}/test-results", body, content_type="application/json", headers={**self.headers, **headers}
        )


def ask_token(client: Client, key: MachineKey, **more: str) -> Any:
    asked = {"grant_type": "client_credentials", "client_id": key.client_id, "client_secret": key.secret, **more}
    return client.post(f"{API}/token", asked)


def admitted(by: Any) -> MachineKey:
    return identity.register_machine(username=username_of(by), by=PLATFORM, at=AT)


def username_of(by: Any) -> str:
    return Account.objects.get(pk=int(by.ref.removeprefix("officer:"))).username


@pytest.fixture
def key(laboratory) -> MachineKey:
    return admitted(laboratory)


@pytest.fixture
def machine(key) -> Machine:
    return Machine(key)


def negative(tube: str = "T-0001", **more: str) -> dict[str, str]:
    return {"tube": tube, "result": "阴性", **more}


def at(hour: int, minute: int = 0) -> str:
    return (moment(2, hour) + timedelta(minutes=minute)).isoformat()


def codes(answer: Any) -> list[tuple[int, str]]:
    return [(each["place"], each["code"]) for each in answer.json()["set_aside"]]


def test_many_results_in_a_call_and_what_is_bad_is_set_aside_alone(house, sampler, machine):
    sample(house, sampler)
    sample(house, sampler, "T-0002", key=house.family.stranger.person_key)
    house.now += timedelta(hours=5)
    answer = machine.send(
        house,
        negative(" t-0001 ", item=PCR, published_at=at(16)),
        {"tube": "T-0002", "result": "好"},
        negative("NONE"),
        {"tube": "T-0002"},
        negative("T-0002", item=ANTIBODIES),
        negative("T-0002", published_at="昨天"),
        negative("T-0002", published_at="9999-12-31T23:59:59-14:00"),
        negative("T-0002", published_at="0001-01-01T00:00:00+14:00"),
        negative(""),
        {},
        1,
        negative("T-0002"),
    )
    house.work()
    assert (answer.status_code, answer.json()["taken"], answer.json()["known"]) == (200, 2, 0)
    assert codes(answer) == [
        (2, "result-unreadable"), (3, "tube-unknown"), (4, "result-unreadable"), (5, "item-other"),
        (6, "time-unreadable"), (7, "time-ahead"), (8, "time-unreadable"), (9, "tube-unknown"),
        (10, "result-unreadable"), (11, "result-unreadable"),
    ]  # fmt: skip
    assert "请写阴性" in answer.json()["set_aside"][0]["reason"]
    assert len(papers(house)) == len(papers(house, house.family.stranger.person_key)) == 1
    assert mine(house)[0].state == "negative"
    assert models.Tube.objects.get(number="T-0001").resulted_at == moment(2, 16)


def test_what_arrives_twice_happens_once(house, sampler, machine):
    sample(house, sampler)
    house.now += timedelta(hours=5)
    first = machine.send(house, negative(published_at=at(16))).json()
    again = machine.send(house, negative(published_at=at(16))).json()
    house.work()
    assert (first, again) == (
        {"taken": 1, "known": 0, "set_aside": []},
        {"taken": 0, "known": 1, "set_aside": []},
    )
    assert len(papers(house)) == 1
    assert AuditEntry.objects.filter(name="testing.tube.resulted").count() == 1


def test_what_comes_late_or_again_takes_no_correction_back(house, sampler, machine):
    sample(house, sampler)
    house.now += timedelta(hours=5)
    corrected = {"tube": "T-0001", "result": "阳性", "published_at": at(16, 30)}
    assert machine.send(house, negative(published_at=at(16)), corrected).json()["taken"] == 2
    assert codes(machine.send(house, negative(published_at=at(16)))) == [(1, "result-outdated")]
    assert codes(machine.send(house, negative(published_at=at(16, 30)))) == [(1, "result-outdated")]
    house.work()
    assert mine(house)[0].state == "positive"


def test_of_two_results_of_a_tube_at_one_moment_the_second_is_set_aside(house, sampler, machine):
    sample(house, sampler)
    assert codes(machine.send(house, negative(), {"tube": "T-0001", "result": "阳性"})) == [(2, "result-outdated")]
    house.work()
    assert mine(house)[0].state == "negative"


def test_the_clock_of_a_laboratory_may_be_minutes_ahead(house, sampler, machine):
    sample(house, sampler)
    ahead = (house.now + timedelta(minutes=4)).isoformat()
    assert machine.send(house, negative(published_at=ahead)).json()["taken"] == 1
    assert models.Tube.objects.get().resulted_at == house.now


def test_a_laboratory_knows_its_own_tubes_only(house, sampler, laboratory, machine):
    sample(house, sampler)
    other = Machine(admitted(named("lab-two", "另一家检验所")))
    role = Role(role="laboratory", department="gd-health", division="4403")
    identity.create_officer_account(username="lab-far", password="-", name="深圳的检验所", roles=[role], at=AT)
    far = Machine(identity.register_machine(username="lab-far", by=PLATFORM, at=AT))
    assert codes(far.send(house, negative())) == [(1, "tube-unknown")]
    assert machine.send(house, negative()).json()["taken"] == 1
    assert codes(other.send(house, {"tube": "T-0001", "result": "阳性"})) == [(1, "tube-of-another")]
    assert codes(far.send(house, {"tube": "T-0001", "result": "阳性"})) == [(1, "tube-unknown")]
    assert models.Tube.objects.get().laboratory == laboratory.name


def test_everything_is_on_record_and_no_secret_is_kept(house, sampler, laboratory, key, machine):
    sample(house, sampler)
    machine.send(house, negative(), negative("NONE"))
    entries = {entry.name: entry for entry in AuditEntry.objects.all()}
    assert {"identity.machine.registered", "identity.machine.signed-in", "testing.tube.resulted"} <= set(entries)
    assert '"set_aside":{"tube-unknown":1},"taken":1' in entries["testing.results.sent"].body
    assert all(laboratory.ref in entries[name].body for name in ("identity.machine.signed-in", "testing.results.sent"))
    token = machine.headers["Authorization"].removeprefix("Bearer ")
    kept = [*AccessToken.objects.values_list("token", flat=True), Application.objects.get().client_secret]
    assert not {token, key.secret} & {*kept, *(entry.body for entry in entries.values())}


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": "9" * 5_000}, 401, "invalid_client"),
        ({"grant_type": "password", "username": "lab-one", "password": "-"}, 400, "unsupported_grant_type"),
        ({"grant_type": "一二"}, 400, "unsupported_grant_type"),
        ({"scope": "applications"}, 400, "invalid_scope"),
    ],
)
def test_a_token_that_can_not_be_had(house, key, changed, status, error):
    answer = ask_token(Client(), key, **changed)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not AccessToken.objects.exists()


def test_without_a_good_token_nothing_is_taken(house, sampler, laboratory, key, machine):
    sample(house, sampler)
    for headers in ({"Authorization": ""}, {"Authorization": "Bearer none"}, {"Authorization": "Basic bm9uZTo="}):
        answer = machine.send(house, negative(), **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token-unknown")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    in_session = Client()
    in_session.force_login(Account.objects.get(username=username_of(laboratory)))
    answer = in_session.post(f"{API}/test-results", {"results": [negative()]}, content_type="application/json")
    assert answer.status_code == 401
    AccessToken.objects.update(scope="other")
    assert machine.send(house, negative()).json()["code"] == "scope-missing"
    AccessToken.objects.update(scope="test-results", expires=AT - timedelta(days=3_000))
    assert machine.send(house, negative()).status_code == 401
    assert models.Tube.objects.get().result == ""


def test_a_new_secret_an_end_and_a_closed_account_end_what_was_given(house, sampler, laboratory, key, machine):
    sample(house, sampler)
    again = admitted(laboratory)
    assert (again.client_id, again.secret == key.secret) == (key.client_id, False)
    assert machine.send(house, negative()).status_code == 401
    assert ask_token(Client(), key).status_code == 401
    renewed = Machine(again)
    Account.objects.filter(username=username_of(laboratory)).update(is_active=False)
    assert renewed.send(house, negative()).status_code == 401
    assert ask_token(Client(), again, scope="test-results").json()["error"] == "invalid_scope"
    identity.end_machine(username=username_of(laboratory), by=PLATFORM, at=AT)
    assert ask_token(Client(), again).status_code == 401
    assert models.Tube.objects.get().result == ""


def test_a_role_that_ended_lets_nothing_more_in(house, sampler, laboratory, machine):
    sample(house, sampler)
    OfficerRole.objects.filter(role="laboratory").update(ended_at=AT)
    assert machine.send(house, negative()).status_code == 403
    assert models.Tube.objects.get().result == ""


@pytest.mark.parametrize("who", ["father", "sampler", "nobody"])
def test_only_an_account_whose_work_a_system_does_is_let_in(house, sampler, who):
    username = username_of(sampler) if who == "sampler" else who
    with pytest.raises(identity.AccountUnfit):
        identity.register_machine(username=username, by=PLATFORM, at=AT)
    with pytest.raises(identity.AccountUnfit):
        identity.end_machine(username=username, by=PLATFORM, at=AT)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"results": {}},
        {"results": [{"tube": ["T-0001"], "result": "阴性"}]},
        {"results": [{"tube": "T-0001", "result": 1}]},
        {"results": [{}] * 501},
        {"results": [{"tube": "T\0", "result": "阴性"}]},
    ],
)
def test_a_call_that_is_none_changes_nothing(house, sampler, machine, body):
    sample(house, sampler)
    answer = machine.client.post(f"{API}/test-results", body, content_type="application/json", headers=machine.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-invalid")
    assert not AuditEntry.objects.filter(name="testing.results.sent").exists()


def test_an_empty_call_and_a_day_without_rules_are_refused(house, machine):
    assert machine.send(house).json()["code"] == "no-results"
    house.now = moment(2).replace(year=2026)
    assert machine.send(house, negative()).json()["code"] == "no-rule-in-force"


def test_on_the_command_line_a_system_is_let_in_and_ended(house, laboratory):
    order = ["identity", "machine", username_of(laboratory)]
    told = json.loads(CliRunner().invoke(main, order).stdout)
    key = MachineKey(client_id=told["client_id"], secret=told["client_secret"], scopes=(told["scope"],))
    assert ask_token(Client(), key, scope=told["scope"]).json()["expires_in"] == 900
    assert CliRunner().invoke(main, [*order, "--end"]).exit_code == 0
    assert ask_token(Client(), key).status_code == 401
    assert CliRunner().invoke(main, [*order, "--end"]).exit_code == 1


def test_expired_tokens_are_forgotten(house, key, machine):
    AccessToken.objects.update(expires=AT - timedelta(days=3_000))
    Machine(key)
    assert AccessToken.objects.count() == 1
