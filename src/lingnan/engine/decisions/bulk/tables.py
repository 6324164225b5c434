"""Decision tables over a population: which rules hold in each row, and what the hit policy makes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial, reduce
from operator import add, and_, or_
from typing import Any, Final

import ibis

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.bulk import numbers, operators
from lingnan.engine.decisions.bulk.columns import Column, Outside, constant, together
from lingnan.engine.decisions.bulk.stages import Stages
from lingnan.engine.decisions.bulk.translation import Translator
from lingnan.engine.decisions.coverage import Coverage
from lingnan.engine.decisions.feel_types import BOOLEAN, DAYS_TIME, NUMBER, STRING, YEARS_MONTHS, ContextOf, Type
from lingnan.engine.decisions.text import literal_text
from lingnan.engine.decisions.values import YearMonthDuration

POLICIES: Final = ("U", "A", "F", "C+", "C<", "C>", "C#")
Report = Callable[[Outside, str | None, int | None, int | None], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision gives in each row.

    `rule` is the number of the first rule that matched, `rules` those of all under a policy that takes several,
    `conflict` whether they contradict the policy; each is None where the decision has no such thing.
    """

    value: Column
    rule: Any = None
    rules: Any = None
    conflict: Any = None


class TableTranslator(Translator):
    """Translates a decision table; a cell that is not for bulk goes to `report`, with its place."""

    def __init__(self, names: dict[str, Column], stages: Stages, report: Report) -> None:
        super().__init__(names)
        self.stages, self.report = stages, report

    def table(self, node: ast.DecisionTable) -> Outcome | None:
        """The table's outcome; None where something was reported."""
        if node.hit_policy not in POLICIES:
            self.report(Outside(f"the hit policy {node.hit_policy} is not for bulk"), node.id, None, None)
            return None
        subjects = [self._subject(node, column) for column in range(len(node.inputs))]
        conditions = [self._condition(node, rule, subjects) for rule in node.rules]
        outputs = [self._outputs(node, rule) for rule in node.rules]
        default = self._default(node)
        if any(part is None for part in (*subjects, *conditions, *outputs, default)):
            return None
        hits = Hits(node, self.stages, conditions, outputs, default)  # type: ignore[arg-type]
        found: Outcome | None = self._attempt(hits.outcome, node.id)
        return found

    def _attempt(self, translate: Callable[[], Any], element: str | None, row: Any = None, column: Any = None) -> Any:
        try:
            return translate()
        except Outside as error:
            self.report(error, element, row, column)
            return None

    def _subject(self, node: ast.DecisionTable, column: int) -> Column | None:
        clause = node.inputs[column]

        def translate() -> Column:
            found = self.expression(clause.expression)
            if isinstance(clause.expression, ast.Name):
                return found
            return Column(found.type, self.stages.bind(f"{node.name} input {column + 1}", found.lift()))

        found: Column | None = self._attempt(translate, clause.element_id, 0, column + 1)
        return found

    def _condition(self, node: ast.DecisionTable, rule: ast.Rule, subjects: list[Column | None]) -> Any:
        """The rule's condition: a list of what has to hold; None where a cell was reported."""
        held = []
        for column, (tests, subject) in enumerate(zip(rule.tests, subjects, strict=True)):
            if tests.tests and subject is not None:
                translate = partial(self.holds, tests, subject)
                held.append(self._attempt(translate, rule.cell_ids[column] or rule.id, rule.number, column + 1))
        return None if any(part is None for part in held) else held

    def _outputs(self, node: ast.DecisionTable, rule: ast.Rule) -> list[Column] | None:
        found = []
        for column, (output, clause) in enumerate(zip(rule.outputs, node.outputs, strict=True)):
            place = len(node.inputs) + column
            translate = partial(self._output, output, clause)
            found.append(self._attempt(translate, rule.cell_ids[place] or rule.id, rule.number, place + 1))
        return None if None in found else found

    def _output(self, output: ast.Node, clause: ast.OutputClause) -> Column:
        return self.conform(self.expression(output), clause.type)

    def _default(self, node: ast.DecisionTable) -> list[Column] | None:
        """The outcome where no rule matches; nothing but nulls where the table has none."""
        found = []
        for clause in node.outputs:
            default = clause.default or ast.Literal(None)
            found.append(self._attempt(partial(self.expression, default), clause.element_id))
        return None if None in found else found


