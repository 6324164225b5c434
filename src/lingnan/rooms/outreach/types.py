"""What crosses outreach's door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to a person. `kind` names the words (`case-granted`), `params` fill them; `link` is where it leads."""

    uuid: UUID
    person_key: int
    kind: str
    params: Mapping[str, Any]
    link: str
    sent_at: datetime
    read_at: datetime | None


class Channel(Protocol):
    """A way to reach people: in the app, by text message, by a call.

    `deliver` is told of one message and of the keys of all whom it goes to; it may see a message twice.
    """

    name: str

    def deliver(self, *, kind: str, params: Mapping[str, Any], link: str, people: Sequence[int]) -> None: ...


Calling = Literal["community", "police"]
Outcome = Literal["reached", "needs-help", "no-answer", "wrong-number", "refused"]
HelpNeeded = Literal["medicine", "food", "other"]
CALLINGS: tuple[Calling, ...] = ("community", "police")
OUTCOMES: tuple[Outcome, ...] = ("reached", "needs-help", "no-answer", "wrong-number", "refused")
NEEDS: tuple[HelpNeeded, ...] = ("medicine", "food", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A person to be called by the community or the police of her address, for one event.

    `urgency` 1 comes before 2. `officer` is who took it, empty while nobody did; `is_mine` says whether the reader is.
    `outcome` is that of the last call; `note`, of the last call or hand-over, is there where one is looked at alone.
    `need` is what help she was promised and still waits for; `again_at` when she asked to be called.
    Where the other of the two has her in hand, `officer` is that one's; where that one reached her, nobody need call:
    `reached_by` says which, `reached_at` when.
    """

    uuid: UUID
    calling: Calling
    masked_name: str
    division: str
    colour: str
    class_code: str
    way_out: str
    urgency: int
    opened_at: datetime
    due_at: datetime
    officer: str
    is_mine: bool
    is_escalated: bool
    attempts: int
    outcome: str
    note: str
    need: str = ""
    again_at: datetime | None = None
    reached_by: str = ""
    reached_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSheet:
    """What the officer who took a follow-up needs for the call; empty where nothing is registered."""

    follow_up: FollowUp
    name: str
    mobile: str
    address: str
