"""FEEL values over a population: Ibis columns of a known FEEL type, or constants.

Numbers are integers or decimals of a stated precision, so that what a table compares and computes is exact on every
engine; durations are integers, of microseconds or of months.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from functools import reduce
from operator import or_
from typing import Any, Final

import ibis
import ibis.expr.datatypes as dt

from lingnan.engine.decisions.conformance import type_of
from lingnan.engine.decisions.feel_types import (
    ANY,
    BOOLEAN,
    DATE,
    DAYS_TIME,
    NULL_TYPE,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    ListOf,
    Type,
    base_of,
)
from lingnan.engine.decisions.values import YearMonthDuration

_VARIES: Final = object()
_DTYPES: Final[dict[Type, Any]] = {
    STRING: dt.string,
    BOOLEAN: dt.boolean,
    DATE: dt.date,
    DAYS_TIME: dt.int64,
    YEARS_MONTHS: dt.int64,
}
_INTEGER_DIGITS: Final = {"int8": 3, "int16": 5, "int32": 10, "int64": 19, "uint8": 3, "uint16": 5, "uint32": 10}
# What a model is checked with before there are facts: the product of two such numbers is still exact.
_CHECKED: Final = dt.Decimal(17, 2)
# FEEL keeps 34 digits; within them no engine rounds.
MOST_DIGITS: Final = 34
_MOST_DECIMAL: Final = 38
_WIDE: Final = Context(prec=_MOST_DECIMAL)


class Outside(ValueError):
    """An expression that a population can't be asked with the same outcome as one case."""

    code = "bulk-outside"


@dataclass(frozen=True, slots=True)
class Digits:
    """How many digits a number may have before and after the point."""

    whole: int
    scale: int

    def __or__(self, other: "Digits") -> "Digits":
        """Room for either."""
        return Digits(max(self.whole, other.whole), max(self.scale, other.scale))

    @property
    def dtype(self) -> Any:
        """The Ibis type with that room."""
        return dt.int64 if self.scale == 0 and self.whole <= 18 else self.decimal

    @property
    def decimal(self) -> Any:
        """The decimal with that room; raises Outside."""
        if self.whole + self.scale > _MOST_DECIMAL:
            raise Outside(f"{self.whole + self.scale} digits are more than the {_MOST_DECIMAL} that an engine holds")
        return dt.Decimal(self.whole + self.scale, self.scale)


@dataclass(frozen=True, slots=True)
class Column:
    """A value for each row, of one FEEL type; of a `constant`, `value` is None until it is lifted."""

    type: Type
    value: Any
    constant: Any = _VARIES

    @property
    def is_constant(self) -> bool:
        """Whether it is the same for all rows."""
        return self.constant is not _VARIES

    @property
    def is_null(self) -> bool:
        """Whether it is the constant null."""
        return self.constant is None

    @property
    def digits(self) -> Digits:
        """The room that a number needs."""
        if self.is_null:
            return Digits(1, 0)
        if self.is_constant:
            return _digits_of(self.constant)
        kind = self.value.type()
        if kind.is_decimal():
            return Digits(kind.precision - kind.scale, kind.scale)
        return Digits(_INTEGER_DIGITS.get(str(kind).lower().lstrip("!"), 20), 0)

    def lift(self, dtype: Any = None) -> Any:
        """The Ibis value, where a number is cast to `dtype`."""
        if not self.is_constant:
            return self.value if dtype is None or self.value.type() == dtype else self.value.cast(dtype)
        found = dtype or dtype_of(self)
        return ibis.null(found) if self.constant is None else ibis.literal(_plain(self.constant, found), type=found)


def _digits_of(number: Decimal) -> Digits:
    _, digits, exponent = number.normalize().as_tuple()
    assert isinstance(exponent, int)
    return Digits(max(len(digits) + exponent, 1), max(-exponent, 0))


def _plain(constant: Any, dtype: Any) -> Any:
    """A constant as the literal of its Ibis type."""
    if constant.__class__ is timedelta:
        return constant // timedelta(microseconds=1)
    if constant.__class__ is YearMonthDuration:
        return constant.months
    if constant.__class__ is Decimal:
        return (
            int(constant) if dtype.is_integer() else constant.quantize(Decimal(1).scaleb(-dtype.scale), context=_WIDE)
        )
    return constant


def constant(value: Any) -> Column:
    """A constant of the types that bulk knows."""
    kind = type_of(value)
    if value.__class__ not in (Decimal, str, bool, date, timedelta, YearMonthDuration, type(None)):
        raise Outside(f"{kind} is not for bulk")
    return Column(kind, None, value)


def truth(value: Any) -> Column:
    """A boolean for each row, null included."""
    return Column(BOOLEAN, value)


def dtype_of(column: Column) -> Any:
    """The Ibis type of a column's values."""
    if not column.is_constant:
        return column.value.type()
    kind = base_of(column.type)
    return column.digits.dtype if kind == NUMBER else _DTYPES.get(kind, dt.string)


def together(columns: list[Column]) -> tuple[Type, Any]:
    """The one FEEL type and the Ibis type of columns that are outcomes of one thing; null belongs to every type."""
    kinds = list(dict.fromkeys(column.type for column in columns if column.type != NULL_TYPE))
    if len(kinds) > 1:
        raise Outside(f"the outcomes are {' and '.join(map(str, kinds))}")
    if not kinds:
        return NULL_TYPE, dt.string
    if kinds[0] != NUMBER:
        return kinds[0], next(dtype_of(column) for column in columns if column.type == kinds[0])
    if all(_is_int64(column) for column in columns):
        return NUMBER, dt.int64
    return NUMBER, reduce(or_, (column.digits for column in columns)).dtype


def _is_int64(column: Column) -> bool:
    if column.is_constant:
        return column.is_null or (column.digits.scale == 0 and abs(column.constant) < 2**63)
    return bool(column.value.type().is_integer() and column.value.type() != dt.uint64)


def checked_dtype(kind: Type) -> Any:
    """The Ibis type with which a model's input data of a FEEL type is checked; None where bulk has none."""
    kind = base_of(kind)
    if isinstance(kind, ListOf):
        element = checked_dtype(kind.element)
        return None if element is None else dt.Array(element)
    return _CHECKED if kind == NUMBER else _DTYPES.get(kind)


def holds_type(dtype: Any, kind: Type) -> bool:
    """Whether columns of an Ibis type hold values of a FEEL type, exactly."""
    kind = base_of(kind)
    if isinstance(kind, ListOf):
        return bool(dtype.is_array() and holds_type(dtype.value_type, kind.element))
    if kind == NUMBER:
        return bool(dtype.is_integer() or (dtype.is_decimal() and dtype.precision is not None))
    if kind in (DAYS_TIME, YEARS_MONTHS):
        return bool(dtype.is_integer())
    return kind != ANY and kind in _DTYPES and bool(dtype.copy(nullable=True) == _DTYPES[kind])
