"""Rows of tables that others keep: stays and daily lists, as they are written in real files."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from lingnan.engine.elements.calendar_date import BEIJING_TIME, check_date, check_datetime
from lingnan.engine.elements.finding import Accepted
from lingnan.engine.elements.folding import fold_width

from .judgement import Stay
from .listing import Level, Listing, PublishedArea

_STILL_THERE = frozenset({"", "-", "至今"})
_LEVELS = {
    "low": Level.LOW, "medium": Level.MEDIUM, "high": Level.HIGH,
    "低风险": Level.LOW, "中风险": Level.MEDIUM, "高风险": Level.HIGH,
    "1": Level.LOW, "2": Level.MEDIUM, "3": Level.HIGH,
}  # fmt: skip


class Fault(StrEnum):
    """What can be wrong with a row."""

    EMPTY = "empty"
    DATE = "date"
    ORDER = "order"
    LEVEL = "level"
    WIDTH = "width"


class RowRefused(ValueError):
    """A row that can't be used: what is wrong, in which column, and what stands there."""

    def __init__(self, fault: Fault, column: str, value: str = "") -> None:
        super().__init__(fault, column, value)
        self.fault, self.column, self.value = fault, column, value
        self.code = f"row-{fault}"


def read_stay(row: Mapping[str, str | None]) -> tuple[str, Stay]:
    """The case and its stay from `case`, `area`, `from` and `to`; an empty `to` is a stay that goes on."""
    stay = Stay(area=_text(row, "area"), first=_date(row, "from"), last=_end(row))
    if stay.last and stay.last < stay.first:
        raise RowRefused(Fault.ORDER, "to", stay.last.isoformat())
    return _text(row, "case"), stay


def read_published_area(row: Mapping[str, str | None]) -> PublishedArea:
    """A line of a day's list from `date`, `level` and `full_address`."""
    return PublishedArea(day=_date(row, "date"), level=_level(row), name=_text(row, "full_address"))


def read_listing(row: Mapping[str, str | None]) -> Listing:
    """A listing from `first_date`, `last_date`, `level` and `full_address`."""
    first, last = _date(row, "first_date"), _date(row, "last_date")
    return Listing(name=_text(row, "full_address"), level=_level(row), first=first, last=last)


def _text(row: Mapping[str, str | None], column: str) -> str:
    if None in row:  # the row is wider than its header
        raise RowRefused(Fault.WIDTH, column)
    if not (value := (row.get(column) or "").strip()):
        raise RowRefused(Fault.EMPTY, column)
    return value


def _date(row: Mapping[str, str | None], column: str) -> date:
    text = _text(row, column)
    for written in (text, fold_width(text).split()[0]):
        found = check_date(written)
        if isinstance(found, Accepted) and isinstance(found.value, date):
            return found.value
    moment = check_datetime(text)
    if isinstance(moment, Accepted) and isinstance(moment.value, datetime):
        return moment.value.astimezone(BEIJING_TIME).date()
    raise RowRefused(Fault.DATE, column, text)


def _end(row: Mapping[str, str | None]) -> date | None:
    return None if (row.get("to") or "").strip() in _STILL_THERE else _date(row, "to")


def _level(row: Mapping[str, str | None]) -> Level:
    text = _text(row, "level")
    if (level := _LEVELS.get(fold_width(text).lower())) is None:
        raise RowRefused(Fault.LEVEL, "level", text)
    return level
