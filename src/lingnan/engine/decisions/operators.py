"""The operators of FEEL on values of any type: three-valued logic, equality, order, membership (DMN 1.5, 10.3.2.13–15).

Where the specification gives null with a warning, these return None and record the warning.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions.conformance import type_of
from lingnan.engine.decisions.runs import warn
from lingnan.engine.decisions.temporal import (
    DATE_TIMES,
    DATES,
    DURATIONS,
    TIMES,
    clock_of,
    instant_of,
    local_of,
)
from lingnan.engine.decisions.values import NULL, Function, Range, YearMonthDuration

_DIRECT = frozenset((Decimal, str, date, YearMonthDuration, timedelta))
_FAMILY: dict[type, str] = (
    {Decimal: "number", str: "string", bool: "boolean", YearMonthDuration: "months", list: "list", dict: "context"}
    | {Range: "range", Function: "function"}
    | dict.fromkeys(DATES, "date")
    | dict.fromkeys(TIMES, "time")
    | dict.fromkeys(DATE_TIMES, "datetime")
    | dict.fromkeys(DURATIONS, "duration")
)


def conjunction(left: Any, right: Any) -> bool | None:
    """and"""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def disjunction(left: Any, right: Any) -> bool | None:
    """or"""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def equal(left: Any, right: Any) -> bool | None:
    """=; null equals null alone, values of different types don't compare."""
    kind = left.__class__
    if kind is right.__class__ and (kind in _DIRECT or kind is bool):
        return bool(left == right)
    if left is None or right is None:
        return left is right
    family = _FAMILY.get(kind)
    if family != _FAMILY.get(right.__class__):
        warn(f"{type_of(left)} = {type_of(right)}: the types differ")
        return None
    compare = _EQUAL.get(family or "")
    return compare(left, right) if compare else bool(left == right)


def unequal(left: Any, right: Any) -> bool | None:
    """!="""
    same = equal(left, right)
    return None if same is None else not same


def same(left: Any, right: Any) -> bool:
    """Equality that is never null, for lists and contexts: values of different types differ."""
    if left is None or right is None or _FAMILY.get(left.__class__) != _FAMILY.get(right.__class__):
        return left is right
    return equal(left, right) is True


def _equal_lists(left: list[Any], right: list[Any]) -> bool:
    return len(left) == len(right) and all(map(same, left, right))


def _equal_contexts(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return left.keys() == right.keys() and all(same(value, right[name]) for name, value in left.items())


def _equal_ranges(left: Range, right: Range) -> bool:
    return (
        (left.start_included, left.end_included) == (right.start_included, right.end_included)
        and same(left.start, right.start)
        and same(left.end, right.end)
    )


def _equal_moments(left: Any, right: Any) -> bool:
    """Two moments are equal at one instant; one with a zone never equals one without."""
    return (left.tzinfo is None) == (right.tzinfo is None) and _moments(left, right) == 0


_EQUAL: dict[str, Callable[[Any, Any], bool]] = {
    "list": _equal_lists,
    "context": _equal_contexts,
    "range": _equal_ranges,
    "time": _equal_moments,
    "datetime": _equal_moments,
}


def _moments(left: Any, right: Any) -> int:
    """The order of two times or dates and times; one without a zone is taken to be in the other's (table 54)."""
    timed = left.__class__ in TIMES
    if left.tzinfo is None or right.tzinfo is None or (timed and left.tzinfo == right.tzinfo):
        measure = clock_of if timed else local_of
        first, second = measure(left), measure(right)
    else:
        first, second = instant_of(left) or 0, instant_of(right) or 0
    return (first > second) - (first < second)


def order(left: Any, right: Any) -> int | None:
    """-1, 0 or 1 as left comes before, with or after right; None, with a warning, where they don't compare."""
    family = _FAMILY.get(left.__class__)
    found: int | None = None
    if family == _FAMILY.get(right.__class__):
        if family in ("time", "datetime"):
            found = _moments(left, right)
        elif family in ("number", "string", "date", "months", "duration"):
            found = (left > right) - (left < right)
    if found is None:
        warn(f"{type_of(left)} and {type_of(right)} don't compare")
    return found


def less(left: Any, right: Any) -> bool | None:
    """<"""
    if left.__class__ is right.__class__ and left.__class__ in _DIRECT:
        return bool(left < right)
    found = order(left, right)
    return None if found is None else found < 0


def less_equal(left: Any, right: Any) -> bool | None:
    """<="""
    if left.__class__ is right.__class__ and left.__class__ in _DIRECT:
        return bool(left <= right)
    found = order(left, right)
    return None if found is None else found <= 0


def greater(left: Any, right: Any) -> bool | None:
    """>"""
    return less(right, left)


def greater_equal(left: Any, right: Any) -> bool | None:
    """>="""
    return less_equal(right, left)


def between(value: Any, low: Any, high: Any) -> bool | None:
    """value between low and high, both included"""
    return conjunction(less_equal(low, value), less_equal(value, high))


def in_range(value: Any, interval: Range) -> bool | None:
    """Whether an interval holds a value."""
    above: bool | None = True
    if interval.start is not None:
        above = (less_equal if interval.start_included else less)(interval.start, value)
    if above is False or interval.end is None:
        return above
    return conjunction(above, (less_equal if interval.end_included else less)(value, interval.end))


def member(value: Any, test: Any) -> bool | None:
    """The unary test whose expression gave `test`: equality, membership in a list or range, or a truth told."""
    kind = test.__class__
    if kind is Range and value.__class__ is not Range:
        return in_range(value, test)
    if kind is list and value.__class__ is not list:
        return any(in_range(value, item) is True if item.__class__ is Range else same(value, item) for item in test)
    if kind is list:
        return same(value, test) or any(same(value, item) for item in test)
    if kind is bool and value.__class__ is not bool:
        return bool(test)
    return same(value, test) if value is None or test is None else equal(value, test)


def range_of(start: Any, end: Any, start_included: bool, end_included: bool) -> Range | None:
    """[start..end] as a value; null where the ends don't compare or descend (10.3.2.7)."""
    if start is not None and end is not None:
        compared = order(start, end)
        if compared is None:
            return None
        if compared > 0:
            warn("a range descends")
            return None
    return Range(start, end, start_included and start is not None, end_included and end is not None)


def nullable(value: Any) -> Any:
    """The value to compare in a condition: null becomes the one that no comparison holds for."""
    return NULL if value is None else value
