"""The first journey through the doors: from form to licence to code, once, whatever arrives twice."""

from datetime import date, timedelta

import pytest

from lingnan.kernel.errors import NotFound
from lingnan.rooms.catalogue import shelf
from tests.cases.applying import MOBILE, api, apply, filled, send, start
from tests.house import AT, BOTH, Family, load, record_father


def test_the_form_asks_at_most_two_things(family: Family) -> None:
    questions = start(family).form.questions
    assert [question.element.id for question in questions] == ["contact.mobile"]


def test_without_an_account_on_record_it_is_asked(family: Family) -> None:
    record_father(family)
    load("benefit-account", family.stranger.person_key, {"person.id_number": "440304199001013458"})
    draft = api().start_draft(services=BOTH, subject_key=family.stranger.person_key, by=family.stranger, at=AT)
    assert [question.element.id for question in draft.form.questions] == ["contact.mobile", "benefit.bank_account"]


def test_both_are_granted_with_reasons(family: Family, sealed_audit: None) -> None:
    card, allowance = apply(family)
    assert (card.status, card.reason.code) == ("granted", "eligible")
    assert (allowance.status, allowance.outcome["monthly_amount"]) == ("granted", 10000)
    assert card.licence is not None
    assert card.appeal_deadline == date(2027, 1, 22)


def test_sent_twice_is_one_application(family: Family) -> None:
    from lingnan.rooms.cases.models import Application, Case
    from lingnan.rooms.licences.models import Licence

    draft = filled(family)
    assert send(family, draft.uuid) == send(family, draft.uuid)
    assert (Application.objects.count(), Case.objects.count(), Licence.objects.count()) == (1, 2, 1)


def test_the_same_key_twice_is_one_application(family: Family) -> None:
    sent = [
        api().submit_case(
            services=BOTH,
            subject_key=family.father_key,
            answers=MOBILE,
            consent=True,
            key="k-1",
            by=family.daughter,
            at=AT,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert sent[0] == sent[1]
    assert len(api().list_cases(by=family.daughter)) == 2


def test_a_benefit_granted_is_a_fact_for_the_next_decision(family: Family) -> None:
    apply(family)
    card, allowance = apply(family)
    assert (card.status, card.reason.code) == ("refused", "already-held")
    assert (allowance.status, allowance.reason.code) == ("refused", "already-paid")


def test_the_case_is_decided_by_the_version_it_pinned(family: Family) -> None:
    draft = start(family)
    assert draft.versions == {"senior-card": 1, "senior-allowance": 1}
    card, _ = apply(family)
    assert card.version == 1


def test_what_was_typed_wrongly_is_kept_and_explained(family: Family) -> None:
    draft = api().save_answers(
        uuid=start(family).uuid, step="contact", raw={"contact.mobile": "1380013"}, by=family.daughter, at=AT
    )
    assert "手机号" in draft.problems["contact.mobile"].text()
    assert api().get_draft(uuid=draft.uuid, by=family.daughter, at=AT).typed == {"contact.mobile": "1380013"}
    with pytest.raises(api().AnswersMissing, match="1 项"):
        api().submit_draft(uuid=draft.uuid, consent=True, by=family.daughter, at=AT)
    draft = api().save_answers(uuid=draft.uuid, step="contact", raw=MOBILE, by=family.daughter, at=AT)
    assert draft.problems == {}
    assert draft.next_step is None


def test_without_consent_nothing_is_sent(family: Family) -> None:
    draft = filled(family)
    with pytest.raises(api().ConsentMissing):
        api().submit_draft(uuid=draft.uuid, consent=False, by=family.daughter, at=AT)
    assert api().list_cases(by=family.daughter) == []


def test_a_mandate_that_ended_meanwhile_sends_nothing(family: Family) -> None:
    from lingnan.rooms.identity import api as identity

    draft = filled(family)
    with pytest.raises(identity.NotForMe, match="委托"):
        api().submit_draft(uuid=draft.uuid, consent=True, by=family.daughter, at=AT + timedelta(days=31))
    assert api().list_cases(by=family.father) == []


def test_a_subject_who_is_not_mine_is_not_looked_up(family: Family) -> None:
    from lingnan.rooms.exchange import api as exchange
    from lingnan.rooms.identity import api as identity

    with pytest.raises(identity.NotForMe):
        start(family, by=family.stranger)
    assert exchange.list_accesses(subject_key=family.father_key) == []


def test_a_disputed_fact_is_decided_by_no_machine(family: Family) -> None:
    draft = filled(family)
    api().dispute_fact(
        uuid=draft.uuid, element="person.household_address", note="已经搬家了", by=family.daughter, at=AT
    )
    card, allowance = send(family, draft.uuid)
    assert {card.reason.code, allowance.reason.code} == {"record-conflict"}
    assert {card.status, allowance.status} == {"referred"}


def test_a_dispute_can_be_taken_back(family: Family) -> None:
    draft = start(family)
    for note in ("不对", ""):
        draft = api().dispute_fact(uuid=draft.uuid, element="person.name", note=note, by=family.daughter, at=AT)
    assert draft.disputes == {}
    with pytest.raises(api().NotDisputable):
        api().dispute_fact(uuid=draft.uuid, element="contact.mobile", note="x", by=family.daughter, at=AT)


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"person.birth_date": date(1944, 5, 12)}, "referred", "record-conflict"),
        ({"person.birth_date": None}, "referred", "record-missing"),
        (
            {"person.household_division": "430104", "person.residence_division": "430104"},
            "refused",
            "household-elsewhere",
        ),
    ],
)
def test_unhappy_records(family: Family, changes: dict[str, object], outcome: str, reason: str) -> None:
    record_father(family, changes, as_of=AT + timedelta(seconds=1))
    card, _ = apply(family)
    assert (card.status, card.reason.code) == (outcome, reason)


