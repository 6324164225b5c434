"""A service as its department declares it: what it asks, needs, grants, how it decides, and its words."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from lingnan.engine.decisions import Model as DecisionModel
from lingnan.engine.decisions import load
from lingnan.engine.facts import Derivation

from .declared import Declaration, Locale, Slug, in_locale


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


class SelfCheck(Declaration):
    """The guide's check before applying: at most two elements are asked, and nothing of it is kept.

    `given` is what is taken for granted of whoever asks, under the names that rules use: what applies to nearly all.
    """

    asks: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]
    given: Mapping[str, Any] = Field(default_factory=dict)


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
    self_check: SelfCheck | None = None
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
