"""What values an input of a table may have, beyond its FEEL type."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Domain:
    """The values of an input.

    `is_whole`: a number without fraction. `minimum` and `maximum` are its limits, both included. `values` are all it
    may be, null aside; with `is_extended` what begins with one of them too, as a village's code begins with its
    district's. `has_null` says whether it may be null; None leaves that to the table: if one of its rules asks for it.
    """

    is_whole: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    values: frozenset[Any] | None = None
    is_extended: bool = False
    has_null: bool | None = None

    @property
    def ends(self) -> tuple[Any, ...]:
        """Where the domain cuts an ordered column: its limits, and its values where they are all."""
        limits = tuple(limit for limit in (self.minimum, self.maximum) if limit is not None)
        return limits if self.values is None else (*limits, *self.values)

    def holds(self, number: Decimal) -> bool:
        """Whether a value of an ordered column lies within."""
        if self.values is not None:
            return number in self.values
        return (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)


ANYTHING = Domain()
