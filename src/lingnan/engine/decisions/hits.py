"""Which outcome the matched rules of a table give: the hit policies (DMN 1.5, 8.2.8–8.2.11)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.arithmetic import add
from lingnan.engine.decisions.operators import order, same
from lingnan.engine.decisions.runs import CURRENT, warn
from lingnan.engine.decisions.text import literal_text


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched: its table, its number from 1, its id, and its annotations as (label, text)."""

    table: str
    rule: int
    rule_id: str
    annotations: tuple[tuple[str, str], ...] = ()


class Trace(NamedTuple):
    """Why the rules of a table matched or not: for each rule the first column (from 0) that failed, or -1."""

    table: ast.DecisionTable
    inputs: tuple[Any, ...]
    failed: tuple[int, ...]

    @property
    def failures(self) -> tuple["Failure", ...]:
        """The first failed condition of each rule that did not match, in the order of the rules."""
        return tuple(
            Failure(
                self.table.name,
                rule.number,
                rule.id,
                column + 1,
                self.table.inputs[column].label,
                rule.input_texts[column],
                self.inputs[column],
            )
            for rule, column in zip(self.table.rules, self.failed, strict=True)
            if column >= 0
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """The first condition of a rule that failed: `column` from 1, its label and text, and the input's value."""

    table: str
    rule: int
    rule_id: str
    column: int
    label: str
    condition: str
    value: Any


Hit = tuple[Match, Any]
Resolve = Callable[[list[Hit], Any, tuple[Any, ...]], Any]


@dataclass(frozen=True, slots=True, eq=False)
class TableFacts:
    """A table and the function that makes its outcome of its hits."""

    table: ast.DecisionTable
    resolve: Resolve

    @classmethod
    def of(cls, table: ast.DecisionTable) -> "TableFacts":
        """The facts of a table, by its hit policy."""
        policy = _POLICIES[table.hit_policy]

        def resolve(hits: list[Hit], default: Any, inputs: tuple[Any, ...]) -> Any:
            if not hits:
                return default() if default is not None else _none(table, inputs)
            return policy(table, hits)

        return cls(table, resolve)


def _none(table: ast.DecisionTable, inputs: tuple[Any, ...]) -> Any:
    values = ", ".join(
        f"{clause.label} {literal_text(value)}" for clause, value in zip(table.inputs, inputs, strict=True)
    )
    return warn(f"no rule matches {values}")


def _record(hits: list[Hit]) -> None:
    run = CURRENT.get()
    if run is not None:
        run.matches.extend(match for match, _ in hits)


def record_trace(facts: TableFacts, inputs: tuple[Any, ...], failed: tuple[int, ...]) -> None:
    """Keep which condition failed first in each rule."""
    run = CURRENT.get()
    if run is not None:
        run.traces.append(Trace(facts.table, inputs, failed))


def _conflict(hits: list[Hit], policy: str) -> Any:
    numbers = ", ".join(str(match.rule) for match, _ in hits)
    return warn(f"rules {numbers} match, against the hit policy {policy}")


def _unique(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    if len(hits) > 1:
        return _conflict(hits, "unique")
    _record(hits)
    return hits[0][1]


def _any(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    if any(not same(hits[0][1], value) for _, value in hits[1:]):
        return _conflict(hits, "any")
    _record(hits)
    return hits[0][1]


def _first(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    _record(hits[:1])
    return hits[0][1]


def _priority(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    best = by_priority(table, hits)[:1]
    _record(best)
    return best[0][1]


def by_priority(table: ast.DecisionTable, hits: list[Hit]) -> list[Hit]:
    """The hits by the order of the output values, the first output weighing most (DMN 1.5, 8.2.10)."""
    ranks = [
        {literal_text(node.value): rank for rank, node in enumerate(clause.values) if isinstance(node, ast.Literal)}
        for clause in table.outputs
    ]

    def rank(hit: Hit) -> tuple[int, ...]:
        values = [hit[1]] if len(ranks) == 1 else [hit[1][clause.name] for clause in table.outputs]
        return tuple(known.get(literal_text(value), len(known)) for known, value in zip(ranks, values, strict=True))

    return sorted(hits, key=rank)


def _rule_order(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    _record(hits)
    return [value for _, value in hits]


def _output_order(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    return _rule_order(table, by_priority(table, hits))


def _sum(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    _record(hits)
    total = hits[0][1]
    for _, value in hits[1:]:
        total = add(total, value)
    return total


def _extreme(sign: int) -> Callable[[ast.DecisionTable, list[Hit]], Any]:
    def resolve(table: ast.DecisionTable, hits: list[Hit]) -> Any:
        _record(hits)
        best = hits[0][1]
        for _, value in hits[1:]:
            compared = order(value, best)
            if compared is None:
                return None
            if compared * sign > 0:
                best = value
        return best

    return resolve


def _count(table: ast.DecisionTable, hits: list[Hit]) -> Any:
    _record(hits)
    return Decimal(len(hits))


_POLICIES: dict[str, Callable[[ast.DecisionTable, list[Hit]], Any]] = {
    "U": _unique,
    "A": _any,
    "F": _first,
    "P": _priority,
    "R": _rule_order,
    "O": _output_order,
    "C": _rule_order,
    "C+": _sum,
    "C<": _extreme(-1),
    "C>": _extreme(1),
    "C#": _count,
}
