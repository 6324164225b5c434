"""Operators of FEEL over columns: equality, order, logic, arithmetic, with the nulls of the single evaluation."""

from collections.abc import Callable
from typing import Any, Final

import ibis
from ibis.expr.operations import Field

from lingnan.engine.decisions import arithmetic, operators
from lingnan.engine.decisions.bulk import moments, numbers
from lingnan.engine.decisions.bulk.columns import Column, Outside, constant, truth
from lingnan.engine.decisions.feel_types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL_TYPE,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    base_of,
)

_ORDERED: Final = (NUMBER, STRING, DATE, DATE_TIME, DAYS_TIME, YEARS_MONTHS)
_DURATIONS: Final = (DAYS_TIME, YEARS_MONTHS)
_CONSTANT: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.power,
    "=": operators.equal,
    "!=": operators.unequal,
    "<": operators.less,
    "<=": operators.less_equal,
    ">": operators.greater,
    ">=": operators.greater_equal,
}


def binary(operator: str, left: Column, right: Column) -> Column:
    """left operator right"""
    if left.is_constant and right.is_constant:
        return constant(_CONSTANT[operator](left.constant, right.constant))
    if operator in ("=", "!="):
        same = equal(left, right)
        return truth(same if operator == "=" else ~same)
    if left.is_null or right.is_null:
        raise Outside(f"{operator} with null has no value")
    return truth(order(operator, left, right)) if operator[0] in "<>" else _arithmetic(operator, left, right)


def equal(left: Column, right: Column, *, lax: bool = False) -> Any:
    """left = right, never null: null equals null alone. A `lax` one may be null where it is false.

    Lax or not, constants are compared in the column's own type, which is what a person would have written.
    """
    if left.is_null or right.is_null:
        return is_null(right if left.is_null else left)
    _alike(left, right)
    if base_of(left.type) == NUMBER:
        return numbers.equal(left, right, lax=lax)
    if lax and (left.is_constant or right.is_constant):
        return _operand(left) == _operand(right)
    return _operand(left).identical_to(_operand(right))


def is_null(column: Column) -> Any:
    """column = null"""
    return _operand(column).isnull()


def _operand(column: Column) -> Any:
    """The column inside a comparison; a condition is made a call, for SQL is written without brackets around it."""
    value = column.lift()
    computed = column.type == BOOLEAN and not column.is_constant and not isinstance(value.op(), Field)
    return ibis.coalesce(value, ibis.null("boolean")) if computed else value


def order(operator: str, left: Column, right: Column) -> Any:
    """left < right and its kin; null where either is."""
    _alike(left, right)
    if base_of(left.type) not in _ORDERED:
        raise Outside(f"{left.type} has no order")
    if base_of(left.type) == NUMBER:
        return numbers.compare(operator, left, right)
    first, second = left.lift(), right.lift()
    if operator == "<":
        return first < second
    if operator == "<=":
        return first <= second
    return first > second if operator == ">" else first >= second


def _alike(left: Column, right: Column) -> None:
    if base_of(left.type) != base_of(right.type):
        raise Outside(f"{left.type} and {right.type} don't compare")


def _arithmetic(operator: str, left: Column, right: Column) -> Column:
    kinds = base_of(left.type), base_of(right.type)
    if kinds == (NUMBER, NUMBER) and operator in _NUMBERS:
        return _NUMBERS[operator](left, right)
    if kinds == (STRING, STRING) and operator == "+":
        return Column(STRING, left.lift() + right.lift())
    if operator == "*" and NUMBER in kinds and (kinds[0] in _DURATIONS or kinds[1] in _DURATIONS):
        return moments.scale(right, left) if kinds[0] == NUMBER else moments.scale(left, right)
    if operator in _MOMENTS and NUMBER not in kinds:
        return _MOMENTS[operator](left, right)
    raise Outside(f"{left.type} {operator} {right.type} is not for bulk")


_NUMBERS: Final = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
}
_MOMENTS: Final = {"+": moments.add, "-": moments.subtract}


def negate(operand: Column) -> Column:
    """-operand"""
    if operand.is_constant:
        return constant(arithmetic.negate(operand.constant))
    if base_of(operand.type) == NUMBER:
        return numbers.negate(operand)
    if base_of(operand.type) in _DURATIONS:
        return moments.negate(operand)
    raise Outside(f"-{operand.type} is not for bulk")


def boolean(column: Column) -> Any:
    """The column as a condition."""
    if base_of(column.type) not in (BOOLEAN, NULL_TYPE):
        raise Outside(f"a condition that is {column.type}")
    return column.lift(ibis.dtype("boolean"))


def whether(condition: Any, column: Column) -> Column:
    """The column where the condition is true, null elsewhere."""
    return Column(column.type, ibis.ifelse(condition, column.lift(), ibis.null(column.lift().type())))
