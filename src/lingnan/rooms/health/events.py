"""What the health room tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourChanged(Event):
    """A person's colour, its class or its way out changed; `receipt` is the uuid of the change."""

    name: ClassVar[str] = "health.colour.changed"
    subject_key: int
    colour: str
    class_code: str
    way_out: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsChanged(Event):
    """The lists say something else of places where these people were; at most a thousand of them an event."""

    name: ClassVar[str] = "health.lists.changed"
    subject_keys: list[int]


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
class ManualColourProposed(Event):
    """An officer proposed a colour by hand; nothing changed yet."""

    name: ClassVar[str] = "health.manual.proposed"
    subject_key: int
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualColourDecided(Event):
    """Another officer decided on it: `outcome` is `approved` or `declined`. Approved, `ColourChanged` says the rest."""

    name: ClassVar[str] = "health.manual.decided"
    subject_key: int
    proposal: str
    outcome: str
