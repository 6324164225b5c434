"""Reading facts: with a purpose, by someone, and never without a trace."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg.pq import Format

from lingnan.engine.facts import Fact, Provenance
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.lookups import array_of
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity

from .resources import get_resource
from .scanning import keys_of, read_batches, sealed_columns, wanted_columns
from .types import Access, Column, HeldRecord, Look, Need, Resource, Scan
from .values import opened, opened_cells

READ, READ_OF_ALL = "exchange.record.read", "exchange.population.read"
LONGEST_PURPOSE = 200
_decoder = json.JSONDecoder(parse_float=Decimal)


class PurposeMissing(LingnanError):
    """A read without a stated purpose, or with one over 200 characters (GB/T 36906)."""

    code = "purpose-missing"
    message = "查询个人数据必须写明用途，不超过200字。请补充后再查。"


def list_facts(
    *, subject_key: int, needs: Sequence[Need], purpose: str, by: Actor, at: datetime, case_uuid: UUID | None = None
) -> Look:
    """What shared resources say of the subject, with provenance, newest record last; writes the access entry.

    The entry and the look-up are one statement in the caller's transaction: there is no way to read without it.
    A need that no record answers gives a fact whose value is None, and `Look.records` says 0 for its resource.
    """
    resources = {need.resource: get_resource(need.resource) for need in needs}
    rows = _read(subject_key, needs, purpose, by, at, case_uuid)
    counts = Counter(dict.fromkeys(resources, 0))
    counts.update(resource for resource, _ in rows)
    facts = tuple(fact for need in needs for fact in _facts(need, resources[need.resource], rows))
    return Look(facts=facts, records=dict(counts))


def list_records(
    *, subject_key: int, needs: Sequence[Need], purpose: str, by: Actor, at: datetime
) -> dict[str, Sequence[HeldRecord]]:
    """The subject's records by resource, in the order they came, each with the elements wanted.

    Writes the access entry, in the statement that reads. A resource without a record has an empty sequence.
    """
    return list_records_of_many(subject_keys=[subject_key], needs=needs, purpose=purpose, by=by, at=at)[subject_key]


def list_records_of_many(
    *, subject_keys: Sequence[int], needs: Sequence[Need], purpose: str, by: Actor, at: datetime
) -> dict[int, dict[str, Sequence[HeldRecord]]]:
    """As `list_records`, of many people in one statement; one access entry names them all, and each sees it as hers.

    A seal that is broken is raised for all: who asks for many asks again for each.
    """
    columns, (_, details) = _columns(needs), _asked(needs, purpose)
    resources = list(columns)
    nothing: dict[str, Sequence[HeldRecord]] = dict.fromkeys(columns, ())
    found = {key: nothing.copy() for key in subject_keys}
    entry = audit.compose_of_many(
        kind=AuditEntry.Kind.READ, name=READ, subjects={key: {} for key in found}, by=by, at=at, purpose=purpose,
        details=details,
    )  # fmt: skip
    for place, subjects, ids, dates, cells in _read_many(list(found), columns, entry):
        resource = resources[place - 1]
        for key, record in zip(subjects, _held(resource, columns[resource], ids, dates, cells), strict=True):
            found[key][resource] = (*found[key][resource], record)
    return found


def _held(
    resource: str, columns: Sequence[Column], ids: Sequence[int], dates: Sequence[datetime], cells: Sequence[Any]
) -> Iterator[HeldRecord]:
    """The records of a resource that came by columns."""
    elements = [column.element for column in columns]
    values = zip(*map(partial(opened_cells, get_resource(resource)), columns, cells), strict=True)
    for number, as_of, own in zip(ids, dates, values, strict=True):
        yield HeldRecord(str(number), as_of, dict(zip(elements, own, strict=True)))


def scan_records(*, first: int, last: int, needs: Sequence[Need], purpose: str, by: Actor, at: datetime) -> Scan:
    """The records of everyone whose key is in a range, both ends included, by columns and sealed as they lie.

    One access entry, which everyone sees as hers, in the statement that reads: it is made when the first batch is asked
    for. In the caller's transaction, on whose connection nothing else may be asked until the last batch is there.
    """
    _, details = _asked(needs, purpose)
    columns = _columns(needs)
    entry = audit.compose(
        kind=AuditEntry.Kind.READ, name=READ_OF_ALL, subject_key=None, by=by, at=at, purpose=purpose, details=details
    )
    sealed = sealed_columns(columns)
    return Scan(
        columns=sealed,
        keys=keys_of(sealed),
        batches=read_batches(columns, first=first, last=last, entry=[READ_OF_ALL, at, entry.body, entry.chain]),
    )


def _columns(needs: Sequence[Need]) -> dict[str, list[Column]]:
    """The columns that are wanted of each resource."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for need in needs:
        wanted[need.resource].add(need.element)
    return {
        resource: [column for column in get_resource(resource).columns if column.element in elements]
        for resource, elements in wanted.items()
    }


