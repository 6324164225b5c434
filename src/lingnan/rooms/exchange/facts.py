"""Reading facts: with a purpose, by someone, and never without a trace."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection, transaction

from lingnan.engine.facts import Fact, Provenance
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.lookups import array_of
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity

from .resources import get_resource
from .scanning import keys_of, read_batches, sealed_columns
from .types import Access, Column, HeldRecord, Look, Need, Resource, Scan
from .values import opened, opener_of

READ, READ_OF_ALL = "exchange.record.read", "exchange.population.read"
LONGEST_PURPOSE = 200
Openers: TypeAlias = Sequence[tuple[str, str, Callable[[Any], Any]]]
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
) -> dict[str, list[HeldRecord]]:
    """The subject's records by resource, in the order they came, each with the elements wanted.

    Writes the access entry, by the same one way in as for facts. A resource without a record has an empty list.
    """
    openers = _openers(needs)
    found: dict[str, list[HeldRecord]] = {name: [] for name in openers}
    for resource, record in _read(subject_key, needs, purpose, by, at, None):
        found[resource].append(_held(openers[resource], record))
    return found


def list_records_of_many(
    *, subject_keys: Sequence[int], needs: Sequence[Need], purpose: str, by: Actor, at: datetime
) -> dict[int, dict[str, list[HeldRecord]]]:
    """As `list_records`, of many people in one statement; one access entry names them all, and each sees it as hers.

    A seal that is broken is raised for all: who asks for many asks again for each.
    """
    openers = _openers(needs)
    found: dict[int, dict[str, list[HeldRecord]]] = {key: {name: [] for name in openers} for key in subject_keys}
    for key, resource, record in _read_many(list(found), needs, purpose, by, at):
        found[key][resource].append(_held(openers[resource], record))
    return found


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


def _openers(needs: Sequence[Need]) -> dict[str, Openers]:
    """By resource the element of each column that is wanted, its name, and how its values are opened."""
    return {
        name: [(column.element, column.name, opener_of(get_resource(name), column)) for column in columns]
        for name, columns in _columns(needs).items()
    }


def _decoded(record: str) -> dict[str, Any]:
    """As the database writes it, with nothing before or after."""
    found: dict[str, Any] = _decoder.raw_decode(record)[0]
    return found


def _held(openers: Openers, record: Mapping[str, Any]) -> HeldRecord:
    return HeldRecord(
        id=str(record["id"]),
        as_of=datetime.fromisoformat(record["as_of"]),
        values={element: open_value(record[name]) for element, name, open_value in openers},
    )


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


def _read_many(
    subject_keys: Sequence[int], needs: Sequence[Need], purpose: str, by: Actor, at: datetime
) -> list[tuple[int, str, dict[str, Any]]]:
    """Rows by person and resource, and the access entry of all, in one statement."""
    resources, details = _asked(needs, purpose)
    if not subject_keys:
        return []
    entry = audit.compose_of_many(
        kind=AuditEntry.Kind.READ, name=READ, subjects={key: {} for key in subject_keys}, by=by, at=at, purpose=purpose,
        details=details,
    )  # fmt: skip
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM exchange_read_many(%s, %s, %s, %s, %s, %s)",
            [resources, array_of(subject_keys), READ, at, entry.body, entry.chain],
        )
        rows = cursor.fetchall()
    return [(key, resource, _decoded(record)) for key, resource, record in rows]


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
