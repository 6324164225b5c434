"""The holder reads her colour: what it is, why, what led to it. So does whoever acts for her, and nobody else."""

from datetime import date, timedelta

import pytest

from lingnan.kernel import audit
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from tests.health.evidence import isolate, moment, record_test
from tests.house import Family


def read(family: Family, day: int, *, by=None):
    return api.get_holding(subject_key=family.father_key, by=by or family.father, at=moment(day))


def let_daughter(family: Family) -> None:
    identity.grant_delegation(
        principal_key=family.father_key, delegate_key=family.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(1) + timedelta(days=90), by=family.father, at=moment(1),
    )  # fmt: skip


def looks_at(family: Family) -> list[str]:
    entries = audit.list_entries(subject_key=family.father_key, kind=AuditEntry.Kind.READ)
    return [entry.by.ref for entry in entries if entry.name == "health.colour.read"]


def test_who_has_no_colour_yet_is_judged_when_she_asks(patient):
    isolate(patient, first=1, last=14)
    held = read(patient, 2)
    assert (held.grounds.change.colour, held.grounds.change.way_out) == ("red", "isolation-ends")
    assert (held.grounds.facts["home_until"], held.review_on) == (date(2021, 8, 14), date(2021, 8, 15))
    assert [each.resource for each in held.grounds.evidence] == ["isolation-order"]
    assert read(patient, 3) == held
    assert ColourChange.objects.count() == 1


def test_who_asks_on_the_day_of_review_sees_that_days_colour(patient):
    isolate(patient, first=1, last=14)
    read(patient, 2)
    held = read(patient, 15)
    assert held.grounds.change.colour == "green"
    assert [each.colour for each in held.history] == ["green", "red"]


def test_her_own_look_leaves_no_entry_and_her_daughters_does(patient):
    let_daughter(patient)
    assert read(patient, 2) == read(patient, 2, by=patient.daughter)
    assert looks_at(patient) == [patient.daughter.ref]


def test_nobody_else_reads_it_and_nothing_is_judged(patient, clerk):
    for other in (patient.stranger, patient.daughter, clerk):
        for reader in (api.get_holding, api.list_tests):
            with pytest.raises(NotFound):
                reader(subject_key=patient.father_key, by=other, at=moment(2))
    assert ColourChange.objects.count() == 0
    assert looks_at(patient) == []


def test_the_daughter_gets_the_receipt_only_under_a_mandate_for_the_code(patient):
    uuid = read(patient, 2).grounds.change.uuid
    with pytest.raises(NotFound):
        api.get_receipt(uuid=uuid, by=patient.daughter, at=moment(2))
    let_daughter(patient)
    assert api.get_receipt(uuid=uuid, by=patient.daughter, at=moment(2))


def test_her_tests_are_told_the_newest_first(patient):
    record_test(patient, "S1", day=3, result="1")
    record_test(patient, "S2", day=4, result="1")
    found = api.list_tests(subject_key=patient.father_key, by=patient.father, at=moment(5))
    assert [record.values["health.test_number"] for record in found] == ["S2", "S1"]


def test_on_a_day_without_rules_there_is_no_colour(patient):
    read(patient, 2)
    with pytest.raises(api.NoRuleInForce):
        api.get_holding(subject_key=patient.father_key, by=patient.father, at=moment(2).replace(year=2026))
