"""The types of FEEL (DMN 1.5, 10.3.2.9), as they are declared in a model or inferred from an expression."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Type:
    """A FEEL type."""


@dataclass(frozen=True, slots=True)
class Simple(Type):
    """A type without parts, by its FEEL name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    """list<element>"""

    element: Type

    def __str__(self) -> str:
        return f"list<{self.element}>"


@dataclass(frozen=True, slots=True)
class RangeOf(Type):
    """range<element>"""

    element: Type

    def __str__(self) -> str:
        return f"range<{self.element}>"


@dataclass(frozen=True, slots=True)
class ContextOf(Type):
    """context<name: type, …>; a value may have further members."""

    members: tuple[tuple[str, Type], ...]

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {kind}' for name, kind in self.members)}>"

    def member(self, name: str) -> Type | None:
        """The type of the member called `name`."""
        return next((kind for key, kind in self.members if key == name), None)


@dataclass(frozen=True, slots=True)
class FunctionOf(Type):
    """function<parameters> -> result; `parameters` is None where any will do."""

    parameters: tuple[Type, ...] | None
    result: Type

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.parameters or ()))}> -> {self.result}"


@dataclass(frozen=True, slots=True)
class Allowed(Type):
    """An item definition with allowed values: `base` narrowed by the unary tests in `text`."""

    base: Type
    text: str
    test: Callable[[Any], Any] = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.base} ({self.text})"


@dataclass(frozen=True, slots=True)
class Unknown(Type):
    """A type that nothing defines: no value is an instance of it, nor is it none."""

    name: str

    def __str__(self) -> str:
        return self.name


ANY = Simple("Any")
NULL_TYPE = Simple("Null")
NUMBER = Simple("number")
STRING = Simple("string")
BOOLEAN = Simple("boolean")
DATE = Simple("date")
TIME = Simple("time")
DATE_TIME = Simple("date and time")
DAYS_TIME = Simple("days and time duration")
YEARS_MONTHS = Simple("years and months duration")

BY_NAME: dict[str, Type] = {
    kind.name: kind for kind in (ANY, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS)
} | {
    "Null": NULL_TYPE,
    # Names of DMN 1.1 and of tools that write XML Schema's.
    "dateTime": DATE_TIME,
    "dayTimeDuration": DAYS_TIME,
    "yearMonthDuration": YEARS_MONTHS,
    "list": ListOf(ANY),
    "context": ContextOf(()),
    "range": RangeOf(ANY),
    "function": FunctionOf(None, ANY),
}


def base_of(kind: Type) -> Type:
    """The type without its allowed values."""
    while isinstance(kind, Allowed):
        kind = kind.base
    return kind


def element_of(kind: Type) -> Type:
    """What iterating over a value of this type gives; a value that is no list counts as a list of itself."""
    kind = base_of(kind)
    return kind.element if isinstance(kind, ListOf | RangeOf) else kind


def common(kinds: list[Type]) -> Type:
    """The one type of all, or Any; null belongs to every type."""
    distinct = {kind for kind in kinds if kind != NULL_TYPE}
    return distinct.pop() if len(distinct) == 1 else ANY
