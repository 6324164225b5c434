"""Types as FEEL writes them (DMN 1.5, grammar rule 52)."""

from collections.abc import Callable, Mapping
from functools import partial

from lingnan.engine.decisions.cursor import Cursor
from lingnan.engine.decisions.feel_types import BY_NAME, ContextOf, FunctionOf, ListOf, RangeOf, Type, Unknown
from lingnan.engine.decisions.lexer import normal_name
from lingnan.engine.decisions.scope import Names, Scope


class TypeParser(Cursor):
    """Reads types; `types` are the built-in ones and the item definitions by name."""

    def __init__(self, text: str, scope: Scope, types: Mapping[str, Type] = BY_NAME) -> None:
        super().__init__(text, scope)
        self.types = types

    def type_expression(self) -> Type:
        """A type as written after `instance of` (grammar rule 52)."""
        word = self.token.text
        if word in ("list", "range", "context", "function"):
            self.index += 1
            # A bare `list` is no type (grammar rule 54).
            return self._generic(word) if self.take("<") else Unknown(word)
        for name, length in Names(self.types).matches(self.tokens, self.index):
            self.index += length
            return self.types[name]
        if self.token.kind != "name":
            raise self.fail(f"{word!r} is no type")
        self.index += 1
        return Unknown(word)

    def _generic(self, word: str) -> Type:
        read: dict[str, Callable[[], Type]] = {
            "list": partial(self._element, ListOf),
            "range": partial(self._element, RangeOf),
            "context": self._context_type,
            "function": self._function_type,
        }
        return read[word]()

    def _element(self, make: Callable[[Type], Type]) -> Type:
        element = self.type_expression()
        self.expect(">")
        return make(element)

    def _context_type(self) -> Type:
        members: list[tuple[str, Type]] = []
        while not self.take(">"):
            if members:
                self.expect(",")
            name = self.entry_name()
            members.append((name, self.type_expression()))
        return ContextOf(tuple(members))

    def _function_type(self) -> Type:
        parameters: list[Type] = []
        while not self.take(">"):
            if parameters:
                self.expect(",")
            parameters.append(self.type_expression())
        self.expect("->")
        return FunctionOf(tuple(parameters), self.type_expression())

    def entry_name(self) -> str:
        """A name and the colon after it."""
        start = self.index
        while self.token.kind in ("name", "number") or self.token.text in ("-", "+", "*", "/", "'", "."):
            self.index += 1
        if start == self.index:
            raise self.fail("expected a name")
        name = normal_name(self.text[self.tokens[start].at : self.tokens[self.index - 1].end])
        self.expect(":")
        return name
