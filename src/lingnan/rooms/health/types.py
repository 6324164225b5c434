"""What crosses health's door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from lingnan.engine.decisions import Model
from lingnan.engine.evidence import Declarations
from lingnan.engine.exposure import Register

RuledOn = Literal["colour", "risk-area"]
Locale = Literal["zh-Hans", "zh-Hant", "en"]
LOCALES: tuple[Locale, ...] = ("zh-Hans", "zh-Hant", "en")


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
class Texts:
    """All that is said of colours in one language, by the codes that rules give."""

    classes: Mapping[str, ClassText]
    ways_out: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """A province's dated rules, the facts they rest on and their words; `digest` covers every file of it."""

    rule_sets: tuple[RuleSet, ...]
    declarations: Declarations
    texts: Mapping[Locale, Texts]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a colour is judged by: the rule book, and the lists of risk areas."""

    book: RuleBook
    register: Register


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A record that a colour rests on, by resource and number, with what the facts saw of it by variable."""

    resource: str
    record: str
    as_of: datetime
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The colour of a person at a moment, with the records it rests on and the digest of the rule book.

    `at` is in the province's zone.
    """

    colour: Colour
    evidence: tuple[Evidence, ...]
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLevel:
    """The level of an area on a day; None where the rule leaves it open. `reason` is the code of the rule."""

    level: str | None
    reason: str
    version: str
    cases_total: int
    cases_14_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A person whose colour was not judged anew on its day; None where it has no day and ought to."""

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
class Inclusion:
    """The proof that a receipt stands in a log of this size and root: its place, and the hashes from its leaf up."""

    place: int
    size: int
    root: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change of a person's colour as a step from the colour before, None for her first; whether she stands by it."""

    colour: str
    before: str | None
    is_standing: bool
