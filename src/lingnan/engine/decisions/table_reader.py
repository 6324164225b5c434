"""Decision tables of DMN XML to syntax trees (DMN 1.5, 8.3)."""

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.boxed import BoxedReader
from lingnan.engine.decisions.feel_types import ANY, Allowed, Type
from lingnan.engine.decisions.lexer import normal_name
from lingnan.engine.decisions.parser import parse_unary_tests
from lingnan.engine.decisions.scope import Scope
from lingnan.engine.decisions.xml_elements import Element

_POLICIES = {
    "UNIQUE": "U",
    "FIRST": "F",
    "PRIORITY": "P",
    "ANY": "A",
    "COLLECT": "C",
    "RULE ORDER": "R",
    "OUTPUT ORDER": "O",
}
_AGGREGATIONS = {"": "", "SUM": "+", "MIN": "<", "MAX": ">", "COUNT": "#"}


class TableReader(BoxedReader):
    """Reads all boxed expressions, decision tables included."""

    def _table(self, element: Element, scope: Scope, name: str) -> ast.Node:
        inputs = tuple(self._input(child, scope) for child in element.all("input"))
        outputs = tuple(self._output(child, scope, name) for child in element.all("output"))
        labels = [child.get("name") or "" for child in element.all("annotation")]
        rules = tuple(
            self._rule(child, number, inputs, outputs, labels, scope)
            for number, child in enumerate(element.all("rule"), 1)
        )
        policy = self._policy(element, outputs)
        many = policy in ("R", "O", "C")
        kind = outputs[0].type if len(outputs) == 1 and not many and policy != "C#" else ANY
        return ast.DecisionTable(name, element.get("id") or name, policy, inputs, outputs, rules, type=kind)

    def _policy(self, element: Element, outputs: tuple[ast.OutputClause, ...]) -> str:
        policy = (element.get("hitPolicy") or "UNIQUE").strip()
        aggregation = (element.get("aggregation") or "").strip()
        if policy not in _POLICIES or aggregation not in _AGGREGATIONS:
            self.fail("table-hit-policy", f"there is no hit policy {policy} {aggregation}".rstrip(), element)
            return "U"
        letter = _POLICIES[policy]
        if not outputs:
            self.fail("table-output", "the table has no output", element)
        if letter in "PO" and not any(clause.values for clause in outputs):
            self.fail("table-priority", "the outputs have no values in order of priority", element)
        return letter + (_AGGREGATIONS[aggregation] if letter == "C" else "")

    def _input(self, element: Element, scope: Scope) -> ast.InputClause:
        source = element.first("inputExpression") or element
        expression = self.feel(source, scope)
        declared = self.type_of(element.first("inputExpression"))
        if declared not in (ANY, expression.type):
            expression = ast.Coerce(expression, type=declared)
        allowed, text = self._allowed(element.first("inputValues"), expression.type, scope)
        label = element.get("label") or source.content("text").strip()
        return ast.InputClause(label, source.content("text").strip(), expression, allowed, text, element.get("id"))

    def _output(self, element: Element, scope: Scope, name: str) -> ast.OutputClause:
        kind = self.type_of(element)
        allowed, text = self._allowed(element.first("outputValues"), kind, scope)
        default = element.first("defaultOutputEntry")
        key = normal_name(element.get("name") or "")
        return ast.OutputClause(
            key,
            element.get("label") or key or name,
            kind,
            _ordered(allowed),
            allowed,
            text,
            None if default is None else self.feel(default, scope),
            element.get("id"),
        )

    def _allowed(self, element: Element | None, kind: Type, scope: Scope) -> tuple[ast.UnaryTests | None, str]:
        """The values of a clause: its own, else those of its type."""
        inner = scope.child({"?": kind})
        if element is not None and element.content("text").strip():
            return self.unary(element, inner), element.content("text").strip()
        if isinstance(kind, Allowed):
            return parse_unary_tests(kind.text, inner, self.types), kind.text
        return None, ""

    def _rule(
        self,
        element: Element,
        number: int,
        inputs: tuple[ast.InputClause, ...],
        outputs: tuple[ast.OutputClause, ...],
        labels: list[str],
        scope: Scope,
    ) -> ast.Rule:
        entries, outcomes = list(element.all("inputEntry")), list(element.all("outputEntry"))
        if len(entries) != len(inputs) or len(outcomes) != len(outputs):
            expected = f"{len(inputs)} conditions and {len(outputs)} outcomes"
            self.fail(
                "table-rule", f"rule {number} has {len(entries)} and {len(outcomes)} instead of {expected}", element
            )
        tests = tuple(
            self.unary(entry, scope.child({"?": clause.expression.type}), number, column)
            for column, (entry, clause) in enumerate(zip(entries, inputs, strict=False), 1)
        )
        values = tuple(
            self.feel(entry, scope, number, len(inputs) + column) for column, entry in enumerate(outcomes, 1)
        )
        return ast.Rule(
            number,
            element.get("id") or f"rule-{number}",
            tuple(entry.content("text").strip() for entry in entries),
            tuple(entry.content("text").strip() for entry in outcomes),
            tests,
            values,
            _annotations(element, labels),
            tuple(entry.get("id") for entry in [*entries, *outcomes]),
        )


def _annotations(element: Element, labels: list[str]) -> tuple[tuple[str, str], ...]:
    texts = [entry.content("text").strip() for entry in element.all("annotationEntry")]
    labels = labels + [""] * (len(texts) - len(labels))
    found = [(label, text) for label, text in zip(labels, texts, strict=False) if text]
    described = element.content("description").strip()
    return tuple(found) + ((("description", described),) if described else ())


def _ordered(allowed: ast.UnaryTests | None) -> tuple[ast.Node, ...]:
    """The output values in order, where they are given one by one."""
    if allowed is None:
        return ()
    return tuple(test.value for test in allowed.tests if isinstance(test, ast.Member))


TableReader._METHODS = BoxedReader._METHODS | {"decisionTable": TableReader._table}
