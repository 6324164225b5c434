"""What an evaluation leaves beside its value: warnings, matched rules, the moment that now() gives.

The compiled code passes none of this around. A warning is rare, so it may look for its place: the nearest frame of
compiled code, whose line tells the element, rule and column.
"""

import sys
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

PLACES: Final = "__places__"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a model something is: an element and, in a table, the rule and the column (from 1)."""

    element_id: str | None
    name: str
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        cell = f", rule {self.row}, column {self.column}" if self.row else ""
        return f"{self.name}{cell}"


@dataclass(frozen=True, slots=True)
class EvaluationWarning:
    """Why a part of the result is null: what the specification calls null with a warning."""

    message: str
    place: Place | None
    code: str = "feel-null"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@dataclass(slots=True)
class Run:
    """One evaluation under way."""

    at: datetime | None = None
    traced: bool = False
    warnings: list[EvaluationWarning] = field(default_factory=list)
    matches: list[Any] = field(default_factory=list)
    traces: list[Any] = field(default_factory=list)


CURRENT: Final[ContextVar[Run | None]] = ContextVar("lingnan-decision-run", default=None)


def warn(message: str) -> Any:
    """Record why a value is null; returns None, which is that value."""
    run = CURRENT.get()
    if run is not None:
        run.warnings.append(EvaluationWarning(message, _place()))


def _place() -> Place | None:
    frame = sys._getframe(2)
    while frame is not None:
        places = frame.f_globals.get(PLACES)
        if places is not None:
            found: Place | None = places.get(frame.f_lineno)
            return found
        frame = frame.f_back  # type: ignore[assignment]
    return None
