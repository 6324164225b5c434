"""The judgement itself: a pure function of the rule book, the evidence and the moment."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime

from lingnan.engine.evidence import Record, summarise
from lingnan.kernel.errors import LingnanError

from .memory import once
from .rules import rule_set_in_force
from .types import Colour, Locale, RuleBook


class NoColour(LingnanError):
    """The rules in force say nothing for these facts. Nobody is given a colour without a rule."""

    code = "no-colour"
    message = "现行规则（%(version)s）没有说明这种情况，颜色暂不改变，已转工作人员核对。"


def judge(*, book: RuleBook, evidence: Mapping[str, Sequence[Record]], at: datetime) -> Colour:
    """The colour of one person at a moment (in the province's zone), by the rules in force that day.

    `evidence` has every kind that the facts are declared over. Raises NoRuleInForce, NoColour, EvidenceMissing.
    """
    return once(_question(book, evidence, at), lambda: _judge(book, evidence, at))


def _question(book: RuleBook, evidence: Mapping[str, Sequence[Record]], at: datetime) -> Hashable:
    """What a judgement depends on. A crowd that was in one place asks few different ones."""
    kinds = book.declarations.kinds.keys()
    told = [
        (kind, tuple([tuple(record.items()) for record in records]))
        for kind, records in evidence.items()
        if records and kind in kinds
    ]
    return book, at, kinds <= evidence.keys(), tuple(told)


def _judge(book: RuleBook, evidence: Mapping[str, Sequence[Record]], at: datetime) -> Colour:
    rules = rule_set_in_force(book=book, rules_on="colour", day=at.date())
    facts = summarise(declarations=book.declarations, evidence=evidence, at=at)
    used = {name: facts.get(name) for name in rules.model.inputs(rules.decision)}
    found = rules.model.evaluate(rules.decision, used)
    if not isinstance(found.value, Mapping) or not found.value.get("colour"):
        raise NoColour(version=rules.version)
    return Colour(
        colour=found.value["colour"],
        class_code=found.value["class"],
        way_out=found.value["way_out"],
        version=rules.version,
        rule=str(found.matched[-1].rule_id),
        facts=facts,
    )


def reason_in(*, book: RuleBook, colour: Colour, locale: Locale) -> tuple[str, str]:
    """Why, and the way out, as the holder reads them. Days are ISO 8601; the page gives them the reader's form."""
    texts = book.texts[locale]
    return texts.classes[colour.class_code].reason.format_map(colour.facts), texts.ways_out[colour.way_out]
