"""The quickest way through a decision that is one table on input data with constant outcomes.

Such a table is turned into a tree of comparisons: a column at a time, inputs are told apart only as far as the rules
still open tell them apart, so that each leaf knows which rules match, and in the traced form also where each other rule
failed. A leaf returns an Evaluation made beforehand. What the tree can't answer (null, an input of another type, no
rule, rules in conflict) goes the general way, which gives the same outcomes with their warnings.
"""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.atoms import Interval, Prefix, Value
from lingnan.engine.decisions.axes import Axis
from lingnan.engine.decisions.conformance import Mismatch, coerce
from lingnan.engine.decisions.coverage import Coverage, by_holders
from lingnan.engine.decisions.emitter import Emitter
from lingnan.engine.decisions.evaluation import Evaluation
from lingnan.engine.decisions.feel_types import (
    BOOLEAN,
    DATE,
    DAYS_TIME,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    Allowed,
    Type,
    base_of,
)
from lingnan.engine.decisions.hits import Match, Trace, by_priority
from lingnan.engine.decisions.values import YearMonthDuration

Evaluate = Callable[[Mapping[str, Any]], Evaluation]
_CLASSES: Final[dict[Type, type]] = {
    NUMBER: Decimal,
    STRING: str,
    BOOLEAN: bool,
    DATE: date,
    DAYS_TIME: timedelta,
    YEARS_MONTHS: YearMonthDuration,
}
_MOST_RULES, _MOST_LINES = 400, 5000
_Active = tuple[int, ...]
# A piece of a column: the atoms of one group of rules, as (first atom, group).
_Groups = list[tuple[int, _Active]]


class TooLarge(ValueError):
    """A table whose tree would be longer than the general way is slow."""

    code = "tree-too-large"


class TreeCompiler(Emitter):
    """Writes the tree of one table."""

    def __init__(
        self, table: ast.DecisionTable, coverage: Coverage, result: Type, general: Evaluate, *, traced: bool
    ) -> None:
        super().__init__({"general": general, "Decimal": Decimal, "Evaluation": Evaluation, "Trace": Trace}, {})
        # A named tuple by its parts costs a third of a call to its class.
        self.globals["new"] = tuple.__new__
        self.table, self.result, self.traced = table, result, traced
        self.coverage = coverage
        self.order = self._order()

    def compile(self) -> Evaluate:
        """The function from inputs to an Evaluation."""
        self.write("def evaluate(inputs):")
        with self.indented():
            self.write("get = inputs.get")
            for column, clause in enumerate(self.table.inputs):
                self._input(column, clause)
            self._node(tuple(range(len(self.table.rules))), tuple(range(len(self.table.inputs))), {})
        found: Evaluate = self.finish("evaluate", self.table.name)
        return found

    def _input(self, column: int, clause: ast.InputClause) -> None:
        assert isinstance(clause.expression, ast.Name)
        kind, name = clause.expression.type, f"v{column}"
        self.write(f"{name} = get({clause.expression.name!r})")
        self.write(f"if {name}.__class__ is not {self.constant(_CLASSES[base_of(kind)])}:")
        with self.indented():
            if base_of(kind) == NUMBER:
                self.write(f"if {name}.__class__ is not int: return general(inputs)")
                self.write(f"{name} = Decimal({name})")
            else:
                self.write("return general(inputs)")
        if isinstance(kind, Allowed):
            self.write(f"if {self.constant(kind.test)}({name}) is False: return general(inputs)")

    # The tree

    def _node(self, active: _Active, columns: tuple[int, ...], failed: dict[int, int]) -> None:
        """Tell the active rules apart by the columns left; `failed` has the column at which each other rule failed."""
        if len(self.lines) > _MOST_LINES:
            raise TooLarge(self.table.name)
        open_columns = [column for column in columns if self._splits(column, active)]
        if not active or not open_columns:
            self._leaf(active, failed)
            return
        column = open_columns[0] if self.traced else min(open_columns, key=lambda each: self._cost(each, active))
        rest = tuple(each for each in columns if each != column)
        axis = self.coverage.axes[column]
        groups = by_holders(axis.all & ~axis.null, self.coverage.boxes, active, column)

        def branch(group: _Active) -> None:
            self._node(group, rest, failed | {rule: column for rule in active if rule not in group})

        if isinstance(axis.atoms[0], Interval):
            self._bisect(f"v{column}", axis, _runs(axis, groups), branch)
        else:
            self._cases(f"v{column}", axis, groups, branch)

    def _splits(self, column: int, active: _Active) -> bool:
        axis = self.coverage.axes[column]
        values = axis.all & ~axis.null
        return any(self.coverage.boxes[rule][column] & values != values for rule in active)

    def _cost(self, column: int, active: _Active) -> float:
        """The mean number of rules that stay open below a column, over its groups."""
        axis = self.coverage.axes[column]
        groups = by_holders(axis.all & ~axis.null, self.coverage.boxes, active, column)
        return sum(map(len, groups)) / len(groups)

    def _bisect(self, name: str, axis: Axis, runs: _Groups, branch: Callable[[_Active], None]) -> None:
        """Halve the runs of an ordered column until one is left."""
        if len(runs) == 1:
            branch(runs[0][1])
            return
        middle = len(runs) // 2
        atom = axis.atoms[runs[middle][0]]
        assert isinstance(atom, Interval)
        self.write(f"if {name} {'<' if atom.is_point else '<='} {self.constant(atom.start)}:")
        with self.indented():
            self._bisect(name, axis, runs[:middle], branch)
        self.write("else:")
        with self.indented():
            self._bisect(name, axis, runs[middle:], branch)

    def _cases(self, name: str, axis: Axis, groups: dict[_Active, int], branch: Callable[[_Active], None]) -> None:
        """One branch a group of strings or booleans; the largest group comes last and needs no test."""
        ordered = sorted(groups.items(), key=lambda item: (Prefix("") in _chosen(axis, item[1]), item[1].bit_count()))
        if any(isinstance(atom, Prefix) and atom.prefix for atom in axis.atoms):
            located = self.fresh("g")
            self.write(f"{located} = {self.constant(_locator(axis, ordered))}({name})")
            tests = [f"{located} == {index}" for index in range(len(ordered))]
        else:
            tests = [self._equals(name, _chosen(axis, atoms)) for _, atoms in ordered]
        for index, (group, _) in enumerate(ordered):
            last = index == len(ordered) - 1
            if len(ordered) > 1:
                self.write("else:" if last else f"{'el' if index else ''}if {tests[index]}:")
            with self.indented() if len(ordered) > 1 else nullcontext():
                branch(group)

    def _equals(self, name: str, atoms: list[Any]) -> str:
        values = [atom.value for atom in atoms if isinstance(atom, Value)]
        if len(values) == 1:
            value = values[0]
            return f"{name} is {value}" if value.__class__ is bool else f"{name} == {self.constant(value)}"
        return f"{name} in {self.constant(frozenset(values))}"

    # Leaves

    def _order(self) -> dict[int, int]:
        """The place of each rule in the order in which rules win."""
        hits = [(self._match(rule), self._value(rule)) for rule in self.table.rules]
        if self.table.hit_policy == "P":
            hits = by_priority(self.table, hits)
        return {match.rule - 1: place for place, (match, _) in enumerate(hits)}

    def _leaf(self, active: _Active, failed: dict[int, int]) -> None:
        if not active or (len(active) > 1 and self.table.hit_policy in "UA"):
            self.write("return general(inputs)")
            return
        rule = self.table.rules[min(active, key=self.order.__getitem__)]
        value, matched = self._value(rule), (self._match(rule),)
        written = self.constant(value) + (".copy()" if value.__class__ is dict else "")
        if self.traced:
            verdicts = tuple(failed.get(index, -1) for index in range(len(self.table.rules)))
            inputs = "".join(f"v{column}, " for column in range(len(self.table.inputs)))
            trace = f"new(Trace, ({self.constant(self.table)}, ({inputs}), {self.constant(verdicts)}))"
            self.write(f"return new(Evaluation, ({written}, {self.constant(matched)}, (), ({trace},)))")
        elif value.__class__ is dict:
            # A context is made anew each time, as its holder may change it.
            self.write(f"return Evaluation({written}, {self.constant(matched)})")
        else:
            self.write(f"return {self.constant(Evaluation(value, matched))}")

    def _match(self, rule: ast.Rule) -> Match:
        return Match(self.table.name, rule.number, rule.id, rule.annotations)

    def _value(self, rule: ast.Rule) -> Any:
        values = [
            coerce(node.value, clause.type)
            for node, clause in zip(rule.outputs, self.table.outputs, strict=True)
            if isinstance(node, ast.Literal)
        ]
        names = [clause.name for clause in self.table.outputs]
        return coerce(values[0] if len(values) == 1 else dict(zip(names, values, strict=True)), self.result)


