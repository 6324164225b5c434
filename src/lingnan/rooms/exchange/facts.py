"""Reading facts: with a purpose, by someone, and never without a trace."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from lingnan.engine.facts import Fact, Provenance
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity

from .resources import get_resource
from .types import Access, HeldRecord, Look, Need, Resource
from .values import opened

READ = "exchange.record.read"
LONGEST_PURPOSE = 200


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
    rows = _read(subject_key, needs, purpose, by, at, None)
    wanted = {need.resource: [each.element for each in needs if each.resource == need.resource] for need in needs}
    return {
        resource: [_held(get_resource(resource), elements, record) for name, record in rows if name == resource]
        for resource, elements in wanted.items()
    }


def _held(resource: Resource, elements: Collection[str], record: Mapping[str, Any]) -> HeldRecord:
    columns = [column for column in resource.columns if column.element in elements]
    return HeldRecord(
        id=str(record["id"]),
        as_of=datetime.fromisoformat(record["as_of"]),
        values={column.element: opened(resource, column, record[column.name]) for column in columns},
    )


def _read(
    subject_key: int, needs: Sequence[Need], purpose: str, by: Actor, at: datetime, case_uuid: UUID | None
) -> list[tuple[str, dict[str, Any]]]:
    """Rows by resource, and the access entry, in one statement."""
    if not 0 < len(purpose) <= LONGEST_PURPOSE:
        raise PurposeMissing()
    resources = sorted({get_resource(need.resource).id for need in needs})
    details = {"resources": resources, "elements": sorted({need.element for need in needs})}
    entry = audit.compose(
        kind=AuditEntry.Kind.READ, name=READ, subject_key=subject_key, by=by, at=at, purpose=purpose,
        case_uuid=case_uuid, details=details,
    )  # fmt: skip
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM exchange_read(%s, %s, %s, %s, %s, %s, %s)",
            [resources, subject_key, READ, case_uuid, at, entry.body, entry.chain],
        )
        return [(resource, json.loads(record, parse_float=Decimal)) for resource, record in cursor.fetchall()]


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
    """Who read this person's data, newest first, under any record that became hers."""
    key, *earlier = identity.list_own_keys(key=subject_key)
    entries = audit.list_entries(
        subject_key=key, earlier_keys=earlier, kind=AuditEntry.Kind.READ, before=before, limit=limit
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