def _decoded(record: str) -> dict[str, Any]:
    """As the database writes it, with nothing before or after."""
    found: dict[str, Any] = _decoder.raw_decode(record)[0]
    return found


def _read(
    subject_key: int, needs: Sequence[Need], purpose: str, by: Actor, at: datetime, case_uuid: UUID | None
) -> list[tuple[str, dict[str, Any]]]:
    """Rows by resource, and the access entry, in one statement."""
    resources, details = _asked(needs, purpose)
    entry = audit.compose(
        kind=AuditEntry.Kind.READ, name=READ, subject_key=subject_key, by=by, at=at, purpose=purpose,
        case_uuid=case_uuid, details=details,
    )  # fmt: skip
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM exchange_read(%s, %s, %s, %s, %s, %s, %s)",
            [resources, subject_key, READ, case_uuid, at, entry.body, entry.chain],
        )
        return [(resource, _decoded(record)) for resource, record in cursor.fetchall()]


def _read_many(subject_keys: Sequence[int], columns: Mapping[str, Sequence[Column]], entry: AuditEntry) -> list[Any]:
    """What each resource holds, by columns, and the access entry of all, in one statement."""
    if not subject_keys:
        return []
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.cursor.format = Format.BINARY  # as text a sealed value would come in hexadecimal
        cursor.execute(
            "SELECT * FROM exchange_read_many(%s, %s, %s, %s, %s, %s)",
            [wanted_columns(columns), array_of(subject_keys), READ, entry.at, entry.body, entry.chain],
        )
        return list(cursor.fetchall())


def _asked(needs: Sequence[Need], purpose: str) -> tuple[list[str], dict[str, list[str]]]:
    """The resources, and what the access entry says of the question."""
    if not 0 < len(purpose) <= LONGEST_PURPOSE:
        raise PurposeMissing()
    resources = sorted({get_resource(need.resource).id for need in needs})
    return resources, {"resources": resources, "elements": sorted({need.element for need in needs})}


def _facts(need: Need, resource: Resource, rows: list[tuple[str, dict[str, Any]]]) -> Iterator[Fact]:
    column = next(column for column in resource.columns if column.element == need.element)
    own = [record for name, record in rows if name == need.resource]
    for record in own:
        yield Fact(
            element=need.element,
            value=opened(resource, column, record[column.name]),
            provenance=Provenance(
                kind="record",
                resource=resource.id,
                record=str(record["id"]),
                as_of=datetime.fromisoformat(record["as_of"]),
            ),
        )
    if not own:
        yield Fact(element=need.element, value=None, provenance=Provenance(kind="record", resource=resource.id))


def list_accesses(*, subject_key: int, before: int | None = None, limit: int = 50) -> list[Access]:
    """Who read this person's data, newest first, under any record that became hers: hers alone, or everyone's."""
    key, *earlier = identity.list_own_keys(key=subject_key)
    entries = audit.list_entries(
        subject_key=key, earlier_keys=earlier, of_all=READ_OF_ALL, kind=AuditEntry.Kind.READ, before=before, limit=limit
    )
    return [
        Access(
            id=entry.id,
            at=entry.at,
            by=entry.by,
            purpose=entry.purpose,
            resources=tuple(entry.details.get("resources", ())),
            elements=tuple(entry.details.get("elements", ())),
            case_uuid=entry.case_uuid,
        )
        for entry in entries
    ]
