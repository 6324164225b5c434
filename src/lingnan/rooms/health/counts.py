"""How many colours changed on a day, for everyone to see: small counts are withheld, and what would give them away."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from lingnan.engine.disclosure import Total, withheld
from lingnan.kernel.clock import PROVINCE_ZONE, local_date
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue

from . import models
from .certificate import RoomOff, find_end
from .types import DayOfChanges, Reason

THRESHOLD = 10
ELSEWHERE = ""
Place = tuple[Reason | None, str | None]


class DayNotOver(LingnanError):
    """The day is not over: counts that grow while one looks would tell of single people."""

    code = "day-not-over"
    status = 404
    message = "%(day)s 还没有过完。当天的数字，第二天公布。"


def count_changes(*, day: date, at: datetime) -> DayOfChanges:
    """The changes of a day that is over, by reason and city of the province. Raises DayNotOver, RoomOff.

    Counts from 1 to 9 are withheld, and as many others as keep them from being worked out. After the sunset there is
    nothing left to count.
    """
    if ended := find_end():
        raise RoomOff(day=local_date(ended).isoformat())
    if day >= local_date(at):
        raise DayNotOver(day=day.isoformat())
    divisions = _divisions(day)
    cells = _cells(day, divisions)
    reasons = sorted({reason for reason, _ in cells}, key=lambda each: (each.version, each.colour, each.class_code))
    counts = _with_totals(cells, reasons, divisions)
    hidden = withheld(counts=counts, totals=list(_totals(reasons, divisions)), threshold=THRESHOLD)
    return DayOfChanges(
        day=day,
        reasons=tuple(reasons),
        divisions=divisions,
        counts={place: None if place in hidden else count for place, count in counts.items()},
    )


def _divisions(day: date) -> tuple[str, ...]:
    """The four digits of every city of the province, whether anything changed there or not; last, elsewhere."""
    province = catalogue.province().division.ljust(6, "0")
    cities = catalogue.dictionary().divisions.children(province, year=day.year)
    return (*(city.code[:4] for city in cities), ELSEWHERE)


def _cells(day: date, divisions: tuple[str, ...]) -> Counter[tuple[Reason, str]]:
    begin = datetime.combine(day, time(), PROVINCE_ZONE)
    rows = models.ColourChange.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    cells: Counter[tuple[Reason, str]] = Counter()
    grouped = rows.values_list("version", "colour", "class_code", "division").annotate(number=Count("id"))
    for version, colour, class_code, division, number in grouped.order_by():
        reason = Reason(version=version, colour=colour, class_code=class_code)
        cells[reason, division if division in divisions else ELSEWHERE] += number
    return cells


def _with_totals(
    cells: Counter[tuple[Reason, str]], reasons: Iterable[Reason], divisions: Iterable[str]
) -> dict[Place, int]:
    counts: dict[Place, int] = {(reason, division): 0 for reason in (None, *reasons) for division in (None, *divisions)}
    for (reason, division), number in cells.items():
        for place in ((reason, division), (reason, None), (None, division), (None, None)):
            counts[place] += number
    return counts


def _totals(reasons: list[Reason], divisions: tuple[str, ...]) -> Iterator[Total[Place]]:
    """What adds up to what: cities to the province for each reason and all, reasons to all for each city."""
    for reason in (None, *reasons):
        yield Total((reason, None), tuple((reason, division) for division in divisions))
    if reasons:
        for division in (None, *divisions):
            yield Total((None, division), tuple((reason, division) for reason in reasons))
