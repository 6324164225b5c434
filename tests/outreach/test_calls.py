"""Calls: hers by role and place, taken by one, handed over with a note, escalated when nobody answered."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lingnan.kernel import audit
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api as health
from lingnan.rooms.health.events import ColoursChanged
from lingnan.rooms.outreach import api
from lingnan.rooms.outreach.handlers import answer_colours
from lingnan.rooms.outreach.models import FollowUp
from tests.house import AT, load, officer, step

POLICE = "gd-public-security"
LATER = AT + timedelta(hours=24)


def follow_up(family, cause: int = 1, colour: str = "yellow") -> None:
    told = {"colour": colour, "class_code": "exposed-medium", "way_out": "two-negatives"}
    api.open_follow_ups(steps=[step(family.father_key, cause=cause, **told)], at=AT)


@pytest.fixture
def worker(family):
    follow_up(family)
    return officer("community-worker", division="440104")


@pytest.fixture
def colleague(worker):
    return officer("community-worker", division="4401")


@pytest.fixture
def superior(worker):
    return officer("health-officer", division="4401", department="gd-health")


@pytest.fixture
def call(worker):
    (found,) = api.list_follow_ups(by=worker)
    return found


def act(name: str, call, by, **what) -> None:
    getattr(api, name)(uuid=call.uuid, by=by, at=AT, **what)


def test_nobody_is_asked_for_twice_for_one_event(family, worker):
    follow_up(family)
    follow_up(family, cause=2)
    assert FollowUp.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(
            uuid="018f0000-0000-7000-8000-000000000000", subject_key=family.father_key, calling="police", cause="3",
            colour="yellow", class_code="x", way_out="y", division="44", urgency=2, opened_at=AT, due_at=LATER,
        )  # fmt: skip


def test_another_place_another_calling_and_residents_have_none_of_it(family, worker, call):
    others = [
        officer("community-worker", division="440106"),
        officer("clerk", division="440104"),
        officer("health-officer", division="44", department="gd-health"),
        officer("police-officer", division="440106", department=POLICE),
        family.father,
        family.stranger,
    ]
    for other in others:
        assert api.list_follow_ups(by=other) == []
        for name, what in (
            ("take_follow_up", {}), ("record_outcome", {"outcome": "reached"}), ("hand_over", {"note": "请接"}),
            ("escalate", {}), ("get_call_sheet", {}),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                act(name, call, other, **what)
        with pytest.raises(NotFound):
            api.get_follow_up(uuid=call.uuid, by=other)
    assert api.list_follow_ups(by=worker) == [call]


def test_the_sheet_opens_for_who_took_it_and_leaves_an_entry_that_she_sees(family, worker, colleague, call):
    load("health-declaration", family.father_key, {
        "person.id_number": "440104194305121235", "health.declaration_number": "D1", "health.declared_at": AT,
        "person.mobile": "13800138000",
    })  # fmt: skip
    with pytest.raises(api.NotTaken):
        act("get_call_sheet", call, worker)
    act("take_follow_up", call, worker)
    sheet = api.get_call_sheet(uuid=call.uuid, by=worker, at=AT)
    assert (sheet.name, sheet.mobile) == ("陈国栋", "13800138000")
    access = exchange.list_accesses(subject_key=family.father_key)[0]
    assert (access.by.name, access.purpose) == (worker.name, "健康码随访电话")
    with pytest.raises(api.NotTaken):
        act("get_call_sheet", call, colleague)
    with pytest.raises(api.TakenByAnother):
        act("take_follow_up", call, colleague)


def test_whom_a_call_reached_is_not_called_again(family, worker, call):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="no-answer")
    (again,) = api.list_follow_ups(by=worker)
    assert (again.attempts, again.outcome) == (1, "no-answer")
    act("record_outcome", call, worker, outcome="reached")
    assert api.list_follow_ups(by=worker) == []
    follow_up(family, cause=2)
    assert api.list_follow_ups(by=worker) == []
    follow_up(family, cause=3, colour="red")
    (urgent,) = api.list_follow_ups(by=worker)
    assert (urgent.urgency, urgent.officer) == (1, "")


@pytest.fixture
def constable(worker):
    return officer("police-officer", division="440104", department=POLICE)


def test_whom_the_community_reached_the_police_do_not_call_again(family, worker, constable, call):
    (his,) = api.list_follow_ups(by=constable)
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="reached")
    assert (api.list_follow_ups(by=constable), api.count_follow_ups(by=constable)) == ([], 0)
    (spared,) = api.list_spared(by=constable, at=AT)
    assert (spared.uuid, spared.reached_by, spared.reached_at) == (his.uuid, "community", AT)
    assert api.get_follow_up(uuid=his.uuid, by=constable) == spared
    assert api.list_spared(by=constable, at=LATER) == []
    assert api.list_spared(by=worker, at=AT) == []
    assert api.escalate_overdue(at=LATER) == 0
    for name, what in (
        ("take_follow_up", {}), ("record_outcome", {"outcome": "reached"}), ("hand_over", {"note": "请接"}),
        ("escalate", {}),
    ):  # fmt: skip
        with pytest.raises(api.AlreadyReached):
            act(name, his, constable, **what)
    entries = audit.list_entries(subject_key=family.father_key, kind=AuditEntry.Kind.ACT)
    (told,) = [entry.details for entry in entries if entry.name == "outreach.follow-up.spared"]
    assert (told["follow_up"], told["reached_by"]) == (str(his.uuid), "community")


def test_whom_the_police_reached_the_community_does_not_call_unless_she_needs_help(family, worker, constable, call):
    (his,) = api.list_follow_ups(by=constable)
    act("take_follow_up", his, constable)
    act("record_outcome", his, constable, outcome="reached")
    assert api.list_follow_ups(by=worker) == []
    assert [each.reached_by for each in api.list_spared(by=worker, at=AT)] == ["police"]


def test_help_that_the_community_found_is_no_reason_for_the_police_to_call(family, worker, constable, call):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="needs-help", need="food")
    assert api.list_follow_ups(by=constable) == []
    assert [each.need for each in api.list_follow_ups(by=worker)] == ["food"]


def test_while_one_of_the_two_has_her_in_hand_the_other_does_not_call(family, worker, constable, superior, call):
    (his,) = api.list_follow_ups(by=constable)
    act("take_follow_up", call, worker)
    (shown,) = api.list_follow_ups(by=constable)
    assert (shown.officer, shown.is_mine) == (worker.name, False)
    with pytest.raises(api.TakenByAnother):
        act("take_follow_up", his, constable)
    act("hand_over", call, worker, note="没有人接，请再打")
    act("take_follow_up", his, constable)
    act("record_outcome", his, constable, outcome="wrong-number")
    (above,) = api.list_follow_ups(by=superior)
    assert above.calling == "police"
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="reached")
    assert api.list_follow_ups(by=superior) == []
    assert [each.uuid for each in api.list_spared(by=superior, at=AT)] == [his.uuid]


def test_red_after_she_was_reached_is_for_both_to_call_again(family, worker, constable, call):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="reached")
    follow_up(family, cause=2, colour="red")
    assert [api.count_follow_ups(by=by) for by in (worker, constable)] == [1, 1]
    assert api.list_spared(by=constable, at=AT) == []


def test_only_the_other_of_the_two_can_have_reached_her(call):
    for told in ({"reached_by": "community", "ended_at": AT}, {"reached_by": "police"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUp.objects.filter(uuid=call.uuid).update(**told)


@pytest.mark.parametrize("outcome", ["wrong-number", "refused"])
def test_a_wrong_number_or_a_refusal_goes_up(worker, superior, call, outcome):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome=outcome)
    assert api.list_follow_ups(by=worker) == []
    assert [each.outcome for each in api.list_follow_ups(by=superior)] == [outcome]


def test_help_comes_first_in_the_communitys_queue_until_it_has_been_given(family, worker, constable, call):
    (his,) = api.list_follow_ups(by=constable)
    act("take_follow_up", his, constable)
    with pytest.raises(api.NeedMissing):
        act("record_outcome", his, constable, outcome="needs-help")
    act("record_outcome", his, constable, outcome="needs-help", need="medicine", note="胰岛素只够两天")
    assert api.list_follow_ups(by=constable) == []
    (hers,) = api.list_follow_ups(by=worker)
    assert (hers.uuid, hers.need, hers.urgency, hers.officer) == (call.uuid, "medicine", 1, "")
    assert api.get_follow_up(uuid=call.uuid, by=worker).note == "胰岛素只够两天"
    assert "胰岛素".encode() not in bytes(FollowUp.objects.get(uuid=call.uuid).note_sealed)
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="no-answer")
    assert api.get_follow_up(uuid=call.uuid, by=worker).need == "medicine"
    act("record_outcome", call, worker, outcome="reached")
    assert api.list_follow_ups(by=worker) == []


def test_help_that_nobody_gave_in_a_day_goes_up(worker, superior, call):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="needs-help", need="food")
    assert api.escalate_overdue(at=LATER) == 1
    assert [each.need for each in api.list_follow_ups(by=superior)] == ["food"]


def test_help_given_makes_no_later_red_unheard(family, worker, call):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="needs-help", need="food")
    act("record_outcome", call, worker, outcome="reached")
    follow_up(family, cause=2, colour="red")
    (again,) = api.list_follow_ups(by=worker)
    assert (again.colour, again.urgency, again.need, again.officer) == ("red", 1, "", "")


def test_a_red_code_is_not_put_off_by_a_time_agreed_for_the_yellow_one(family, worker, call):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="no-answer", again_at=AT + timedelta(hours=8))
    follow_up(family, cause=2, colour="red")
    assert [each.again_at for each in api.list_follow_ups(by=worker)] == [None]


def test_what_goes_up_is_of_the_health_officers_of_the_place_alone(worker, superior, call):
    elsewhere = officer("health-officer", division="4403", department="gd-health")
    act("escalate", call, worker)
    assert [len(api.list_follow_ups(by=by)) for by in (superior, elsewhere)] == [1, 0]
    assert api.count_follow_ups(by=elsewhere) == 0
    with pytest.raises(NotFound):
        act("take_follow_up", call, elsewhere)


def test_help_found_by_the_superior_is_the_communitys_to_take(worker, superior, call):
    act("escalate", call, worker)
    act("take_follow_up", call, superior)
    act("record_outcome", call, superior, outcome="needs-help", need="medicine")
    assert api.list_follow_ups(by=superior) == []
    act("take_follow_up", call, worker)


def test_a_green_code_ends_the_wait_for_help(family, worker, call):
    act("take_follow_up", call, worker)
    act("record_outcome", call, worker, outcome="needs-help", need="food")
    api.close_follow_ups(subject_keys=[family.father_key], at=LATER)
    assert api.list_follow_ups(by=worker) == []
    assert not FollowUp.objects.exclude(need="").exists()


def test_nobody_is_called_for_the_blue_code_of_the_first_rules(family, monkeypatch):
    found = step(family.daughter.person_key, colour="blue", class_code="no-finding", way_out="none")
    monkeypatch.setattr(health, "list_steps", lambda *, changes: [found])
    answer_colours(ColoursChanged(changes=[1]))
    assert not FollowUp.objects.exists()


def test_the_database_takes_no_help_but_of_the_community(worker, call):
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(calling="police").update(need="food")
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(uuid=call.uuid).update(need="money")


def test_who_asked_to_be_called_later_comes_last_until_then(family, worker, call):
    told = {"colour": "yellow", "class_code": "exposed-medium", "way_out": "two-negatives"}
    api.open_follow_ups(steps=[step(family.stranger.person_key, cause=9, **told)], at=AT + timedelta(hours=1))
    at_two = AT + timedelta(hours=2)
    act("take_follow_up", call, worker)
    for again_at in (AT, AT + timedelta(hours=25)):
        with pytest.raises(api.AgainUnfit):
            act("record_outcome", call, worker, outcome="no-answer", again_at=again_at)
    with pytest.raises(api.CallNoteTooLong):
        act("record_outcome", call, worker, outcome="no-answer", note="长" * 201)
    act("record_outcome", call, worker, outcome="no-answer", again_at=at_two)
    for moment, place in ((AT, 1), (at_two, 0)):
        assert [each.uuid for each in api.list_follow_ups(by=worker, at=moment)].index(call.uuid) == place


def test_a_long_list_is_read_page_by_page(family, worker, monkeypatch):
    monkeypatch.setattr("lingnan.rooms.outreach.calls.A_PAGE", 1)
    province = officer("community-worker", division="44")
    told = {"colour": "red", "class_code": "positive", "way_out": "two-negatives"}
    api.open_follow_ups(steps=[step(family.stranger.person_key, cause=9, **told)], at=AT)
    pages = [api.list_follow_ups(by=province, page=number) for number in (1, 2, 3)]
    assert [[each.colour for each in page] for page in pages] == [["red"], ["yellow"], []]
    assert api.count_follow_ups(by=province) == 2
    assert api.count_follow_ups(by=family.stranger) == 0


def test_only_what_is_on_the_list_is_an_outcome(worker, call):
    act("take_follow_up", call, worker)
    with pytest.raises(api.OutcomeUnknown):
        act("record_outcome", call, worker, outcome="fine")
    assert FollowUp.objects.get(uuid=call.uuid).attempts == 0


def test_what_nobody_answered_in_24_hours_goes_up_once(worker, superior, call):
    assert api.escalate_overdue(at=LATER - timedelta(seconds=1)) == 0
    act("take_follow_up", call, worker)
    assert api.escalate_overdue(at=LATER) == 2
    assert api.escalate_overdue(at=LATER) == 0
    assert api.list_follow_ups(by=worker) == []
    assert {each.calling for each in api.list_follow_ups(by=superior)} == {"community", "police"}
    assert AuditEntry.objects.filter(name="outreach.follow-up.escalated").count() == 2


def test_a_shift_hands_over_with_a_note_that_is_sealed(worker, colleague, call):
    act("take_follow_up", call, worker)
    for note in (" ", "长" * 201):
        with pytest.raises(api.NoteUnfit):
            act("hand_over", call, worker, note=note)
    act("hand_over", call, worker, note="下午三点以后在家")
    assert "下午".encode() not in bytes(FollowUp.objects.get(uuid=call.uuid).note_sealed)
    act("take_follow_up", call, colleague)
    assert api.get_follow_up(uuid=call.uuid, by=colleague).note == "下午三点以后在家"
    with pytest.raises(api.NotTaken):
        act("record_outcome", call, worker, outcome="reached")


def test_the_most_urgent_and_the_longest_waiting_come_first(family, worker, call):
    red = {"colour": "red", "class_code": "exposed-high", "way_out": "exposure-ends"}
    nowhere = step(family.daughter.person_key, cause=9, division="", **red)
    api.open_follow_ups(steps=[nowhere], at=AT + timedelta(hours=1))
    load("population", family.daughter.person_key, {"person.id_number": "440104197803022348", "person.name": "陈晓岚"})
    province = officer("community-worker", division="44")
    assert [each.urgency for each in api.list_follow_ups(by=province)] == [1, 2]
    assert [each.division for each in api.list_follow_ups(by=province)] == ["440000", "440104"]


def test_green_again_means_no_more_calls(family, worker, call):
    for _ in range(2):
        api.close_follow_ups(subject_keys=[family.father_key], at=LATER)
    assert api.list_follow_ups(by=worker) == []
    entry = AuditEntry.objects.get(name="outreach.follow-up.closed")
    assert json.loads(entry.body)["details"] == {"callings": ["community", "police"]}


def test_after_the_sunset_no_call_and_no_message_about_a_colour_is_left(family):
    from lingnan.rooms.health.events import RoomEnded
    from lingnan.rooms.outreach.handlers import forget_health

    follow_up(family)
    for kind in ("health-yellow", "case-granted"):
        api.send_message(person_key=family.father_key, kind=kind, params={}, link="/", cause="1", at=AT)
    forget_health(RoomEnded(certificate="1"))
    assert not FollowUp.objects.exists()
    assert [each.kind for each in api.list_messages(person_key=family.father_key)] == ["case-granted"]
