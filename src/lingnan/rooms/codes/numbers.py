"""How much codes are used: what the gates counted, taken in and added up."""

import logging
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from django.db import transaction
from django.db.models import Count as Number
from django.db.models import Sum
from django.db.models.functions import Left

from lingnan.engine.distinct import Distinct
from lingnan.engine.tallies import Act, Bucket, Kept, Tally, TallyDamaged, decode_tally
from lingnan.kernel.clock import PROVINCE_ZONE, local_date

from .models import Count, Inspection, Sketch
from .types import City, Hour, Numbers

PATTERN = "*.tally"
# A gate that still runs writes its file anew when it counts again.
KEPT_FOR = timedelta(days=2)
CITY_DIGITS = 4
# A door that few passed would tell of those few.
LEAST = 10

log = logging.getLogger(__name__)


def take_in_tallies(*, folder: Path, at: datetime) -> int:
    """Take in what the gates on this machine counted; give how many files were read.

    Each file tells all that its gate counted in the last days: reading it again, or after a crash, counts nothing
    twice. Those that nobody writes any more are deleted.
    """
    paths = sorted(folder.glob(PATTERN))
    for path in paths:
        written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        try:
            _take_in(decode_tally(path.read_bytes()))
        except TallyDamaged:
            log.exception("a damaged tally: %s", path.name)
        if at - written_at > KEPT_FOR:
            path.unlink()
    return len(paths)


def get_numbers(*, at: datetime) -> Numbers:
    """Displays, scans, holders and devices, today and in total; what enrolled devices read today, by city."""
    today = local_date(at)
    totals = dict(Count.objects.values_list("act").annotate(Sum("number")))
    hours = _hours(today)
    return Numbers(
        displays_today=sum(hour.displays for hour in hours),
        displays_total=totals.get(Act.DISPLAY, 0),
        scans_today=sum(hour.scans for hour in hours),
        scans_total=totals.get(Act.SCAN, 0),
        holders_today=_estimate(today, Kept.HOLDERS),
        devices_today=_estimate(today, Kept.DEVICES),
        hours=hours,
        cities=_cities(today),
    )


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


def _hours(today: date) -> tuple[Hour, ...]:
    begin = datetime(today.year, today.month, today.day, tzinfo=PROVINCE_ZONE)
    rows = Count.objects.filter(hour__gte=begin, hour__lt=begin + timedelta(days=1))
    counted = rows.values_list("hour", "act").annotate(Sum("number")).order_by("hour")
    return tuple(
        _hour(begins_at, {act: number for _, act, number in acts})
        for begins_at, acts in groupby(counted, key=lambda row: row[0])
    )


def _cities(today: date) -> tuple[City, ...]:
    """No total is told beside them, so that a withheld count can't be worked out of the others."""
    begin = datetime(today.year, today.month, today.day, tzinfo=PROVINCE_ZONE)
    rows = Inspection.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    counted = rows.annotate(city=Left("device__division", CITY_DIGITS)).values_list("city").annotate(Number("id"))
    return tuple(
        City(division=city, inspections=number if number >= LEAST else None)
        for city, number in counted.order_by("city")
    )


def _hour(begins_at: datetime, numbers: dict[str, int]) -> Hour:
    return Hour(begins_at=begins_at, displays=numbers.get(Act.DISPLAY, 0), scans=numbers.get(Act.SCAN, 0))


def _estimate(day: date, kept: Kept) -> int:
    merged = Distinct()
    for registers in Sketch.objects.filter(day=day, kept=kept).values_list("registers", flat=True):
        merged = merged.merged(Distinct(bytes(registers)))
    return merged.estimate()
