"""A rule in plain words: labels, conditions, values and annotations, in the reader's language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from lingnan.engine.decisions import (
    DecisionTable,
    FeelSyntaxError,
    InputClause,
    OutputClause,
    feel_text,
    parse_condition,
)
from lingnan.engine.decisions import syntax as ast
from lingnan.engine.elements import Element, ElementType
from lingnan.engine.facts import base_names, variable_of
from lingnan.portal.dates import write_date
from lingnan.portal.money import write_money
from lingnan.portal.places import place_name
from lingnan.portal.templatetags.portal import page_language
from lingnan.portal.values import list_words, write_value
from lingnan.portal.wording import service_text
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service

OUTCOME, REASON = "outcome", "reason"
_DIVISION = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words, and their language where it is not the page's: nobody has put them into the page's yet."""

    text: str
    language: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a column, or an input of the rule, is about: its values are written by that."""

    label: Phrase
    elements: tuple[Element, ...] = ()
    is_money: bool = False


class RuleWords:
    """The words of one service's rule."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._words = service_text(service).rule
        self._amounts = _amounts(service)
        self._inputs = service.model.inputs(service.declaration.decision.name)

    def phrase(self, text: str) -> Phrase:
        """A label or an annotation; as the rule has it where the service's texts don't list it."""
        known = text in self._words or page_language() == "zh-Hans" or text.isascii()
        return Phrase(text=self._words.get(text, text), language="" if known else "zh-Hans")

    def input_column(self, clause: InputClause) -> Column:
        """A column of conditions: about the elements that its expression comes down to."""
        names = [name for name in re.findall(r"\w+", clause.text) if name in self._inputs]
        return Column(
            label=self.phrase(clause.label), elements=self._elements(names), is_money=clause.text in self._amounts
        )

    def output_column(self, clause: OutputClause, table: DecisionTable) -> Column:
        """A column of outcomes."""
        is_money = (clause.name or table.name) in self._amounts
        return Column(label=self.phrase(clause.label), is_money=is_money)

    def about_input(self, name: str, label: str = "") -> Column:
        """An input of the rule by its name; `label` is the one that a table has for it."""
        elements = self._elements([name])
        is_element = len(elements) == 1 and variable_of(elements[0].id) == name
        known = (
            Phrase(text=elements[0].label(page_language())) if is_element else self.phrase(label or self._label(name))
        )
        return Column(label=known, elements=elements)

    def condition(self, tests: ast.UnaryTests, text: str, column: Column) -> str:
        """A cell of conditions; empty where it asks nothing, FEEL where it asks more than these words can say."""
        parts = [self._test(test, column) for test in tests.tests]
        if None in parts:
            return text
        words = list_words(part for part in parts if part is not None)
        return gettext("不是%(words)s") % {"words": words} if tests.negated else words

    def condition_text(self, text: str, column: Column) -> str:
        """A condition that an explanation gives as FEEL."""
        try:
            return self.condition(parse_condition(text), text, column)
        except FeelSyntaxError:
            return text

    def output(self, node: ast.Node, text: str, column: Column) -> str:
        """A cell of outcomes: a value, or the name of the table that gives it; empty for null."""
        node = _bare(node)
        if isinstance(node, ast.Name):
            return gettext("按「%(table)s」") % {"table": self.phrase(node.name)}
        if not isinstance(node, ast.Literal):
            return text
        return "" if node.value is None else self.value(node.value, column)

    def value(self, value: Any, column: Column) -> str:
        """A value in a column."""
        if value is None:
            return gettext("不知道")
        if isinstance(value, bool):
            return gettext("是") if value else gettext("否")
        if isinstance(value, list):
            return list_words(self.value(each, column) for each in value)
        if isinstance(value, str):
            return self._words.get(value) or _coded(value, column) or value
        if isinstance(value, Decimal):
            return write_money(int(value)) if column.is_money else f"{value:f}"
        return write_date(value) if isinstance(value, date) else feel_text(value)

    def _test(self, test: ast.Test, column: Column) -> str | None:
        if isinstance(test, ast.Compare) and isinstance(test.operand, ast.Literal):
            return _comparison(test.operator) % {"value": self.value(test.operand.value, column)}
        node = test.value if isinstance(test, ast.Member) else None
        if isinstance(node, ast.Literal):
            return self.value(node.value, column)
        if (
            isinstance(node, ast.RangeLiteral)
            and isinstance(node.start, ast.Literal)
            and isinstance(node.end, ast.Literal)
        ):
            start, end = self.value(node.start.value, column), self.value(node.end.value, column)
            return _range(node) % {"start": start, "end": end}
        return None

    def _elements(self, names: list[str]) -> tuple[Element, ...]:
        dictionary = catalogue.dictionary()
        known = {variable_of(element): element for element in dictionary}
        bases = base_names(wanted=names, derivations=self._service.derivations)
        return tuple(dictionary[known[base]] for base in bases if base in known)

    def _label(self, name: str) -> str:
        """What the first table that compares an input calls it."""
        tables = filter(None, map(self._service.model.table, self._service.model.decisions))
        return next((clause.label for table in tables for clause in table.inputs if clause.text == name), name)


