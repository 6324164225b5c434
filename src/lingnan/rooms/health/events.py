"""What the health room tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ColoursChanged(Event):
    """People's colours, their classes or their ways out changed, one change a person and two thousand an event at most:
    `changes` are the ids of the changes, and `list_steps` tells of them.
    """

    name: ClassVar[str] = "health.colours.changed"
    changes: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEnded(Event):
    """The sunset: all that the room held was destroyed; what others made of it is theirs to destroy."""

    name: ClassVar[str] = "health.ended"
    certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFiled(Event):
    """Somebody appealed against a change: the person, or who acts for her. `due_at` is ISO 8601."""

    name: ClassVar[str] = "health.appeal.filed"
    subject_key: int
    applicant_key: int
    change: str
    appeal: str
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLate(Event):
    """The time in which an appeal was to be answered is over, and it is not."""

    name: ClassVar[str] = "health.appeal.late"
    subject_key: int
    applicant_key: int
    change: str
    appeal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswered(Event):
    """An appeal was answered; `outcome` is `stands` or `corrected`."""

    name: ClassVar[str] = "health.appeal.answered"
    subject_key: int
    applicant_key: int
    change: str
    appeal: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePrinted(Event):
    """Somebody else printed a person's code: who acts for her (`by_kind` person), or an officer for whom she came to a
    counter. `by_ref` tells printers apart; `at` is ISO 8601.
    """

    name: ClassVar[str] = "health.paper.printed"
    subject_key: int
    by_kind: str
    by_ref: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePaperLost(Event):
    """Somebody else had a person's papers refused as lost; the same as of `CodePrinted`."""

    name: ClassVar[str] = "health.paper.lost"
    subject_key: int
    by_kind: str
    by_ref: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualColourProposed(Event):
    """An officer proposed a colour by hand; nothing changed yet."""

    name: ClassVar[str] = "health.manual.proposed"
    subject_key: int
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualColourDecided(Event):
    """Another officer decided on it, `approved` or `declined`, or the first took it back, `withdrawn`.

    `ColoursChanged` says the rest.
    """

    name: ClassVar[str] = "health.manual.decided"
    subject_key: int
    proposal: str
    outcome: str
