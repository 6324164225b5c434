"""Decision tables to Python (DMN 1.5, chapter 8): conditions, hit policies, matched rules and traces."""

from dataclasses import dataclass
from typing import Final

from lingnan.engine.decisions import hits
from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.compiler import Compiler
from lingnan.engine.decisions.emitter import Frame
from lingnan.engine.decisions.feel_types import BOOLEAN, DATE, DAYS_TIME, NUMBER, STRING, YEARS_MONTHS, Type, base_of
from lingnan.engine.decisions.hits import Match, TableFacts
from lingnan.engine.decisions.runs import Place

# Types whose values compare with Python's own operators.
_DIRECT: Final = frozenset((NUMBER, STRING, DATE, DAYS_TIME, YEARS_MONTHS))
_INVERSE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_PYTHON: Final = {"=": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Subject:
    """An input of a table in compiled code: its value, the form that null compares falsely in, and its type."""

    value: str
    comparable: str
    type: Type


class TableCompiler(Compiler):
    """Compiles all expressions, decision tables included; `traced` code also records why rules did not match."""

    def __init__(self, *, traced: bool = False) -> None:
        super().__init__()
        self.traced = traced
        self.globals |= {"record_trace": hits.record_trace}

    def _table(self, node: ast.DecisionTable) -> str:
        facts = TableFacts.of(node)
        subjects = [self._subject(node, column) for column in range(len(node.inputs))]
        if self.traced:
            self._trace(node, facts, subjects)
        found = self.fresh("h")
        self.write(f"{found} = []")
        for rule in node.rules:
            self._rule(node, rule, subjects, found)
        with self.at(self._place(node)):
            default = self._default(node)
            inputs = "(" + "".join(f"{subject.value}, " for subject in subjects) + ")"
            result = self.fresh()
            self.write(f"{result} = {self.constant(facts.resolve)}({found}, {default}, {inputs})")
        return result

    def _place(self, node: ast.DecisionTable, row: int | None = None, column: int | None = None) -> Place:
        element = node.id
        if row:
            element = node.rules[row - 1].cell_ids[column - 1] or node.rules[row - 1].id  # type: ignore[operator]
        return Place(element, node.name, row, column)

    def _subject(self, node: ast.DecisionTable, column: int) -> Subject:
        clause = node.inputs[column]
        with self.at(Place(clause.element_id, node.name, 0, column + 1)):
            name = self.fresh("i")
            self.write(f"{name} = {self.expression(clause.expression)}")
            kind = base_of(clause.expression.type)
            if kind not in _DIRECT:
                return Subject(name, name, kind)
            comparable = self.fresh("n")
            self.write(f"{comparable} = nullable({name})")
            return Subject(name, comparable, kind)

    def _rule(self, node: ast.DecisionTable, rule: ast.Rule, subjects: list[Subject], found: str) -> None:
        conditions = self._conditions(node, rule, subjects)
        first = node.hit_policy == "F"
        if first:
            self.write(f"if not {found}:")
        with self.indented() if first else self.at(self.place):
            self._guarded(node, rule, conditions, found)

    def _guarded(self, node: ast.DecisionTable, rule: ast.Rule, conditions: list[tuple[int, str]], found: str) -> None:
        """The rule's outcome, evaluated where its conditions hold."""
        self.write("if (")
        for index, (column, condition) in enumerate(conditions):
            with self.at(self._place(node, rule.number, column + 1)):
                self.write(("and " if index else "") + condition)
        self.write("):" if conditions else "True):")
        with self.indented():
            values = []
            for column, output in enumerate(rule.outputs):
                with self.at(self._place(node, rule.number, len(node.inputs) + column + 1)):
                    values.append(self.assign(self._output(node, column, output)))
            match = self.constant(Match(node.name, rule.number, rule.id, rule.annotations))
            self.write(f"{found}.append(({match}, {self._result(node, values)}))")

    def _output(self, node: ast.DecisionTable, column: int, output: ast.Node) -> str:
        kind = node.outputs[column].type
        expression = self.expression(output)
        if isinstance(output, ast.Literal) and base_of(output.type) == base_of(kind):
            return expression
        return f"conform({expression}, {self.constant(kind)})"

    def _result(self, node: ast.DecisionTable, values: list[str]) -> str:
        if len(node.outputs) == 1:
            return values[0]
        members = zip(node.outputs, values, strict=True)
        return "{" + ", ".join(f"{clause.name!r}: {value}" for clause, value in members) + "}"

    def _default(self, node: ast.DecisionTable) -> str:
        if all(clause.default is None for clause in node.outputs):
            return "None"
        values = ["None" if clause.default is None else self.expression(clause.default) for clause in node.outputs]
        result = self.fresh("f")
        self.write(f"def {result}():")
        with self.indented():
            self.write(f"return {self._result(node, values)}")
        return result

    def _trace(self, node: ast.DecisionTable, facts: TableFacts, subjects: list[Subject]) -> None:
        """Record for each rule the first column whose condition fails, or -1."""
        failed = []
        for rule in node.rules:
            expression = "-1"
            for column, condition in reversed(self._conditions(node, rule, subjects)):
                expression = f"{column} if not ({condition}) else {expression}"
            failed.append(self.fresh("x"))
            self.write(f"{failed[-1]} = {expression}")
        values = "".join(f"{subject.value}, " for subject in subjects)
        verdicts = "".join(f"{name}, " for name in failed)
        self.write(f"record_trace({self.constant(facts)}, ({values}), ({verdicts}))")

    # Conditions

    def _conditions(self, node: ast.DecisionTable, rule: ast.Rule, subjects: list[Subject]) -> list[tuple[int, str]]:
        """Each column that the rule tests, and the Python condition for it."""
        found = []
        for column, (tests, subject) in enumerate(zip(rule.tests, subjects, strict=True)):
            if tests.tests:
                with self.at(self._place(node, rule.number, column + 1)):
                    found.append((column, self.condition(tests, subject)))
        return found

    def condition(self, tests: ast.UnaryTests, subject: Subject) -> str:
        """A Python condition that holds where the tests are true."""
        plain = self.plain_condition(tests, subject)
        if plain is not None:
            return plain
        with self.scope(Frame({"?": subject.value})):
            return f"({self.tests(tests, subject.value)}) is True"

    def plain_condition(self, tests: ast.UnaryTests, subject: Subject) -> str | None:
        """The tests in Python's own operators, or None where the types don't allow it."""
        direct = [self._direct(test, subject, negated=tests.negated) for test in tests.tests]
        if any(condition is None for condition in direct):
            return None
        return self._joined([condition for condition in direct if condition], tests, subject)

    def _joined(self, conditions: list[str], tests: ast.UnaryTests, subject: Subject) -> str:
        values = [
            test.value.value
            for test in tests.tests
            if isinstance(test, ast.Member) and isinstance(test.value, ast.Literal)
        ]
        if len(values) == len(conditions) > 1 and subject.type == STRING and None not in values:
            return f"{subject.comparable} {'not in' if tests.negated else 'in'} {self.constant(frozenset(values))}"
        if len(conditions) == 1:
            return conditions[0]
        return "(" + (" and " if tests.negated else " or ").join(conditions) + ")"

    def _direct(self, test: ast.Test, subject: Subject, *, negated: bool) -> str | None:
        """The test in Python's own operators, where the types allow it; null never satisfies an order."""
        value = test.value if isinstance(test, ast.Member) else None
        if isinstance(value, ast.Literal) and (value.value is None or value.type == subject.type == BOOLEAN):
            return f"{subject.value} is {'not ' if negated else ''}{value.value}"
        if subject.type not in _DIRECT:
            return None
        if isinstance(test, ast.Compare) and test.operator not in _PYTHON and _is_literal(test.operand, subject.type):
            return self._compared(test.operator, test.operand, subject, negated)
        if value is not None and _is_literal(value, subject.type):
            return self._compared("=", value, subject, negated)
        return self._within(value, subject, negated) if isinstance(value, ast.RangeLiteral) else None

    def _compared(self, operator: str, operand: ast.Node, subject: Subject, negated: bool) -> str:
        symbol = _INVERSE[operator] if negated else operator
        return f"{subject.comparable} {_PYTHON.get(symbol, symbol)} {self.expression(operand)}"

    def _within(self, interval: ast.RangeLiteral, subject: Subject, negated: bool) -> str | None:
        start, end = interval.start, interval.end
        if start is None or end is None or not (_is_literal(start, subject.type) and _is_literal(end, subject.type)):
            return None
        lower, upper = "<=" if interval.start_included else "<", "<=" if interval.end_included else "<"
        if not negated:
            return f"{self.expression(start)} {lower} {subject.comparable} {upper} {self.expression(end)}"
        below, above = ("<" if interval.start_included else "<="), (">" if interval.end_included else ">=")
        value = subject.comparable
        return f"({value} {below} {self.expression(start)} or {value} {above} {self.expression(end)})"


def _is_literal(node: ast.Node, kind: Type) -> bool:
    return isinstance(node, ast.Literal) and base_of(node.type) == kind


TableCompiler._METHODS = Compiler._METHODS | {ast.DecisionTable: TableCompiler._table}
