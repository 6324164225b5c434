"""The desk: what the rules refer is decided by an officer in charge, once, with a reason."""

from datetime import date, timedelta

import pytest

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed, NotFound
from tests.cases.applying import api, apply
from tests.house import AT, Family, load, officer, record_father

LATER = AT + timedelta(days=1)


@pytest.fixture
def referred(family: Family):
    """A card and an allowance that two registers' conflict sent to the desk."""
    record_father(family, {"person.birth_date": date(1944, 5, 12)}, as_of=AT + timedelta(seconds=1))
    return apply(family)


def test_it_stands_in_the_queue_of_those_in_charge(referred, clerk: Actor) -> None:
    assert [case.uuid for case in api().list_queue(by=clerk)] == [case.uuid for case in referred]
    assert [case.service for case in api().list_queue(by=clerk, service="senior-card")] == ["senior-card"]
    yuexiu, tianhe = officer("clerk", division="440104"), officer("clerk", division="440106")
    assert len(api().list_queue(by=yuexiu)) == 2
    assert api().list_queue(by=tianhe) == []
    assert api().list_queue(by=officer("clerk", department="gd-health")) == []
    assert api().list_queue(by=officer("auditor")) == []


@pytest.mark.parametrize("division", ["430426", None])
def test_who_is_registered_elsewhere_or_nowhere_is_the_provinces(family: Family, clerk: Actor, division: str) -> None:
    changes = {"person.household_division": division, "person.birth_date": date(1944, 5, 12)}
    record_father(family, changes, as_of=AT + timedelta(seconds=1))
    card, _ = apply(family)
    assert card.status == "referred"
    assert card.uuid in [case.uuid for case in api().list_queue(by=clerk)]
    assert api().review_case(uuid=card.uuid, by=clerk, at=LATER).case.uuid == card.uuid
    yuexiu = officer("clerk", division="440104")
    assert api().list_queue(by=yuexiu) == []
    with pytest.raises(NotFound):
        api().review_case(uuid=card.uuid, by=yuexiu, at=LATER)


def test_the_statutory_time_runs_from_the_referral(referred) -> None:
    assert referred[0].promised_date == date(2026, 12, 21)


def test_residents_have_no_queue(family: Family) -> None:
    with pytest.raises(NotAllowed):
        api().list_queue(by=family.daughter)


def test_an_officer_grants_with_a_note_that_the_applicant_reads(
    referred, family: Family, clerk: Actor, sealed_audit: None
) -> None:
    card = referred[0]
    decided = api().decide_by_officer(
        uuid=card.uuid,
        granted=True,
        note="查户口底册，以身份证为准。",
        findings={"person.birth_date": "1943-05-12"},
        by=clerk,
        at=LATER,
    )
    seen = api().get_case(uuid=card.uuid, by=family.daughter)
    assert seen == decided
    assert (seen.status, seen.reason.code, seen.note) == ("granted", "by-officer", "查户口底册，以身份证为准。")
    assert seen.licence is not None
    assert [milestone.status for milestone in seen.milestones] == ["submitted", "referred", "granted"]
    assert len(api().list_receipts(case_uuid=card.uuid, by=family.daughter, at=AT)) == 2


def test_an_officer_refuses(referred, clerk: Actor) -> None:
    decided = api().decide_by_officer(
        uuid=referred[1].uuid, granted=False, note="出生日期以底册为准。", by=clerk, at=LATER
    )
    assert decided.status == "refused"
    assert decided.appeal_deadline is not None


@pytest.mark.parametrize("note", ["", "   ", "长" * 501])
def test_a_note_is_needed(referred, clerk: Actor, note: str) -> None:
    with pytest.raises(api().NoteMissing):
        api().decide_by_officer(uuid=referred[0].uuid, granted=True, note=note, by=clerk, at=LATER)
    assert len(api().list_queue(by=clerk)) == 2


def test_what_is_decided_is_not_decided_again(referred, clerk: Actor) -> None:
    api().decide_by_officer(uuid=referred[0].uuid, granted=False, note="不符。", by=clerk, at=LATER)
    with pytest.raises(api().CaseClosed):
        api().decide_by_officer(uuid=referred[0].uuid, granted=True, note="改了。", by=clerk, at=LATER)


@pytest.mark.parametrize(("role", "division", "department"), [
    ("clerk", "440106", "gd-civil-affairs"), ("clerk", "44", "gd-health"), ("auditor", "44", "gd-civil-affairs"),
])  # fmt: skip
def test_an_officer_not_in_charge_neither_sees_nor_decides(
    referred, clerk: Actor, role: str, division: str, department: str
) -> None:
    other = officer(role, division=division, department=department)
    for attempt in (
        lambda: api().review_case(uuid=referred[0].uuid, by=other, at=LATER),
        lambda: api().decide_by_officer(uuid=referred[0].uuid, granted=True, note="x", by=other, at=LATER),
        lambda: api().get_case(uuid=referred[0].uuid, by=other),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert len(api().list_queue(by=clerk)) == 2


def test_a_resident_decides_nothing(referred, family: Family, clerk: Actor) -> None:
    with pytest.raises(NotFound):
        api().decide_by_officer(uuid=referred[0].uuid, granted=True, note="x", by=family.father, at=LATER)
    assert len(api().list_queue(by=clerk)) == 2


def test_the_officer_sees_facts_as_they_are_now(referred, family: Family, clerk: Actor) -> None:
    from lingnan.rooms.exchange import api as exchange

    review = api().review_case(uuid=referred[0].uuid, by=clerk, at=LATER)
    assert review.proposal.status == "referred"
    assert {rule.rule_id for rule in review.proposal.matched} == {"conflict"}
    latest = exchange.list_accesses(subject_key=family.father_key)[0]
    assert (latest.by.name, latest.case_uuid) == (clerk.name, referred[0].uuid)
    assert latest.purpose.startswith("人工核对")


def test_the_queue_takes_few_queries(referred, clerk: Actor, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
        assert len(api().list_queue(by=clerk)) == 2


def test_death_on_the_desk(referred, family: Family, clerk: Actor) -> None:
    load("death", family.father_key, {"person.id_number": "440104194305121235", "death.date": date(2026, 11, 1)})
    review = api().review_case(uuid=referred[0].uuid, by=clerk, at=LATER)
    assert next(each.value for each in review.inputs if each.element == "record.death") is True
