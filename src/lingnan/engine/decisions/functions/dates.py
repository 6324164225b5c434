"""Date and time functions, now() and today() (DMN 1.5, 10.3.4.7, 10.3.4.8 and 10.3.4.12)."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions.conformance import type_of
from lingnan.engine.decisions.functions.signature import builtin
from lingnan.engine.decisions.operators import same
from lingnan.engine.decisions.runs import CURRENT
from lingnan.engine.decisions.temporal import (
    DATE_TIMES,
    TIMES,
    days_of,
    make_date,
    zone_text,
)

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_QUARTERS = ("January February March", "April May June", "July August September", "October November December")
_MONTHS = " ".join(_QUARTERS).split(" ")


@builtin("is(value1?: Any, value2?: Any) -> boolean")
def is_identical(value1: Any = None, value2: Any = None) -> bool:
    """Whether two values are the same element of the same type; moments also in their zone."""
    if type_of(value1) != type_of(value2):
        return False
    if value1.__class__ in (*TIMES, *DATE_TIMES):
        return zone_text(value1.tzinfo) == zone_text(value2.tzinfo) and same(value1, value2)
    return same(value1, value2)


@builtin("day of year(date: date|date and time) -> number")
def day_of_year(day: Any) -> Decimal:
    """The Gregorian day in the year, from 1."""
    return Decimal(days_of(day) - days_of(make_date(day.year, 1, 1)) + 1)


def weekday_of(day: Any) -> int:
    """The ISO 8601 weekday, Monday 1."""
    return (days_of(day) + 3) % 7 + 1


@builtin("day of week(date: date|date and time) -> string")
def day_of_week(day: Any) -> str:
    """The English name of the weekday."""
    return _WEEKDAYS[weekday_of(day) - 1]


@builtin("month of year(date: date|date and time) -> string")
def month_of_year(day: Any) -> str:
    """The English name of the month."""
    month: int = day.month
    return _MONTHS[month - 1]


@builtin("week of year(date: date|date and time) -> number")
def week_of_year(day: Any) -> Decimal:
    """The ISO 8601 week: the one that holds the year's first Thursday is the first."""
    thursday = days_of(day) - weekday_of(day) + 4
    year = day.year
    for candidate in (year + 1, year, year - 1):
        first = days_of(make_date(candidate, 1, 1))
        if first <= thursday:
            return Decimal((thursday - first) // 7 + 1)
    raise AssertionError("a Thursday is in the year of its week")


def _moment() -> datetime:
    """The caller's moment; the machine's own clock only where the caller of the engine gave none."""
    run = CURRENT.get()
    return (run.at if run else None) or datetime.now(UTC)


@builtin("now() -> date and time")
def now() -> datetime:
    """The moment of the evaluation."""
    return _moment()


@builtin("today() -> date")
def today() -> Any:
    """The day of the evaluation, in the zone of its moment."""
    return _moment().date()
