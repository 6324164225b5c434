"""String functions (DMN 1.5, 10.3.4.3). Positions count characters (code points) from 1, or from the end below 0."""

from decimal import Decimal
from typing import Any

from lingnan.engine.decisions.functions.patterns import compiled, replacement_of
from lingnan.engine.decisions.functions.signature import Refused, builtin


@builtin("substring(string: string, start position: number, length?: number?) -> string")
def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """`length` characters from a position, or all that follow."""
    position = int(start)
    if position == 0 or abs(position) > len(string):
        raise Refused(f"there is no position {start}")
    begin = position - 1 if position > 0 else len(string) + position
    if length is None:
        return string[begin:]
    if not 1 <= int(length) <= len(string) - begin:
        raise Refused(f"there are no {length} characters from position {start}")
    return string[begin : begin + int(length)]


@builtin("string length(string: string) -> number")
def string_length(string: str) -> Decimal:
    """The number of characters."""
    return Decimal(len(string))


@builtin("upper case(string: string) -> string")
def upper_case(string: str) -> str:
    """All in capitals."""
    return string.upper()


@builtin("lower case(string: string) -> string")
def lower_case(string: str) -> str:
    """All in small letters."""
    return string.lower()


@builtin("substring before(string: string, match: string) -> string")
def substring_before(string: str, match: str) -> str:
    """What comes before the first match; nothing where there is none."""
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string) -> string")
def substring_after(string: str, match: str) -> str:
    """What comes after the first match; nothing where there is none."""
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string) -> boolean")
def contains(string: str, match: str) -> bool:
    """Whether the match is in the string."""
    return match in string


@builtin("starts with(string: string, match: string) -> boolean")
def starts_with(string: str, match: str) -> bool:
    """Whether the string begins so."""
    return string.startswith(match)


@builtin("ends with(string: string, match: string) -> boolean")
def ends_with(string: str, match: str) -> bool:
    """Whether the string ends so."""
    return string.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string?) -> boolean")
def matches(string: str, pattern: str, flags: str | None = None) -> bool:
    """Whether a part of the input matches the pattern (XPath fn:matches)."""
    return compiled(pattern, flags or "").search(string) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string?) -> string")
def replace(string: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Each match replaced, with $1 to $9 for its groups (XPath fn:replace)."""
    expression = compiled(pattern, flags or "")
    if expression.search("") is not None:
        raise Refused("the pattern matches the empty string")
    return expression.sub(replacement_of(replacement, expression.groups, literal="q" in (flags or "")), string)


@builtin("split(string: string, delimiter: string) -> Any")
def split(string: str, delimiter: str) -> list[str]:
    """The parts between matches of a pattern."""
    parts, last = [], 0
    for match in compiled(delimiter, "").finditer(string):
        if match.end() == match.start():
            raise Refused("the delimiter matches the empty string")
        parts.append(string[last : match.start()])
        last = match.end()
    return [*parts, string[last:]]


@builtin("string join(list: list, delimiter?: string?) -> string")
def string_join(items: list[Any], delimiter: str | None = None) -> str:
    """The strings of a list, nulls left out, with a delimiter between them."""
    if any(item.__class__ is not str for item in items if item is not None):
        raise Refused("the list holds something else than strings")
    return (delimiter or "").join(item for item in items if item is not None)
