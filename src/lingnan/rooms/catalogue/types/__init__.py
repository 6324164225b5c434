"""What crosses the catalogue's door: declarations as departments write them, read once and frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lingnan.engine.decisions import Model as DecisionModel
from lingnan.engine.decisions import load
from lingnan.engine.facts import Derivation

Locale = Literal["zh-Hans", "zh-Hant", "en"]
LOCALES: tuple[Locale, ...] = ("zh-Hans", "zh-Hant", "en")
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Texts = Mapping[Locale, str]
_BY_LANGUAGE: Mapping[str, Locale] = {"zh-hant": "zh-Hant", "en": "en"}


def locale_of(language: str) -> Locale:
    """The locale of a language code as Django writes it (`zh-hant`); zh-Hans for any other."""
    return _BY_LANGUAGE.get(language.lower(), "zh-Hans")


def in_locale(texts: Mapping[Locale, Any], locale: str) -> Any:
    """The entry for a language code as Django writes it, else the zh-Hans one."""
    return texts[locale_of(locale)]


class Declaration(BaseModel):
    """Base of every declared thing: immutable, and an unknown key is an error, so a typing slip is never silent."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Period(Declaration):
    """A promised or statutory time; 0 is at once."""

    days: int = Field(ge=0)
    unit: Literal["workday", "day"] = "workday"


class FactNeed(Declaration):
    """A fact taken from a shared resource, never typed."""

    element: str
    source: Slug = Field(alias="from")


class Ask(Declaration):
    """What only the applicant can say; `when` is a FEEL condition over elements (dots as underscores)."""

    element: str
    required: bool = True
    step: Slug
    when: str | None = None


class Satisfaction(Declaration):
    """What spares the applicant a proof."""

    resource: Slug | None = None
    element: str | None = None
    licence: Slug | None = None


class Proof(Declaration):
    """One material of the guide."""

    id: Slug
    satisfied_by: Satisfaction | None = None
    required: bool = True


class Benefit(Declaration):
    """A benefit that is paid: its kind, the output of the decision that says how much (fen), and the resource that
    keeps the ledger of such benefits, so that what is granted is a fact for every later decision.
    """

    kind: str
    amount: str
    per: Literal["month", "year", "once"]
    ledger: Slug


class Grant(Declaration):
    """What a grant gives: a licence, a benefit, or both."""

    licence: Slug | None = None
    benefit: Benefit | None = None


class DecisionUse(Declaration):
    """The model file and the decision in it that decides the service.

    `gaps` says of tables, by element id, why no rule is meant where there is none: the case goes to the desk.
    """

    model: str
    name: str
    gaps: Mapping[str, str] = Field(default_factory=dict)


class Appeal(Declaration):
    """Where, until when and on what ground one may ask for another look."""

    authority: str
    days: int = Field(gt=0)
    basis: str


class Basis(Declaration):
    """A legal ground."""

    title: str
    number: str = ""
    article: str = ""
    says: str = ""


class Source(Declaration):
    """Where a fact in a declaration was taken from: seen, second-hand, or general knowledge still to be verified."""

    what: str
    status: Literal["seen", "second-hand", "general-knowledge"]
    citation: str


class ServiceDeclaration(Declaration):
    """`service.yaml`."""

    code: Slug
    item_code: str
    department: str
    audience: Literal["person", "enterprise"]
    life_event: Slug
    for_others: tuple[Literal["kin", "helper"], ...] = ()
    effective_from: date
    promise: Period
    statutory: Period
    fee: int = Field(ge=0)
    visits: int = Field(ge=0)
    facts: tuple[FactNeed, ...]
    asks: tuple[Ask, ...]
    proofs: tuple[Proof, ...]
    grants: Grant | None = None
    decision: DecisionUse
    appeal: Appeal
    basis: tuple[Basis, ...]
    sources: tuple[Source, ...] = ()
    other_channels: tuple[str, ...] = ()


class AskText(Declaration):
    """A question's own words, where the element's label won't do."""

    label: str = ""
    help: str = ""


class ProofText(Declaration):
    """A material's name, and how it is satisfied."""

    name: str
    how: str


class ReasonText(Declaration):
    """A reason as a sentence, and what to do next; `brief` in a few words, for the queue of those who decide."""

    sentence: str
    next: str
    brief: str = ""


class Question(Declaration):
    """One of the questions people ask."""

    q: str
    a: str


class ServiceText(Declaration):
    """`text.<locale>.yaml`. `rule` puts the decision's labels, codes and annotations into plain words."""

    title: str
    summary: str
    for_whom: str
    how_long: str
    cost: str
    steps: Mapping[str, str]
    asks: Mapping[str, AskText] = Field(default_factory=dict)
    proofs: Mapping[str, ProofText]
    reasons: Mapping[str, ReasonText]
    outcomes: Mapping[Literal["granted", "refused", "referred"], str]
    consent: str
    rule: Mapping[str, str] = Field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    faq: tuple[Question, ...] = ()


class Example(Declaration):
    """A case with a known outcome; examples run as tests and cover every rule."""

    name: str
    today: date
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    covers: tuple[str, ...]


