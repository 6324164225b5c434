"""Evidence about the father, as departments send it, in August 2021."""

from datetime import date, datetime

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange
from tests.house import Family, load

FATHER = "440104194305121235"


def moment(day: int, hour: int = 12) -> datetime:
    return datetime(2021, 8, day, hour, tzinfo=PROVINCE_ZONE)


def work_line(at: datetime) -> int:
    """What the worker does with those who wait; how many colours changed."""
    before = ColourChange.objects.count()
    while api.judge_waiting(by=PLATFORM, at=at):
        pass
    return ColourChange.objects.count() - before


def review_due(at: datetime) -> int:
    """What it does just after midnight; how many colours changed."""
    api.send_for_due(at=at)
    return work_line(at)


def isolate(family: Family, *, first: int, last: int) -> None:
    """An order to isolate at home, from one day of August to another."""
    load("isolation-order", family.father_key, {
        "person.id_number": FATHER, "health.isolation_number": "I1", "health.isolation_kind": "2",
        "health.isolation_from": date(2021, 8, first), "health.isolation_until": date(2021, 8, last),
    })  # fmt: skip


def record_test(family: Family, number: str, *, day: int, result: str) -> None:
    """A nucleic acid test sampled at noon: `1` negative, `2` positive."""
    load("nucleic-acid-test", family.father_key, {
        "person.id_number": FATHER, "health.test_number": number, "health.test_sampled_at": moment(day),
        "health.test_result": result, "health.test_organisation": "省疾控中心",
    })  # fmt: skip


def travel(
    subject_key: int, number: str, area: str, *, first: int, last: int | None, month: int = 8, year: int = 2021
) -> None:
    """A journey, by car, of August 2021 unless said otherwise; without `last` she is still there."""
    when = {"month": month, "year": year}
    load("journey", subject_key, {
        "person.id_number": FATHER, "travel.journey_number": number, "travel.stay_area": area,
        "travel.arrived_at": moment(first).replace(**when),
        "travel.left_at": moment(last).replace(**when) if last else None,
    })  # fmt: skip