def outcome_words(outcome: object) -> tuple[str, str]:
    """The tone of what a rule says, and its word."""
    return {
        "granted": ("valid", gettext("可以办理")),
        "refused": ("caution", gettext("暂时不能办")),
        "referred": ("waiting", gettext("转工作人员核对")),
    }.get(str(outcome), ("neutral", gettext("规则没有写到")))


def hit_policy_words(policy: str) -> str:
    """How a table is read (DMN 1.5, 8.2.8)."""
    return {
        "U": gettext("每种情况只有一条相符。"),
        "A": gettext("相符的各条结果都一样。"),
        "F": gettext("自上而下，取第一条相符的。"),
        "P": gettext("相符的各条里，取最优先的结果。"),
        "R": gettext("相符的各条都算，按表里的顺序。"),
        "O": gettext("相符的各条都算，按结果的先后。"),
        "C": gettext("相符的各条都算。"),
        "C+": gettext("相符的各条加在一起。"),
        "C<": gettext("相符的各条里，取最小的。"),
        "C>": gettext("相符的各条里，取最大的。"),
        "C#": gettext("数一数有几条相符。"),
    }[policy]


def _comparison(operator: str) -> str:
    return {
        "<": gettext("小于 %(value)s"),
        "<=": gettext("不超过 %(value)s"),
        ">": gettext("大于 %(value)s"),
        ">=": gettext("不小于 %(value)s"),
        "=": "%(value)s",
        "!=": gettext("不是 %(value)s"),
    }[operator]


def _range(node: ast.RangeLiteral) -> str:
    if node.start_included and node.end_included:
        return gettext("%(start)s 到 %(end)s")
    if node.start_included:
        return gettext("不小于 %(start)s，小于 %(end)s")
    if node.end_included:
        return gettext("大于 %(start)s，不超过 %(end)s")
    return gettext("大于 %(start)s，小于 %(end)s")


def _coded(value: str, column: Column) -> str:
    """A code in the words of its list; the beginning of an address code as the place it stands for."""
    if len(column.elements) != 1 or column.elements[0].type is not ElementType.CODE:
        return ""
    element = column.elements[0]
    if element.codes is not None:
        return write_value(element=element.id, value=value, masked=False)
    return place_name(value) if _DIVISION.fullmatch(value) else ""


def _amounts(service: Service) -> frozenset[str]:
    """The names under which the rule has the money that is granted: it is kept in fen and read in yuan."""
    grants, table = service.declaration.grants, service.model.table(service.declaration.decision.name)
    if table is None or grants is None or grants.benefit is None:
        return frozenset()
    amount = grants.benefit.amount
    return frozenset({amount, *_given_by(table, amount)})


def _given_by(table: DecisionTable, output: str) -> Iterator[str]:
    """The decisions whose values an output passes on."""
    columns = [place for place, clause in enumerate(table.outputs) if clause.name == output]
    for node in (_bare(rule.outputs[column]) for rule in table.rules for column in columns):
        if isinstance(node, ast.Name):
            yield node.name


def _bare(node: ast.Node) -> ast.Node:
    """An expression without what says where it stands and what it has to conform to."""
    return _bare(node.value) if isinstance(node, ast.Coerce | ast.Placed) else node
