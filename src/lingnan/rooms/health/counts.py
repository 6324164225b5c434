"""How many colours changed on a day, for everyone to see: small counts are withheld, and what would give them away."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Count
from django.db.models.functions import Left

from lingnan.engine.disclosure import Total, withheld
from lingnan.kernel.clock import local_date, midnight_of
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue

from . import models
from .certificate import RoomOff, find_end
from .desks import CITY
from .types import DayOfChanges, Reason

THRESHOLD = 10
ELSEWHERE = ""
Key = TypeVar("Key")


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
    divisions = divisions_of(day)
    cells = _cells(day, divisions)
    reasons = sorted({reason for reason, _ in cells}, key=lambda each: (each.version, each.colour, each.class_code))
    counts = disclosed(cells=cells, keys=reasons, divisions=divisions)
    return DayOfChanges(day=day, reasons=tuple(reasons), divisions=divisions, counts=counts)


def disclosed(
    *, cells: Counter[tuple[Key, str]], keys: list[Key], divisions: tuple[str, ...]
) -> dict[tuple[Key | None, str | None], int | None]:
    """Counts by key and city with their totals, under None; None for a count that is withheld."""
    counts = _with_totals(cells, keys, divisions)
    hidden = withheld(counts=counts, totals=list(_totals(keys, divisions)), threshold=THRESHOLD)
    return {place: None if place in hidden else count for place, count in counts.items()}


def divisions_of(day: date) -> tuple[str, ...]:
    """The four digits of every city of the province, whether anything changed there or not; last, elsewhere."""
    province = catalogue.province().division.ljust(6, "0")
    cities = catalogue.dictionary().divisions.children(province, year=day.year)
    return (*(city.code[:CITY] for city in cities), ELSEWHERE)


def _cells(day: date, divisions: tuple[str, ...]) -> Counter[tuple[Reason, str]]:
    begin = midnight_of(day)
    rows = models.ColourChange.objects.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    cells: Counter[tuple[Reason, str]] = Counter()
    grouped = rows.values_list("version", "colour", "class_code", Left("division", CITY)).annotate(number=Count("id"))
    for version, colour, class_code, city, number in grouped.order_by():
        reason = Reason(version=version, colour=colour, class_code=class_code)
        cells[reason, city if city in divisions else ELSEWHERE] += number
    return cells


def _with_totals(
    cells: Counter[tuple[Key, str]], keys: Iterable[Key], divisions: Iterable[str]
) -> dict[tuple[Key | None, str | None], int]:
    counts: dict[tuple[Key | None, str | None], int] = {
        (key, division): 0 for key in (None, *keys) for division in (None, *divisions)
    }
    for (key, division), number in cells.items():
        for place in ((key, division), (key, None), (None, division), (None, None)):
            counts[place] += number
    return counts


def _totals(keys: list[Key], divisions: tuple[str, ...]) -> Iterator[Total[tuple[Key | None, str | None]]]:
    """What adds up to what: cities to the province for each key and all, keys to all for each city."""
    for key in (None, *keys):
        yield Total((key, None), tuple((key, division) for division in divisions))
    if keys:
        for division in (None, *divisions):
            yield Total((None, division), tuple((key, division) for key in keys))
