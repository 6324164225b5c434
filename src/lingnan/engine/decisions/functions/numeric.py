"""Numeric functions and not() (DMN 1.5, 10.3.4.2 and 10.3.4.5)."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from typing import Any

from lingnan.engine.decisions.arithmetic import negate
from lingnan.engine.decisions.decimal128 import DECIMAL128
from lingnan.engine.decisions.functions.signature import Refused, builtin
from lingnan.engine.decisions.temporal import DURATIONS, nanoseconds_of
from lingnan.engine.decisions.values import YearMonthDuration

# The scales of decimal128 (10.3.4.5).
_MIN_SCALE, _MAX_SCALE = -6111, 6176


def _round(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise Refused(f"the scale {scale} is outside {_MIN_SCALE} to {_MAX_SCALE}")
    digits = int(scale)
    if number.as_tuple().exponent >= -digits and digits >= 0:  # type: ignore[operator]
        return number
    rounded = number.quantize(Decimal(1).scaleb(-digits), rounding, _WIDE)
    return +rounded if rounded else Decimal(0)


_WIDE = DECIMAL128.copy()
_WIDE.prec, _WIDE.Emax, _WIDE.Emin, _WIDE.clamp = 7000, 99_999, -99_999, 0


def _rounding(rounding: str) -> Callable[..., Decimal]:
    return lambda number, scale=Decimal(0): _round(number, scale, rounding)


for _name, _rule, _optional in (
    ("decimal", ROUND_HALF_EVEN, ""),
    ("floor", ROUND_FLOOR, "?"),
    ("ceiling", ROUND_CEILING, "?"),
    ("round up", ROUND_UP, ""),
    ("round down", ROUND_DOWN, ""),
    ("round half up", ROUND_HALF_UP, ""),
    ("round half down", ROUND_HALF_DOWN, ""),
):
    builtin(f"{_name}(n: number, scale{_optional}: number) -> number")(_rounding(_rule))


@builtin("not(negand: Any) -> boolean")
def negation(negand: Any) -> bool | None:
    """Null for anything but a boolean."""
    return not negand if negand.__class__ is bool else None


@builtin("abs(n: number|days and time duration|years and months duration) -> Any")
def absolute(n: Any) -> Any:
    """The magnitude of a number or a duration."""
    if n.__class__ is YearMonthDuration:
        return abs(n)
    if n.__class__ in DURATIONS:
        return negate(n) if nanoseconds_of(n) < 0 else n
    return DECIMAL128.abs(n)


@builtin("modulo(dividend: number, divisor: number) -> number")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """dividend - divisor * floor(dividend / divisor): the sign of the divisor."""
    remainder = DECIMAL128.remainder(dividend, divisor)
    return DECIMAL128.add(remainder, divisor) if remainder and (remainder < 0) != (divisor < 0) else remainder


@builtin("sqrt(number: number) -> number")
def square_root(number: Decimal) -> Decimal:
    """The square root; none of a negative number."""
    return DECIMAL128.sqrt(number)


@builtin("log(number: number) -> number")
def logarithm(number: Decimal) -> Decimal:
    """The natural logarithm of a positive number."""
    if number <= 0:
        raise Refused("the number is not positive")
    return DECIMAL128.ln(number)


@builtin("exp(number: number) -> number")
def exponential(number: Decimal) -> Decimal:
    """Euler's number to this power."""
    return DECIMAL128.exp(number)


@builtin("odd(number: number) -> boolean")
def is_odd(number: Decimal) -> bool:
    """Whether an integer is odd."""
    return abs(DECIMAL128.remainder(number, Decimal(2))) == 1


@builtin("even(number: number) -> boolean")
def is_even(number: Decimal) -> bool:
    """Whether an integer is even."""
    return DECIMAL128.remainder(number, Decimal(2)) == 0