@dataclass(frozen=True, slots=True)
class Hits:
    """The translated parts of a table, to be put together by its hit policy."""

    node: ast.DecisionTable
    stages: Stages
    conditions: list[list[Any]]
    outputs: list[list[Column]]
    default: list[Column]

    def outcome(self) -> Outcome:
        """The table's outcome."""
        policy = self.node.hit_policy
        if not self.conditions:
            raise Outside("a table without rules")
        if policy[0] == "C":
            return self._collected(policy[1])
        if policy == "F" or not _overlapping(self.node):
            rule = self.stages.bind(f"{self.node.name} rule", self._first())
            return Outcome(self._value(rule, None), rule)
        return self._guarded(policy)

    def _first(self) -> Any:
        """The number of the first rule that holds, as one CASE."""
        branches: list[tuple[Any, Any]] = []
        for number, condition in enumerate(self.conditions, 1):
            if not condition:
                return _cases(branches, ibis.literal(number, type="int16"), "int16")
            branches.append((reduce(and_, condition), ibis.literal(number, type="int16")))
        return _cases(branches, None, "int16")

    def _value(self, rule: Any, conflict: Any) -> Column:
        """The outcome of the rule of each row; null in a conflict."""
        names = [clause.name for clause in self.node.outputs]
        columns = [self._column(rule, conflict, index) for index in range(len(names))]
        if len(columns) == 1:
            return columns[0]
        kind = ContextOf(tuple((name, column.type) for name, column in zip(names, columns, strict=True)))
        whole = ibis.struct({name: column.lift() for name, column in zip(names, columns, strict=True)})
        missing = conflict
        if all(clause.default is None for clause in self.node.outputs):
            missing = rule.isnull() if conflict is None else conflict | rule.isnull()
        return Column(kind, whole if missing is None else ibis.ifelse(missing, ibis.null(whole.type()), whole))

    def _column(self, rule: Any, conflict: Any, index: int) -> Column:
        columns, default = [outputs[index] for outputs in self.outputs], self.default[index]
        kind, dtype = together([*columns, default])
        if all(column.is_constant for column in columns):
            value = _looked_up(rule, columns, default, dtype)
        else:
            value = _chosen(rule, columns, default, dtype)
        return Column(kind, value if conflict is None else ibis.ifelse(conflict, ibis.null(dtype), value))

    # More than one rule

    def _masks(self) -> list[Any]:
        """For each rule a column: whether it holds."""
        held = {
            f"{self.node.name} {number}": reduce(and_, condition).coalesce(False) if condition else ibis.literal(True)
            for number, condition in enumerate(self.conditions, 1)
        }
        return list(self.stages.bind_all(held).values())

    def _guarded(self, policy: str) -> Outcome:
        """U and A, where rules may hold together."""
        masks = self._masks()
        first = self.stages.bind(f"{self.node.name} rule", _first_of(masks))
        conflict = _count(masks) > 1 if policy == "U" else self._differing(masks, first)
        conflict = self.stages.bind(f"{self.node.name} conflict", conflict)
        rule = ibis.ifelse(conflict, ibis.null("int16"), first)
        none = ibis.literal([], type="array<int16>")
        rules = ibis.ifelse(conflict, none, _numbers(masks)) if policy == "A" else None
        return Outcome(self._value(first, conflict), rule, rules, conflict)

    def _differing(self, masks: list[Any], first: Any) -> Any:
        """Whether a rule that holds gives another outcome than the first that does."""
        differing = ibis.literal(False)
        for index in range(len(self.node.outputs)):
            chosen = self._column(first, None, index)
            value = Column(chosen.type, self.stages.bind(f"{self.node.name} first {index + 1}", chosen.lift()))
            for mask, outputs in zip(masks, self.outputs, strict=True):
                differing |= mask & ~operators.equal(value, outputs[index]).coalesce(False)
        return differing

    def _collected(self, aggregation: str) -> Outcome:
        """C with an aggregation."""
        if aggregation != "#" and len(self.node.outputs) > 1:
            raise Outside("an aggregation of several outputs")
        masks = self._masks()
        held = reduce(or_, masks)
        if aggregation == "#":
            found = Column(NUMBER, _count(masks))
        else:
            found = _AGGREGATIONS[aggregation](masks, [outputs[0] for outputs in self.outputs])
        default = self.default[0]
        kind, dtype = together([found, default])
        value = Column(kind, ibis.ifelse(held, found.lift(dtype), default.lift(dtype)))
        return Outcome(value, _first_of(masks), _numbers(masks))


