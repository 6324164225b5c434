"""FEEL text to tokens (DMN 1.5, grammar rules 27–40 and 61–63)."""

import re
from dataclasses import dataclass
from typing import Literal

# Grammar rules 28 and 29; the planes above the basic one are letters.
_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F\u2040"
_TOKEN = re.compile(
    r"(?P<space>(?:[\s\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF]|//[^\n]*|/\*.*?\*/)+)"
    r'|(?P<string>"(?:\\.|[^"\\])*")'
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[{_START}][{_PART}]*)"
    r"|(?P<symbol>\*\*|\.\.|<=|>=|!=|->|.)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|([\"'\\nrt]))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")

Kind = Literal["string", "number", "name", "symbol", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `text` as written, from offset `at` to `end`."""

    kind: Kind
    text: str
    at: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The tokens of a FEEL text without spaces and comments, closed by an end token."""
    found = [
        Token(match.lastgroup, match.group(), match.start(), match.end())  # type: ignore[arg-type]
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    ]
    found.append(Token("end", "", len(text), len(text)))
    return found


def words_of(name: str) -> tuple[str, ...]:
    """A name's parts, by which it is recognised whatever the spaces between them."""
    return tuple(token.text for token in tokens_of(name)[:-1])


def normal_name(name: str) -> str:
    """A name with single spaces (grammar rule 27)."""
    return " ".join(name.split())


def string_of(token: str) -> str:
    """The value of a string literal with its quotes; what is no escape keeps its backslash (regular expressions)."""
    value = _ESCAPE.sub(_unescaped, token[1:-1])
    return _SURROGATES.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), value)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else match[0]
    return _PLAIN.get(match[3], match[3])
