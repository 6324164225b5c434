"""What crosses outreach's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
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
    """A way to reach a person: in the app, by text message, by a call. `deliver` may see a message twice."""

    name: str

    def deliver(self, message: Message) -> None: ...
