"""The names an expression may use. FEEL names hold spaces and signs, so only the scope tells where one ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lingnan.engine.decisions.feel_types import ANY, ContextOf, Type, base_of
from lingnan.engine.decisions.lexer import Token, normal_name, words_of

_cached_words: Final = lru_cache(maxsize=4096)(words_of)


@dataclass(frozen=True, slots=True)
class Found:
    """A name recognised in a token list: it takes `length` tokens."""

    name: str
    type: Type
    length: int
    builtin: bool


class Names:
    """A set of names that finds the longest one at a place in a token list."""

    __slots__ = ("_by_head", "types")

    def __init__(self, types: Mapping[str, Type]) -> None:
        self.types = {normal_name(name): kind for name, kind in types.items()}
        self._by_head: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name in self.types:
            words = _cached_words(name)
            self._by_head.setdefault(words[0] if words else "", []).append((words, name))
        for candidates in self._by_head.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def matches(self, tokens: Sequence[Token], index: int) -> Iterable[tuple[str, int]]:
        """The names that begin at tokens[index], longest first, each with its number of tokens."""
        for words, name in self._by_head.get(tokens[index].text, ()):
            if len(words) <= len(tokens) - index and all(
                tokens[index + offset].text == word for offset, word in enumerate(words)
            ):
                yield name, len(words)


class Scope:
    """Names with their types, inner ones before outer; the outermost are the built-in functions."""

    __slots__ = ("_names", "_parent", "builtin")

    def __init__(self, types: Mapping[str, Type], parent: "Scope | None" = None, *, builtin: bool = False) -> None:
        self._names, self._parent, self.builtin = Names(types), parent, builtin

    def child(self, types: Mapping[str, Type]) -> "Scope":
        """A scope within this one."""
        return Scope(types, self)

    def within(self, element: Type) -> "Scope":
        """The scope of a filter over such elements: `item` and the members of a context (DMN 1.5, 10.3.2.5)."""
        kind = base_of(element)
        members = dict(kind.members) if isinstance(kind, ContextOf) else {}
        return self.child(members | {"item": element})

    def find(self, name: str) -> Type | None:
        """The type of a name, or None where it is unknown."""
        kind = self._names.types.get(name)
        if kind is None and self._parent is not None:
            return self._parent.find(name)
        return kind

    def longest(self, tokens: Sequence[Token], index: int) -> Found | None:
        """The longest known name at tokens[index]; a variable goes before a built-in function that isn't called."""
        best: Found | None = None
        scope: Scope | None = self
        while scope is not None:
            found = scope._longest_here(tokens, index)
            if found and (best is None or found.length > best.length):
                best = found
            scope = scope._parent
        return best

    def _longest_here(self, tokens: Sequence[Token], index: int) -> Found | None:
        for name, length in self._names.matches(tokens, index):
            if not self.builtin or length == 1 or tokens[index + length].text == "(":
                return Found(name, self._names.types[name], length, self.builtin)
        return None


def members_of(kind: Type) -> Names:
    """The members of a context type, to recognise them after a point."""
    kind = base_of(kind)
    return Names(dict(kind.members) if isinstance(kind, ContextOf) else {})


def member_type(kind: Type, name: str) -> Type:
    """The type of a context's member, Any where unknown."""
    kind = base_of(kind)
    return (kind.member(name) if isinstance(kind, ContextOf) else None) or ANY
