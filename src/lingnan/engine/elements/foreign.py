"""Values out of a foreign record, such as a FHIR resource, by where a mapping says they stand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lingnan.engine.elements.finding import Problem, problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignSource:
    """Where a value stands in a foreign record: a path, lists walked through. With `system`, of codings or identifiers
    only that system's; `codes` gives our code for theirs (none: it is taken as it is); `pattern` is what it must match.
    """

    path: tuple[str, ...]
    system: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""

    @property
    def place(self) -> str:
        return ".".join(self.path)


def first_value(record: Mapping[str, Any], sources: Sequence[ForeignSource]) -> str | Problem:
    """The first value that a source has; else why what the last one says can't be used; '' where it says nothing."""
    trouble: Problem | None = None
    for source in sources:
        trouble = None
        for value in _values(record, source):
            trouble = _check(source, value)
            if trouble is None:
                return source.codes.get(value, value)
    return trouble or ""


def find_other(record: Mapping[str, Any], source: ForeignSource) -> Problem | None:
    """Why a record is another's: None if one of its values there is among the codes."""
    values = list(_values(record, source))
    if any(value in source.codes for value in values):
        return None
    return problem("foreign.other", path=source.place, found="、".join(values))


def _check(source: ForeignSource, value: str) -> Problem | None:
    if source.codes and value not in source.codes:
        return problem("foreign.code", path=source.place, found=value)
    if source.pattern and not re.fullmatch(source.pattern, value):
        return problem("foreign.form", path=source.place, found=value)
    return None


def _values(record: Mapping[str, Any], source: ForeignSource) -> Iterator[str]:
    for found in _walk(record, source.path):
        if not source.system:
            if isinstance(found, str | int | float):
                yield str(found)
        elif isinstance(found, dict) and found.get("system") == source.system:
            yield str(found.get("code", found.get("value", "")))


def _walk(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """Everything at a path, the members of lists one by one."""
    if isinstance(value, list):
        for each in value:
            yield from _walk(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _walk(value[path[0]], path[1:])