def _overlapping(node: ast.DecisionTable) -> bool:
    """Whether two rules may hold together, null included; a table that can't be told exactly may have such."""
    coverage = Coverage(node)
    if not coverage.exact:
        return True
    boxes = coverage.boxes
    return any(
        all(left & right for left, right in zip(boxes[first], boxes[second], strict=True))
        for first in range(len(boxes))
        for second in range(first)
    )


def _looked_up(rule: Any, columns: list[Column], default: Column, dtype: Any) -> Any:
    """Constant outcomes by the number of the rule, in a list that begins with the default.

    A second CASE costs DuckDB a third more than this.
    """
    values = ibis.array([column.lift(dtype) for column in (default, *columns)])
    return values[rule if default.is_null else rule.coalesce(0)]


def _chosen(rule: Any, columns: list[Column], default: Column, dtype: Any) -> Any:
    """Outcomes by the number of the rule, each worked out only in its rows."""
    branches = [(rule.isin(numbers), columns[numbers[0] - 1].lift(dtype)) for numbers in _alike(columns)]
    return _cases(branches, default.lift(dtype), dtype)


def _alike(columns: list[Column]) -> list[list[int]]:
    """The numbers of the rules by outcome: those that give one constant together."""
    groups: dict[str, list[int]] = {}
    for number, column in enumerate(columns, 1):
        key = literal_text(column.constant) if column.is_constant else f"rule {number}"
        groups.setdefault(key, []).append(number)
    return list(groups.values())


def _cases(branches: list[tuple[Any, Any]], default: Any, dtype: Any) -> Any:
    other = ibis.null(dtype) if default is None else default
    return ibis.cases(*branches, else_=other) if branches else other


def _count(masks: list[Any]) -> Any:
    return reduce(add, (mask.cast("int64") for mask in masks))


def _first_of(masks: list[Any]) -> Any:
    """The number of the first rule that holds."""
    numbered = [(mask, ibis.literal(number, type="int16")) for number, mask in enumerate(masks, 1)]
    return _cases(numbered, None, "int16")


def _numbers(masks: list[Any]) -> Any:
    """The numbers of the rules that hold, as a list."""
    found = [ibis.ifelse(mask, ibis.literal(number, type="int16"), None) for number, mask in enumerate(masks, 1)]
    return ibis.array(found).filter(lambda number: number.notnull())


def _sum(masks: list[Any], outputs: list[Column]) -> Column:
    kind, _ = together(outputs)
    nothing = _NOTHING.get(kind)
    if nothing is None:
        raise Outside(f"a sum of {kind}")
    terms = [_either(mask, column, constant(nothing)) for mask, column in zip(masks, outputs, strict=True)]
    if kind == NUMBER:
        return numbers.total(terms)
    return reduce(lambda total, term: operators.binary("+", total, term), terms)


def _either(mask: Any, column: Column, other: Column) -> Column:
    kind, dtype = together([column, other])
    return Column(kind, ibis.ifelse(mask, column.lift(dtype), other.lift(dtype)))


def _extreme(choose: Callable[..., Any]) -> Callable[[list[Any], list[Column]], Column]:
    def extreme(masks: list[Any], outputs: list[Column]) -> Column:
        """The engines' own least and greatest pass over null, FEEL's order doesn't."""
        kind, dtype = together(outputs)
        if kind == BOOLEAN:
            raise Outside("booleans have no order")
        values = [ibis.ifelse(mask, column.lift(dtype), None) for mask, column in zip(masks, outputs, strict=True)]
        found = choose(*values) if len(values) > 1 else values[0]
        unknown = [mask & column.lift(dtype).isnull() for mask, column in zip(masks, outputs, strict=True)]
        return Column(kind, ibis.ifelse(reduce(or_, unknown), ibis.null(dtype), found))

    return extreme


_NOTHING: Final[dict[Type, Any]] = {
    NUMBER: Decimal(0),
    STRING: "",
    DAYS_TIME: timedelta(0),
    YEARS_MONTHS: YearMonthDuration(0),
}
_AGGREGATIONS: Final = {"+": _sum, "<": _extreme(ibis.least), ">": _extreme(ibis.greatest)}
