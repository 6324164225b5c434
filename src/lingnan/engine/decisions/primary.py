"""The parts of FEEL that begin with a token of their own: literals, names, brackets, and for, some, if, function."""

from abc import abstractmethod
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.conformance import type_of
from lingnan.engine.decisions.feel_types import (
    ANY,
    BOOLEAN,
    NULL_TYPE,
    NUMBER,
    STRING,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Type,
    common,
    element_of,
)
from lingnan.engine.decisions.lexer import Token, normal_name, string_of
from lingnan.engine.decisions.scope import Scope
from lingnan.engine.decisions.temporal import OutOfRange
from lingnan.engine.decisions.temporal_text import NotTemporal, parse_temporal
from lingnan.engine.decisions.type_parser import TypeParser

COMPARISONS = ("<=", ">=", "<", ">", "!=", "=")
STOPS = frozenset(["and", "or", "then", "else", "in", "return", "satisfies", "between", "instance", "external"])
_CONSTANTS: dict[str, tuple[Any, Type]] = {
    "true": (True, BOOLEAN),
    "false": (False, BOOLEAN),
    "null": (None, NULL_TYPE),
}


class PrimaryParser(TypeParser):
    """Reads primary expressions; the operators between them are the Parser's."""

    _SYMBOLS: ClassVar[dict[str, Callable[[Any, Token], ast.Node]]]
    _KEYWORDS: ClassVar[dict[str, Callable[[Any, Token], ast.Node]]]

    @abstractmethod
    def expression(self) -> ast.Node:
        """Any expression."""

    @abstractmethod
    def additive(self) -> ast.Node:
        """An expression that binds tighter than comparison."""

    @abstractmethod
    def postfix(self, node: ast.Node, *, filters: bool = True) -> ast.Node:
        """The node with the paths, filters and calls that follow it."""

    def primary(self) -> ast.Node:
        token = self.token
        if token.kind == "number":
            self.index += 1
            return ast.Literal(Decimal(token.text), type=NUMBER, at=token.at)
        if token.kind == "string":
            self.index += 1
            return ast.Literal(string_of(token.text), type=STRING, at=token.at)
        if token.kind == "name":
            return self._word()
        read = self._SYMBOLS.get(token.text)
        if read is None:
            raise self.fail(f"unexpected {token.text!r}" if token.text else "the text ends too soon")
        self.index += 1
        return read(self, token)

    def _word(self) -> ast.Node:
        token, found = self.token, self.scope.longest(self.tokens, self.index)
        if found is None or found.length == 1:
            if token.text in _CONSTANTS:
                self.index += 1
                value, kind = _CONSTANTS[token.text]
                return ast.Literal(value, type=kind, at=token.at)
            if token.text in self._KEYWORDS and (found is None or found.builtin):
                self.index += 1
                return self._KEYWORDS[token.text](self, token)
        if found is None and token.text in STOPS:
            raise self.fail(f"unexpected {token.text!r}")
        following = self.tokens[self.index + found.length] if found else token
        if found is None or (following.kind == "name" and following.text not in STOPS and not found.builtin):
            return ast.Name(self.unknown_name(), False, at=token.at)
        self.index += found.length
        self.reads_input |= found.name == "?"
        return ast.Name(found.name, True, type=found.type, at=token.at)

    def _parenthesis(self, token: Token) -> ast.Node:
        if operator := self.take(*COMPARISONS):
            node: ast.Node = self._half_range(operator, token)
        else:
            node = self.expression()
            if self.take(".."):
                return self._range(node, False, token)
        self.expect(")")
        return node

    def _bracket(self, token: Token) -> ast.Node:
        if self.take("]"):
            return ast.ListLiteral((), type=ListOf(ANY), at=token.at)
        items = [self.expression()]
        if self.take(".."):
            return self._range(items[0], True, token)
        while self.take(","):
            items.append(self.expression())
        self.expect("]")
        return ast.ListLiteral(tuple(items), type=ListOf(common([item.type for item in items])), at=token.at)

    def _open_range(self, token: Token) -> ast.Node:
        start = self.additive()
        self.expect("..")
        return self._range(start, False, token)

    def _range(self, start: ast.Node, included: bool, token: Token) -> ast.Node:
        ended = self.attempt(self._end_with_filters) or self._end_without_filters()
        end, closing = ended
        kind = RangeOf(common([start.type, end.type]))
        return ast.RangeLiteral(start, end, included, closing == "]", type=kind, at=token.at)

    def _end_with_filters(self) -> tuple[ast.Node, str]:
        return self.additive(), self.expect("]", ")")

    def _end_without_filters(self) -> tuple[ast.Node, str]:
        """The end of a range that closes with `[`, which would else begin a filter."""
        negative = self.take("-")
        end = self.postfix(self.primary(), filters=False)
        if negative:
            end = ast.Negate(end, type=end.type, at=end.at)
        return end, self.expect("]", ")", "[")

    def _half_range(self, operator: str, token: Token) -> ast.Node:
        """`< 5` as a value: the range below five (grammar rule 8)."""
        value = self.additive()
        kind = RangeOf(value.type)
        if operator == "=":
            return ast.RangeLiteral(value, value, True, True, type=kind, at=token.at)
        if operator == "!=":
            raise self.fail("`!=` is no range")
        if operator[0] == "<":
            return ast.RangeLiteral(None, value, False, operator == "<=", type=kind, at=token.at)
        return ast.RangeLiteral(value, None, operator == ">=", False, type=kind, at=token.at)

    def _comparison_literal(self, token: Token) -> ast.Node:
        return self._half_range(token.text, token)

    def _at_literal(self, token: Token) -> ast.Node:
        if self.token.kind != "string":
            raise self.fail("expected a string after @")
        text = string_of(self.token.text)
        self.index += 1
        try:
            value = parse_temporal(text)
        except (NotTemporal, OutOfRange):
            value = None
        return ast.Literal(value, type=type_of(value), at=token.at)

    def _context(self, token: Token) -> ast.Node:
        entries: list[tuple[str, ast.Node]] = []
        scope = self.scope
        while not self.take("}"):
            if entries:
                self.expect(",")
            name = self._key()
            value = self.inside(scope, self.expression)
            entries.append((name, value))
            scope = scope.child({name: value.type})
        kind = ContextOf(tuple({name: value.type for name, value in entries}.items()))
        return ast.ContextLiteral(tuple(entries), type=kind, at=token.at)

    def _key(self) -> str:
        if self.token.kind == "string":
            name = string_of(self.token.text)
            self.index += 1
        else:
            start = self.token.at
            while self.token.text not in (":", ",", "}", '"') and self.token.kind != "end":
                self.index += 1
            name = normal_name(self.text[start : self.tokens[self.index - 1].end])
        self.expect(":")
        return name

    # Words that begin an expression

    def _if(self, token: Token) -> ast.Node:
        """A conditional; a chain of else-ifs is read in a loop, as it may be long."""
        cases: list[tuple[int, ast.Node, ast.Node]] = []
        following: str | None = "if"
        while following:
            at, condition = self.token.at, self.expression()
            self.expect("then")
            cases.append((at, condition, self.expression()))
            self.expect("else")
            following = self.take("if")
        node = self.expression()
        for at, condition, consequent in reversed(cases):
            node = ast.If(condition, consequent, node, type=common([consequent.type, node.type]), at=at)
        return node

    def _for(self, token: Token) -> ast.Node:
        iterators, scope = self._iterators("return")
        body = self.inside(scope.child({"partial": ListOf(ANY)}), self.expression)
        return ast.For(iterators, body, type=ListOf(body.type), at=token.at)

    def _quantified(self, token: Token) -> ast.Node:
        iterators, scope = self._iterators("satisfies")
        condition = self.inside(scope, self.expression)
        return ast.Quantified(token.text == "every", iterators, condition, type=BOOLEAN, at=token.at)

    def _iterators(self, closing: str) -> tuple[tuple[ast.Iterator, ...], Scope]:
        iterators: list[ast.Iterator] = []
        scope = self.scope
        while not iterators or self.take(","):
            name = self._iterator_name()
            source = self.inside(scope, self.expression)
            end = self.inside(scope, self.expression) if self.take("..") else None
            iterators.append(ast.Iterator(name, source, end))
            scope = scope.child({name: element_of(source.type)})
        self.expect(closing)
        return tuple(iterators), scope

    def _iterator_name(self) -> str:
        start = self.token.at
        while self.token.text != "in" and self.token.kind != "end":
            self.index += 1
        name = normal_name(self.text[start : self.token.at])
        self.expect("in")
        return name

    def _function(self, token: Token) -> ast.Node:
        self.expect("(")
        parameters: list[tuple[str, Type]] = []
        while not self.take(")"):
            if parameters:
                self.expect(",")
            parameters.append(self._parameter())
        external = bool(self.take("external"))
        body = self.inside(self.scope.child(dict(parameters)), self.expression)
        kind = FunctionOf(tuple(kind for _, kind in parameters), ANY if external else body.type)
        return ast.FunctionLiteral(tuple(parameters), body, ANY, external, type=kind, at=token.at)

    def _parameter(self) -> tuple[str, Type]:
        start = self.token.at
        while self.token.text not in (":", ",", ")") and self.token.kind != "end":
            self.index += 1
        name = normal_name(self.text[start : self.tokens[self.index - 1].end])
        if not name:
            raise self.fail("expected the name of a parameter")
        return name, self.type_expression() if self.take(":") else ANY

    def unknown_name(self) -> str:
        """A name no scope has: as many words as come."""
        start = self.index
        while self.token.kind == "name" and (self.index == start or self.token.text not in STOPS):
            self.index += 1
        if start == self.index:
            raise self.fail(f"expected a name, found {self.token.text or 'the end'!r}")
        return " ".join(token.text for token in self.tokens[start : self.index])


PrimaryParser._SYMBOLS = {
    "(": PrimaryParser._parenthesis,
    "[": PrimaryParser._bracket,
    "]": PrimaryParser._open_range,
    "{": PrimaryParser._context,
    "@": PrimaryParser._at_literal,
    **dict.fromkeys(COMPARISONS, PrimaryParser._comparison_literal),
}
PrimaryParser._KEYWORDS = {
    "if": PrimaryParser._if,
    "for": PrimaryParser._for,
    "some": PrimaryParser._quantified,
    "every": PrimaryParser._quantified,
    "function": PrimaryParser._function,
}
