"""FHIR resources as rows of a shared resource, by the mapping of its content; what does not fit is set aside."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lingnan.engine.elements import Problem
from lingnan.engine.elements.foreign import Told, find_other, first_value
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError

from .resources import get_resource
from .tables import load_table
from .types import ID_KIND, ForeignFormat, Loaded, RefusedRow

BUNDLE, TYPE, REFERENCE = "Bundle", "resourceType", "reference"


class NoForeignFormat(LingnanError):
    """A resource whose content declares no mapping from FHIR."""

    code = "no-foreign-format"
    message = "「%(resource)s」没有声明怎样读 FHIR。请改用 CSV，或先在它的资源文件里写上 fhir。"


class ForeignUnreadable(LingnanError):
    """A file that is no JSON, or has no resource in it."""

    code = "foreign-unreadable"
    message = "第 %(line)d 行不是 FHIR 的 JSON。一个文件可以是一个 Bundle、一个资源，或者每行一个资源。"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A foreign record by its number in the file, from 1: its row, or why there is none."""

    number: int
    row: dict[str, str]
    reasons: dict[str, Problem | None]


def load_foreign(*, resource: str, data: bytes, by: Actor, at: datetime) -> Loaded:
    """Load FHIR R4 resources (a Bundle, one resource, or one a line), in one transaction, as `load_table` does.

    References to patients, specimens and performers are followed within the file; a document whose type the mapping
    asks for finds its person by kind and number; a refused row is numbered by its entry or line. Raises
    NoForeignFormat, ForeignUnreadable, ResourceUnknown.
    """
    definition = get_resource(resource)
    if definition.fhir is None:
        raise NoForeignFormat(resource=resource)
    found = list(_read(definition.fhir, data))
    sound = [each for each in found if not each.reasons]
    columns = [*definition.fhir.columns]
    loaded = load_table(resource=resource, columns=columns, rows=[each.row for each in sound], by=by, at=at)
    late = [replace(each, number=sound[each.number - 1].number) for each in loaded.refused]
    early = [RefusedRow(number=each.number, row=each.row, reasons=each.reasons) for each in found if each.reasons]
    return replace(loaded, refused=tuple(sorted([*early, *late], key=lambda each: each.number)))


def _read(form: ForeignFormat, data: bytes) -> Iterator[_Found]:
    entries = list(_entries(data))
    index = {name: resource for _, names, resource in entries for name in names}
    for number, _, resource in entries:
        if resource.get(TYPE) == form.type:
            yield _found(form, number, _followed(resource, index))


def _entries(data: bytes) -> Iterator[tuple[int, list[str], dict[str, Any]]]:
    """Each resource with its number and the names that references may call it by."""
    for line, each in _documents(data):
        if each.get(TYPE) == BUNDLE:
            for number, entry in enumerate(each.get("entry") or [], start=1):
                resource = entry.get("resource") if isinstance(entry, dict) else None
                if isinstance(resource, dict):
                    yield number, _names(resource, str(entry.get("fullUrl", ""))), resource
        else:
            yield line, _names(each, ""), each


def _documents(data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        whole = json.loads(data)
        documents = [(1, whole)]
    except ValueError:
        documents = [
            (number, _parsed(number, line)) for number, line in enumerate(data.splitlines(), 1) if line.strip()
        ]
    for number, document in documents:
        if not isinstance(document, dict) or TYPE not in document:
            raise ForeignUnreadable(line=number)
        yield number, document


def _parsed(number: int, line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise ForeignUnreadable(line=number) from error


def _names(resource: Mapping[str, Any], url: str) -> list[str]:
    own = f"{resource[TYPE]}/{resource['id']}" if TYPE in resource and "id" in resource else ""
    return [name for name in (url, own) if name]


def _followed(resource: Mapping[str, Any], index: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The resource with what it refers to in place, as far as the file has it; what it says itself goes first."""
    return {name: _follow(value, index) for name, value in resource.items()}


def _follow(value: Any, index: Mapping[str, Mapping[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_follow(each, index) for each in value]
    if isinstance(value, dict) and isinstance(value.get(REFERENCE), str):
        return {**index.get(value[REFERENCE], {}), **value}
    return value


def _found(form: ForeignFormat, number: int, resource: Mapping[str, Any]) -> _Found:
    unmet = {each.place: problem for each in form.only if (problem := find_other(resource, each))}
    values = {} if unmet else {column: first_value(resource, form.columns[column]) for column in form.columns}
    told = {column: value for column, value in values.items() if isinstance(value, Told)}
    kind = next((value.kind for value in told.values() if value.kind), "")
    return _Found(
        number=number,
        row={column: value.value for column, value in told.items()} | ({ID_KIND: kind} if kind else {}),
        reasons={**unmet, **{column: value for column, value in values.items() if isinstance(value, Problem)}},
    )
