"""Visits to venues, as they cross the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lingnan.rooms.codes.types import Venue

from .colours import Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTerms:
    """With which colours one may enter a venue, and after how long a visit ends that nobody checked out of."""

    may_enter: frozenset[str]
    ends_after: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Whether a person may enter now, and her colour with its grounds; None where no rule gives her one."""

    may_enter: bool
    grounds: Grounds | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueVisit:
    """A visit that somebody stated. It ends by itself at `ends_at`; `left_at` is when she checked out before."""

    uuid: UUID
    subject_key: int
    venue: Venue
    entered_at: datetime
    ends_at: datetime
    left_at: datetime | None

    def is_inside(self, *, at: datetime) -> bool:
        return self.left_at is None and at < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueEntry:
    """What came of asking to enter: the answer, and the visit if she may."""

    admission: Admission
    visit: VenueVisit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptVisit:
    """A visit as it is kept as evidence: `method` by its code (`checkin_methods`)."""

    venue_name: str
    entered_at: datetime
    left_at: datetime | None
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNumbers:
    """What a venue learns of its visitors: how many are inside, how many entered today, and by the hour (0 to 23)."""

    inside: int
    today: int
    hours: Mapping[int, int]
