"""Colours that change by evidence and by time, each time with a receipt that anyone can judge again."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from lingnan.rooms.health import api
from lingnan.rooms.health.colours import published_rules
from lingnan.rooms.health.models import ColourChange, StandingColour, Waiting
from tests.health.evidence import isolate, moment, record_test, review_due, work_line
from tests.house import Family, record_father


def recolour(family: Family, at: datetime) -> int:
    return api.recolour(subject_keys=[family.father_key], by=PLATFORM, at=at)


def standing(family: Family) -> tuple[str, str, date | None]:
    row = StandingColour.objects.select_related("change").get(subject_key=family.father_key)
    return row.change.colour, row.change.class_code, row.review_on


def test_fourteen_days_of_isolation_end_by_themselves(patient):
    assert recolour(patient, moment(1)) == 1
    assert standing(patient) == ("green", "no-finding", None)
    isolate(patient, first=1, last=14)
    assert recolour(patient, moment(2)) == 1
    assert standing(patient) == ("red", "home-isolation", date(2021, 8, 15))
    assert review_due(moment(14, 23)) == 0
    assert review_due(moment(15, 0)) == 1
    assert standing(patient) == ("green", "no-finding", None)
    assert [change.colour for change in ColourChange.objects.order_by("id")] == ["green", "red", "green"]


def test_who_was_not_judged_on_her_day_is_told_of(patient):
    isolate(patient, first=1, last=14)
    recolour(patient, moment(2))
    assert api.list_overdue(at=moment(15)) == []
    (overdue,) = api.list_overdue(at=moment(16))
    assert (overdue.colour, overdue.class_code, overdue.review_on) == ("red", "home-isolation", date(2021, 8, 15))


def test_who_is_not_green_for_long_though_judged_every_time_is_told_of(patient):
    """Positive, and no negatives follow; the class changes meanwhile, and green begins anew."""
    isolate(patient, first=1, last=14)
    recolour(patient, moment(2))
    record_test(patient, "S1", day=8, result="2")
    recolour(patient, moment(8, 13))
    recolour(patient, moment(15))
    assert api.list_lingering(at=moment(16)) == []
    (lingering,) = api.list_lingering(at=moment(16, 13))
    assert (lingering.colour, lingering.since, lingering.review_on) == ("red", moment(2), date(2021, 8, 29))
    assert api.list_overdue(at=moment(16, 13)) == []
    record_test(patient, "S2", day=16, result="1")
    record_test(patient, "S3", day=18, result="1")
    review_due(moment(29, 0))
    assert (standing(patient)[0], api.list_lingering(at=moment(30))) == ("green", [])


def test_what_arrives_twice_happens_once(patient):
    for _ in range(2):
        isolate(patient, first=1, last=14)
        recolour(patient, moment(2))
    assert ColourChange.objects.count() == 1


def test_a_judgement_that_comes_late_changes_nothing(patient):
    recolour(patient, moment(3))
    isolate(patient, first=1, last=14)
    assert recolour(patient, moment(2)) == 0
    assert standing(patient)[0] == "green"


def test_results_out_of_order_come_to_the_same(patient):
    record_test(patient, "S3", day=6, result="1")
    record_test(patient, "S1", day=3, result="2")
    recolour(patient, moment(7))
    assert standing(patient)[:2] == ("red", "positive")
    record_test(patient, "S2", day=4, result="1")
    recolour(patient, moment(7, 13))
    assert standing(patient)[:2] == ("green", "no-finding")


def test_evidence_from_the_future_waits_for_its_day(patient):
    isolate(patient, first=5, last=18)
    recolour(patient, moment(4))
    assert standing(patient) == ("green", "no-finding", date(2021, 8, 5))
    assert review_due(moment(5, 0)) == 1
    assert standing(patient) == ("red", "home-isolation", date(2021, 8, 19))


def test_after_the_sunset_nothing_changes(patient):
    isolate(patient, first=1, last=14)
    assert recolour(patient, datetime(2026, 11, 23, tzinfo=clock.PROVINCE_ZONE)) == 0
    assert not StandingColour.objects.exists()


def test_loaded_evidence_recolours_and_other_records_don_t_ask(patient):
    record_father(patient)
    assert not Waiting.objects.exists()
    isolate(patient, first=1, last=14)
    assert list(Waiting.objects.values_list("subject_key", flat=True)) == [patient.father_key]
    assert work_line(moment(2)) == 1
    assert [change.colour for change in ColourChange.objects.all()] == ["red"]
    assert not Waiting.objects.exists()


def test_the_receipt_is_judged_again_to_the_same_and_no_other_evidence_would_do(patient):
    isolate(patient, first=1, last=14)
    record_test(patient, "S1", day=1, result="1")
    recolour(patient, moment(2))
    change = ColourChange.objects.get()
    receipt = api.read_receipt(data=api.get_receipt(uuid=change.uuid, by=patient.father, at=moment(2)))
    assert (receipt.colour, receipt.way_out, receipt.decided_by) == ("red", "isolation-ends", "machine")
    rules = published_rules()
    assert api.replay(receipt=receipt, rules=rules) == ()
    none = replace(receipt, evidence=())
    assert {"colour", "class_code", "way_out", "rule"} <= set(api.replay(receipt=none, rules=rules))


def test_nobody_else_reads_a_receipt(patient):
    recolour(patient, moment(2))
    for reader in (patient.daughter, patient.stranger):
        with pytest.raises(NotFound):
            api.get_receipt(uuid=ColourChange.objects.get().uuid, by=reader, at=moment(2))
