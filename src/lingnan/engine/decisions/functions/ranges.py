"""Range functions on points and ranges: Allen's interval relations (DMN 1.5, 10.3.4.9, table 78)."""

from collections.abc import Callable
from typing import Any

from lingnan.engine.decisions.functions.signature import Refused, builtin
from lingnan.engine.decisions.operators import in_range, less, same
from lingnan.engine.decisions.values import Range


def _relation(name: str, relation: Callable[[Any, Any], bool], *names: str) -> None:
    """Declare a relation; each of `names` is a pair of parameter names that it goes by."""
    for pair in names:
        left, right = pair.split(" ")
        builtin(f"{name}({left}: Any, {right}: Any) -> boolean")(relation)


def _before(first: Any, second: Any) -> bool:
    """Whether all of the first comes before all of the second; an unbounded side has nothing before or after it."""
    end, end_included = (first.end, first.end_included) if first.__class__ is Range else (first, True)
    start, start_included = (second.start, second.start_included) if second.__class__ is Range else (second, True)
    if end is None or start is None:
        if first is None or second is None:
            raise Refused("an argument is null")
        return False
    return _less(end, start) or (same(end, start) and not (end_included and start_included))


def _less(left: Any, right: Any) -> bool:
    found = less(left, right)
    if found is None:
        raise Refused("the arguments don't compare")
    return found


def _range(value: Any) -> Range:
    if value.__class__ is not Range:
        raise Refused("an argument is no range")
    found: Range = value
    return found


def _point(value: Any) -> Any:
    if value is None or value.__class__ is Range:
        raise Refused("an argument is no point")
    return value


def _same_end(first: Range, second: Range) -> bool:
    return first.end_included == second.end_included and same(first.end, second.end)


def _same_start(first: Range, second: Range) -> bool:
    return first.start_included == second.start_included and same(first.start, second.start)


def _starts_within(first: Range, second: Range) -> bool:
    """Whether the first begins no earlier than the second."""
    if second.start is None or first.start is None:
        return second.start is None
    if same(first.start, second.start):
        return second.start_included or not first.start_included
    return _less(second.start, first.start)


def _ends_within(first: Range, second: Range) -> bool:
    """Whether the first ends no later than the second."""
    if second.end is None or first.end is None:
        return second.end is None
    if same(first.end, second.end):
        return second.end_included or not first.end_included
    return _less(first.end, second.end)


def _meets(first: Any, second: Any) -> bool:
    first, second = _range(first), _range(second)
    return first.end_included and second.start_included and same(first.end, second.start)


def _overlaps(first: Any, second: Any) -> bool:
    first, second = _range(first), _range(second)
    return not _before(first, second) and not _before(second, first)


def _overlaps_before(first: Any, second: Any) -> bool:
    first, second = _range(first), _range(second)
    return _overlaps(first, second) and not _starts_within(first, second) and _ends_within(first, second)


def _finishes(first: Any, second: Any) -> bool:
    second = _range(second)
    if first.__class__ is not Range:
        return second.end_included and _equal_point(first, second.end)
    return _same_end(first, second) and _starts_within(first, second)


def _starts(first: Any, second: Any) -> bool:
    second = _range(second)
    if first.__class__ is not Range:
        return second.start_included and _equal_point(first, second.start)
    return _same_start(first, second) and _ends_within(first, second)


def _equal_point(point: Any, end: Any) -> bool:
    if end is not None:
        _less(_point(point), end)
    return same(_point(point), end)


def _includes(first: Any, second: Any) -> bool:
    first = _range(first)
    if second.__class__ is not Range:
        found = in_range(_point(second), first)
        if found is None:
            raise Refused("the arguments don't compare")
        return found
    return _starts_within(second, first) and _ends_within(second, first)


def _coincides(first: Any, second: Any) -> bool:
    if (first.__class__ is Range) != (second.__class__ is Range) or first is None or second is None:
        raise Refused("the arguments are not two points or two ranges")
    if first.__class__ is not Range:
        _less(first, second)
    return same(first, second)


def _swapped(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda first, second: relation(second, first)


_POINTS, _RANGES = "point1 point2", "range1 range2"
_POINT_RANGE, _RANGE_POINT = "point range", "range point"

_relation("before", _before, _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES)
_relation("after", _swapped(_before), _POINTS, _POINT_RANGE, _RANGE_POINT, _RANGES)
_relation("meets", _meets, _RANGES)
_relation("met by", _swapped(_meets), _RANGES)
_relation("overlaps", _overlaps, _RANGES)
_relation("overlaps before", _overlaps_before, _RANGES)
_relation("overlaps after", _swapped(_overlaps_before), _RANGES)
_relation("finishes", _finishes, _POINT_RANGE, _RANGES)
_relation("finished by", _swapped(_finishes), _RANGE_POINT, _RANGES)
_relation("includes", _includes, _RANGE_POINT, _RANGES)
_relation("during", _swapped(_includes), _POINT_RANGE, _RANGES)
_relation("starts", _starts, _POINT_RANGE, _RANGES)
_relation("started by", _swapped(_starts), _RANGE_POINT, _RANGES)
_relation("coincides", _coincides, _POINTS, _RANGES)
