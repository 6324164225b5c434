"""Recorded facts rehearse a rule, and tell of nobody who she is."""

import pytest

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed
from lingnan.kernel.models import AuditEntry
from tests.cases.applying import api, apply
from tests.house import AT, Family, officer


@pytest.fixture
def author(published, db) -> Actor:
    return officer("rule-author")


def test_the_rule_says_of_recorded_facts_what_it_said_of_the_case(family: Family, author: Actor) -> None:
    from lingnan.rooms.catalogue import api as catalogue

    card, allowance = apply(family)
    for case in (card, allowance):
        (recorded,) = api().list_recorded_facts(service=case.service, by=author, at=AT)
        rule = catalogue.rule_of(catalogue.get_service(code=case.service))
        found = rule.judge(recorded.values, recorded.decided_on)
        assert (found["outcome"], found["reason"]) == (case.outcome["outcome"], case.outcome["reason"])


def test_nothing_says_who_she_is_and_each_reading_is_another(family: Family, author: Actor) -> None:
    apply(family)
    (first,) = api().list_recorded_facts(service="senior-allowance", by=author, at=AT)
    (second,) = api().list_recorded_facts(service="senior-allowance", by=author, at=AT)
    assert first.values == second.values
    assert first.person != second.person
    told = str(first.values)
    assert all(
        secret not in told for secret in ("440104194305121235", "陈国栋", "6222021234567894", "北京街", "13800138000")
    )
    assert first.values["facts_conflict"] is False


def test_she_reads_that_it_was_read(family: Family, author: Actor, sealed_audit) -> None:
    _, allowance = apply(family)
    api().list_recorded_facts(service="senior-allowance", by=author, at=AT)
    entry = AuditEntry.objects.filter(kind="read", case_uuid=allowance.uuid, name="cases.receipt.read").latest("id")
    assert entry.subject_key == family.father_key
    assert "演练" in entry.body


def test_who_writes_no_rules_there_reads_none(family: Family) -> None:
    apply(family)
    before = AuditEntry.objects.count()
    for other in (
        officer("clerk"),
        officer("rule-author", department="gd-government"),
        officer("rule-approver"),
        family.father,
    ):
        with pytest.raises(NotAllowed):
            api().list_recorded_facts(service="senior-allowance", by=other, at=AT)
    assert AuditEntry.objects.count() == before
