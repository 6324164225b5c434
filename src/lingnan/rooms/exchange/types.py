"""What crosses exchange's door."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from lingnan.engine.elements import Element, Problem
from lingnan.engine.elements.foreign import ForeignSource
from lingnan.engine.evidence.sealed import SealedColumn
from lingnan.engine.facts import Fact
from lingnan.engine.secrecy import Opener
from lingnan.kernel.actors import Actor

SEALED_FROM = 3
ID_KIND = "id_kind"
"""The column of any table that says which kind of document a row's number is of (GA/T 517)."""
NOBODY = "person.unknown"
"""The code of a row set aside because nobody here has its document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a resource's table. From sensitivity 3 on its values are sealed (GB/T 35273)."""

    name: str
    definition: Element
    is_required: bool

    @property
    def element(self) -> str:
        return self.definition.id

    @property
    def type(self) -> str:
        return self.definition.type.value

    @property
    def index(self) -> str:
        """The column beside it that holds its keyed index, where the resource is searched by it."""
        return f"{self.name}_index"

    @property
    def is_sealed(self) -> bool:
        return self.definition.sensitivity >= SEALED_FROM


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFormat:
    """How FHIR resources of a type come to the columns of a resource: those that meet every one of `only`, whose codes
    are the ones allowed; of a column's sources the first that has a value.
    """

    type: str
    only: tuple[ForeignSource, ...]
    columns: Mapping[str, tuple[ForeignSource, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A shared resource as its table needs it.

    `division` is its owner's. `key` is the element that names the subject; `record_key` the elements that make one of
    several records the same record (none: its whole content does); `searched_by` the elements by whose exact value
    subjects are found; `not_future` the elements whose time must have come. A record is kept for `keep_days` after the
    latest of its `keep_after` (None: for good), and never beyond the sunset of the room that `sunset` names. `fhir`
    says how FHIR resources are read as rows of it.
    """

    id: str
    owner: str
    division: str
    multiple: bool
    key: str
    record_key: tuple[str, ...]
    searched_by: frozenset[str]
    not_future: frozenset[str]
    keep_after: tuple[str, ...]
    keep_days: int | None
    sunset: str
    columns: tuple[Column, ...]
    fhir: ForeignFormat | None = None


class ResourceSource(Protocol):
    """Tells which resources are published. The catalogue fills it (`config/wiring.py`)."""

    def __call__(self) -> Mapping[str, Resource]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record to load: values by element id, true as of `as_of` by its owner."""

    subject_key: int
    values: Mapping[str, Any]
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row of a table that was set aside: its number (1 for the first below the header), the row, and why by column.

    A problem is None where nobody here has the row's key.
    """

    number: int
    row: Mapping[str, str]
    reasons: Mapping[str, Problem | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What came of a table: rows that were new or newer than what was held, those held already, those set aside."""

    loaded: int
    held: int
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """An element wanted from a resource."""

    resource: str
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look-up found: facts, and for each resource asked how many records the subject has there."""

    facts: tuple[Fact, ...]
    records: Mapping[str, int]

    def value(self, element: str) -> Any:
        """The first known value of an element, or None."""
        return next((fact.value for fact in self.facts if fact.element == element and fact.value is not None), None)


class HeldRecord(NamedTuple):
    """One record as it is held, with the elements that were asked for."""

    id: str
    as_of: datetime
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Records of many in columns: how those of each resource are sealed, the keys to open these columns and no others,
    and the records, as Arrow batches by resource: `subject_key`, and each column under its variable. Whoever does not
    take them all closes them: until then the connection is theirs.
    """

    columns: Mapping[str, tuple[SealedColumn, ...]]
    keys: Opener
    batches: Generator[tuple[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One read of a person's data, as she sees it."""

    id: int
    at: datetime
    by: Actor
    purpose: str
    resources: tuple[str, ...]
    elements: tuple[str, ...]
    case_uuid: UUID | None
