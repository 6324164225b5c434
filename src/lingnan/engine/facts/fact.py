"""One fact."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a value comes from.

    `resource` and `record` name the shared record that says so, `as_of` when it was true by that record. A value that
    the applicant stated has no resource; a derived one names the facts it was derived from.
    """

    kind: Literal["record", "stated", "derived", "platform"]
    resource: str = ""
    record: str = ""
    as_of: datetime | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`element` by its id in the dictionary; None as `value` says that it is not known."""

    element: str
    value: Any
    provenance: Provenance

    @property
    def variable(self) -> str:
        """The name of this fact in rules: FEEL reads a dot as a path."""
        return variable_of(self.element)


@cache
def variable_of(element: str) -> str:
    """`person.birth_date` is `person_birth_date` in rules."""
    return element.replace(".", "_")
