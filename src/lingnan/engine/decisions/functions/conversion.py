"""Conversion functions (DMN 1.5, 10.3.4.1): to date, time, duration, number, string and range."""

import re
from datetime import UTC
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.cursor import FeelSyntaxError
from lingnan.engine.decisions.feel_types import ANY, FunctionOf
from lingnan.engine.decisions.functions.signature import Refused, builtin
from lingnan.engine.decisions.operators import range_of
from lingnan.engine.decisions.parser import parse_expression
from lingnan.engine.decisions.scope import Scope
from lingnan.engine.decisions.temporal import (
    DATE_TIMES,
    DATES,
    NANOSECONDS,
    make_date,
    make_datetime,
    make_offset,
    make_time,
    nanosecond_of,
    nanoseconds_of,
)
from lingnan.engine.decisions.temporal_text import (
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
    parse_zone,
)
from lingnan.engine.decisions.text import feel_text
from lingnan.engine.decisions.values import Range, YearMonthDuration

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LITERAL_SCOPE = Scope(
    dict.fromkeys(("date", "time", "date and time", "duration"), FunctionOf(None, ANY)), builtin=True
)


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise Refused(f"{number} is no whole number")
    return int(number)


@builtin("date(from: string|date|date and time) -> date")
def date_from(value: Any) -> Any:
    """A date from its text, or the date of a date and time."""
    if value.__class__ is str:
        return parse_date(value)
    return make_date(value.year, value.month, value.day)


@builtin("date(year: number, month: number, day: number) -> date")
def date_of(year: Decimal, month: Decimal, day: Decimal) -> Any:
    """A date from its numbers."""
    return make_date(_whole(year), _whole(month), _whole(day))


@builtin("time(from: string|time|date and time|date) -> time")
def time_from(value: Any) -> Any:
    """A time from its text, the time of a date and time, or the midnight in UTC of a date."""
    if value.__class__ is str:
        return parse_time(value)
    if value.__class__ in DATES:
        return make_time(0, 0, 0, 0, UTC)
    return make_time(value.hour, value.minute, value.second, nanosecond_of(value), value.tzinfo)


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration?) -> time")
def time_of(hour: Decimal, minute: Decimal, second: Decimal, offset: Any = None) -> Any:
    """A time from its numbers; the second may have decimals."""
    zone = None if offset is None else make_offset(nanoseconds_of(offset) // NANOSECONDS)
    whole = int(second)
    return make_time(_whole(hour), _whole(minute), whole, int((second - whole) * NANOSECONDS), zone)


@builtin("date and time(from: string|date and time|date) -> date and time")
def datetime_from(value: Any) -> Any:
    """A date and time from its text; a date is its midnight in UTC."""
    if value.__class__ is str:
        return parse_datetime(value)
    return value if value.__class__ in DATE_TIMES else make_datetime(value, make_time(0, 0, 0, 0, UTC))


@builtin("date and time(date: date|date and time, time: time) -> date and time")
def datetime_combined(day: Any, clock: Any) -> Any:
    """A date at a time, which brings the zone."""
    return make_datetime(day, clock)


def _datetime(numbers: tuple[Decimal, ...], zone: Any) -> Any:
    year, month, day, hour, minute, second = numbers
    whole = int(second)
    clock = make_time(_whole(hour), _whole(minute), whole, int((second - whole) * NANOSECONDS), zone)
    return make_datetime(date_of(year, month, day), clock)


_NUMBERS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin(f"date and time({_NUMBERS}, offset?: days and time duration?) -> date and time")
def datetime_of(*arguments: Any) -> Any:
    """A date and time from its numbers, with an offset or without."""
    offset = arguments[6] if len(arguments) > 6 else None
    zone = None if offset is None else make_offset(nanoseconds_of(offset) // NANOSECONDS)
    return _datetime(arguments[:6], zone)


@builtin(f"date and time({_NUMBERS}, timezone: string) -> date and time")
def datetime_in_zone(*arguments: Any) -> Any:
    """A date and time from its numbers in a named zone."""
    return _datetime(arguments[:6], parse_zone(arguments[6]))


@builtin("duration(from: string|days and time duration|years and months duration) -> Any")
def duration_from(value: Any) -> Any:
    """A duration from its text."""
    return parse_duration(value) if value.__class__ is str else value


@builtin("years and months duration(from: date|date and time, to: date|date and time) -> years and months duration")
def months_between(start: Any, end: Any) -> YearMonthDuration:
    """The whole months from one date to another; the time of day doesn't count."""
    months: int = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearMonthDuration(months)


@builtin("number(from: string, grouping separator?: string?, decimal separator?: string?) -> number")
def number_from(text: str, grouping: str | None = None, decimal: str | None = None) -> Decimal:
    """A number from its text with these separators."""
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".") or (grouping and grouping == decimal):
        raise Refused("the separators are not allowed")
    plain = text.replace(grouping, "") if grouping else text
    if decimal == "," and "." in plain:
        raise Refused(f'"{text}" is no number')
    plain = plain.replace(",", ".") if decimal == "," else plain
    if not _NUMBER.fullmatch(plain):
        raise Refused(f'"{text}" is no number')
    return Decimal(plain)


@builtin("string(from: Any) -> string")
def string_from(value: Any) -> str | None:
    """The FEEL text of a value; a string is itself."""
    return value if value.__class__ in (str, type(None)) else feel_text(value)


@builtin("range(from: string) -> Any")
def range_from(text: str) -> Range:
    """A range from its text; the ends are literals, ascending, both given."""
    try:
        node = parse_expression(text, _LITERAL_SCOPE)
    except FeelSyntaxError as error:
        raise Refused(f'"{text}" is no range') from error
    if not isinstance(node, ast.RangeLiteral):
        raise Refused(f'"{text}" is no range')
    start, end = _literal(node.start), _literal(node.end)
    found = range_of(start, end, node.start_included, node.end_included)
    if found is None:
        raise Refused(f'"{text}" is no range')
    return found


def _literal(node: ast.Node | None) -> Any:
    if not isinstance(node, ast.Literal) or node.value is None:
        raise Refused("an end of the range is no literal")
    return node.value
