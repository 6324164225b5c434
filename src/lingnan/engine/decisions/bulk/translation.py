"""Syntax trees of FEEL to columns: one method a kind of node, as the compiler for one case has."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any, ClassVar

import ibis

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.bulk import functions, moments, operators
from lingnan.engine.decisions.bulk.columns import Column, Outside, constant, together, truth
from lingnan.engine.decisions.conformance import Mismatch, coerce
from lingnan.engine.decisions.feel_types import ANY, BOOLEAN, NULL_TYPE, STRING, Allowed, ContextOf, Type, base_of
from lingnan.engine.decisions.functions import BUILTIN_SCOPE, BUILTINS
from lingnan.engine.decisions.parser import parse_unary_tests


class Translator:
    """Translates expressions whose names are columns."""

    _METHODS: ClassVar[dict[type, Callable[[Any, Any], Column]]]

    def __init__(self, names: Mapping[str, Column]) -> None:
        self.names = names

    def expression(self, node: ast.Node) -> Column:
        """The node's value; raises Outside."""
        method = self._METHODS.get(type(node))
        if method is None:
            raise Outside(f"{_words(type(node).__name__)} is not for bulk")
        return method(self, node)

    def _literal(self, node: ast.Literal) -> Column:
        return constant(node.value)

    def _name(self, node: ast.Name) -> Column:
        if node.name not in self.names:
            raise Outside(f"nothing gives {node.name!r}")
        return self.names[node.name]

    def _path(self, node: ast.Path) -> Column:
        source = self.expression(node.source)
        if isinstance(source.type, ContextOf):
            kind = source.type.member(node.name)
            if kind is None:
                raise Outside(f"there is no {node.name!r}")
            return Column(base_of(kind), source.value[node.name])
        return moments.part(source, node.name)

    def _binary(self, node: ast.Binary) -> Column:
        return operators.binary(node.operator, self.expression(node.left), self.expression(node.right))

    def _negate(self, node: ast.Negate) -> Column:
        return operators.negate(self.expression(node.operand))

    def _logic(self, node: ast.Logic) -> Column:
        left, right = (operators.boolean(self.expression(part)) for part in (node.left, node.right))
        return truth(left & right if node.operator == "and" else left | right)

    def _between(self, node: ast.Between) -> Column:
        value = self.expression(node.value)
        above = operators.binary("<=", self.expression(node.low), value)
        below = operators.binary("<=", value, self.expression(node.high))
        return truth(operators.boolean(above) & operators.boolean(below))

    def _if(self, node: ast.If) -> Column:
        condition = self.expression(node.condition)
        chosen, other = self.expression(node.consequent), self.expression(node.alternative)
        if condition.is_constant:
            return chosen if condition.constant is True else other
        kind, dtype = together([chosen, other])
        if kind == NULL_TYPE:
            return constant(None)
        return Column(kind, ibis.ifelse(operators.boolean(condition), chosen.lift(dtype), other.lift(dtype)))

    def _call(self, node: ast.Call) -> Column:
        callee = node.callee
        if not isinstance(callee, ast.Name) or callee.name not in BUILTINS or callee.name in self.names:
            raise Outside("a call of a function that is not built in")
        if callee.name == "list contains" and len(node.arguments) == 2:
            return self._list_contains(*node.arguments)
        return functions.call(callee.name, [self.expression(argument) for argument in node.arguments])

    def _list_contains(self, items: ast.Node, element: ast.Node) -> Column:
        if isinstance(items, ast.ListLiteral):
            return truth(self._among(items.items, self.expression(element)))
        return functions.list_contains(self.expression(items), self.expression(element))

    def _coerce(self, node: ast.Coerce) -> Column:
        return self.conform(self.expression(node.value), node.type)

    def _placed(self, node: ast.Placed) -> Column:
        return self.expression(node.value)

    def conform(self, column: Column, kind: Type) -> Column:
        """The value as a declared type; null where it is not among the allowed ones."""
        if kind == ANY:
            return column
        if column.is_null:
            return Column(base_of(kind), None, None)
        if column.is_constant:
            try:
                return constant(coerce(column.constant, kind))
            except Mismatch as error:
                raise Outside(str(error)) from None
        if base_of(kind) != column.type:
            raise Outside(f"{column.type} instead of {base_of(kind)}")
        return self._allowed(column, kind) if isinstance(kind, Allowed) else column

    def _allowed(self, column: Column, kind: Allowed) -> Column:
        inner = self.conform(column, kind.base)
        tests = parse_unary_tests(kind.text, BUILTIN_SCOPE.child({"?": kind.base}))
        return operators.whether(self.tests(tests, inner).coalesce(True), inner)

    # Tests

    def _in(self, node: ast.In) -> Column:
        return truth(self.tests(node.tests, self.expression(node.value)))

    def tests(self, tests: ast.UnaryTests, subject: Column) -> Any:
        """The three-valued outcome of unary tests."""
        found = reduce(or_, (self._test(test, subject) for test in tests.tests))
        return ~found if tests.negated else found

    def holds(self, tests: ast.UnaryTests, subject: Column) -> Any:
        """A condition that is true where the tests are; elsewhere it is false or null."""
        values = [self._value(test, subject) for test in tests.tests]
        if len(values) > 1 and all(value is not None for value in values):
            known = subject.value.isin([value.lift(subject.value.type()) for value in values if value is not None])
            return ~known | subject.value.isnull() if tests.negated else known
        truths = [test.value for test in tests.tests if isinstance(test, ast.Member) and _is_literal(test.value)]
        if subject.type == BOOLEAN and len(truths) == len(tests.tests):
            lax = not tests.negated
            found = reduce(or_, (operators.equal(subject, self.expression(value), lax=lax) for value in truths))
            return found if lax else ~found
        if tests.negated:
            return self.tests(tests, subject)
        return reduce(or_, (self._test(test, subject, lax=True) for test in tests.tests))

    def _value(self, test: ast.Test, subject: Column) -> Column | None:
        """The string that a test asks for, to be looked up with others."""
        value = test.value if isinstance(test, ast.Member) else None
        found = isinstance(value, ast.Literal) and isinstance(value.value, str) and subject.type == STRING
        return constant(value.value) if found and not subject.is_constant else None  # type: ignore[union-attr]

    def _test(self, test: ast.Test, subject: Column, *, lax: bool = False) -> Any:
        if isinstance(test, ast.Compare):
            operand = self.expression(test.operand)
            if test.operator == "=" and lax:
                return operators.equal(subject, operand, lax=True)
            return operators.boolean(operators.binary(test.operator, subject, operand))
        if isinstance(test, ast.Member):
            return self._member(test.value, subject, lax=lax)
        assert isinstance(test, ast.Condition)
        return operators.boolean(Translator({**self.names, "?": subject}).expression(test.expression))

    def _member(self, node: ast.Node, subject: Column, *, lax: bool) -> Any:
        if isinstance(node, ast.RangeLiteral):
            return self._within(node, subject)
        if isinstance(node, ast.ListLiteral):
            return self._among(node.items, subject)
        value = self.expression(node)
        if value.type == BOOLEAN != subject.type:
            # A truth told in a cell holds whatever the input is; an unknown one equals an unknown input.
            return value.lift().coalesce(operators.is_null(subject))
        if value.type == BOOLEAN:
            same = operators.equal(subject, value)
            return ibis.ifelse(operators.is_null(subject), value.lift().coalesce(True), same)
        return operators.equal(subject, value, lax=lax)

    def _among(self, items: tuple[ast.Node, ...], subject: Column) -> Any:
        """Whether any item equals the subject or, as a range, holds it: true or false, never null."""
        if not items:
            return ibis.literal(False)
        return reduce(or_, (self._member(item, subject, lax=False).coalesce(False) for item in items))

    def _within(self, node: ast.RangeLiteral, subject: Column) -> Any:
        start, end = (None if part is None else self.expression(part) for part in (node.start, node.end))
        above = None if start is None else _bounded(start, ">=" if node.start_included else ">", subject)
        below = None if end is None else _bounded(end, "<=" if node.end_included else "<", subject)
        if above is None or below is None:
            return below if above is None else above
        if start is None or end is None or (start.is_constant and end.is_constant):
            return above & below
        descends = operators.boolean(operators.binary(">", start, end)).coalesce(False)
        return ibis.ifelse(descends, operators.is_null(subject), above & below)


def _is_literal(node: ast.Node) -> bool:
    return isinstance(node, ast.Literal)


def _bounded(bound: Column, operator: str, subject: Column) -> Any:
    """The subject on its side of a bound; a bound that is null lets everything pass."""
    if bound.is_null:
        return ibis.literal(True)
    inside = operators.boolean(operators.binary(operator, subject, bound))
    return inside if bound.is_constant else bound.value.isnull() | inside


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


Translator._METHODS = {
    ast.Literal: Translator._literal,
    ast.Name: Translator._name,
    ast.Path: Translator._path,
    ast.Binary: Translator._binary,
    ast.Negate: Translator._negate,
    ast.Logic: Translator._logic,
    ast.Between: Translator._between,
    ast.In: Translator._in,
    ast.If: Translator._if,
    ast.Call: Translator._call,
    ast.Coerce: Translator._coerce,
    ast.Placed: Translator._placed,
}
