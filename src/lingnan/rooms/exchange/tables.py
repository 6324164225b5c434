"""Tables as a department sends them: text by column, judged by element, bad rows set aside."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction

from lingnan.engine.elements import Finding, Problem
from lingnan.engine.elements.calendar_date import check_datetime, check_kept
from lingnan.engine.elements.id_document import check_of_kind
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Document

from .keeping import kept_until
from .records import load_records
from .resources import get_resource
from .types import ID_KIND, Column, Loaded, Record, RefusedRow, Resource

AS_OF = "as_of"
FUTURE, KIND_UNKNOWN, MISSING = "date.future", "code.unknown", "value.missing"
SKEW = timedelta(minutes=5)
# Rows that are read before their people are looked up: what a table of any length holds in memory.
PORTION = 10_000


class ColumnsMissing(LingnanError):
    """A table without a column that its resource needs."""

    code = "columns-missing"
    message = "「%(resource)s」的表格缺少这些列：%(missing)s。第一行应当是列名：%(columns)s。"


class ColumnsUnknown(LingnanError):
    """A column that the resource doesn't have: what its sender means by it would be lost unseen."""

    code = "columns-unknown"
    status = 422
    message = "「%(resource)s」没有这些列：%(unknown)s，什么都没有装入。可以写的列是：%(columns)s。"


def load_table(
    *,
    resource: str,
    columns: Iterable[str],
    rows: Iterable[Mapping[str, str]],
    by: Actor,
    at: datetime,
    is_dated: bool = False,
) -> Loaded:
    """Load a table in the resource's own columns, in one transaction; the same table twice is loaded once.

    A row names its person by her document's number, and by its kind in `id_kind` (GA/T 517) where it has one; a number
    without a kind is an identity card's, and finds whoever has it. A row is true as of its `as_of` (a moment; Beijing
    time without an offset), or as of `at`; where the table `is_dated`, a row that does not say it, or says a moment
    more than 5 minutes ahead, is set aside. Rows with a value that its element refuses, of a time to come where the
    resource has none, past its last day, or of nobody here are set aside. Rows are taken as they come; of
    the sound ones no more are held than a portion. Raises ResourceUnknown, ColumnsMissing.
    """
    definition = get_resource(resource)
    _require_columns(definition, set(columns))
    reading = _Reading(definition, rows, at, is_dated)
    with transaction.atomic():
        identity.hold_merges()
        loaded = load_records(resource=resource, records=reading.records(), by=by, at=at)
    return Loaded(loaded=loaded, held=reading.sound - loaded, refused=tuple(reading.refused))


def require_known(resource: Resource, given: Iterable[str]) -> None:
    """Raises ColumnsUnknown for a column that is neither the resource's nor `as_of` nor `id_kind`."""
    known = [*(column.name for column in resource.columns), AS_OF, ID_KIND]
    if unknown := sorted(set(given) - set(known)):
        raise ColumnsUnknown(resource=resource.id, unknown="、".join(unknown), columns="、".join(known))


class _Reading:
    """A table while it is read: how many of its rows were sound so far, and those set aside, in their order."""

    def __init__(self, resource: Resource, rows: Iterable[Mapping[str, str]], at: datetime, is_dated: bool) -> None:
        self.sound, self.refused = 0, list[RefusedRow]()
        self._resource = resource
        self._read = (_read(resource, number, row, at, is_dated) for number, row in enumerate(rows, start=1))

    def records(self) -> Iterator[Record]:
        while portion := list(islice(self._read, PORTION)):
            records, refused = _with_subjects(self._resource, portion)
            self.sound += len(records)
            self.refused += refused
            yield from records


class _Row:
    """A row while it is read: its values by element, and what is wrong with it by column."""

    def __init__(self, number: int, row: Mapping[str, str], as_of: datetime) -> None:
        self.number, self.row, self.as_of = number, row, as_of
        self.kind = (row.get(ID_KIND) or "").strip()
        self.values: dict[str, Any] = {}
        self.reasons: dict[str, Problem | None] = {}

    def refused(self) -> RefusedRow:
        return RefusedRow(number=self.number, row=self.row, reasons=self.reasons)


def _require_columns(resource: Resource, given: set[str]) -> None:
    missing = [column.name for column in resource.columns if column.is_required and column.name not in given]
    if missing:
        raise ColumnsMissing(
            resource=resource.id,
            missing="、".join(missing),
            columns=",".join(column.name for column in resource.columns),
        )


def _read(resource: Resource, number: int, row: Mapping[str, str], at: datetime, is_dated: bool) -> _Row:
    read = _Row(number, row, at)
    _read_as_of(read, at, is_dated)
    for column in resource.columns:
        _read_value(resource, column, read, at)
    _refuse_expired(resource, read, at)
    return read


def _read_as_of(read: _Row, at: datetime, is_dated: bool) -> None:
    text = (read.row.get(AS_OF) or "").strip()
    if not text:
        if is_dated:
            read.reasons[AS_OF] = Problem(MISSING)
        return
    moment = check_datetime(text)
    if isinstance(moment, Problem):
        read.reasons[AS_OF] = moment
    elif isinstance(moment.value, datetime):
        if is_dated and moment.value > at + SKEW:
            read.reasons[AS_OF] = Problem(FUTURE, {"iso": moment.value.isoformat()})
        read.as_of = min(moment.value, at)


def _refuse_expired(resource: Resource, read: _Row, at: datetime) -> None:
    """What would be destroyed tonight is not taken in."""
    last = kept_until(resource, read.values)
    if last and (expired := check_kept(last, today=local_date(at))):
        column = next(column for column in resource.columns if column.element in resource.keep_after)
        read.reasons[column.name] = expired


def _read_value(resource: Resource, column: Column, read: _Row, at: datetime) -> None:
    text = (read.row.get(column.name) or "").strip()
    if not text and not column.is_required:
        return
    if column.element == resource.key and read.kind and (found := check_of_kind(text, kind=read.kind)):
        _take_number(column, found, read)
        return
    checked = column.definition.check(text, today=local_date(at))
    if checked.error:
        read.reasons[column.name] = checked.error
    elif column.element in resource.not_future and _is_to_come(checked.normal, at):
        read.reasons[column.name] = Problem(FUTURE, {"iso": str(checked.normal)})
    else:
        read.values[column.element] = checked.normal


def _take_number(column: Column, found: Finding, read: _Row) -> None:
    if isinstance(found, Problem):
        read.reasons[ID_KIND if found.code == KIND_UNKNOWN else column.name] = found
    else:
        read.values[column.element] = found.value


def _is_to_come(value: Any, at: datetime) -> bool:
    if isinstance(value, datetime):
        return value > at
    return isinstance(value, date) and value > local_date(at)


def _with_subjects(resource: Resource, rows: list[_Row]) -> tuple[list[Record], list[RefusedRow]]:
    sound = [row for row in rows if not row.reasons]
    documents = {row.number: Document(id_number=row.values[resource.key], id_kind=row.kind or None) for row in sound}
    keys = identity.find_keys_by_document(documents=documents.values())
    for row in sound:
        if documents[row.number] not in keys:
            row.reasons[_key_column(resource)] = None
    records = [
        Record(subject_key=keys[documents[row.number]], values=row.values, as_of=row.as_of)
        for row in sound
        if not row.reasons
    ]
    return records, [row.refused() for row in rows if row.reasons]


def _key_column(resource: Resource) -> str:
    return next(column.name for column in resource.columns if column.element == resource.key)
