"""The evidence of many people as tables for the bulk, column by column, moments in UTC without a zone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from lingnan.engine.evidence import SUBJECT
from lingnan.engine.facts import variable_of
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import HeldRecord

from .colours import evidence_needs
from .exposures import list_exposures
from .standing import EXPOSURE, JOURNEY
from .types import Rules

PURPOSE = "健康码规则变更，逐人核对颜色"
BATCH = 50_000
STANDING = {"subject_key": "int64", "colour": "string", "class": "string", "way_out": "string", "is_unsure": "boolean"}
EXPOSED = {
    "health_area_risk_level": "string",
    "health_exposure_first_date": "date",
    "health_exposure_observed_until": "date",
}
TYPES = {"date": "date", "datetime": "timestamp(6)", "boolean": "boolean", "string": "string", "code": "string"}


def evidence_tables(tables: Any, *, rules: Rules, first: int, last: int, by: Actor, at: datetime) -> dict[str, Any]:
    """A table in the DuckDB connection for each kind of the facts, of the people whose keys are in a range; the
    exposures are those of their journeys by the lists known at the moment.

    One access entry is everyone's.
    """
    schemas = _schemas(rules)
    found = {kind: tables.create_table(kind, schema=schema, temp=True) for kind, schema in schemas.items()}
    records = exchange.scan_records(
        first=first, last=last, needs=evidence_needs(rules.book), purpose=PURPOSE, by=by, at=at
    )
    local = at.astimezone(PROVINCE_ZONE)
    rows = (row for key, kind, record in records for row in _rows(key, kind, record, rules, local))
    while batch := list(islice(rows, BATCH)):
        by_kind = defaultdict(list)
        for kind, row in batch:
            by_kind[kind].append(row)
        for kind, own in by_kind.items():
            _append(tables, kind, schemas[kind], own)
    return found


def standing_table(tables: Any, *, rows: Iterable[Mapping[str, Any]]) -> Any:
    """The colours that stand, as a table in the DuckDB connection."""
    table, rest = tables.create_table("standing", schema=_schema(STANDING), temp=True), iter(rows)
    while batch := list(islice(rest, BATCH)):
        _append(tables, "standing", table.schema(), batch)
    return table


def _schemas(rules: Rules) -> dict[str, Any]:
    kinds: dict[str, dict[str, str]] = {kind: {} for kind in rules.book.declarations.kinds}
    kinds[EXPOSURE] = dict(EXPOSED)
    for need in evidence_needs(rules.book):
        if need.resource in kinds:
            column = next(each for each in exchange.get_resource(need.resource).columns if each.element == need.element)
            kinds[need.resource][variable_of(need.element)] = TYPES[column.type]
    return {kind: _schema({SUBJECT: "int64", **columns}) for kind, columns in kinds.items()}


def _schema(columns: Mapping[str, str]) -> Any:
    import ibis  # noqa: PLC0415 - takes a second to load: only who asks a population waits for it

    return ibis.schema(dict(columns))


def _rows(key: int, kind: str, record: HeldRecord, rules: Rules, at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    values = {variable_of(element): value for element, value in record.values.items()}
    if kind == JOURNEY:
        for exposure in list_exposures(journeys=[values], register=rules.register, at=at):
            yield EXPOSURE, {SUBJECT: key, **exposure}
    if kind in rules.book.declarations.kinds:
        yield kind, {SUBJECT: key, **{name: _flat(value) for name, value in values.items()}}


def _flat(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _append(tables: Any, name: str, schema: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - as above

    tables.insert(name, pa.Table.from_pylist(list(rows), schema=schema.to_pyarrow()))
