"""What codes tells. `status` and `purpose` are the engine's names."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(Event):
    """A credential was suspended, restored, revoked or marked."""

    name: ClassVar[str] = "codes.status.changed"
    list_id: int
    index: int
    holder_key: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotated(Event):
    """A successor was named for the key of a purpose; `kid` is the successor's, hexadecimal."""

    name: ClassVar[str] = "codes.key.rotated"
    kid: str
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRevoked(Event):
    """A key is trusted no longer: all that it signed is refused."""

    name: ClassVar[str] = "codes.key.revoked"
    kid: str
    purpose: str