def _chosen(axis: Axis, atoms: int) -> list[Any]:
    return [atom for index, atom in enumerate(axis.atoms) if atoms >> index & 1]


def _runs(axis: Axis, groups: dict[_Active, int]) -> _Groups:
    """The groups in the order of the axis, neighbours of one group joined."""
    runs: _Groups = []
    for index in range(len(axis.atoms) - 1):
        group = next(group for group, atoms in groups.items() if atoms >> index & 1)
        if not runs or runs[-1][1] != group:
            runs.append((index, group))
    return runs


def _locator(axis: Axis, ordered: list[tuple[_Active, int]]) -> Callable[[str], int]:
    """A function from a string to the number of its group."""
    number = [next(i for i, (_, atoms) in enumerate(ordered) if atoms >> bit & 1) for bit in range(len(axis.atoms) - 1)]
    pairs = list(zip(axis.atoms, number, strict=False))
    values = {atom.value: group for atom, group in pairs if isinstance(atom, Value)}
    prefixes = sorted(((atom.prefix, group) for atom, group in pairs if isinstance(atom, Prefix)), key=_longest_first)

    def locate(text: str) -> int:
        found = values.get(text)
        return next(group for prefix, group in prefixes if text.startswith(prefix)) if found is None else found

    return locate


def _longest_first(item: tuple[str, int]) -> int:
    return -len(item[0])


def direct_function(table: ast.DecisionTable, result: Type, general: Evaluate, *, traced: bool) -> Evaluate | None:
    """The direct function of a table whose inputs are input data, or None where it needs the general way."""
    simple = (
        table.hit_policy in ("U", "A", "F", "P")
        and 0 < len(table.rules) <= _MOST_RULES
        and all(isinstance(clause.expression, ast.Name) for clause in table.inputs)
        and all(base_of(clause.expression.type) in _CLASSES for clause in table.inputs)
        and all(isinstance(node, ast.Literal) for rule in table.rules for node in rule.outputs)
    )
    coverage = Coverage(table) if simple else None
    if coverage is None or not coverage.exact:
        return None
    try:
        return TreeCompiler(table, coverage, result, general, traced=traced).compile()
    except (TooLarge, Mismatch):
        return None
