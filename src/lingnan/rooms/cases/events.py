"""What the cases room tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftExpiring(Event):
    """A form that nobody went on with goes on `ends_on` (ISO 8601, the province's date)."""

    name: ClassVar[str] = "cases.draft.expiring"
    draft: str
    owner_key: int
    services: tuple[str, ...]
    ends_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Event):
    """A case was granted, refused or referred."""

    name: ClassVar[str] = "cases.decision.made"
    case: str
    case_number: str
    service: str
    outcome: str
    receipt: str
    subject_key: int
    applicant_key: int
