"""Tables for a page: each rule as 'if' and 'then', what it rests on, and how a trial or the examples met it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from lingnan.engine.decisions import DecisionTable, Evaluation, Rule, Trace
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.catalogue.types.trials import ExampleRun

from .words import OUTCOME, REASON, Column, Phrase, RuleWords, hit_policy_words, outcome_words

MATCHED, FAILED, PASSED_OVER = "matched", "failed", "passed-over"
Hits = Mapping[tuple[str, str], int]
"""How many examples use a rule, by its table and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedRule:
    """One rule. `mark` says how a trial met it, `why` what stood against it; `hits` counts the examples that use it."""

    anchor: str
    number: int
    conditions: Sequence[tuple[Phrase, str]]
    outcomes: Sequence[tuple[Phrase, str]]
    tone: str
    word: str
    notes: Sequence[Phrase]
    hits: int | None = None
    mark: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedTable:
    """One table: its title, how it is read, and the tables whose answers it uses as (anchor, title)."""

    anchor: str
    title: Phrase
    reading: str
    needs: Sequence[tuple[str, Phrase]]
    rules: Sequence[DescribedRule]

    @property
    def matched(self) -> list[DescribedRule]:
        return [rule for rule in self.rules if rule.mark == MATCHED]

    @property
    def others(self) -> list[DescribedRule]:
        return [rule for rule in self.rules if rule.mark != MATCHED]

    @property
    def untried(self) -> list[DescribedRule]:
        """The rules that no example uses."""
        return [rule for rule in self.rules if rule.hits == 0]


def count_hits(runs: Iterable[ExampleRun]) -> Hits:
    """The examples by the rules that they use."""
    return Counter(match for run in runs for match in run.matched)


def described_tables(service: Service, *, hits: Hits | None = None) -> list[DescribedTable]:
    """The service's tables, the one that decides first; with `hits`, how many examples use each rule."""
    writer = _Writer(service)
    return [
        writer.table(table, [_row_hits(table, rule, hits) for rule in table.rules]) for table in list_tables(service)
    ]


def traced_tables(service: Service, evaluation: Evaluation) -> list[DescribedTable]:
    """The tables that a trial went through, the one that decides first, each rule with how it was met."""
    writer = _Writer(service)
    return [writer.traced(trace, evaluation) for trace in reversed(evaluation.traces)]


def list_tables(service: Service) -> list[DecisionTable]:
    """The tables on the way to the decision, itself first, each before what it uses."""
    model = service.model
    names, open_names = [], [service.declaration.decision.name]
    while open_names:
        name = open_names.pop(0)
        if name not in names and name in model.decisions:
            names.append(name)
            open_names += model.requires(name)
    return [table for name in names if (table := model.table(name)) is not None]


def _row_hits(table: DecisionTable, rule: Rule, hits: Hits | None) -> int | None:
    return None if hits is None else hits.get((table.name, rule.id), 0)


class _Writer:
    """Writes the tables of one service."""

    def __init__(self, service: Service) -> None:
        self._service, self._words = service, RuleWords(service)
        self._anchors = {table.name: f"table-{place}" for place, table in enumerate(list_tables(service), 1)}

    def table(self, table: DecisionTable, hits: Sequence[int | None]) -> DescribedTable:
        rules = [self._rule(table, rule, hits=found) for rule, found in zip(table.rules, hits, strict=True)]
        return self._described(table, rules)

    def traced(self, trace: Trace, evaluation: Evaluation) -> DescribedTable:
        matched = {match.rule for match in evaluation.matched if match.table == trace.table.name}
        rules = [
            self._rule(
                trace.table, rule, mark=_mark(rule.number in matched, failed), why=self._why(trace, rule, failed)
            )
            for rule, failed in zip(trace.table.rules, trace.failed, strict=True)
        ]
        return self._described(trace.table, rules)

    def _described(self, table: DecisionTable, rules: Sequence[DescribedRule]) -> DescribedTable:
        needed = [name for name in self._service.model.requires(table.name) if name in self._anchors]
        return DescribedTable(
            anchor=self._anchors[table.name],
            title=self._words.phrase(table.name),
            reading=hit_policy_words(table.hit_policy),
            needs=[(self._anchors[name], self._words.phrase(name)) for name in needed],
            rules=rules,
        )

    def _rule(
        self, table: DecisionTable, rule: Rule, *, hits: int | None = None, mark: str = "", why: str = ""
    ) -> DescribedRule:
        tone, word = self._outcome(table, rule)
        return DescribedRule(
            anchor=f"{self._anchors[table.name]}-{rule.number}",
            number=rule.number,
            conditions=list(self._conditions(table, rule)),
            outcomes=list(self._outcomes(table, rule)),
            tone=tone,
            word=word,
            notes=[self._words.phrase(text) for _, text in rule.annotations if not _is_code(text, rule)],
            hits=hits,
            mark=mark,
            why=why,
        )

    def _conditions(self, table: DecisionTable, rule: Rule) -> Iterable[tuple[Phrase, str]]:
        for clause, tests, text in zip(table.inputs, rule.tests, rule.input_texts, strict=True):
            column = self._words.input_column(clause)
            if tests.tests:
                yield column.label, self._words.condition(tests, text, column)

    def _outcomes(self, table: DecisionTable, rule: Rule) -> Iterable[tuple[Phrase, str]]:
        """The outputs that say something; what the outcome and its reason are is said by word and note."""
        for clause, node, text in zip(table.outputs, rule.outputs, rule.output_texts, strict=True):
            column = self._words.output_column(clause, table)
            written = self._words.output(node, text, column)
            if clause.name not in (OUTCOME, REASON) and written:
                yield column.label, written

    def _outcome(self, table: DecisionTable, rule: Rule) -> tuple[str, str]:
        names = [clause.name for clause in table.outputs]
        if OUTCOME not in names:
            return "", ""
        return outcome_words(rule.output_texts[names.index(OUTCOME)].strip('"'))

    def _why(self, trace: Trace, rule: Rule, failed: int) -> str:
        """The first condition that failed, and what it met."""
        if failed < 0:
            return ""
        column: Column = self._words.input_column(trace.table.inputs[failed])
        wanted = self._words.condition(rule.tests[failed], rule.input_texts[failed], column)
        words = {"label": column.label, "value": self._words.value(trace.inputs[failed], column), "wanted": wanted}
        return gettext("要求%(label)s：%(wanted)s；填的是：%(value)s。") % words


def _mark(matched: bool, failed: int) -> str:
    if matched:
        return MATCHED
    return PASSED_OVER if failed < 0 else FAILED


def _is_code(text: str, rule: Rule) -> bool:
    """Whether an annotation only repeats the rule's id or names its reason by a code."""
    return text == rule.id or (text.isascii() and " " not in text)
