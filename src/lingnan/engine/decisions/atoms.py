"""The finest pieces that a column's conditions tell apart: points, intervals, values, prefixes."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions.values import YearMonthDuration

# A character that no identifier has: it keeps what is longer than a prefix apart from longer prefixes.
BEYOND = "…"


@dataclass(frozen=True, slots=True)
class Interval:
    """An atom of an ordered column: the point `start` where both ends are equal, else what lies between them."""

    start: Any
    end: Any

    @property
    def is_point(self) -> bool:
        """Whether it holds one value."""
        return self.start is not None and self.start == self.end

    def sample(self, *, from_above: bool = False) -> Any:
        """A value inside, near the start, or near the end where it is reached from above."""
        if self.is_point:
            return self.start
        if self.start is None and self.end is None:
            return Decimal(0)
        if self.start is None or (from_above and self.end is not None):
            found = shifted(self.end, -1)
            return found if self.start is None or found > self.start else self._middle()
        found = shifted(self.start, 1)
        return found if self.end is None or found < self.end else self._middle()

    def _middle(self) -> Any:
        return self.start + (self.end - self.start) / 2


def shifted(value: Any, steps: int) -> Any:
    """The value a natural step away: one, a day or a month."""
    if value.__class__ is Decimal:
        return value + steps
    if value.__class__ is YearMonthDuration:
        return YearMonthDuration(value.months + steps)
    return value + timedelta(days=steps)


@dataclass(frozen=True, slots=True)
class Value:
    """An atom of one value: a string, a boolean, or null."""

    value: Any

    def sample(self) -> Any:
        """The value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Prefix:
    """An atom of strings: what begins so and is no other atom; the empty prefix stands for all other strings."""

    prefix: str

    def sample(self) -> Any:
        """A string of the atom."""
        return self.prefix + BEYOND


Atom = Interval | Value | Prefix
