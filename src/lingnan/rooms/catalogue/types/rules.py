"""What crosses the catalogue's door about rules: a proposed change, what is known of it, and who signs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from lingnan.engine.decisions import Match

from .publications import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFacts:
    """What was known of one person when a case was decided, under the names that rules use, without who she is.

    `person` is a pseudonym that holds within one reading only; `version` is the service's by which it was decided.
    """

    person: str
    version: int
    decided_on: date
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCoverage:
    """A rule of a service's decision, and the names of the examples that use it; none is a hole in the examples."""

    match: Match
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From which outcome to which. `outputs` names what else changes; it alone where the outcome stays."""

    before: str
    after: str
    outputs: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether nothing changes for the person."""
        return self.before == self.after and not self.outputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """How many people of each group move how. None is a count withheld, so that nobody can be picked out.

    `by` is division (a city's code), age (a band of years) or sex (GB/T 2261.1); the empty group is who has none on
    record. `counts` has a row for each group with a count for each of the rehearsal's moves.
    """

    by: str
    groups: tuple[str, ...]
    totals: tuple[int | None, ...]
    counts: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """Recorded facts through two rules. `people` counts the rows; `counts` has one for each move, None if withheld.

    `old` and `new` are the hashes of the models. `changed_share` is of people for whom anything changes, from 0 to 1,
    rounded up to a thousandth; a count below `threshold`, the least that is shown, is taken for it.
    """

    old: str
    new: str
    people: int
    changed_share: Decimal
    moves: tuple[Move, ...]
    counts: tuple[int | None, ...]
    breakdowns: tuple[Breakdown, ...]
    threshold: int


class ProposalStatus(StrEnum):
    """Where a proposed rule stands. A proposed one is its author's alone; published, declined, withdrawn are ends."""

    PROPOSED = "proposed"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One who may sign: `ref` as in an actor."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A rule proposed for a service: stored as it was uploaded, never changed.

    `base` is the version it was proposed on. `digest` is that of the version it would make, `model_hash` its model's.
    `problems` are what the checks and the service's examples find, in order of place. `approver` is the officer named
    to answer for it, which `needs_named_approver` says is required: more people are affected than the province lets
    pass unnamed. `version` is the number under which it was published. `reason` says why it was declined.
    """

    uuid: UUID
    service: str
    department: str
    base: int
    status: ProposalStatus
    note: str
    decision_xml: str
    model_hash: str
    digest: str
    problems: tuple[Problem, ...]
    coverage: tuple[RuleCoverage, ...]
    rehearsal: Rehearsal | None
    needs_named_approver: bool
    author: Officer
    proposed_at: datetime
    submitted_at: datetime | None
    approver: Officer | None
    decided_by: Officer | None
    decided_at: datetime | None
    reason: str
    version: int | None

    @property
    def is_sound(self) -> bool:
        """Whether nothing that was found stands against publishing."""
        return not any(problem.severity == "error" for problem in self.problems)
