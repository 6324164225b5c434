"""Arithmetic of FEEL on numbers, strings, dates, times and durations (DMN 1.5, table 45 and 10.3.2.3)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, DivisionByZero
from typing import Any
from zoneinfo import ZoneInfo

from lingnan.engine.decisions.conformance import type_of
from lingnan.engine.decisions.decimal128 import DECIMAL128, FAILURES
from lingnan.engine.decisions.runs import warn
from lingnan.engine.decisions.temporal import (
    DATE_TIMES,
    DATES,
    DAY,
    DURATIONS,
    TIMES,
    OutOfRange,
    add_months,
    clock_of,
    date_of_days,
    datetime_of_local,
    days_of,
    instant_of,
    local_of,
    make_datetime,
    make_duration,
    nanoseconds_of,
    time_of_clock,
)
from lingnan.engine.decisions.values import YearMonthDuration

_Operation = Callable[[Any, Any], Any]


def _add_duration_to_date(day: Any, duration: Any) -> Any:
    return date_of_days(days_of(day) + nanoseconds_of(duration) // DAY)


def _add_duration_to_time(clock: Any, duration: Any) -> Any:
    return time_of_clock(clock_of(clock) + nanoseconds_of(duration), clock.tzinfo)


def _add_duration_to_datetime(moment: Any, duration: Any) -> Any:
    zone = moment.tzinfo
    if moment.__class__ is datetime and duration.__class__ is timedelta and isinstance(zone, ZoneInfo):
        # Across a change of the clocks, what is added is elapsed time.
        return (moment.astimezone(UTC) + duration).astimezone(zone)
    return datetime_of_local(local_of(moment) + nanoseconds_of(duration), zone)


def _add_months_to_date(day: Any, duration: YearMonthDuration) -> Any:
    return add_months(day, duration.months)


def _add_months_to_datetime(moment: Any, duration: YearMonthDuration) -> Any:
    day = add_months(moment, duration.months)
    return make_datetime(day, time_of_clock(clock_of(moment), moment.tzinfo))


def _add_durations(left: Any, right: Any) -> Any:
    return make_duration(nanoseconds_of(left) + nanoseconds_of(right))


def _negate_duration(duration: Any) -> Any:
    return make_duration(-nanoseconds_of(duration))


def _subtract_moments(left: Any, right: Any) -> Any:
    """The time between two moments; both need a zone, or neither may have one."""
    first, second = instant_of(left), instant_of(right)
    if (first is None) != (second is None):
        raise OutOfRange("one has a time zone, the other has none")
    if first is None or second is None:
        measure = clock_of if left.__class__ in TIMES else local_of
        first, second = measure(left), measure(right)
    return make_duration(first - second)


def _as_moment(value: Any) -> Any:
    """A date as its midnight in UTC (DMN 1.5, 10.3.2.3.7)."""
    return value if value.__class__ in DATE_TIMES else datetime_of_local(days_of(value) * DAY, UTC)


def _scale_duration(duration: Any, factor: Decimal) -> Any:
    return make_duration(int(DECIMAL128.multiply(Decimal(nanoseconds_of(duration)), factor)))


def _scale_months(duration: YearMonthDuration, factor: Decimal) -> YearMonthDuration:
    return YearMonthDuration(int(DECIMAL128.multiply(Decimal(duration.months), factor)))


def _table(*entries: tuple[tuple[type, ...], tuple[type, ...], _Operation]) -> dict[tuple[type, type], _Operation]:
    return {(left, right): operation for lefts, rights, operation in entries for left in lefts for right in rights}


_NUMBERS, _MONTHS = (Decimal,), (YearMonthDuration,)


def _swapped(operation: _Operation) -> _Operation:
    return lambda left, right: operation(right, left)


_ADD = _table(
    (_NUMBERS, _NUMBERS, DECIMAL128.add),
    ((str,), (str,), lambda left, right: left + right),
    (DATES, DURATIONS, _add_duration_to_date),
    (DURATIONS, DATES, _swapped(_add_duration_to_date)),
    (TIMES, DURATIONS, _add_duration_to_time),
    (DURATIONS, TIMES, _swapped(_add_duration_to_time)),
    (DATE_TIMES, DURATIONS, _add_duration_to_datetime),
    (DURATIONS, DATE_TIMES, _swapped(_add_duration_to_datetime)),
    (DATES, _MONTHS, _add_months_to_date),
    (_MONTHS, DATES, _swapped(_add_months_to_date)),
    (DATE_TIMES, _MONTHS, _add_months_to_datetime),
    (_MONTHS, DATE_TIMES, _swapped(_add_months_to_datetime)),
    (DURATIONS, DURATIONS, _add_durations),
    (_MONTHS, _MONTHS, lambda left, right: YearMonthDuration(left.months + right.months)),
)
_SUBTRACT = _table(
    (_NUMBERS, _NUMBERS, DECIMAL128.subtract),
    (DATES, DATES, lambda left, right: make_duration((days_of(left) - days_of(right)) * DAY)),
    (TIMES, TIMES, _subtract_moments),
    (DATE_TIMES, DATE_TIMES, _subtract_moments),
    (DATES, DATE_TIMES, lambda left, right: _subtract_moments(_as_moment(left), right)),
    (DATE_TIMES, DATES, lambda left, right: _subtract_moments(left, _as_moment(right))),
    (DATES, DURATIONS, lambda left, right: _add_duration_to_date(left, _negate_duration(right))),
    (TIMES, DURATIONS, lambda left, right: _add_duration_to_time(left, _negate_duration(right))),
    (DATE_TIMES, DURATIONS, lambda left, right: _add_duration_to_datetime(left, _negate_duration(right))),
    (DATES, _MONTHS, lambda left, right: _add_months_to_date(left, -right)),
    (DATE_TIMES, _MONTHS, lambda left, right: _add_months_to_datetime(left, -right)),
    (DURATIONS, DURATIONS, lambda left, right: make_duration(nanoseconds_of(left) - nanoseconds_of(right))),
    (_MONTHS, _MONTHS, lambda left, right: YearMonthDuration(left.months - right.months)),
)
_MULTIPLY = _table(
    (_NUMBERS, _NUMBERS, DECIMAL128.multiply),
    (DURATIONS, _NUMBERS, _scale_duration),
    (_NUMBERS, DURATIONS, _swapped(_scale_duration)),
    (_MONTHS, _NUMBERS, _scale_months),
    (_NUMBERS, _MONTHS, _swapped(_scale_months)),
)
_DIVIDE = _table(
    (_NUMBERS, _NUMBERS, DECIMAL128.divide),
    (
        DURATIONS,
        _NUMBERS,
        lambda left, right: make_duration(int(DECIMAL128.divide(Decimal(nanoseconds_of(left)), right))),
    ),
    (
        DURATIONS,
        DURATIONS,
        lambda left, right: DECIMAL128.divide(Decimal(nanoseconds_of(left)), Decimal(nanoseconds_of(right))),
    ),
    (_MONTHS, _NUMBERS, lambda left, right: YearMonthDuration(int(DECIMAL128.divide(Decimal(left.months), right)))),
    (_MONTHS, _MONTHS, lambda left, right: DECIMAL128.divide(Decimal(left.months), Decimal(right.months))),
)


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    """base ** exponent; zero to the zero is 1 (IEEE 754-2008, 9.2.1), a negative power of zero has no value."""
    if not exponent:
        return Decimal(1)
    if not base and exponent < 0:
        raise DivisionByZero
    return DECIMAL128.power(base, exponent)


_POWER = _table((_NUMBERS, _NUMBERS, _power))


def _operator(symbol: str, table: dict[tuple[type, type], _Operation]) -> _Operation:
    """The operator as a function that gives null, with a warning, where it is not defined."""

    def apply(left: Any, right: Any) -> Any:
        operation = table.get((left.__class__, right.__class__))
        if operation is None:
            return warn(f"{type_of(left)} {symbol} {type_of(right)} is not defined")
        try:
            return operation(left, right)
        except FAILURES:
            return warn(f"{left} {symbol} {right} has no value")
        except (OutOfRange, OverflowError) as error:
            return warn(f"{symbol}: {error}")

    return apply


add = _operator("+", _ADD)
subtract = _operator("-", _SUBTRACT)
multiply = _operator("*", _MULTIPLY)
divide = _operator("/", _DIVIDE)
power = _operator("**", _POWER)


def negate(value: Any) -> Any:
    """-value"""
    if value.__class__ is Decimal:
        return DECIMAL128.minus(value)
    if value.__class__ is YearMonthDuration:
        return -value
    if value.__class__ in DURATIONS:
        return _negate_duration(value)
    return warn(f"-{type_of(value)} is not defined")
