"""Colours, rules, codes and journeys as they cross health's door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any, Literal, NamedTuple
from uuid import UUID

from lingnan.engine.credentials import ManualOrder
from lingnan.engine.decisions import Model
from lingnan.engine.evidence import Declarations, Record
from lingnan.engine.exposure import Gazetteer, Register
from lingnan.engine.verification import Outcome

RuledOn = Literal["colour", "risk-area"]
Locale = Literal["zh-Hans", "zh-Hant", "en"]
LOCALES: tuple[Locale, ...] = ("zh-Hans", "zh-Hant", "en")
HEALTH_CODE = "health-code"
"""What status lists of health codes are kept under, and what a mandate names that lets one act for another in them."""


class Urgency(IntEnum):
    """For what a person waits to be judged: the lowest first. Who was set aside is not judged but by the next night."""

    EVIDENCE = 1
    LISTS = 2
    DAY = 3
    RULES = 4
    SET_ASIDE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One dated version of a rule, in force from `valid_from` to `valid_until`, both included."""

    rules_on: RuledOn
    version: str
    valid_from: date
    valid_until: date
    source: str
    model: Model

    @property
    def decision(self) -> str:
        """The name of its decision in the model."""
        return self.model.decisions[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassText:
    """A class of a colour in one language; `reason` has places for facts, `{contact_until}`."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallText:
    """What whoever calls a person about her colour says first, and then asks."""

    say: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All that is said of colours in one language: by the codes that rules give, by who calls, and for which class."""

    classes: Mapping[str, ClassText]
    ways_out: Mapping[str, str]
    calls: Mapping[str, CallText]
    calls_by_class: Mapping[str, CallText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """A kind of record that proves where somebody was: from when until when, and where, by variable.

    Without `place` the record proves a day alone; without a value of `until` it goes on.
    """

    resource: str
    first: str
    last: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A ground of the closed list on which two officers may give a colour: which, for how many days at most.

    One of the kinds of `presence` has to prove that the person was there. Its id is the class of the colour.
    """

    id: str
    colour: str
    way_out: str
    longest_days: int
    presence: tuple[Presence, ...]

    @property
    def needs_place(self) -> bool:
        """Whether the ground is about a place that has to be named."""
        return any(each.place for each in self.presence)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleBook:
    """A province's dated rules, the facts they rest on and their words; `digest` covers every file of it.

    It is equal to itself alone. `grounds` are those of manual colours, by their ids.
    """

    rule_sets: tuple[RuleSet, ...]
    declarations: Declarations
    texts: Mapping[Locale, Texts]
    digest: str
    grounds: Mapping[str, Ground]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a colour is judged by: the rule book, the lists of risk areas, and how named places are read."""

    book: RuleBook
    register: Register
    gazetteer: Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour with its class and the way out, by which rules, and the facts that they saw.

    No colour is without a class: `rule` is the id of the rule that matched, `version` of its rule set.
    """

    colour: str
    class_code: str
    way_out: str
    version: str
    rule: str
    facts: Mapping[str, Any]


class Evidence(NamedTuple):
    """A record that a colour rests on, by resource and number, with what the facts saw of it by variable."""

    resource: str
    record: str
    as_of: datetime
    values: Mapping[str, Any]


class Standing(NamedTuple):
    """The colour of a person at a moment, with the records it rests on and the digest of the rule book.

    `records` are the same by kind, with the exposures that they come to. `at` is in the province's zone; `division` the
    one that she lives in by the register, '' if unknown. `manual` is the order that it stands by where two officers
    gave it.
    """

    colour: Colour
    evidence: tuple[Evidence, ...]
    records: Mapping[str, Sequence[Record]]
    digest: str
    at: datetime
    division: str = ""
    manual: ManualOrder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A person whose colour was not judged anew on its day, None where it has no day and ought to; or one who was, and
    is not green for long, since `since`.
    """

    person: UUID
    colour: str
    class_code: str
    since: datetime
    review_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogBreak:
    """A place where the log of colours does not hold: its place if it has one, the change and the person if known."""

    place: int | None
    change: UUID | None
    person: UUID | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """A colour that stands since `since`, as a code: the token to draw now, and the display key to ask a gate by.

    `outcome` is what a gate says of it, `expires_at` is when the token ends. `kept` is the code for a time without
    network, empty for whoever is not the holder.
    """

    colour: str
    outcome: Outcome
    since: datetime
    token: str
    display_key: str
    expires_at: datetime
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedCode:
    """A colour as a code for paper: `text` is what the code says, good to the end of `valid_until`."""

    holder_masked: str
    colour: str
    text: str
    valid_until: date


class Verdict(StrEnum):
    """What a line of a journey's list comes to."""

    MAY_TRAVEL = "may-travel"
    NEEDS_TEST = "needs-test"
    MAY_NOT = "may-not"
    NOT_JUDGED = "not-judged"
    UNKNOWN = "unknown"
    NUMBER_INVALID = "number-invalid"
    TWICE = "twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A line of a journey's list; `id_number` is normal, and empty where what was written is no number."""

    line: int
    name: str
    id_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """A line of the list, by the colour of now. Of who isn't found here by number and name, only the line.

    `seen_at` is when her code was first scanned around the day of the journey, `seen_outcome` what the scan said.
    """

    line: int
    verdict: Verdict
    name: str = ""
    masked_id_number: str = ""
    colour: str = ""
    class_code: str = ""
    way_out: str = ""
    seen_at: datetime | None = None
    seen_outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A journey of many, with its list in order, and the place of boarding where its organiser named one."""

    uuid: UUID
    title: str
    travels_on: date
    place: str
    made_at: datetime
    travellers: tuple[Traveller, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boarding:
    """A line of the boarding list, with the traveller's code for paper."""

    line: int
    name: str
    masked_id_number: str
    code: PrintedCode


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardingList:
    """Who may travel, in the order of the journey's list: of its `part`, which is one of `parts` and goes from the
    first to the last of `lines`.
    """

    title: str
    travels_on: date
    people: tuple[Boarding, ...]
    part: int
    parts: int
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What a change was counted under: the version of the rule, the colour and the class that it gave."""

    version: str
    colour: str
    class_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfChanges:
    """How many colours changed on a day, by reason and city; None for the reason or the city is all of them.

    A count of None is withheld: it is small, or would give a small one away. A city of '' is an unknown one, or one
    outside the province.
    """

    day: date
    reasons: tuple[Reason, ...]
    divisions: tuple[str, ...]
    counts: Mapping[tuple[Reason | None, str | None], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a person's colour; `uuid` is that of its receipt."""

    uuid: UUID
    colour: str
    class_code: str
    way_out: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a change rests on, from its receipt: the rule, the facts that it saw, and the evidence as it stood.

    `is_manual` says that two officers gave the colour; the facts then have where, when and until when.
    """

    change: Change
    rule: str
    facts: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    is_manual: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealState:
    """How far an appeal is: to be answered by `due_at`, and when it was; None while it is open."""

    due_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The colour that a person has, why, and the changes that led to it, the newest first.

    On `review_on` it is looked at anew; None where no day will change it. `appeal` is the newest against this colour.
    """

    grounds: Grounds
    review_on: date | None
    history: tuple[Change, ...]
    appeal: AppealState | None = None


class Step(NamedTuple):
    """A change of a person's colour as a step from the colour before, None for her first.

    `receipt` is its UUID; `division` is where she lived by the register when she was judged, '' where it did not say.
    """

    receipt: str
    subject_key: int
    colour: str
    class_code: str
    way_out: str
    division: str
    before: str | None
