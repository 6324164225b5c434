"""What crosses identity's door."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from lingnan.engine.elements import MaskStyle, mask
from lingnan.kernel.actors import Actor

Relation = Literal[
    "spouse",
    "father",
    "mother",
    "son",
    "daughter",
    "grandparent",
    "grandchild",
    "sibling",
]
Role = Literal[
    "clerk",
    "licence-officer",
    "rule-author",
    "rule-approver",
    "auditor",
    "administrator",
    "travel-organiser",
    "community-worker",
    "police-officer",
    "health-officer",
    "inspector",
    "sampler",
    "laboratory",
    "data-provider",
]
Scope = Literal["test-results", "records"]
"""What a machine may do for its account; `machines.ROLES` says by which role."""
# A document that was renewed under another number, a second document, or a number that was mistaken.
MergeGround = Literal["renewed-document", "second-document", "number-corrected"]
# What lets one act for another: that she gave it, or that one is the parent of a minor (Civil Code art. 27).
DelegationGround = Literal["grant", "guardianship"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be registered by a document: its kind after GA/T 517, and its normal number."""

    id_number: str
    name: str
    id_kind: str = "111"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document's normal number, and its kind (GA/T 517) where it was told; None for whichever kind has it."""

    id_number: str
    id_kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A registered person as rooms know her. `key` stays inside; `uuid` may stand in an address."""

    key: int
    uuid: UUID
    name: str
    id_number: str
    id_kind: str

    @property
    def masked_name(self) -> str:
        return mask(self.name, style=MaskStyle.NAME)

    @property
    def masked_id_number(self) -> str:
        return mask(self.id_number, style=MaskStyle.ID_NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A relative, and what she is to the person asked about."""

    person: Person
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKinship:
    """`relative_key` is the `relation` of `person_key`: her father, his daughter."""

    person_key: int
    relative_key: int
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHousehold:
    """A household and its members' keys; the first is its head."""

    number: str
    division: str
    member_keys: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A person (`principal`) lets another (`delegate`) act for named services until `ends_at`; or the law does.

    `has_ground` is False of a guardianship whose kinship is registered no more.
    """

    uuid: UUID
    principal: Person
    delegate: Person
    ground: DelegationGround
    has_ground: bool
    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None

    def is_active(self, *, at: datetime) -> bool:
        return self.has_ground and self.ended_at is None and self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """A minor child of a parent by the register, and the guardianship by which the parent acts, if one runs.

    `of_age_at` is when she turns 18. `is_renewable` says that the running one ends soon, and before that day.
    `is_barred` says that the desk ended the last one by a document.
    """

    child: Person
    of_age_at: datetime
    mandate: Delegation | None
    is_renewable: bool
    is_barred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRole:
    """A role in a department, for a division (a code prefix: `44` the province, `440104` a district)."""

    role: Role
    department: str
    division: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineKey:
    """By what another system signs in, and for what. The secret is told once, and kept by nobody but that system."""

    client_id: str
    secret: str
    scopes: tuple[str, ...]


class MergeFollower(Protocol):
    """What a room does when two records become one: in the same transaction, by the database's owner."""

    def __call__(self, *, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None: ...
