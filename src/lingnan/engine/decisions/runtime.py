"""What compiled FEEL calls at run time for paths, filters, iteration and functions (DMN 1.5, 10.3.2.4–6, 10.3.2.13)."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from lingnan.engine.decisions.conformance import Mismatch, coerce, type_of
from lingnan.engine.decisions.feel_types import ANY, Type
from lingnan.engine.decisions.functions.dates import weekday_of
from lingnan.engine.decisions.functions.signature import Refused
from lingnan.engine.decisions.operators import order
from lingnan.engine.decisions.runs import warn
from lingnan.engine.decisions.temporal import (
    DATE_TIMES,
    DATES,
    DAY,
    DURATIONS,
    NANOSECONDS,
    TIMES,
    date_of_days,
    days_of,
    make_duration,
    nanosecond_of,
    nanoseconds_of,
    offset_of,
)
from lingnan.engine.decisions.values import Function, Range, YearMonthDuration

EMPTY: dict[str, Any] = {}


def unknown(name: str) -> Any:
    """A name that no scope has: null, with a warning."""
    return warn(f"there is no {name!r}")


def repeated(names: list[str]) -> Any:
    """A context that has a name twice: null, with a warning."""
    return warn(f"a name comes twice in {', '.join(names)}")


def path(source: Any, name: str) -> Any:
    """source.name"""
    if source.__class__ is dict:
        return source[name] if name in source else warn(f"the context has no {name!r}")
    if source is None:
        return None
    if source.__class__ is list:
        return [path(item, name) for item in source]
    read = _PROPERTIES.get(source.__class__, EMPTY).get(name)
    if read is None:
        return warn(f"{type_of(source)} has no {name!r}")
    return read(source)


def _offset(value: Any) -> Any:
    offset = offset_of(value)
    return None if offset is None else make_duration(offset)


def _zone(value: Any) -> str | None:
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _part(unit: int, modulus: int | None) -> Callable[[Any], Decimal]:
    """A part of a duration, with the duration's sign."""

    def read(duration: Any) -> Decimal:
        length = nanoseconds_of(duration)
        whole = abs(length) // unit
        part = whole % modulus if modulus else whole
        return Decimal(-part if length < 0 else part)

    return read


def _signed_seconds(duration: Any) -> int:
    """The nanoseconds beyond whole minutes, with the duration's sign."""
    length = nanoseconds_of(duration)
    rest = abs(length) % (60 * NANOSECONDS)
    return -rest if length < 0 else rest


def _months(modulus: bool) -> Callable[[Any], Decimal]:
    def read(duration: YearMonthDuration) -> Decimal:
        years, months = divmod(abs(duration.months), 12)
        return Decimal((-1 if duration.months < 0 else 1) * (months if modulus else years))

    return read


def _number(name: str) -> Callable[[Any], Decimal]:
    return lambda value: Decimal(getattr(value, name))


_DATE_PROPERTIES: dict[str, Callable[[Any], Any]] = {
    "year": _number("year"),
    "month": _number("month"),
    "day": _number("day"),
    "weekday": lambda value: Decimal(weekday_of(value)),
}
_TIME_PROPERTIES: dict[str, Callable[[Any], Any]] = {
    "hour": _number("hour"),
    "minute": _number("minute"),
    "second": lambda value: Decimal(value.second) + Decimal(nanosecond_of(value)).scaleb(-9).normalize(),
    "time offset": _offset,
    "timezone": _zone,
}
_DURATION_PROPERTIES: dict[str, Callable[[Any], Any]] = {
    "days": _part(DAY, None),
    "hours": _part(3600 * NANOSECONDS, 24),
    "minutes": _part(60 * NANOSECONDS, 60),
    "seconds": lambda value: Decimal(_signed_seconds(value)).scaleb(-9).normalize() + 0,
}
_PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(DATES, _DATE_PROPERTIES),
    **dict.fromkeys(TIMES, _TIME_PROPERTIES),
    **dict.fromkeys(DATE_TIMES, _DATE_PROPERTIES | _TIME_PROPERTIES),
    **dict.fromkeys(DURATIONS, _DURATION_PROPERTIES),
    YearMonthDuration: {"years": _months(False), "months": _months(True)},
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}


def members(item: Any) -> dict[str, Any]:
    """The names that an item of a filtered list brings into the filter."""
    return item if item.__class__ is dict else EMPTY


def select(source: Any, condition: Callable[[Any], Any]) -> Any:
    """source[condition], where the condition may turn out to be a position; null has nothing to filter."""
    if source is None:
        return warn("a filter over null")
    items = source if source.__class__ is list else [source]
    kept: list[Any] = []
    for item in items or (None,):
        verdict = condition(item)
        if verdict.__class__ is Decimal:
            return at_position(source, verdict)
        if verdict is True and items:
            kept.append(item)
        elif verdict is not None and verdict.__class__ is not bool and items:
            return warn(f"a filter gave {type_of(verdict)}")
    return kept


def at_position(source: Any, position: Any) -> Any:
    """source[number]: counted from 1, or from the end below 0; null outside."""
    if position.__class__ is not Decimal:
        return warn("a position is null") if position is None else warn(f"{type_of(position)} is no position")
    items = source if source.__class__ is list else [] if source is None else [source]
    index = int(position)
    if index != position or index == 0 or abs(index) > len(items):
        return warn(f"there is no item {position} of {len(items)}")
    return items[index - 1 if index > 0 else index]


