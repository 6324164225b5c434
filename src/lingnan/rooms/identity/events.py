"""What identity tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationGranted(Event):
    """A person let another act for her."""

    name: ClassVar[str] = "identity.delegation.granted"
    delegation: str
    principal_key: int
    delegate_key: int
    ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianshipTaken(Event):
    """A parent took up a minor child's affairs, or went on with them. The child is the principal."""

    name: ClassVar[str] = "identity.guardianship.taken"
    delegation: str
    principal_key: int
    delegate_key: int
    ends_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationEnded(Event):
    """Either side ended a delegation, or the desk a guardianship by a document. `ground` is a `DelegationGround`."""

    name: ClassVar[str] = "identity.delegation.ended"
    delegation: str
    principal_key: int
    delegate_key: int
    ground: str
    is_by_document: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMerged(Event):
    """Two records became one; all that the absorbed one had is the survivor's by now. `ground` is a `MergeGround`."""

    name: ClassVar[str] = "identity.person.merged"
    absorbed_key: int
    surviving_key: int
    ground: str
