"""Registers that contradict one another: both sides shown, one established by an officer, and what follows from it."""

from datetime import date, timedelta

import pytest

from lingnan.kernel.actors import Actor
from tests.cases.applying import api, apply
from tests.house import AT, Family, officer, record_father

LATER = AT + timedelta(days=1)
BY_NUMBER, BY_REGISTER = "1943-05-12", "1953-05-12"
CONTRADICTED = "person.birth_date"
NUMBER = "440104194305121219"


@pytest.fixture
def referred(family: Family):
    """The number says 83 years old, the register 73: both bands are paid in Guangzhou, not the same."""
    record_father(
        family, {CONTRADICTED: date(1953, 5, 12), "person.id_number": NUMBER}, as_of=AT + timedelta(seconds=1)
    )
    return apply(family)


def grant(case, by: Actor, **findings: str):
    given = {CONTRADICTED: findings["birth_date"]} if findings else {}
    return api().decide_by_officer(uuid=case.uuid, granted=True, note="看过户口底册。", findings=given, by=by, at=LATER)


def test_both_sides_are_shown_with_what_follows_from_each(referred, clerk: Actor) -> None:
    review = api().review_case(uuid=referred[1].uuid, by=clerk, at=LATER)
    (conflict,) = review.conflicts
    assert conflict.element == CONTRADICTED
    assert [(str(side.value), side.said_by) for side in conflict.sides] == [
        (BY_REGISTER, CONTRADICTED),
        (BY_NUMBER, "person.id_number"),
    ]
    assert [each.outcome["monthly_amount"] for each in review.by_side[CONTRADICTED]] == [3000, 10000]
    assert review.proposal.status == "referred"


def test_registers_that_agree_have_no_conflict(family: Family, clerk: Actor) -> None:
    draft = api().start_draft(services=["senior-card"], subject_key=family.father_key, by=family.father, at=AT)
    api().save_answers(uuid=draft.uuid, step="contact", raw={"contact.mobile": "13800138000"}, by=family.father, at=AT)
    api().dispute_fact(uuid=draft.uuid, element="person.name", note="多了一个字", by=family.father, at=AT)
    application = api().submit_draft(uuid=draft.uuid, consent=True, by=family.father, at=AT)
    (case,) = api().get_application(uuid=application, by=family.father).cases
    api().decide_case(uuid=case.uuid, at=AT)
    review = api().review_case(uuid=case.uuid, by=clerk, at=LATER)
    assert review.conflicts == ()
    assert (review.proposal.status, review.settled.status) == ("referred", "granted")
    assert grant(case, clerk).status == "granted"


@pytest.mark.parametrize(("side", "amount"), [(BY_NUMBER, 10000), (BY_REGISTER, 3000)])
def test_what_is_granted_follows_from_the_side_held_right(
    referred, clerk: Actor, side: str, amount: int, family: Family
) -> None:
    decided = grant(referred[1], clerk, birth_date=side)
    assert (decided.status, decided.outcome["monthly_amount"]) == ("granted", amount)
    receipt = api().read_receipt(data=api().list_receipts(case_uuid=decided.uuid, by=family.father, at=AT)[-1])
    said = {each.element: each for each in receipt.inputs}
    assert str(said[CONTRADICTED].value) == side
    assert said[CONTRADICTED].provenance.by == said["facts.conflict"].provenance.by == clerk.ref


def test_the_card_says_what_was_established(referred, clerk: Actor) -> None:
    from lingnan.rooms.licences import api as licences

    card = grant(referred[0], clerk, birth_date=BY_NUMBER)
    issued = licences.get_licence(uuid=card.licence, by=clerk, at=LATER)
    assert issued.fields[CONTRADICTED] == BY_NUMBER


def test_nothing_is_granted_over_an_open_contradiction(referred, clerk: Actor) -> None:
    with pytest.raises(api().FindingMissing, match="出生日期"):
        grant(referred[1], clerk)
    with pytest.raises(api().FindingUnknown):
        grant(referred[1], clerk, birth_date="1933-01-01")
    assert len(api().list_queue(by=clerk)) == 2


def test_a_refusal_needs_no_finding(referred, clerk: Actor) -> None:
    decided = api().decide_by_officer(uuid=referred[1].uuid, granted=False, note="请先更正。", by=clerk, at=LATER)
    assert decided.status == "refused"


def test_an_amount_that_the_rules_cannot_tell_is_not_granted(family: Family, clerk: Actor) -> None:
    record_father(family, {"person.household_division": None}, as_of=AT + timedelta(seconds=1))
    _, allowance = apply(family)
    assert allowance.reason.code == "record-missing"
    with pytest.raises(api().GrantIncomplete, match="金额"):
        grant(allowance, officer("clerk", division=""))


def test_what_came_back_is_told_with_its_last_refusal(referred, family: Family, clerk: Actor) -> None:
    card, _ = referred
    assert api().list_refused_before(cases=api().list_queue(by=clerk), by=clerk) == {}
    api().decide_by_officer(uuid=card.uuid, granted=False, note="请先更正。", by=clerk, at=LATER)
    again, _ = apply(family)
    assert api().list_refused_before(cases=api().list_queue(by=clerk), by=clerk) == {again.uuid: LATER}


def test_the_queue_is_narrowed_by_the_number_people_quote(referred, clerk: Actor) -> None:
    assert [case.uuid for case in api().list_queue(by=clerk, number=referred[1].number)] == [referred[1].uuid]
    assert api().list_queue(by=clerk, number="20000101-0000000") == []


def test_a_decided_case_is_not_looked_up_again(referred, family: Family, clerk: Actor) -> None:
    from lingnan.rooms.exchange import api as exchange

    api().decide_by_officer(uuid=referred[0].uuid, granted=False, note="请先更正。", by=clerk, at=LATER)
    before = exchange.list_accesses(subject_key=family.father_key)
    with pytest.raises(api().CaseClosed):
        api().review_case(uuid=referred[0].uuid, by=clerk, at=LATER)
    assert exchange.list_accesses(subject_key=family.father_key) == before