class NoItems(ValueError):
    """Something that can't be iterated over or decided; the whole iteration is null."""

    code = "feel-iteration"


def span(start: Any, end: Any) -> Iterator[Any]:
    """start..end: whole numbers or dates, up or down, both included."""
    if start.__class__ is Decimal and end.__class__ is Decimal:
        return (Decimal(number) for number in _steps(int(start), int(end)))
    if start.__class__ in DATES and end.__class__ in DATES:
        return (date_of_days(number) for number in _steps(days_of(start), days_of(end)))
    raise NoItems(f"no iteration from {type_of(start)} to {type_of(end)}")


def _steps(start: int, end: int) -> range:
    return range(start, end + 1) if start <= end else range(start, end - 1, -1)


def items_of(source: Any) -> Iterable[Any]:
    """What an iteration goes through; raises NoItems."""
    if source.__class__ is list or isinstance(source, Iterator):
        found: Iterable[Any] = source
        return found
    if source.__class__ is Range:
        return _range_items(source)
    if source is None:
        raise NoItems("no iteration over null")
    return [source]


def _range_items(source: Range) -> Iterable[Any]:
    if source.start is None or source.end is None or order(source.start, source.end) in (None, 1):
        raise NoItems("no iteration over an unbounded or descending range")
    return (
        item
        for item in span(source.start, source.end)
        if (source.start_included or item != source.start) and (source.end_included or item != source.end)
    )


def _combinations(sources: tuple[Callable[..., Any], ...], *values: Any) -> Iterator[tuple[Any, ...]]:
    if not sources:
        yield values
        return
    for item in items_of(sources[0](*values)):
        yield from _combinations(sources[1:], *values, item)


def collect(sources: tuple[Callable[..., Any], ...], body: Callable[..., Any], partial: bool) -> Any:
    """for … return: `sources` give each iterator's items from the values before it."""
    results: list[Any] = []
    try:
        for values in _combinations(sources):
            results.append(body(*values, list(results)) if partial else body(*values))
    except NoItems as error:
        return warn(str(error))
    return results


def quantify(
    sources: tuple[Callable[..., Any], ...], condition: Callable[..., Any], every: bool, strict: bool
) -> bool | None:
    """some or every … satisfies; what is no boolean makes the outcome unknown unless another decides it."""
    found: bool | None = every
    try:
        for values in _combinations(sources):
            verdict = condition(*values)
            if verdict is (not every):
                return not every
            if verdict.__class__ is not bool:
                found = None
                if strict and verdict is not None:
                    raise NoItems(f"the condition gave {type_of(verdict)}")
    except NoItems as error:
        warn(str(error))
        return None
    return found


def call(function: Any, *arguments: Any) -> Any:
    """function(arguments) where the function is known at run time only."""
    if function.__class__ is not Function:
        return warn(f"{type_of(function)} is no function")
    return function.call(*arguments)


def call_named(function: Any, arguments: dict[str, Any]) -> Any:
    """function(name: argument, …)"""
    if function.__class__ is not Function:
        return warn(f"{type_of(function)} is no function")
    try:
        return function.call(*(function.arrange or _arranger(function.parameters))(arguments))
    except Refused as error:
        return warn(f"{function.name}(): {error}")


def _arranger(parameters: tuple[str, ...]) -> Callable[[dict[str, Any]], list[Any]]:
    def arrange(named: dict[str, Any]) -> list[Any]:
        """By name, what is left out is null (10.3.2.13.5)."""
        if not named.keys() <= set(parameters):
            raise Refused(f"the parameters are {', '.join(parameters)}")
        return [named.get(parameter) for parameter in parameters]

    return arrange


def make_function(
    name: str,
    parameters: tuple[str, ...],
    types: tuple[Type, ...],
    result: Type,
    compute: Callable[..., Any],
    inferred: Type = ANY,
) -> Function:
    """A function defined in FEEL or in a model: it checks the number of its arguments, their types and its result's.

    `inferred` is the type of the result where none is declared.
    """

    def called(*arguments: Any) -> Any:
        if len(arguments) != len(parameters):
            return warn(f"{name or 'the function'}() takes {len(parameters)} arguments, not {len(arguments)}")
        try:
            converted = [coerce(value, kind) for value, kind in zip(arguments, types, strict=True)]
        except Mismatch as error:
            return warn(f"{name or 'the function'}(): {error}")
        return conform(compute(*converted), result)

    return Function(name, parameters, called, types, inferred if result == ANY else result)


def refuse_external(name: str) -> Callable[..., Any]:
    """The body of an external function: code from outside is never run."""
    return lambda *arguments: warn(f"{name or 'the function'}() is external and refused")


def conform(value: Any, kind: Type) -> Any:
    """The value as its declared type, or null with a warning."""
    if kind is ANY:
        return value
    try:
        return coerce(value, kind)
    except Mismatch as error:
        return warn(str(error))


def not_boolean(value: Any) -> Any:
    """An if over something else than a boolean."""
    return warn(f"the condition is {type_of(value)}")


def negated(verdict: bool | None) -> bool | None:
    """not(tests)"""
    return None if verdict is None else not verdict


def condition(verdict: Any) -> bool | None:
    """A unary test written as an expression about `?`."""
    if verdict is not None and verdict.__class__ is not bool:
        warn(f"the test gave {type_of(verdict)}")
        return None
    found: bool | None = verdict
    return found
