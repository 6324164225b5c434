"""What the licences room tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceIssued(Event):
    """A licence was issued."""

    name: ClassVar[str] = "licences.licence.issued"
    licence: str
    kind: str
    holder_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceRevoked(Event):
    """A licence was revoked by an officer; why is read through the door (`get_revocation_reason`)."""

    name: ClassVar[str] = "licences.licence.revoked"
    licence: str
    kind: str
    holder_key: int
