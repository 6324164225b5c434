"""Reading facts: with a purpose, by someone, and never without a trace."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
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

from .resources import get_resource
from .types import Access, Look, Need, Resource
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
    if not 0 < len(purpose) <= LONGEST_PURPOSE:
        raise PurposeMissing()
    resources = {need.resource: get_resource(need.resource) for need in needs}
    details = {"resources": sorted(resources), "elements": sorted({need.element for need in needs})}
    entry = audit.compose(
        kind=AuditEntry.Kind.READ, name=READ, subject_key=subject_key, by=by, at=at, purpose=purpose,
        case_uuid=case_uuid, details=details,
    )  # fmt: skip
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM exchange_read(%s, %s, %s, %s, %s, %s, %s)",
            [sorted(resources), subject_key, READ, case_uuid, at, entry.body, entry.chain],
        )
        rows = [(resource, json.loads(record, parse_float=Decimal)) for resource, record in cursor.fetchall()]
    counts = Counter(dict.fromkeys(resources, 0))
    counts.update(resource for resource, _ in rows)
    facts = tuple(fact for need in needs for fact in _facts(need, resources[need.resource], rows))
    return Look(facts=facts, records=dict(counts))


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
    """Who read this person's data, newest first."""
    entries = audit.list_entries(subject_key=subject_key, kind=AuditEntry.Kind.READ, before=before, limit=limit)
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
