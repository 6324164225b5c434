"""FEEL text to syntax trees: recursive descent, precedence climbing for the operators (DMN 1.5, grammar rules 1–60).

Written by hand, because a FEEL name may hold spaces, signs and keywords ("Person's description", "date and time"): only
the scope tells where it ends, and the scope grows while the text is read. docs/adr/0004-feel-parser.md says why.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.conformance import type_of
from lingnan.engine.decisions.cursor import FeelSyntaxError
from lingnan.engine.decisions.feel_types import (
    ANY,
    BOOLEAN,
    BY_NAME,
    DAYS_TIME,
    NUMBER,
    STRING,
    ContextOf,
    FunctionOf,
    ListOf,
    Type,
    base_of,
    element_of,
)
from lingnan.engine.decisions.primary import COMPARISONS, PrimaryParser
from lingnan.engine.decisions.scope import Scope, member_type, members_of
from lingnan.engine.decisions.temporal import OutOfRange
from lingnan.engine.decisions.temporal_text import (
    NotTemporal,
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
)

_NUMBER_PROPERTIES = "year month day weekday hour minute second years months days hours minutes seconds"
_PROPERTIES: dict[str, Type] = {
    "start included": BOOLEAN,
    "end included": BOOLEAN,
    "time offset": DAYS_TIME,
    **dict.fromkeys(_NUMBER_PROPERTIES.split(" "), NUMBER),
}


_TEMPORAL: dict[str, Callable[[str], Any]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_datetime,
    "duration": parse_duration,
}


# How tightly an operator binds (grammar rule 4 and the order of rule 2).
_BINDING = {"or": 1, "and": 2, "between": 3, "in": 3, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6} | dict.fromkeys(
    COMPARISONS, 3
)


class Parser(PrimaryParser):
    """Reads one text with the names of `scope` and the item definitions of `types`."""

    def expression(self) -> ast.Node:
        """Any expression."""
        return self._operation(1)

    def additive(self) -> ast.Node:
        """A sum, or what binds tighter."""
        return self._operation(_BINDING["+"])

    def _operation(self, level: int) -> ast.Node:
        """An operand and the operators after it that bind at this level or tighter, all to the left."""
        at, left = self.token.at, self._negation()
        while self.token.kind in ("symbol", "name"):
            operator = self.token.text
            binding = _BINDING.get(operator, 0)
            if binding < level:
                break
            self.index += 1
            left = self._applied(left, operator, binding, at)
        return left

    def _applied(self, left: ast.Node, operator: str, binding: int, at: int) -> ast.Node:
        if operator == "between":
            low = self.additive()
            self.expect("and")
            return ast.Between(left, low, self.additive(), type=BOOLEAN, at=at)
        if operator == "in":
            return ast.In(left, self._in_tests(), type=BOOLEAN, at=at)
        right = self._operation(binding + 1)
        if operator in ("or", "and"):
            return ast.Logic(operator, left, right, type=BOOLEAN, at=at)
        kind = BOOLEAN if operator in COMPARISONS else _arithmetic_type(operator, left.type, right.type)
        return ast.Binary(operator, left, right, type=kind, at=at)

    def _in_tests(self) -> ast.UnaryTests:
        at = self.token.at
        if self.token.text == "(":
            tests = self.attempt(self._bracketed_tests)
            if tests is not None:
                return ast.UnaryTests(tests, type=BOOLEAN, at=at)
        return ast.UnaryTests((self._test(self.additive),), type=BOOLEAN, at=at)

    def _bracketed_tests(self) -> tuple[ast.Test, ...]:
        self.expect("(")
        tests = self._tests()
        self.expect(")")
        if self.token.text in ("[", "(", ".", "+", "-", "*", "/", "**", "instance"):
            raise self.fail("the list of tests goes on as an expression")
        return tests

    def _negation(self) -> ast.Node:
        at = self.token.at
        if not self.take("-"):
            return self._instance()
        operand = self._negation()
        if isinstance(operand, ast.Literal) and isinstance(operand.value, Decimal):
            return ast.Literal(-operand.value, type=NUMBER, at=at)
        return ast.Negate(operand, type=operand.type, at=at)

    def _instance(self) -> ast.Node:
        at, value = self.token.at, self.postfix(self.primary())
        while self.take("instance"):
            self.expect("of")
            value = ast.InstanceOf(value, self.type_expression(), type=BOOLEAN, at=at)
        return value

    def postfix(self, node: ast.Node, *, filters: bool = True) -> ast.Node:
        """The node with the paths, filters and calls that follow it."""
        while True:
            if self.take("."):
                node = self._path(node)
            elif filters and self.token.text == "[" and self.token.kind == "symbol":
                self.index += 1
                node = self._filter(node)
            elif self.take("("):
                node = self._call(node)
            else:
                return node

    def _path(self, source: ast.Node) -> ast.Node:
        kind = base_of(source.type)
        many = isinstance(kind, ListOf)
        owner = element_of(kind) if many else kind
        name = self._member_name(owner)
        member = member_type(owner, name)
        if member == ANY and not isinstance(base_of(owner), ContextOf) and owner != ANY:
            member = _PROPERTIES.get(name, ANY)
        return ast.Path(source, name, type=ListOf(member) if many else member, at=source.at)

    def _member_name(self, owner: Type) -> str:
        for name, length in members_of(owner).matches(self.tokens, self.index):
            self.index += length
            return name
        return self.unknown_name()

    def _filter(self, source: ast.Node) -> ast.Node:
        element = element_of(source.type)
        condition = self.inside(self.scope.within(element), self.expression)
        self.expect("]")
        kind = element if condition.type == NUMBER else ListOf(element)
        return ast.Filter(source, condition, type=kind, at=source.at)

    # Calls

    def _call(self, callee: ast.Node) -> ast.Node:
        kind = base_of(callee.type)
        result = kind.result if isinstance(kind, FunctionOf) else ANY
        if self.take(")"):
            return ast.Call(callee, (), type=result, at=callee.at)
        named = self.attempt(self.entry_name)
        if named is not None:
            return ast.NamedCall(callee, self._named_arguments(named), type=result, at=callee.at)
        arguments = [self.expression()]
        while self.take(","):
            arguments.append(self.expression())
        self.expect(")")
        return _folded(ast.Call(callee, tuple(arguments), type=result, at=callee.at), self.scope)

    def _named_arguments(self, name: str) -> tuple[tuple[str, ast.Node], ...]:
        arguments = [(name, self.expression())]
        while self.take(","):
            name = self.entry_name()
            arguments.append((name, self.expression()))
        self.expect(")")
        return tuple(arguments)

    # Unary tests

    def unary_tests(self) -> ast.UnaryTests:
        """A table's input cell (grammar rules 12–17): `-`, tests between commas, or not(tests)."""
        if not self.text.strip() or (self.token.text == "-" and self.tokens[1].kind == "end"):
            return ast.UnaryTests((), type=BOOLEAN)
        negated = self.attempt(self._negated_tests)
        if negated is not None:
            return ast.UnaryTests(negated, True, type=BOOLEAN)
        return ast.UnaryTests(self.finish(self._tests()), type=BOOLEAN)

    def _negated_tests(self) -> tuple[ast.Test, ...]:
        self.expect("not")
        self.expect("(")
        tests = self._tests()
        self.expect(")")
        return self.finish(tests)

    def _tests(self) -> tuple[ast.Test, ...]:
        tests = [self._test(self.expression)]
        while self.take(","):
            tests.append(self._test(self.expression))
        return tuple(tests)

    def _test(self, read: Callable[[], ast.Node]) -> ast.Test:
        at = self.token.at
        if operator := self.take(*COMPARISONS):
            return ast.Compare(operator, self.additive(), at=at)
        outer, self.reads_input = self.reads_input, False
        expression = read()
        found, self.reads_input = self.reads_input, outer or self.reads_input
        return ast.Condition(expression, at=at) if found else ast.Member(expression, at=at)


