"""Which values have which types: type_of, instance of, and the conversions to a declared type (DMN 1.5, 10.3.2.9)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions.feel_types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL_TYPE,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    Allowed,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Type,
    base_of,
    common,
)
from lingnan.engine.decisions.temporal import LargeDate, LargeDateTime, LargeDuration, LargeTime, make_datetime
from lingnan.engine.decisions.values import Function, Range, YearMonthDuration

_MIDNIGHT = time(0, 0, tzinfo=UTC)
CLASSES: dict[Type, tuple[type, ...]] = {
    NUMBER: (Decimal,),
    STRING: (str,),
    BOOLEAN: (bool,),
    DATE: (date, LargeDate),
    TIME: (time, LargeTime),
    DATE_TIME: (datetime, LargeDateTime),
    DAYS_TIME: (timedelta, LargeDuration),
    YEARS_MONTHS: (YearMonthDuration,),
    NULL_TYPE: (type(None),),
}
_TYPE_BY_CLASS = {python: kind for kind, classes in CLASSES.items() for python in classes}


class Mismatch(ValueError):
    """A value that can't be made to conform to its declared type."""

    code = "type-mismatch"


def type_of(value: Any) -> Type:
    """The most specific type of a value."""
    kind = _TYPE_BY_CLASS.get(value.__class__)
    if kind is not None:
        return kind
    if value.__class__ is list:
        return ListOf(common([type_of(item) for item in value]))
    if value.__class__ is dict:
        return ContextOf(tuple((name, type_of(member)) for name, member in value.items()))
    if value.__class__ is Range:
        return RangeOf(common([type_of(end) for end in (value.start, value.end) if end is not None]))
    if value.__class__ is Function:
        return FunctionOf(value.types or (ANY,) * len(value.parameters), value.result)
    return ANY


def is_instance(value: Any, kind: Type) -> bool:
    """`value instance of kind`; null is an instance of Null alone, allowed values don't count."""
    return (value is None and base_of(kind) == NULL_TYPE) or (value is not None and _conforms(value, base_of(kind)))


def _conforms(value: Any, kind: Type) -> bool:
    kind = base_of(kind)
    if kind == ANY or value is None:
        return True
    classes = CLASSES.get(kind)
    if classes is not None:
        return value.__class__ in classes
    if isinstance(kind, ListOf):
        return value.__class__ is list and all(_conforms(item, kind.element) for item in value)
    if isinstance(kind, ContextOf):
        return value.__class__ is dict and all(
            name in value and _conforms(value[name], member) for name, member in kind.members
        )
    if isinstance(kind, RangeOf):
        return value.__class__ is Range and all(_conforms(end, kind.element) for end in (value.start, value.end))
    return isinstance(kind, FunctionOf) and value.__class__ is Function and _function_conforms(value, kind)


def _function_conforms(function: Function, kind: FunctionOf) -> bool:
    """A function conforms where it takes what is passed and gives what is expected, as far as its result is known."""
    if kind.parameters is None:
        return True
    types = function.types or (ANY,) * len(function.parameters)
    return (
        len(types) == len(kind.parameters)
        and all(_subtype(given, taken) for given, taken in zip(kind.parameters, types, strict=True))
        and (function.result == ANY or _subtype(function.result, kind.result))
    )


def _subtype(narrow: Type, wide: Type) -> bool:
    narrow, wide = base_of(narrow), base_of(wide)
    if wide == ANY or narrow in (wide, NULL_TYPE):
        return True
    if isinstance(narrow, ListOf) and isinstance(wide, ListOf):
        return _subtype(narrow.element, wide.element)
    if isinstance(narrow, RangeOf) and isinstance(wide, RangeOf):
        return _subtype(narrow.element, wide.element)
    if isinstance(narrow, ContextOf) and isinstance(wide, ContextOf):
        return all(_subtype(narrow.member(name) or ANY, kind) for name, kind in wide.members)
    return False


def coerce(value: Any, kind: Type) -> Any:
    """The value converted to a declared type; raises Mismatch.

    Where the type asks, a list of one gives its item, a single value a list of one, and a date its midnight in UTC.
    """
    if value is None or kind == ANY:
        return value
    if isinstance(kind, Allowed):
        return _allowed(coerce(value, kind.base), kind)
    if isinstance(kind, ListOf):
        items = value if value.__class__ is list else [value]
        return [coerce(item, kind.element) for item in items]
    return coerce(value[0], kind) if value.__class__ is list and len(value) == 1 else _coerce_single(value, kind)


def _coerce_single(value: Any, kind: Type) -> Any:
    if isinstance(kind, ContextOf) and value.__class__ is dict:
        return _coerce_members(value, kind)
    if kind == DATE_TIME and value.__class__ in CLASSES[DATE]:
        return make_datetime(value, _MIDNIGHT)
    if not _conforms(value, kind):
        raise Mismatch(f"{type_of(value)} instead of {kind}")
    return value


def _coerce_members(value: dict[str, Any], kind: ContextOf) -> dict[str, Any]:
    missing = [name for name, _ in kind.members if name not in value]
    if missing:
        raise Mismatch(f"a context without {missing[0]!r}")
    return value | {name: coerce(value[name], member) for name, member in kind.members}


def _allowed(value: Any, kind: Allowed) -> Any:
    if kind.test(value) is False:
        raise Mismatch(f"{value} is not among {kind.text}")
    return value


def coercer(kind: Type) -> Callable[[Any], Any]:
    """`coerce` to one type; the common case of a value that has it already costs one comparison."""
    classes = CLASSES.get(kind)
    if classes is None:
        return lambda value: coerce(value, kind)
    exact = classes[0]
    return lambda value: value if value.__class__ is exact or value is None else coerce(value, kind)
