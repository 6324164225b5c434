"""Dates and durations over a population: dates of the calendar, durations as integers of microseconds or months."""

from collections.abc import Callable
from typing import Any, Final

import ibis

from lingnan.engine.decisions.bulk.columns import Column, Outside
from lingnan.engine.decisions.feel_types import DATE, DAYS_TIME, NUMBER, YEARS_MONTHS, Type

_SECOND: Final = 1_000_000
_DAY: Final = 86_400 * _SECOND


def add(left: Column, right: Column) -> Column:
    """A date and a duration, or two durations of one kind."""
    if right.type == DATE:
        left, right = right, left
    return _shifted(left, right, 1)


def subtract(left: Column, right: Column) -> Column:
    """A date less a duration or a date, or two durations of one kind."""
    if left.type == right.type == DATE:
        return Column(DAYS_TIME, left.lift().delta(right.lift(), unit="day") * _DAY)
    return _shifted(left, right, -1)


def _shifted(left: Column, right: Column, sign: int) -> Column:
    if left.type == right.type and left.type in (DAYS_TIME, YEARS_MONTHS):
        return Column(left.type, left.lift() + right.lift() * sign)
    if left.type != DATE or right.type not in (DAYS_TIME, YEARS_MONTHS):
        raise Outside(f"{left.type} and {right.type} can't be added")
    if right.type == YEARS_MONTHS:
        months = (right.lift() * sign).cast("int32")
        return Column(DATE, (left.lift() + months.as_interval("M")).cast("date"))
    days = _floor(right.lift() * sign, _DAY).cast("int32")
    return Column(DATE, (left.lift() + days.as_interval("D")).cast("date"))


def negate(operand: Column) -> Column:
    """-duration"""
    return Column(operand.type, -operand.lift())


def scale(duration: Column, factor: Column) -> Column:
    """A duration so many times; a part of one is cut off, which no engine does alike, so the factor is whole."""
    if factor.digits.scale:
        raise Outside("a duration times a number that may not be whole")
    return Column(duration.type, duration.lift() * factor.lift(ibis.dtype("int64")))


def months_between(start: Column, end: Column) -> Column:
    """The whole months from one date to another."""
    first, last = start.lift(), end.lift()
    months = (last.year() - first.year()).cast("int64") * 12 + (last.month() - first.month())
    early, late = last.day() < first.day(), last.day() > first.day()
    whole = ibis.cases(((months > 0) & early, months - 1), ((months < 0) & late, months + 1), else_=months)
    return Column(YEARS_MONTHS, whole)


def part(source: Column, name: str) -> Column:
    """source.name of a date or a duration."""
    read = _PARTS.get((source.type, name))
    if read is None:
        raise Outside(f"{source.type} has no {name!r} for bulk")
    return Column(NUMBER, read(source.lift()).cast("int64"))


def _whole(value: Any, unit: int) -> Any:
    """value / unit without its fraction; subtracting the rest first leaves a quotient that every engine has exactly."""
    return (value - value % unit) // unit


def _floor(value: Any, unit: int) -> Any:
    return (value - (value % unit + unit) % unit) // unit


_PARTS: Final[dict[tuple[Type, str], Callable[[Any], Any]]] = {
    (DATE, "year"): lambda day: day.year(),
    (DATE, "month"): lambda day: day.month(),
    (DATE, "day"): lambda day: day.day(),
    (DATE, "weekday"): lambda day: day.day_of_week.index() + 1,
    (YEARS_MONTHS, "years"): lambda months: _whole(months, 12),
    (YEARS_MONTHS, "months"): lambda months: months % 12,
    (DAYS_TIME, "days"): lambda length: _whole(length, _DAY),
    (DAYS_TIME, "hours"): lambda length: _whole(length, 3600 * _SECOND) % 24,
    (DAYS_TIME, "minutes"): lambda length: _whole(length, 60 * _SECOND) % 60,
}
