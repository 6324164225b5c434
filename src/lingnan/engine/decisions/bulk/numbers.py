"""Numbers over a population, exactly: integers and decimals with room for every digit, or refused."""

from decimal import ROUND_FLOOR, Decimal, Inexact
from functools import reduce
from operator import add as add_
from operator import or_
from typing import Any, Final

import ibis

from lingnan.engine.decisions.bulk.columns import MOST_DIGITS, Column, Digits, Outside, constant
from lingnan.engine.decisions.decimal128 import DECIMAL128
from lingnan.engine.decisions.feel_types import NUMBER

_EXACT: Final = DECIMAL128.copy()
_EXACT.traps[Inexact] = True
_ROUNDED_DOWN: Final = {"<": "<=", "<=": "<=", ">": ">", ">=": ">"}


def add(left: Column, right: Column) -> Column:
    """left + right"""
    room = left.digits | right.digits
    return _number(lambda one, two: one + two, left, right, Digits(room.whole + 1, room.scale), None)


def subtract(left: Column, right: Column) -> Column:
    """left - right"""
    room = left.digits | right.digits
    return _number(lambda one, two: one - two, left, right, Digits(room.whole + 1, room.scale), None)


def multiply(left: Column, right: Column) -> Column:
    """left * right"""
    first, second = left.digits, right.digits
    room = Digits(first.whole + second.whole, first.scale + second.scale)
    return _number(lambda one, two: one * two, left, right, room, (first, second))


def divide(left: Column, right: Column) -> Column:
    """left / right, by a constant whose reciprocal has an end: an engine's quotient has not FEEL's 34 digits."""
    if not right.is_constant:
        raise Outside("a quotient of two facts has other digits on each engine")
    if not right.constant:
        return Column(NUMBER, None, None)
    try:
        return multiply(left, constant(_EXACT.divide(Decimal(1), right.constant)))
    except Inexact:
        raise Outside(f"a quotient by {right.constant} has no end") from None


def total(terms: list[Column]) -> Column:
    """The sum of the terms, with room for their number."""
    widest = reduce(or_, (term.digits for term in terms))
    dtype = _checked(Digits(widest.whole + len(str(len(terms))), widest.scale))
    found = reduce(add_, (term.lift(dtype) for term in terms))
    return Column(NUMBER, found.cast(dtype) if dtype.is_decimal() else found)


def negate(operand: Column) -> Column:
    """-operand"""
    return Column(NUMBER, -operand.lift(_checked(operand.digits)))


def _number(operation: Any, left: Column, right: Column, room: Digits, rooms: tuple[Digits, Digits] | None) -> Column:
    """The operation on both, where each is given the room of the result, or room of its own in a product."""
    dtype = _checked(room)
    first, second = (dtype, dtype) if rooms is None or dtype.is_integer() else _factors(*rooms)
    found = operation(left.lift(first), right.lift(second))
    return Column(NUMBER, found.cast(dtype) if dtype.is_decimal() else found)


def _checked(room: Digits) -> Any:
    if room.whole + room.scale > MOST_DIGITS:
        digits = room.whole + room.scale
        raise Outside(f"the result may have {digits} digits, and FEEL keeps {MOST_DIGITS}: facts of fewer digits do")
    return room.dtype


def _factors(left: Digits, right: Digits) -> tuple[Any, Any]:
    """The types of two factors; DuckDB gives the product of two decimals of 18 digits no more than 18."""
    widest = max(left.whole + left.scale, right.whole + right.scale)
    return (left if widest > 18 else Digits(19 - left.scale, left.scale)).decimal, right.decimal


def compare(operator: str, left: Column, right: Column) -> Any:
    """left < right and its kin."""
    if left.is_constant:
        return compare(_MIRRORED[operator], right, left)
    if right.is_constant:
        bound, operator = _bound(operator, right.constant, left.digits.scale)
        return _APPLY[operator](left.value, _literal(bound, left))
    dtype = _common(left, right)
    return _APPLY[operator](left.lift(dtype), right.lift(dtype))


def equal(left: Column, right: Column, *, lax: bool) -> Any:
    """left = right; where one is a constant and `lax` is asked for, null rather than false for null."""
    if left.is_constant:
        return equal(right, left, lax=lax)
    if right.is_constant:
        bound, _ = _bound("<=", right.constant, left.digits.scale)
        if bound != right.constant:
            return ibis.literal(False)
        literal = _literal(bound, left)
        return left.value == literal if lax else left.value.identical_to(literal)
    dtype = _common(left, right)
    return left.lift(dtype).identical_to(right.lift(dtype))


def _bound(operator: str, number: Decimal, scale: int) -> tuple[Decimal, str]:
    """The bound at the column's own scale, so that an engine compares values of one type: x < 17.5 is x <= 17."""
    floor = number.scaleb(scale).to_integral_value(ROUND_FLOOR).scaleb(-scale)
    return floor, operator if floor == number else _ROUNDED_DOWN[operator]


def _literal(number: Decimal, like: Column) -> Any:
    """The number in the column's own type, or in a wider one where it has more digits."""
    dtype, room = like.value.type(), like.digits | constant(number).digits
    fits = room.whole <= like.digits.whole and not (dtype.is_integer() and room.whole > 18)
    if dtype.is_decimal() and not fits:
        dtype = room.decimal
    elif dtype.is_integer():
        dtype = ibis.dtype("int64") if room.whole <= 18 or abs(number) < 2**63 else room.decimal
    return constant(number).lift(dtype)


def _common(left: Column, right: Column) -> Any:
    kinds = left.value.type(), right.value.type()
    if kinds[0] == kinds[1]:
        return kinds[0]
    if all(kind.is_integer() for kind in kinds):
        return None
    return (left.digits | right.digits).decimal


_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_APPLY: Final[dict[str, Any]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
