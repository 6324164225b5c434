r"""XPath regular expressions (XQuery 1.0 functions, 7.6.1) rewritten for Python's `re`.

Rewritten are: \p{…} categories and blocks, \i and \c, subtraction in classes ([A-Z-[OI]]), anchors ($ is the very end),
back references to groups that exist, and the flags s m i x q.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from lingnan.engine.decisions.functions.signature import Refused

_FLAGS: Final = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": 0, "q": 0}
_NAME_START: Final = (
    r"A-Z_a-z:\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\uD7FF"
)
_SIMPLE: Final = {
    "i": _NAME_START,
    "c": _NAME_START + r"\-.0-9\u00B7\u0300-\u036F",
    "s": r"\x20\t\n\r",
    "d": r"\d",
    "n": r"\n",
    "r": r"\r",
    "t": r"\t",
}
_BLOCKS: Final = {
    "BasicLatin": "\\x00-\\x7F",
    "Latin-1Supplement": "\\x80-\\xFF",
    "LatinExtended-A": "\\u0100-\\u017F",
    "LatinExtended-B": "\\u0180-\\u024F",
    "Greek": "\\u0370-\\u03FF",
    "GreekandCoptic": "\\u0370-\\u03FF",
    "Cyrillic": "\\u0400-\\u04FF",
    "Hebrew": "\\u0590-\\u05FF",
    "Arabic": "\\u0600-\\u06FF",
    "Thai": "\\u0E00-\\u0E7F",
    "GeneralPunctuation": "\\u2000-\\u206F",
    "CurrencySymbols": "\\u20A0-\\u20CF",
    "CJKSymbolsandPunctuation": "\\u3000-\\u303F",
    "Hiragana": "\\u3040-\\u309F",
    "Katakana": "\\u30A0-\\u30FF",
    "CJKUnifiedIdeographsExtensionA": "\\u3400-\\u4DBF",
    "CJKUnifiedIdeographs": "\\u4E00-\\u9FFF",
    "HangulSyllables": "\\uAC00-\\uD7AF",
    "PrivateUse": "\\uE000-\\uF8FF",
}
_ESCAPABLE: Final = frozenset("\\|.?*+(){}-[]^$")


@lru_cache(maxsize=1024)
def compiled(pattern: str, flags: str) -> re.Pattern[str]:
    """The pattern compiled; raises Refused where pattern or flags are not XPath's."""
    options = 0
    for flag in flags:
        if flag not in _FLAGS:
            raise Refused(f"{flag!r} is no flag")
        options |= _FLAGS[flag]
    text = re.escape(pattern) if "q" in flags else _Rewriter(pattern, flags).rewrite()
    try:
        return re.compile(text, options)
    except (re.error, OverflowError) as error:
        raise Refused(f"the pattern {pattern!r} is wrong: {error}") from error


