"""How much codes are used: what the gates counted, taken in and added up."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Sum, When
from django.db.models import Count as Number
from django.db.models.functions import Left

from lingnan.engine.distinct import Distinct
from lingnan.engine.tallies import Act, Bucket, Kept, Tally, TallyDamaged, decode_tally
from lingnan.kernel.clock import local_date, midnight_of

from .models import Count, Inspection, Sketch
from .pulses import take_in_pulses
from .types import City, Hour, Numbers

PATTERN = "*.tally"
# A gate that still runs writes its file anew when it counts again.
KEPT_FOR = timedelta(days=2)
CITY_DIGITS = 4
# A door that few passed would tell of those few.
LEAST = 10

log = logging.getLogger(__name__)


class Used(NamedTuple):
    """How often codes of a kind were shown, or scanned, at all gates: in an hour of a day, or on other days (None)."""

    hour: datetime | None
    kind: str
    is_display: bool
    number: int


class Inspections(NamedTuple):
    """How often the devices of a city were told one outcome of one kind of code."""

    city: str
    kind: str
    outcome: str
    number: int


def take_in_tallies(*, folder: Path, at: datetime) -> int:
    """Take in what the gates on this machine counted, and how they are; give how many files were read.

    Each file tells all that its gate counted in the last days: reading it again, or after a crash, counts nothing
    twice. Those that nobody writes any more are deleted.
    """
    paths = sorted(folder.glob(PATTERN))
    tallies = []
    for path in paths:
        written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        try:
            tally = decode_tally(path.read_bytes())
        except TallyDamaged:
            log.exception("a damaged tally: %s", path.name)
        else:
            _take_in(tally)
            tallies.append(tally)
        if at - written_at > KEPT_FOR:
            path.unlink()
    take_in_pulses(tallies=tallies, at=at)
    return len(paths)


def get_numbers(*, at: datetime) -> Numbers:
    """Displays, scans, holders and devices, today and in total; what enrolled devices read today, by city."""
    today = local_date(at)
    return numbers_of(day=today, used=list_used(day=today), inspected=list_inspected(day=today))


def numbers_of(*, day: date, used: Sequence[Used], inspected: Sequence[Inspections]) -> Numbers:
    """The same, from what was counted on the day by hour and by city."""
    hours, estimates = _hours(used), _estimates(day)
    return Numbers(
        displays_today=sum(hour.displays for hour in hours),
        displays_total=_sum(used, is_display=True),
        scans_today=sum(hour.scans for hour in hours),
        scans_total=_sum(used, is_display=False),
        holders_today=estimates[Kept.HOLDERS],
        devices_today=estimates[Kept.DEVICES],
        hours=hours,
        cities=_cities(inspected),
    )


def list_used(*, day: date) -> list[Used]:
    """What was counted on a day of the province, by hour, kind and act; last, what was on all other days."""
    begin = midnight_of(day)
    of_day = When(hour__gte=begin, hour__lt=begin + timedelta(days=1), then="hour")
    rows = Count.objects.annotate(told=Case(of_day, default=None)).values_list("told", "kind", "act")
    counted = rows.annotate(Sum("number")).order_by("told", "kind", "act")
    return [Used(hour, kind, act == Act.DISPLAY, number) for hour, kind, act, number in counted]


def list_inspected(*, day: date) -> list[Inspections]:
    """What enrolled devices were told on a day of the province, by city and outcome."""
    begin = midnight_of(day)
    rows = Inspection.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    counted = rows.annotate(city=Left("device__division", CITY_DIGITS)).values_list("city", "kind", "outcome")
    return [Inspections(*row) for row in counted.annotate(Number("id")).order_by("city", "kind", "outcome")]


@transaction.atomic
def _take_in(tally: Tally) -> None:
    rows = Count.objects.filter(gate=tally.gate).values_list("hour", "kind", "act", "number")
    known = {Bucket(hour, kind, Act(act)): number for hour, kind, act, number in rows}
    Count.objects.bulk_create(
        [
            Count(gate=tally.gate, hour=bucket.hour, kind=bucket.kind, act=bucket.act, number=number)
            for bucket, number in tally.counts.items()
            if number > known.get(bucket, 0)
        ],
        update_conflicts=True, unique_fields=["gate", "hour", "kind", "act"], update_fields=["number"],
    )  # fmt: skip
    Sketch.objects.bulk_create(
        [
            Sketch(gate=tally.gate, day=day, kept=kept, registers=sketch.to_bytes())
            for (day, kept), sketch in tally.distinct.items()
        ],
        update_conflicts=True, unique_fields=["day", "kept", "gate"], update_fields=["registers"],
    )  # fmt: skip


def _hours(used: Sequence[Used]) -> tuple[Hour, ...]:
    hours = ((hour, list(group)) for hour, group in groupby(used, key=attrgetter("hour")))
    return tuple(
        Hour(begins_at=hour, displays=_sum(group, is_display=True), scans=_sum(group, is_display=False))
        for hour, group in hours
        if hour is not None
    )


def _sum(used: Sequence[Used], *, is_display: bool) -> int:
    return sum(each.number for each in used if each.is_display is is_display)


def _cities(inspected: Sequence[Inspections]) -> tuple[City, ...]:
    """No total is told beside them, so that a withheld count can't be worked out of the others."""
    counted = Counter[str]()
    for each in inspected:
        counted[each.city] += each.number
    return tuple(
        City(division=city, inspections=number if number >= LEAST else None) for city, number in sorted(counted.items())
    )


def _estimates(day: date) -> dict[Kept, int]:
    merged = {kept: Distinct() for kept in Kept}
    for kept, registers in Sketch.objects.filter(day=day).values_list("kept", "registers"):
        merged[Kept(kept)] = merged[Kept(kept)].merged(Distinct(bytes(registers)))
    return {kept: sketch.estimate() for kept, sketch in merged.items()}
