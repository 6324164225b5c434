"""What the cases room tells."""

from dataclasses import dataclass
from typing import ClassVar

from lingnan.kernel.events import Event


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
