"""List functions and sort (DMN 1.5, 10.3.4.4 and 10.3.4.10). Positions count from 1, or from the end below 0."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from lingnan.engine.decisions.arithmetic import add, divide
from lingnan.engine.decisions.conformance import type_of
from lingnan.engine.decisions.decimal128 import DECIMAL128
from lingnan.engine.decisions.functions.signature import Refused, builtin
from lingnan.engine.decisions.operators import conjunction, disjunction, order, same
from lingnan.engine.decisions.temporal import DURATIONS
from lingnan.engine.decisions.values import Function, YearMonthDuration

_SUMMED = (Decimal, YearMonthDuration, *DURATIONS)


def _index(items: list[Any], position: Decimal, *, end: bool = False) -> int:
    """The Python index of a position; `end` also allows the place behind the last item."""
    whole = int(position)
    if whole == 0 or not -len(items) <= whole <= len(items) + end:
        raise Refused(f"there is no position {position}")
    return whole - 1 if whole > 0 else len(items) + whole


def _numbers(items: list[Any]) -> list[Decimal]:
    if any(item.__class__ is not Decimal for item in items):
        raise Refused("the list holds something else than numbers")
    return items


def contains(items: list[Any], element: Any) -> bool:
    """Whether an item equals the element; a list of lists may hold a list."""
    return any(same(item, element) for item in items)


@builtin("list contains(list: list, element: Any) -> boolean")
def list_contains(items: list[Any], element: Any) -> bool:
    """Whether an item equals the element."""
    return contains(items, element)


@builtin("count(list: list) -> number")
def count(items: list[Any]) -> Decimal:
    """The number of items."""
    return Decimal(len(items))


def _extreme(items: list[Any], sign: int) -> Any:
    best = items[0] if items else None
    for item in items:
        compared = order(item, best)
        if compared is None:
            raise Refused("the items don't compare")
        if compared * sign > 0:
            best = item
    return best


@builtin("min(*list: list) -> Any")
def minimum(items: list[Any]) -> Any:
    """The smallest of comparable items; null for none."""
    return _extreme(items, -1)


@builtin("max(*list: list) -> Any")
def maximum(items: list[Any]) -> Any:
    """The greatest of comparable items; null for none."""
    return _extreme(items, 1)


@builtin("sum(*list: list) -> Any")
def total(items: list[Any]) -> Any:
    """The sum of numbers or of durations of one kind; null for none."""
    if not items:
        return None
    if any(item.__class__ not in _SUMMED for item in items):
        raise Refused("the list holds something else than numbers or durations")
    found = items[0]
    for item in items[1:]:
        found = add(found, item)
    return found


@builtin("mean(*list: list) -> Any")
def mean(items: list[Any]) -> Any:
    """The arithmetic mean; null for none."""
    return divide(total(items), Decimal(len(items))) if items else None


@builtin("product(*list: list) -> number")
def product(items: list[Any]) -> Decimal | None:
    """The product of numbers; null for none."""
    found = Decimal(1)
    for number in _numbers(items):
        found = DECIMAL128.multiply(found, number)
    return found if items else None


@builtin("median(*list: list) -> number")
def median(items: list[Any]) -> Decimal | None:
    """The middle number, or the mean of the two in the middle; null for none."""
    numbers = sorted(_numbers(items))
    half = len(numbers) // 2
    if not numbers or len(numbers) % 2:
        return numbers[half] if numbers else None
    return DECIMAL128.divide(DECIMAL128.add(numbers[half - 1], numbers[half]), Decimal(2))


@builtin("stddev(*list: list) -> number")
def standard_deviation(items: list[Any]) -> Decimal:
    """The sample standard deviation of at least two numbers."""
    numbers = _numbers(items)
    if len(numbers) < 2:
        raise Refused("the list has fewer than two numbers")
    middle = mean(numbers)
    squares = [DECIMAL128.power(DECIMAL128.subtract(number, middle), Decimal(2)) for number in numbers]
    return DECIMAL128.sqrt(DECIMAL128.divide(total(squares), Decimal(len(numbers) - 1)))


@builtin("mode(*list: list) -> Any")
def mode(items: list[Any]) -> list[Decimal]:
    """The most frequent numbers, ascending."""
    counts: dict[Decimal, int] = {}
    for number in _numbers(items):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


def _logic(items: list[Any], combine: Callable[[Any, Any], bool | None], found: bool | None) -> bool | None:
    for item in items:
        if item is not None and item.__class__ is not bool:
            raise Refused(f"the list holds {type_of(item)}")
        found = combine(found, item)
    return found


@builtin("all(*list: list) -> boolean")
def all_true(items: list[Any]) -> bool | None:
    """False if an item is false, else null if one is null, else true."""
    return _logic(items, conjunction, True)


@builtin("any(*list: list) -> boolean")
def any_true(items: list[Any]) -> bool | None:
    """True if an item is true, else null if one is null, else false."""
    return _logic(items, disjunction, False)


@builtin("sublist(list: list, start position: number, length?: number?) -> Any")
def sublist(items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    """`length` items from a position, or all that follow."""
    begin = _index(items, start)
    if length is None:
        return items[begin:]
    if length < 1 or begin + int(length) > len(items):
        raise Refused(f"there are no {length} items from position {start}")
    return items[begin : begin + int(length)]


@builtin("append(list: list, item...: Any) -> Any")
def append(items: list[Any], *added: Any) -> list[Any]:
    """The list with items behind it."""
    return [*items, *added]


@builtin("concatenate(list...: list) -> Any")
def concatenate(*lists: list[Any]) -> list[Any]:
    """The lists one behind the other."""
    return [item for items in lists for item in items]


@builtin("insert before(list: list, position: number, newItem: Any) -> Any")
def insert_before(items: list[Any], position: Decimal, item: Any) -> list[Any]:
    """The list with an item before a position."""
    index = _index(items, position, end=False)
    return [*items[:index], item, *items[index:]]


@builtin("remove(list: list, position: number) -> Any")
def remove(items: list[Any], position: Decimal) -> list[Any]:
    """The list without the item at a position."""
    index = _index(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin("reverse(list: list) -> Any")
def reverse(items: list[Any]) -> list[Any]:
    """The list from back to front."""
    return items[::-1]


@builtin("index of(list: list, match: Any) -> Any")
def index_of(items: list[Any], match: Any) -> list[Decimal]:
    """The positions of the items that equal the match."""
    return [Decimal(index) for index, item in enumerate(items, 1) if same(item, match)]


@builtin("union(list...: list) -> Any")
def union(*lists: list[Any]) -> list[Any]:
    """The lists one behind the other, without repetition."""
    return distinct_values(concatenate(*lists))


@builtin("distinct values(list: list) -> Any")
def distinct_values(items: list[Any]) -> list[Any]:
    """The list without repetition."""
    found: list[Any] = []
    for item in items:
        if not contains(found, item):
            found.append(item)
    return found


@builtin("flatten(list: list) -> Any")
def flatten(items: list[Any]) -> list[Any]:
    """The items of the list and of all lists in it."""
    found: list[Any] = []
    for item in items:
        found.extend(flatten(item) if item.__class__ is list else [item])
    return found


@builtin("list replace(list: list, position: number, newItem: Any) -> Any")
def replace_at(items: list[Any], position: Decimal, item: Any) -> list[Any]:
    """The list with another item at a position."""
    index = _index(items, position)
    return [*items[:index], item, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: Any) -> Any")
def replace_matching(items: list[Any], match: Function, new: Any) -> list[Any]:
    """The list with another item for each for which match(item, newItem) is true."""
    if len(match.parameters) != 2:
        raise Refused("match() takes an item and the new item")
    verdicts = [match(item, new) for item in items]
    if any(verdict.__class__ is not bool for verdict in verdicts):
        raise Refused("match() gave something else than a boolean")
    return [new if verdict else item for item, verdict in zip(items, verdicts, strict=True)]


@builtin("sort(list: list, precedes: function) -> Any")
def sort(items: list[Any], precedes: Function) -> list[Any]:
    """The list in the order that `precedes` gives, items that are neither before nor after as they were."""
    if len(precedes.parameters) != 2:
        raise Refused("precedes() takes two items")

    def compare(left: Any, right: Any) -> int:
        return -1 if precedes(left, right) is True else int(precedes(right, left) is True)

    return sorted(items, key=cmp_to_key(compare))


@builtin("sort(list: list) -> Any")
def sort_natural(items: list[Any]) -> list[Any]:
    """The list of comparable items ascending."""

    def compare(left: Any, right: Any) -> int:
        found = order(left, right)
        if found is None:
            raise Refused("the items don't compare")
        return found

    return sorted(items, key=cmp_to_key(compare))