def test_the_dead_are_granted_nothing(family: Family) -> None:
    load("death", family.father_key, {"person.id_number": "440104194305121235", "death.date": date(2026, 11, 1)})
    card, allowance = apply(family)
    assert {card.reason.code, allowance.reason.code} == {"deceased"}


def test_only_those_concerned_see_a_case(family: Family) -> None:
    card, _ = apply(family)
    assert api().get_case(uuid=card.uuid, by=family.father).uuid == card.uuid
    for read in (api().get_case, api().get_application):
        with pytest.raises(NotFound):
            read(uuid=card.uuid if read is api().get_case else card.application, by=family.stranger)
    with pytest.raises(NotFound):
        api().list_receipts(case_uuid=card.uuid, by=family.stranger, at=AT)
    assert api().list_cases(by=family.stranger) == []


def test_a_receipt_is_read_with_a_trace_and_only_under_a_running_mandate(family: Family) -> None:
    from lingnan.rooms.exchange import api as exchange
    from lingnan.rooms.identity import api as identity

    card, _ = apply(family)
    (own,) = api().list_receipts(case_uuid=card.uuid, by=family.father, at=AT)
    assert api().list_receipts(case_uuid=card.uuid, by=family.daughter, at=AT) == [own]
    latest = exchange.list_accesses(subject_key=family.father_key)[0]
    assert (latest.by, latest.purpose, latest.case_uuid) == (family.daughter, "查看决定书", card.uuid)
    (mandate,) = identity.list_delegations(person_key=family.father_key)
    identity.end_delegation(uuid=mandate.uuid, by=family.father, at=AT)
    assert api().list_receipts(case_uuid=card.uuid, by=family.daughter, at=AT) == []


def test_a_draft_is_its_owners_alone(family: Family) -> None:
    draft = start(family)
    for other in (family.father, family.stranger):
        with pytest.raises(NotFound):
            api().get_draft(uuid=draft.uuid, by=other, at=AT)
        with pytest.raises(NotFound):
            api().save_answers(uuid=draft.uuid, step="contact", raw=MOBILE, by=other, at=AT)
        with pytest.raises(NotFound):
            api().submit_draft(uuid=draft.uuid, consent=True, by=other, at=AT)
    assert api().get_draft(uuid=draft.uuid, by=family.daughter, at=AT).answers == {}


def test_a_draft_closes_with_the_mandate_it_was_begun_under(family: Family) -> None:
    from lingnan.rooms.identity import api as identity

    draft = start(family)
    (mandate,) = identity.list_delegations(person_key=family.father_key)
    identity.end_delegation(uuid=mandate.uuid, by=family.father, at=AT)
    mine = {"uuid": draft.uuid, "by": family.daughter, "at": AT}
    for attempt in (
        lambda: api().get_draft(**mine),
        lambda: api().save_answers(step="contact", raw=MOBILE, **mine),
        lambda: api().dispute_fact(element="person.name", note="不对", **mine),
    ):
        with pytest.raises(identity.NotForMe):
            attempt()


def test_the_father_sees_each_read(family: Family) -> None:
    from lingnan.rooms.exchange import api as exchange

    card, allowance = apply(family)
    reads = exchange.list_accesses(subject_key=family.father_key)
    assert [(read.by.kind, read.case_uuid) for read in reads] == [
        ("system", allowance.uuid),
        ("system", card.uuid),
        ("person", None),
    ]


def test_a_form_left_open_is_kept(family: Family) -> None:
    draft = filled(family)
    (kept,) = api().list_drafts(by=family.daughter)
    assert (kept.uuid, kept.services, kept.subject.key) == (draft.uuid, draft.services, family.father_key)
    assert api().get_draft(uuid=kept.uuid, by=family.daughter, at=AT).answers == MOBILE
    send(family, draft.uuid)
    assert api().list_drafts(by=family.daughter) == []


def test_decisions_take_a_bounded_number_of_queries(family: Family, django_assert_max_num_queries, monkeypatch) -> None:
    monkeypatch.setattr(shelf, "FRESH_SECONDS", 3600.0)  # whether there is a newer version is no question of a case's
    apply(family)
    draft = filled(family)
    with django_assert_max_num_queries(42):
        send(family, draft.uuid)