def _folded(call: ast.Call, scope: Scope) -> ast.Node:
    """date("…") and its kin as the constant they are; text they don't take stays a call, null at run time."""
    callee, argument = call.callee, call.arguments[0]
    read = _TEMPORAL.get(callee.name) if isinstance(callee, ast.Name) and len(call.arguments) == 1 else None
    if read is None or not isinstance(argument, ast.Literal) or not isinstance(argument.value, str):
        return call
    if not isinstance(scope.find(callee.name), FunctionOf):  # type: ignore[attr-defined]
        return call
    try:
        value = read(argument.value)
    except (NotTemporal, OutOfRange):
        return call
    return ast.Literal(value, type=type_of(value), at=call.at)


def _arithmetic_type(operator: str, left: Type, right: Type) -> Type:
    left, right = base_of(left), base_of(right)
    if left == right == NUMBER or (operator == "+" and left == right == STRING):
        return left
    return ANY


def parse_expression(text: str, scope: Scope, types: Mapping[str, Type] = BY_NAME) -> ast.Node:
    """The syntax tree of an expression; raises FeelSyntaxError."""
    parser = Parser(text, scope, types)
    try:
        return parser.finish(parser.expression())
    except RecursionError:
        raise FeelSyntaxError("nested too deeply", text, 0) from None


def parse_unary_tests(text: str, scope: Scope, types: Mapping[str, Type] = BY_NAME) -> ast.UnaryTests:
    """The syntax tree of a table's input cell, with `?` in the scope as its input; raises FeelSyntaxError."""
    try:
        return Parser(text, scope, types).unary_tests()
    except RecursionError:
        raise FeelSyntaxError("nested too deeply", text, 0) from None
