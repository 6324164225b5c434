"""Values out of a foreign record, such as a FHIR resource, by where a mapping says they stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lingnan.engine.elements.finding import Problem, problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignSource:
    """Where a value stands in a foreign record: a path, lists walked through. With `system`, of codings or identifiers
    only that system's; `codes` gives our code for theirs (none: it is taken as it is); `pattern` is what it must match.

    With `types`, of identifiers only those whose type is one of these codes of `type_system`, each with our kind.
    """

    path: tuple[str, ...]
    system: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    type_system: str = ""
    types: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return ".".join(self.path)


class Told(NamedTuple):
    """What a foreign record says, and our kind for the type of the identifier that says it, where that is asked for."""

    value: str
    kind: str = ""


def first_value(record: Mapping[str, Any], sources: Sequence[ForeignSource]) -> Told | Problem:
    """The first value that a source has; else why what the last one says can't be used; '' where it says nothing."""
    trouble: Problem | None = None
    for source in sources:
        trouble = None
        for value, kind in _values(record, source):
            trouble = _check(source, value)
            if trouble is None:
                return Told(source.codes.get(value, value), kind)
    return trouble or Told("")


def find_other(record: Mapping[str, Any], source: ForeignSource) -> Problem | None:
    """Why a record is another's: None if one of its values there is among the codes."""
    values = [value for value, _kind in _values(record, source)]
    if any(value in source.codes for value in values):
        return None
    return problem("foreign.other", path=source.place, found="、".join(values))


def _check(source: ForeignSource, value: str) -> Problem | None:
    if source.codes and value not in source.codes:
        return problem("foreign.code", path=source.place, found=value)
    if source.pattern and not re.fullmatch(source.pattern, value):
        return problem("foreign.form", path=source.place, found=value)
    return None


def _values(record: Mapping[str, Any], source: ForeignSource) -> Iterator[Told]:
    for found in _walk(record, source.path):
        if not source.system and not source.types:
            if isinstance(found, str | int | float):
                yield Told(str(found))
        elif isinstance(found, dict) and source.system in ("", found.get("system")):
            kind = _kind(found, source)
            if kind or not source.types:
                yield Told(str(found.get("code", found.get("value", ""))), kind)


def _kind(identifier: Mapping[str, Any], source: ForeignSource) -> str:
    for coding in _walk(identifier, ("type", "coding")):
        if isinstance(coding, dict) and coding.get("system") == source.type_system:
            kind = source.types.get(str(coding.get("code", "")), "")
            if kind:
                return kind
    return ""


def _walk(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """Everything at a path, the members of lists one by one."""
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _walk(value[path[0]], path[1:])
