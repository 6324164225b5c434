"""What crosses the cases' door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from lingnan.engine.credentials import Input, MatchedRule
from lingnan.engine.elements import Problem
from lingnan.engine.facts import Fact
from lingnan.engine.forms import Form
from lingnan.rooms.identity.types import Person


class CaseStatus(StrEnum):
    """Where a case stands. Submitted becomes granted, refused or referred; referred becomes granted or refused."""

    SUBMITTED = "submitted"
    REFERRED = "referred"
    GRANTED = "granted"
    REFUSED = "refused"


DECIDED = (CaseStatus.GRANTED, CaseStatus.REFUSED)
NEXT: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.SUBMITTED: frozenset({CaseStatus.GRANTED, CaseStatus.REFUSED, CaseStatus.REFERRED}),
    CaseStatus.REFERRED: frozenset({CaseStatus.GRANTED, CaseStatus.REFUSED}),
    CaseStatus.GRANTED: frozenset(),
    CaseStatus.REFUSED: frozenset(),
}


BY_OFFICER = "by-officer"


class Grade(IntEnum):
    """How it went, in the five grades of 政务服务“好差评” (国办发〔2019〕51号)."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    FAIRLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How a case went, as someone concerned says; who, is not told."""

    case: UUID
    number: str
    service: str
    version: int
    grade: Grade
    words: str
    rated_at: datetime


class ProofState(StrEnum):
    """How a material stands: government holds it, it need not be given, or it is to be uploaded."""

    HELD = "held"
    SPARED = "spared"
    NEEDED = "needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofStatus:
    """A material of one service for one person, with the record that satisfies it."""

    service: str
    proof: str
    state: ProofState
    resource: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An application being filled in: services chosen, what is known, what is left to ask, what was answered.

    `typed` is all that was given, right or wrong; `answers` is what of it can be taken, in normal form.
    `is_revised` says that a service was published anew since the form was begun, and the form with it.
    """

    uuid: UUID
    subject: Person
    services: tuple[str, ...]
    versions: Mapping[str, int]
    facts: tuple[Fact, ...]
    records: Mapping[str, int]
    form: Form
    typed: Mapping[str, Any]
    answers: Mapping[str, Any]
    problems: Mapping[str, Problem]
    disputes: Mapping[str, str]
    proofs: tuple[ProofStatus, ...]
    application: UUID | None
    is_revised: bool

    @property
    def undisputed(self) -> tuple[Fact, ...]:
        """The facts that the applicant does not call wrong."""
        return tuple(fact for fact in self.facts if fact.element not in self.disputes)

    @property
    def next_step(self) -> str | None:
        """The first step with a required question still open, or None when all is answered."""
        for step in self.form.asked(self.answers):
            if any(q.required and q.element.id not in self.answers for q in step.questions):
                return step.id
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedDraft:
    """A form that was begun and not sent, as a list shows it."""

    uuid: UUID
    subject: Person
    services: tuple[str, ...]
    saved_at: datetime
    kept_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a case ended as it did, as a code whose words stand in the service's texts."""

    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A point on a case's timeline."""

    status: CaseStatus
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One service applied for, for one person.

    `division` is that of her household, empty until it was looked up; `disputed` the elements that the applicant calls
    wrong.
    """

    uuid: UUID
    number: str
    application: UUID
    service: str
    version: int
    division: str
    subject: Person
    applicant_key: int
    status: CaseStatus
    submitted_at: datetime
    decided_at: datetime | None
    promised_date: date
    reason: Reason | None
    outcome: Mapping[str, Any]
    appeal_deadline: date | None
    licence: UUID | None
    note: str
    disputed: tuple[str, ...]
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One form sent, with its cases: one act for all the services chosen."""

    uuid: UUID
    submitted_at: datetime
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the rules say of a set of inputs."""

    status: CaseStatus
    reason: Reason
    outcome: Mapping[str, Any]
    matched: tuple[MatchedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one register says where registers contradict one another.

    `said_by` is the element that says it: the same one, or an identifier that carries the value in itself.
    """

    value: Any
    said_by: str
    resource: str
    as_of: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An element of which registers say different things; the first side is the one that the service goes by."""

    element: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A referred case as its officer weighs it: facts looked up now, and what the rules say of them.

    `proposal` is what the rules say of the facts as they are; `settled` what they say once the registers are held to be
    right; `by_side`, by element of a conflict, what they say once each side in turn is.
    """

    case: Case
    facts: tuple[Fact, ...]
    answers: Mapping[str, Any]
    inputs: tuple[Input, ...]
    disputes: Mapping[str, str]
    conflicts: tuple[Conflict, ...]
    proposal: Proposal
    settled: Proposal
    by_side: Mapping[str, tuple[Proposal, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of deciding a receipt again: `agrees` when outcome and rules are what it says."""

    agrees: bool
    outcome: Mapping[str, Any]
    matched: tuple[str, ...]
    differences: tuple[str, ...]