class Service(Declaration):
    """A service in one published version: everything needed to offer, decide and explain it."""

    version: int
    digest: str
    declaration: ServiceDeclaration
    texts: Mapping[Locale, ServiceText]
    decision_xml: str
    examples: tuple[Example, ...]
    derivations: tuple[Derivation, ...] = ()

    @property
    def code(self) -> str:
        return self.declaration.code

    @cached_property
    def model(self) -> DecisionModel:
        """The compiled decision model."""
        return load(self.decision_xml.encode())

    def text(self, locale: str) -> ServiceText:
        """The words in the locale asked for, else in zh-Hans."""
        found: ServiceText = in_locale(self.texts, locale)
        return found


class ResourceElement(Declaration):
    """A column of a shared resource and the element it carries."""

    element: str
    column: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,50}$")]
    required: bool = False


class QualityRule(Declaration):
    """A check on each record of a resource."""

    id: Slug
    rule: Literal["valid", "unique", "present", "not-future", "agrees"]
    elements: tuple[str, ...]


class Resource(Declaration):
    """A shared data resource (GB/T 21063): who owns it, what it holds, how it may be shared.

    Of several records a subject may have, `record_key` names the elements that make one the same record, so that a
    corrected one replaces it; without it, its whole content does.
    """

    id: Slug
    owner: str
    title: Texts
    description: Texts
    subject: Literal["person"]
    key: str
    sharing: Literal["unconditional", "conditional", "none"]
    multiple: bool
    record_key: tuple[str, ...] = ()
    update: str
    elements: tuple[ResourceElement, ...]
    quality: tuple[QualityRule, ...] = ()

    @property
    def key_column(self) -> str:
        return next(column.column for column in self.elements if column.element == self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFiles:
    """A rule book as published: its number, the digest of its files, and the files by relative name."""

    number: int
    digest: str
    files: Mapping[str, str]


class LicenceField(Declaration):
    """A field on the face of a licence."""

    element: str
    label: Texts


class PublicField(Declaration):
    """What a verifier sees, and whether masked."""

    element: str
    masked: bool = False


class Validity(Declaration):
    """How long a licence runs, and what ends it before its time."""

    kind: Literal["long-term", "years"]
    years: int | None = None
    ends: tuple[Literal["death"], ...] = ()


class Layout(Declaration):
    """Hints for the face of a licence."""

    tone: Literal["banyan", "kapok", "ink"]
    front: tuple[str, ...]
    back: tuple[str, ...] = ()


class LicenceKind(Declaration):
    """A kind of electronic licence; `type_code` after GB/T 36904 (definer's credit code and three digits)."""

    id: Slug
    type_code: Annotated[str, Field(min_length=21, max_length=21)]
    issuer: str
    subject: Literal["person"]
    title: Texts
    fields: tuple[LicenceField, ...]
    validity: Validity
    layout: Layout
    public_fields: tuple[PublicField, ...]
    basis: tuple[Basis, ...]
    sources: tuple[Source, ...] = ()

    def title_in(self, locale: str) -> str:
        return str(in_locale(self.title, locale))


class Department(Declaration):
    """An organ of government."""

    id: str
    name: Texts
    credit_code: str
    division: str


class Holiday(Declaration):
    """Days off from `first` to `last`, and the weekend days worked instead."""

    name: Slug
    first: date
    last: date
    works: tuple[date, ...] = ()


class CalendarYear(Declaration):
    """A year's holidays by its notice; `provisional` while there is none."""

    year: int
    provisional: bool
    source: str
    holidays: tuple[Holiday, ...]


class DraftTimes(Declaration):
    """How many days a form that nobody goes on with is kept, and how many before that its owner is told."""

    kept_days: int = Field(ge=1)
    notice_days: int = Field(ge=1)


class Publishing(Declaration):
    """How rules are published: the share of people whose outcome may change before one approver must be named."""

    unnamed_share: Decimal = Field(ge=0, le=1)


class Province(Declaration):
    """`province.yaml` and `departments.csv`: the province's name, calendar and departments."""

    name: Texts
    division: str
    locales: tuple[Locale, ...]
    time_zone: str
    drafts: DraftTimes
    holiday_names: Mapping[str, Texts]
    calendar: tuple[CalendarYear, ...]
    departments: Mapping[str, Department]
    publishing: Publishing


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a content file, where, and what to do; a remark is worth a look but stops nothing.

    `message` and `advice` are in zh-Hans, each its own message id where `details` fills its placeholders. In a decision
    `element_id` is the DMN element to mend; `row` and `column` count its table's rules and columns from 1.
    """

    code: str
    file: str
    line: int
    message: str
    advice: str
    details: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["error", "remark"] = "error"
    element_id: str = ""
    row: int | None = None
    column: int | None = None

    def tell(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and what to do, in the language that `translate` gives a message id in."""
        words = [translate(text) if text else "" for text in (self.message, self.advice)]
        return "".join(text % self.details if self.details else text for text in words)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.tell()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One immutable, numbered version of a declared thing."""

    kind: str
    code: str
    number: int
    digest: str
