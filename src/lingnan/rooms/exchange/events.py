"""What the exchange tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsLoaded(Event):
    """Records of these subjects were loaded into a resource; at most a thousand subjects an event."""

    name: ClassVar[str] = "exchange.records.loaded"
    resource: str
    subject_keys: list[int]
