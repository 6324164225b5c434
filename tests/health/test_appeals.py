"""Appeals: one open a colour, answered within a day by an officer who had no part in it; none writes a colour."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lingnan.kernel import audit, clock, events
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.health import api
from lingnan.rooms.health.models import Appeal, ColourChange, StandingColour
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from lingnan.rooms.outreach import api as outreach
from tests.health.evidence import FATHER, isolate, moment
from tests.health.forcing import force, reasons
from tests.health.test_manual import SITE, decide, propose
from tests.house import AT, Family, load, officer, person

WHY = "核对了隔离令，已经解除。"
PASSPORT = "E12345678"
ISOLATED = {
    "health.isolation_number": "I1", "health.isolation_kind": "2", "health.isolation_from": date(2021, 8, 1),
    "health.isolation_until": date(2021, 8, 14),
}  # fmt: skip
TRAVELLED = {
    "travel.journey_number": "J1", "travel.stay_area": f"{SITE}9号", "travel.arrived_at": moment(1),
    "travel.left_at": moment(2),
}  # fmt: skip


@pytest.fixture
def red(patient: Family) -> Family:
    """The father, who has to stay at home since the second of August; his daughter may look after his code."""
    isolate(patient, first=1, last=14)
    identity.grant_delegation(
        principal_key=patient.father_key, delegate_key=patient.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(1) + timedelta(days=90), by=patient.father, at=moment(1),
    )  # fmt: skip
    api.get_holding(subject_key=patient.father_key, by=patient.father, at=moment(2))
    return patient


@pytest.fixture
def doctor(red):
    return officer("health-officer", division="4401", department="gd-health")


@pytest.fixture
def colleague(red):
    return officer("health-officer", division="44", department="gd-health")


def change_of(family: Family):
    return api.get_holding(subject_key=family.father_key, by=family.father, at=moment(2)).grounds.change.uuid


def appeal(family: Family, *, by=None, note="我昨天解除了。", day=2, change=None):
    return api.file_appeal(change=change or change_of(family), note=note, by=by or family.father, at=moment(day))


def read(family: Family, *, by=None, day=3):
    return api.get_appealed_change(change=ColourChange.objects.get().uuid, by=by or family.father, at=moment(day))


def answer(filed, *, by, outcome="stands", why=WHY, day=3):
    return api.answer_appeal(uuid=filed.uuid, outcome=outcome, answer=why, by=by, at=moment(day, 11))


def release(family: Family) -> None:
    """The order is corrected at its source."""
    load("isolation-order", family.father_key, {
        "person.id_number": FATHER, "health.isolation_number": "I1", "health.isolation_kind": "2",
        "health.isolation_from": date(2021, 8, 1), "health.isolation_until": date(2021, 8, 14),
        "health.isolation_released_on": date(2021, 8, 1),
    }, as_of=moment(1).replace(year=2027))  # fmt: skip


def deliver(monkeypatch, name: str) -> None:
    """What outreach hears, twice."""
    monkeypatch.setattr(clock, "now", lambda: moment(3))
    jobs = list(ProcrastinateJob.objects.filter(args__name=name).values_list("args", flat=True))
    for job in jobs * 2:
        events.deliver(**job)


def inbox(person_key: int) -> list[str]:
    kinds = (message.kind for message in outreach.list_messages(person_key=person_key))
    return [kind for kind in kinds if kind.startswith("health-appeal")]


def test_it_is_to_be_answered_within_a_day(red):
    filed = appeal(red)
    assert (filed.due_at - filed.appealed_at, filed.outcome, filed.turn) == (timedelta(hours=24), None, 1)
    found = read(red)
    assert (found.appeals, found.is_standing, found.may_appeal) == ((filed,), True, False)


def test_sent_twice_is_one_appeal(red):
    assert appeal(red).uuid == appeal(red, note="").uuid
    assert Appeal.objects.count() == 1


def test_what_she_writes_is_sealed(red):
    assert appeal(red).note == "我昨天解除了。"
    assert "解除".encode() not in bytes(Appeal.objects.get().note_sealed)


def test_she_need_not_write_anything_but_no_more_than_is_read(red):
    with pytest.raises(api.NoteTooLong):
        appeal(red, note="长" * 201)
    assert not Appeal.objects.exists()
    assert appeal(red, note=" ").note == ""


def test_green_needs_no_appeal(patient):
    with pytest.raises(api.NothingToAppeal):
        appeal(patient)


def test_a_colour_that_stands_no_more_needs_no_appeal(red):
    was = change_of(red)
    api.get_holding(subject_key=red.father_key, by=red.father, at=moment(15))
    with pytest.raises(api.NothingToAppeal):
        appeal(red, day=15, change=was)


def test_when_no_rules_are_in_force_there_is_nothing_to_appeal(red):
    with pytest.raises(api.NoRuleInForce):
        api.file_appeal(change=change_of(red), note="", by=red.father, at=moment(2).replace(year=2026))


def test_whoever_acts_for_her_appeals_and_she_is_told(red, monkeypatch):
    filed = appeal(red, by=red.daughter)
    assert filed.is_by_another
    assert read(red, by=red.daughter).appeals == (filed,)
    deliver(monkeypatch, "health.appeal.filed")
    assert inbox(red.father_key) == ["health-appeal-filed"]
    assert inbox(red.daughter.person_key) == []


def test_nobody_else_appeals_or_reads_appeals_for_her(red, doctor):
    filed = appeal(red)
    for other in (red.stranger, doctor):
        with pytest.raises(NotFound):
            appeal(red, by=other)
        with pytest.raises(NotFound):
            read(red, by=other)
    assert read(red).appeals == (filed,)


def test_only_the_health_officers_of_the_place_answer(red):
    filed = appeal(red)
    for other in (red.father, red.stranger, officer("clerk", department="gd-health")):
        with pytest.raises(NotAllowed):
            api.list_open_appeals(by=other)
        with pytest.raises(NotAllowed):
            api.review_appeal(uuid=filed.uuid, by=other, at=moment(2))
        with pytest.raises(NotAllowed):
            answer(filed, by=other)
    elsewhere = officer("health-officer", division="4403", department="gd-health")
    assert api.list_open_appeals(by=elsewhere) == []
    with pytest.raises(NotFound):
        answer(filed, by=elsewhere)
    assert Appeal.objects.get().outcome == ""


def test_the_officer_sees_what_it_rests_on_and_the_holder_sees_that_she_looked(red, doctor):
    filed = appeal(red)
    (queued,) = api.list_open_appeals(by=doctor)
    assert (queued.uuid, queued.division, queued.class_code) == (filed.uuid, "4401", "home-isolation")
    review = api.review_appeal(uuid=filed.uuid, by=doctor, at=moment(2))
    assert (review.appeal, review.masked_name, review.is_for_another) == (filed, "陈*栋", False)
    assert [each.resource for each in review.change.grounds.evidence] == ["isolation-order"]
    looks = audit.list_entries(subject_key=red.father_key, kind=AuditEntry.Kind.READ)
    assert [entry.by.ref for entry in looks if entry.name == "health.appeal.read"] == [doctor.ref]


def test_a_colour_that_stands_is_said_to_with_a_reason_that_she_reads(red, doctor, monkeypatch):
    filed = appeal(red, by=red.daughter)
    answer(filed, by=doctor)
    (told,) = read(red).appeals
    assert (told.outcome, told.answer, told.answered_at) == ("stands", WHY, moment(3, 11))
    assert api.list_open_appeals(by=doctor) == []
    with pytest.raises(api.NothingToAnswer):
        answer(filed, by=doctor)
    deliver(monkeypatch, "health.appeal.answered")
    assert inbox(red.father_key) == inbox(red.daughter.person_key) == ["health-appeal-stands"]


def test_a_second_appeal_is_answered_by_another_and_there_is_no_third(red, doctor, colleague):
    answer(appeal(red), by=doctor)
    again = appeal(red, day=4)
    assert [each.is_for_another for each in api.list_open_appeals(by=doctor)] == [True]
    with pytest.raises(api.HadAHand):
        answer(again, by=doctor, day=5)
    assert answer(again, by=colleague, day=5).outcome == "stands"
    with pytest.raises(api.NothingToAppeal):
        appeal(red, day=6)


def test_corrected_only_where_the_record_was_corrected_at_its_source(red, doctor):
    filed = appeal(red)
    with pytest.raises(api.NothingCorrected):
        answer(filed, by=doctor, outcome="corrected")
    assert Appeal.objects.get().outcome == ""
    release(red)
    assert answer(filed, by=doctor, outcome="corrected").outcome == "corrected"
    held = api.get_holding(subject_key=red.father_key, by=red.father, at=moment(3))
    assert [each.colour for each in held.history] == ["green", "red"]


def test_what_is_late_is_named_once_and_both_are_told(red, doctor, monkeypatch):
    appeal(red, by=red.daughter)
    assert api.list_overdue_appeals(by=doctor, at=moment(3)) == []
    assert api.name_late_appeals(at=moment(3)) == 0
    late = moment(3, 13)
    assert len(api.list_overdue_appeals(by=doctor, at=late)) == 1
    assert [api.name_late_appeals(at=late) for _ in range(2)] == [1, 0]
    deliver(monkeypatch, "health.appeal.late")
    assert inbox(red.father_key) == inbox(red.daughter.person_key) == ["health-appeal-late"]


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (api.OutcomeMissing, {"outcome": ""}),
        (api.NoAnswer, {"why": " "}),
        (api.NoteTooLong, {"why": "长" * 501}),
    ],
)
def test_half_an_answer_is_none(red, doctor, refusal, changes):
    with pytest.raises(refusal):
        answer(appeal(red), by=doctor, **changes)
    assert Appeal.objects.get().answered_at is None


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("appeal_due_within_a_day", {"due_at": moment(9)}),
        ("appeal_turn_within_two", {"turn": 3}),
        ("appeal_answered_whole", {"answered_by": "officer:1"}),
        ("appeal_answered_whole", {"answered_by": "officer:1", "outcome": "stands", "answer_sealed": b"sealed"}),
        (
            "appeal_answered_by_another",
            {"answered_by": "o", "answered_at": moment(3), "outcome": "stands", "answer_sealed": b"s", "barred": ["o"]},
        ),
    ],
)
def test_the_database_holds_the_rules_itself(red, name, changes):
    appeal(red)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Appeal.objects.update(**changes)


def test_the_database_keeps_one_open_and_one_of_each_turn(red, doctor):
    appeal(red)
    twin = Appeal.objects.get()
    twin.pk, twin.uuid, twin.turn = None, change_of(red), 2
    with pytest.raises(IntegrityError, match="appeal_open_once_a_change"), transaction.atomic():
        twin.save()
    Appeal.objects.update(answered_by="o", answered_at=moment(3), outcome="stands", answer_sealed=b"s")
    twin.turn = 1
    with pytest.raises(IntegrityError, match="appeal_turn_once"), transaction.atomic():
        twin.save()


def test_an_appeal_is_against_ones_own_change(red):
    appeal(red)
    force("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="appeal_of_own_change"), transaction.atomic():
        Appeal.objects.update(subject_key=red.stranger.person_key)


@pytest.mark.parametrize("by_hand", [False, True])
def test_an_appeal_of_a_record_that_was_taken_in_is_answered_for_the_one_that_took_it_in(patient, by_hand):
    (old,) = identity.register_people(people=[NewPerson(id_number=PASSPORT, name="CHEN", id_kind="414")], at=AT)
    doctor, colleague, third = (
        officer("health-officer", division="44", department=f"gd-{name}")
        for name in ("disease-control", "transport", "health")
    )
    record = {"person.id_number": PASSPORT, **TRAVELLED} if by_hand else {"person.id_number": PASSPORT, **ISOLATED}
    kind = "journey" if by_hand else "isolation-order"
    load(kind, old, record)
    if by_hand:
        proposed = propose(doctor, id_number=PASSPORT, name="CHEN")
        decide(proposed, colleague)
    her = person("old", old)
    held = api.get_holding(subject_key=old, by=her, at=moment(3, 14))
    filed = api.file_appeal(change=held.grounds.change.uuid, note="", by=her, at=moment(3, 14))
    identity.merge_people(
        surviving_key=patient.father_key, absorbed_key=old, ground="second-document", names=("何敏仪", "黄启明"),
        by=PLATFORM, at=moment(3, 15),
    )  # fmt: skip
    assert StandingColour.objects.get().change.class_code == held.grounds.change.class_code
    if not by_hand:
        with pytest.raises(api.NothingCorrected):
            answer(filed, by=third, outcome="corrected", day=4)
        released = {**record, "health.isolation_released_on": date(2021, 8, 1)}
        load(kind, patient.father_key, released, as_of=AT + timedelta(days=1))
    answer(filed, by=third, outcome="corrected", day=4)
    force("SET CONSTRAINTS ALL IMMEDIATE")
    standing = StandingColour.objects.get()
    assert (standing.subject_key, standing.change.colour, reasons()) == (patient.father_key, "green", [])
