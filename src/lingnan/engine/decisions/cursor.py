"""A place in a token list that reads forward, and back where an attempt fails."""

from collections.abc import Callable
from typing import TypeVar

from lingnan.engine.decisions.lexer import Token, tokens_of
from lingnan.engine.decisions.scope import Scope

N = TypeVar("N")


class FeelSyntaxError(ValueError):
    """Text that is not FEEL; `line` and `column` (from 1) point into it."""

    code = "feel-syntax"

    def __init__(self, message: str, text: str, at: int) -> None:
        self.text, self.at = text, at
        self.line = text.count("\n", 0, at) + 1
        self.column = at - (text.rfind("\n", 0, at) + 1) + 1
        super().__init__(f"{message} (line {self.line}, character {self.column})")


class Cursor:
    """The tokens of one text, read with the names of `scope`."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text, self.scope = text, scope
        self.tokens, self.index = tokens_of(text), 0
        self.reads_input = False

    @property
    def token(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.index]

    def fail(self, message: str) -> FeelSyntaxError:
        """The error to raise at this token."""
        return FeelSyntaxError(message, self.text, self.token.at)

    def take(self, *texts: str) -> str | None:
        """Read the next token if it is one of these symbols or keywords."""
        token = self.token
        if token.kind in ("symbol", "name") and token.text in texts:
            self.index += 1
            return token.text
        return None

    def expect(self, *texts: str) -> str:
        """Read one of these symbols or keywords, or fail."""
        found = self.take(*texts)
        if found is None:
            raise self.fail(f"expected {' or '.join(map(repr, texts))}, found {self.token.text or 'the end'!r}")
        return found

    def attempt(self, read: Callable[[], N]) -> N | None:
        """What `read` reads, or None and the cursor unmoved where it fails."""
        index, reads_input, scope = self.index, self.reads_input, self.scope
        try:
            return read()
        except FeelSyntaxError:
            self.index, self.reads_input, self.scope = index, reads_input, scope
            return None

    def inside(self, scope: Scope, read: Callable[[], N]) -> N:
        """What `read` reads in another scope."""
        outer, self.scope = self.scope, scope
        try:
            return read()
        finally:
            self.scope = outer

    def finish(self, node: N) -> N:
        """The node, if the text ends here."""
        if self.token.kind != "end":
            raise self.fail(f"unexpected {self.token.text!r}")
        return node