def replacement_of(replacement: str, groups: int, *, literal: bool) -> str | Callable[[re.Match[str]], str]:
    r"""What `re.sub` puts for a match: $n is a group, \$ and \\ are themselves, all else stands for itself."""
    if literal:
        return lambda match: replacement
    if re.search(r"\\(?![\\$])|(?<!\\)\$(?!\d)", replacement.replace("\\\\", "")):
        raise Refused(f"{replacement!r} is no replacement")

    def part(found: re.Match[str], match: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        digits, rest = found[2], ""
        while len(digits) > 1 and int(digits) > groups:
            digits, rest = digits[:-1], digits[-1] + rest
        return (match[int(digits)] or "" if int(digits) <= groups else "") + rest

    return lambda match: re.sub(r"\\([\\$])|\$(\d+)", lambda found: part(found, match), replacement)


@lru_cache(maxsize=256)
def _category(name: str) -> str:
    """A Unicode category (L, Lu, …) or block (IsGreek) as the inside of a class."""
    if name.startswith("Is"):
        if name[2:] not in _BLOCKS:
            raise Refused(f"no block {name!r}")
        return _BLOCKS[name[2:]]
    ranges = _ranges(name)
    if not ranges:
        raise Refused(f"no category {name!r}")
    return "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in ranges)


def _ranges(prefix: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith(prefix):
            if found and found[-1][1] == code - 1:
                found[-1] = (found[-1][0], code)
            else:
                found.append((code, code))
    return found


class _Rewriter:
    """Reads a pattern once and writes Python's."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern, self.index, self.flags = pattern, 0, flags
        self.opened, self.closed, self.stack = 0, set[int](), list[int]()

    def rewrite(self) -> str:
        """The whole pattern."""
        parts = []
        while self.index < len(self.pattern):
            parts.append(self._next())
        return "".join(parts)

    def _take(self) -> str:
        if self.index >= len(self.pattern):
            raise Refused(f"the pattern {self.pattern!r} ends too soon")
        self.index += 1
        return self.pattern[self.index - 1]

    def _next(self) -> str:
        character = self._take()
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._class()
        if character in "()":
            return self._group(character)
        if character in " \t\n\r" and "x" in self.flags:
            return ""
        return self._single(character)

    def _single(self, character: str) -> str:
        if character == "$":
            return "$" if "m" in self.flags else r"\Z"
        if character == "^" and "m" in self.flags:
            # XPath has no empty line after the line feed that ends the text.
            return r"(?:^(?!\Z)|\A)"
        if character == "." and "s" not in self.flags:
            return r"[^\n\r]"
        return re.escape(character) if character in "#~& \n\r\t" else character

    def _group(self, character: str) -> str:
        if character == ")":
            if self.stack:
                self.closed.add(self.stack.pop())
            return ")"
        if self.pattern.startswith("?", self.index):
            if not self.pattern.startswith("?:", self.index):
                raise Refused("only (?: is known of groups that begin with ?")
            self.index += 2
            self.stack.append(0)
            return "(?:"
        self.opened += 1
        self.stack.append(self.opened)
        return "("

    def _escape(self) -> str:
        character = self._take()
        while character in " \t\n\r" and "x" in self.flags:
            character = self._take()
        if character.isdigit():
            return self._reference(character)
        inside = self._set(character)
        if inside is not None:
            return f"[{inside}]"
        return self._quoted(character)

    def _reference(self, digits: str) -> str:
        while self.index < len(self.pattern) and self.pattern[self.index].isdigit():
            if int(digits + self.pattern[self.index]) > self.opened:
                break
            digits += self._take()
        if int(digits) not in self.closed:
            raise Refused(f"no group {digits} is closed before \\{digits}")
        return f"(?:\\{digits})"

    def _quoted(self, character: str) -> str:
        if character not in _ESCAPABLE:
            raise Refused(f"\\{character} is no escape")
        return "\\" + character

    def _set(self, character: str) -> str | None:
        """The inside of a class for an escape that stands for several characters."""
        if character in _SIMPLE:
            return _SIMPLE[character]
        if character == "w":
            return r"\w"
        if character in "ISCDWP" and character != "P":
            return _complement(_SIMPLE.get(character.lower(), r"\w"))
        if character in "pP":
            inside = _category(self._property())
            return _complement(inside) if character == "P" else inside
        return None

    def _property(self) -> str:
        end = self.pattern.find("}", self.index)
        if self._take() != "{" or end < 0:
            raise Refused("\\p needs a name in braces")
        name, self.index = self.pattern[self.index : end], end + 1
        return "".join(name.split()) if "x" in self.flags else name

    def _class(self) -> str:
        """A class; a subtracted one becomes a look-ahead that forbids it."""
        negated = "^" if self.pattern.startswith("^", self.index) else ""
        self.index += len(negated)
        parts: list[str] = []
        forbidden = ""
        while (character := self._take()) != "]" or not parts:
            if character == "-" and parts and self.pattern.startswith("[", self.index):
                self.index += 1
                forbidden = f"(?!{self._class()})"
                if self._take() != "]":
                    raise Refused("a subtraction ends its class")
                break
            parts.append(self._class_part(character))
        return f"{forbidden}[{negated}{''.join(parts)}]"

    def _class_part(self, character: str) -> str:
        if character == "\\":
            escaped = self._take()
            if escaped.isdigit():
                raise Refused("no back reference in a class")
            inside = self._set(escaped)
            return inside if inside is not None else self._quoted(escaped)
        if character == "[":
            raise Refused("[ needs a backslash in a class")
        return "\\" + character if character in "&~|" else character


@lru_cache(maxsize=64)
def _complement(inside: str) -> str:
    expression = re.compile(f"[^{inside}]")
    ranges: list[tuple[int, int]] = []
    for code in range(sys.maxunicode + 1):
        if expression.match(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
    return "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in ranges)
