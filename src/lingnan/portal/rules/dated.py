"""The dated rules of the health code as people read them: which is in force, and what each version says."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext

from lingnan.engine.decisions import DecisionTable, Rule
from lingnan.portal.colours import TONES, colour_word, page_locale
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import ColourRehearsal, RuleSet

from .tables import DescribedRule
from .words import Phrase, hit_policy_words

COLOUR, CLASS, WAY_OUT, LEVEL = "colour", "class", "way_out", "level"


def described_rule_sets(rule_sets: Iterable[RuleSet], *, day: date) -> list[dict[str, object]]:
    """Each version with whether it is in force on a day, the latest first."""
    return [_described(each, day) for each in sorted(rule_sets, key=lambda each: each.valid_from, reverse=True)]


def described_version(rule_set: RuleSet, *, day: date) -> dict[str, Any]:
    """A version with its tables."""
    tables = [table for name in rule_set.model.decisions if (table := rule_set.model.table(name)) is not None]
    return {**_described(rule_set, day), "tables": [_table(table) for table in tables]}


def described_rehearsal(found: ColourRehearsal) -> dict[str, Any]:
    """Counts with their words, the moves of most people first, and what is wrong with the tables."""
    moves = sorted(found.moves.items(), key=lambda each: -(each[1] or 0))
    return {
        "people": _count(found.people),
        "unchanged": _count(found.unchanged),
        "changed": _count(found.changed),
        "moves": [
            {
                "before": _outcome(move.colour, move.class_code),
                "after": _outcome(move.to_colour, move.to_class_code),
                "count": _count(count),
            }
            for move, count in moves
        ],
        "problems": [each.tell(gettext) for each in found.problems],
    }


def _count(number: int | None) -> str:
    return "—" if number is None else str(number)


def _outcome(colour: str, class_code: str) -> dict[str, str]:
    """A colour and its class in words; a class that the published texts don't have by its code."""
    if colour not in TONES:
        return {"tone": "waiting", "word": gettext("没有颜色"), "name": class_code}
    name, _ = health.describe(class_code=class_code, way_out="", locale=page_locale())
    return {"tone": TONES[colour], "word": colour_word(colour), "name": name or class_code}


def _described(rule_set: RuleSet, day: date) -> dict[str, object]:
    tone, word = _state(rule_set, day)
    titles = {"colour": gettext("健康码颜色"), "risk-area": gettext("风险地区")}
    return {"rule_set": rule_set, "title": titles[rule_set.rules_on], "tone": tone, "word": word}


def _state(rule_set: RuleSet, day: date) -> tuple[str, str]:
    if day < rule_set.valid_from:
        return "waiting", gettext("还没有施行")
    return ("neutral", gettext("已经失效")) if day > rule_set.valid_until else ("valid", gettext("现行有效"))


def _table(table: DecisionTable) -> dict[str, object]:
    return {"reading": hit_policy_words(table.hit_policy), "rules": [_rule(table, rule) for rule in table.rules]}


def _rule(table: DecisionTable, rule: Rule) -> DescribedRule:
    given = {clause.name: text.strip('"') for clause, text in zip(table.outputs, rule.output_texts, strict=True)}
    return DescribedRule(
        anchor=f"{table.id}-{rule.number}",
        number=rule.number,
        conditions=list(_conditions(table, rule)),
        outcomes=list(_outcomes(given)),
        tone=TONES.get(given.get(COLOUR, ""), "neutral"),
        word=_word(given),
        notes=[Phrase(text=text, language="zh-Hans") for _, text in rule.annotations],
    )


def _conditions(table: DecisionTable, rule: Rule) -> Iterator[tuple[Phrase, str]]:
    for clause, tests, text in zip(table.inputs, rule.tests, rule.input_texts, strict=True):
        if tests.tests:
            yield Phrase(text=clause.label, language="zh-Hans"), _written(text)


def _written(text: str) -> str:
    """A condition of one plain value in words; any other as the rule has it."""
    value = text.strip('"')
    if value in TONES:
        return colour_word(value)
    return {"true": gettext("是"), "false": gettext("否")}.get(value, text)


def _word(given: dict[str, str]) -> str:
    if COLOUR in given:
        return colour_word(given[COLOUR])
    levels = {"high": gettext("高风险"), "medium": gettext("中风险"), "low": gettext("低风险")}
    return levels.get(given.get(LEVEL, ""), given.get(LEVEL, ""))


def _outcomes(given: dict[str, str]) -> Iterator[tuple[Phrase, str]]:
    """The class and the way out in the reader's words."""
    if CLASS in given:
        words, way_out = health.words_of(class_code=given[CLASS], way_out=given[WAY_OUT], locale=page_locale())
        yield Phrase(text=gettext("类别")), words.name
        yield Phrase(text=gettext("怎样转码")), way_out
