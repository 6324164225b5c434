"""A decision over a population: the graph below it, translated table by table, as one Ibis expression."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import ibis

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.bulk.columns import Column, Outside, checked_dtype, holds_type
from lingnan.engine.decisions.bulk.stages import Stages
from lingnan.engine.decisions.bulk.tables import Outcome, TableTranslator
from lingnan.engine.decisions.definitions import DrgElement, Key
from lingnan.engine.decisions.feel_types import ANY, Type, base_of
from lingnan.engine.decisions.graph import Requirement
from lingnan.engine.decisions.model import Model
from lingnan.engine.decisions.problems import ModelError, Problem


class NotForBulk(ModelError):
    """A decision that is outside the subset for populations; `problems` name each cell."""


class FactsMismatch(ValueError):
    """A table of facts without a column that the decision needs, or with one that can't hold its values exactly."""

    code = "bulk-facts"

    def __init__(self, decision: str, names: Sequence[str]) -> None:
        self.decision, self.names = decision, tuple(names)
        super().__init__(f"{decision!r} needs of the facts: {', '.join(names)}")


@dataclass(frozen=True, slots=True)
class Bulk:
    """A decision as a function from an Ibis table of facts to an Ibis table of outcomes."""

    model: Model
    decision: str

    def __call__(self, facts: Any, *, keep: Sequence[str] = ()) -> Any:
        """The outcome of each row of the facts, in columns beside those to `keep`:

        `value`, as for one case (several outputs are a struct); `rule`, the number of the first rule of the decision's
        table that matched, null where none did; `rules`, all of them, where the hit policy takes several; `conflicts`,
        in how many tables rules contradicted their hit policy, which is null there.

        The facts have a column for each input, by name. Raises FactsMismatch, and NotForBulk where numbers of the
        facts' precision can't be computed with exactly.
        """
        wrong = self._mismatches(facts.schema())
        if wrong:
            raise FactsMismatch(self.decision, wrong)
        population = Population(self.model, facts)
        outcome = population.outcome(self.model.key(self.decision))
        if outcome is None:
            raise NotForBulk(population.problems)
        relation = population.stages.relation
        return relation.select(*keep, **population.columns(outcome))

    def _mismatches(self, schema: Mapping[str, Any]) -> list[str]:
        inputs = self.model.inputs(self.decision)
        return [
            f"{name} ({base_of(kind)})"
            for name, kind in inputs.items()
            if name not in schema or not holds_type(schema[name], kind)
        ]


class Population:
    """One translation under way."""

    def __init__(self, model: Model, facts: Any) -> None:
        self.graph, self.stages = model.graph, Stages(facts)
        self.facts = facts
        self.problems: list[Problem] = []
        self._outcomes: dict[Key, Outcome | None] = {}

    def outcome(self, key: Key) -> Outcome | None:
        """The outcome of an input or a decision; None where something below it was reported."""
        if key not in self._outcomes:
            found = self.graph.elements[key]
            self._outcomes[key] = self._input(found) if found.kind == "inputData" else self._decision(found)
        return self._outcomes[key]

    def columns(self, outcome: Outcome) -> dict[str, Any]:
        """The columns of the result."""
        conflicts = [
            each.conflict.cast("int64") for each in self._outcomes.values() if each and each.conflict is not None
        ]
        found = {
            "value": outcome.value.lift(),
            "rule": outcome.rule,
            "rules": outcome.rules,
            "conflicts": reduce(add, conflicts) if conflicts else ibis.literal(0, type="int64"),
        }
        return {name: column for name, column in found.items() if column is not None}

    def _report(self, found: DrgElement, error: Outside, element: str | None, row: Any, column: Any) -> None:
        file = self.graph.documents[found.key[0]].file
        self.problems.append(Problem(error.code, str(error), file, element or found.key[1], row, column))

    def _input(self, found: DrgElement) -> Outcome | None:
        kind = self.graph.type_of(found.key)
        if checked_dtype(kind) is None:
            self._report(found, Outside(f"an input of type {kind} is not for bulk"), None, None, None)
            return None
        column = Column(base_of(kind), self.facts[found.name])
        narrowed = self._translator(found, {}).conform(column, kind)
        if narrowed is column:
            return Outcome(column)
        return Outcome(Column(column.type, self.stages.bind(f"{found.name} allowed", narrowed.lift())))

    def _decision(self, found: DrgElement) -> Outcome | None:
        names = self._names(found)
        logic = self.graph.logic(found.key)
        if names is None or logic is None:
            return None
        translator = self._translator(found, names)
        try:
            outcome = self._logic(translator, logic, found)
        except Outside as error:
            self._report(found, error, logic.element_id if isinstance(logic, ast.Placed) else None, None, None)
            return None
        return outcome

    def _translator(self, found: DrgElement, names: dict[str, Column]) -> TableTranslator:
        return TableTranslator(names, self.stages, lambda error, *place: self._report(found, error, *place))

    def _logic(self, translator: TableTranslator, logic: ast.Node, found: DrgElement) -> Outcome | None:
        """A table, or an expression; its value bound for those who require it."""
        node = logic
        while isinstance(node, ast.Placed):
            node = node.value
        outcome = (
            translator.table(node) if isinstance(node, ast.DecisionTable) else Outcome(translator.expression(node))
        )
        if outcome is None:
            return None
        value = self._conformed(translator, outcome.value, self.graph.declared(found.key), logic.type)
        bound = Column(value.type, self.stages.bind(found.name, value.lift()))
        return Outcome(bound, outcome.rule, outcome.rules, outcome.conflict)

    def _conformed(self, translator: TableTranslator, value: Column, declared: Type, inferred: Type) -> Column:
        return value if declared in (ANY, inferred) else translator.conform(value, declared)

    def _names(self, found: DrgElement) -> dict[str, Column] | None:
        """What the decision's logic may use; None where something of it was reported."""
        names: dict[str, Column] = {}
        for requirement in self.graph.requirements(found.key, (*found.inputs, *found.decisions)):
            outcome = self._required(found, requirement)
            if outcome is None:
                return None
            names[requirement.name] = outcome.value
        return names

    def _required(self, found: DrgElement, requirement: Requirement) -> Outcome | None:
        if requirement.prefix:
            self._report(found, Outside(f"{requirement.name!r} of an imported model is not for bulk"), None, None, None)
            return None
        return self.outcome(requirement.key)


def bulk(model: Model, decision: str) -> Bulk:
    """The decision for populations: `bulk(model, "Colour")(facts)`.

    Raises NotForBulk with every cell that is outside the subset, and UnknownElement.
    """
    problems = bulk_problems(model, decision)
    if problems:
        raise NotForBulk(problems)
    return Bulk(model, decision)


def bulk_problems(model: Model, decision: str) -> list[Problem]:
    """Why a decision can't be asked of a population: each with file, element, rule and column; none where it can.

    Row and column count from 1; row 0 is the head of a column. Numbers are taken to have 17 digits, two of them after
    the point. Raises UnknownElement.
    """
    known = {name: checked_dtype(kind) for name, kind in model.inputs(decision).items()}
    schema = {name: dtype for name, dtype in known.items() if dtype is not None}
    population = Population(model, ibis.table(schema or {"nothing": "int64"}, name="facts"))
    population.outcome(model.key(decision))
    return list(dict.fromkeys(population.problems))
