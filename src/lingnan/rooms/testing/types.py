"""What crosses the testing room's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from lingnan.rooms.catalogue.types import Locale

RECORDS = "nucleic-acid-test"
"""The shared resource of results."""
REPORT = "nucleic-acid-report"
"""The licence kind of the certificate of a negative test."""

PAIR = "two-negatives"
"""The way out of the rule book for which two tests are needed."""
WAYS_BY_TEST = frozenset({"one-negative", PAIR})
"""The ways out that a test is part of."""

OrderState = Literal[
    "ordered", "missed", "cancelled", "sampled", "negative", "positive", "inconclusive", "void", "retest"
]
"""`retest` is a person whose mixed tube was not negative: it says nothing of her alone. `void` was withdrawn."""

TubeSize = Literal[1, 10, 20]
TUBE_SIZES: tuple[TubeSize, ...] = (1, 10, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where samples are taken. `opens` and `closes` are times of day in the province, minutes from midnight.

    `closed_on` are ISO weekdays. `capacity` is how many people may order one slot of `slot`.
    """

    id: str
    division: str
    name: Mapping[Locale, str]
    address: Mapping[Locale, str]
    opens: timedelta
    closes: timedelta
    closed_on: frozenset[int]
    slot: timedelta
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time at a site, and how many more may order it."""

    starts_at: datetime
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A person's order. `planned_at` is None where she came without one; `report` is her certificate's uuid."""

    uuid: UUID
    number: str
    subject_key: int
    site: str
    state: OrderState
    planned_at: datetime | None
    sampled_at: datetime | None
    sample_number: str
    tube_size: int
    resulted_at: datetime | None
    report: UUID | None

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed, called off, or sampled."""
        return self.state == "ordered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Who stands before an officer of a site, and what is to be done: the order of today, if she has one.

    `last_sampled_at` is when she was sampled last; `order` None is somebody without an order for today.
    """

    person_uuid: UUID
    name: str
    masked_id_number: str
    order: Order | None
    later: tuple[Order, ...]
    last_sampled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """What a site has to do on a day: ordered, of them sampled, and those who came without an order."""

    site: Site
    ordered: int
    sampled: int
    walked_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A line of a laboratory's table: of which tube, and the result as it was written."""

    line: int
    tube: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A line that could not be taken: `reason` is a sentence (zh-Hans, a message id)."""

    line: int
    tube: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsTaken:
    """What came of a laboratory's table: tubes with a new result, those known already, and the lines set aside."""

    taken: int
    known: int
    set_aside: tuple[SetAside, ...]
