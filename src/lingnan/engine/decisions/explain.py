"""What would have changed an outcome: the smallest change to one input, found on the tables' own boundaries.

Each column of the tables that a decision goes through, whose expression is an input (or a member of one), cuts that
input into pieces at the values its conditions name. From where the input stands, the pieces are walked outwards; the
first that gives another outcome is the change. One value stands for its whole piece: nothing else is tried.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.atoms import Interval, Value
from lingnan.engine.decisions.axes import Axis
from lingnan.engine.decisions.evaluation import Evaluation
from lingnan.engine.decisions.hits import Match
from lingnan.engine.decisions.inputs import plain
from lingnan.engine.decisions.model import Model
from lingnan.engine.decisions.operators import same
from lingnan.engine.decisions.sources import variable_path


@dataclass(frozen=True, slots=True)
class Change:
    """A change to one input that changes the outcome.

    `input` is the input data's name and `members` the path inside it; `label` is the table's. `condition` is a unary
    test for all the neighbouring values that give this outcome, `sample` one of them. `steps` counts the boundaries
    crossed, by which changes are ranked.
    """

    input: str
    members: tuple[str, ...]
    label: str
    current: Any
    condition: str
    sample: Any
    steps: int
    outcome: Any
    matched: tuple[Match, ...]


def explain(
    model: Model,
    decision: str,
    inputs: Mapping[str, Any],
    *,
    at: datetime | None = None,
    towards: Callable[[Any], bool] | None = None,
) -> tuple[Change, ...]:
    """For each input, the smallest change that gives another outcome; the smallest of all first.

    `towards` says of an outcome whether it is one that is looked for; others are passed over on the way to it.
    The same model, inputs and moment give the same changes. Inputs that no table compares directly are left alone.
    """
    facts = {name: plain(value) for name, value in inputs.items()}
    outcome = model.evaluate(decision, facts, at=at)
    searches = (_Search(model, decision, facts, lever, at) for lever in _levers(model, decision))
    changes = (search.smallest(outcome, towards) for search in searches)
    return tuple(sorted((change for change in changes if change is not None), key=lambda change: change.steps))


@dataclass(frozen=True, slots=True)
class _Lever:
    """An input, or a member of one, with the pieces that the conditions on it cut, and the pieces it may be in."""

    input: str
    members: tuple[str, ...]
    label: str
    axis: Axis
    allowed: int

    def read(self, facts: Mapping[str, Any]) -> Any:
        """The input's value."""
        value = facts.get(self.input)
        for member in self.members:
            value = value.get(member) if isinstance(value, dict) else None
        return value

    def write(self, facts: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """The facts with another value."""
        return _replaced(dict(facts), (self.input, *self.members), value)


def _replaced(facts: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    if len(path) == 1:
        return facts | {path[0]: value}
    inner = facts.get(path[0])
    return facts | {path[0]: _replaced(inner if isinstance(inner, dict) else {}, path[1:], value)}


def _levers(model: Model, decision: str) -> list[_Lever]:
    """The inputs that tables on the way to a decision compare directly."""
    names = model.inputs(decision)
    clauses: dict[tuple[str, ...], list[tuple[ast.InputClause, list[ast.UnaryTests]]]] = {}
    for table in _tables(model, decision):
        for column, clause in enumerate(table.inputs):
            path = variable_path(clause.expression)
            if path and path[0] in names:
                cells = [rule.tests[column] for rule in table.rules]
                clauses.setdefault(path, []).append((clause, cells))
    return [_lever(path, found) for path, found in clauses.items()]


def _tables(model: Model, decision: str) -> Iterator[ast.DecisionTable]:
    waiting, seen = [decision], {decision}
    while waiting:
        name = waiting.pop(0)
        table = model.table(name)
        if table is not None:
            yield table
        for required in model.requires(name):
            if required not in seen and required in model.decisions:
                seen.add(required)
                waiting.append(required)


def _lever(path: tuple[str, ...], found: list[tuple[ast.InputClause, list[ast.UnaryTests]]]) -> _Lever:
    limits = [clause.allowed for clause, _ in found if clause.allowed is not None]
    first = found[0][0]
    axis = Axis(first.expression.type, [cell for _, cells in found for cell in cells] + limits)
    allowed = axis.all & ~axis.null
    for limit in limits:
        atoms = axis.cell(limit)
        allowed &= axis.all if atoms is None else atoms
    return _Lever(path[0], path[1:], first.label, axis, allowed)


class _Search:
    """The walk outwards along one input; each piece is evaluated once."""

    def __init__(
        self, model: Model, decision: str, facts: Mapping[str, Any], lever: _Lever, at: datetime | None
    ) -> None:
        self._model, self._decision, self._facts, self._lever, self._at = model, decision, facts, lever, at
        self._current = lever.read(facts)
        self._here = lever.axis.locate(self._current)
        self._outcomes: dict[int, Evaluation] = {}

    def _outcome(self, index: int) -> Evaluation:
        if index not in self._outcomes:
            changed = self._lever.write(self._facts, self._sample(index))
            self._outcomes[index] = self._model.evaluate(self._decision, changed, at=self._at)
        return self._outcomes[index]

    def _sample(self, index: int) -> Any:
        atom = self._lever.axis.atoms[index]
        return atom.sample(from_above=index < self._here) if isinstance(atom, Interval) else atom.sample()

    def smallest(self, outcome: Evaluation, towards: Callable[[Any], bool] | None) -> Change | None:
        """The nearest piece that gives an outcome looked for, widened by its neighbours that give the same."""
        lever = self._lever
        for index in _outwards(lever, self._here):
            found = self._outcome(index)
            if not same(found.value, outcome.value) and (towards is None or towards(found.value)):
                return Change(
                    lever.input,
                    lever.members,
                    lever.label,
                    self._current,
                    lever.axis.describe(self._widened(index)),
                    self._sample(index),
                    self._steps(index),
                    found.value,
                    found.matched,
                )
        return None

    def _steps(self, index: int) -> int:
        atoms = self._lever.axis.atoms
        ordered = isinstance(atoms[index], Interval) and isinstance(atoms[self._here], Interval)
        return abs(index - self._here) if ordered else 1

    def _widened(self, index: int) -> int:
        """A piece of an ordered input with the neighbours that give the same outcome; of any other, the piece alone."""
        pieces = 1 << index
        if not isinstance(self._lever.axis.atoms[index], Interval):
            return pieces
        wanted = self._outcome(index).value
        for step in (-1, 1):
            other = index + step
            while other >= 0 and self._lever.allowed >> other & 1 and same(self._outcome(other).value, wanted):
                pieces |= 1 << other
                other += step
        return pieces


def _outwards(lever: _Lever, here: int) -> list[int]:
    """The allowed pieces, the nearest first; a string that is no value of the table's own comes last."""
    indexes = [index for index in range(len(lever.axis.atoms)) if lever.allowed >> index & 1 and index != here]
    if isinstance(lever.axis.atoms[here], Interval):
        return sorted(indexes, key=lambda index: (abs(index - here), index))
    return sorted(indexes, key=lambda index: not isinstance(lever.axis.atoms[index], Value | Interval))
