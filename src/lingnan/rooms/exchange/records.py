"""Loading records: a newer record replaces an older one; what arrives twice is stored once."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.models import AuditEntry

from .resources import get_resource
from .types import Record, Resource
from .values import record_key, stored

BATCH = 5_000


def load_records(*, resource: str, records: Iterable[Record], by: Actor, at: datetime) -> int:
    """Load records of one resource in one transaction; returns how many were new or newer than what was held."""
    definition = get_resource(resource)
    with transaction.atomic(), connection.cursor() as cursor:
        loaded = 0
        for batch in _batches(records):
            cursor.execute("SELECT exchange_load(%s, %s)", [resource, _rows(definition, batch)])
            loaded += cursor.fetchone()[0]
        audit.record(
            kind=AuditEntry.Kind.ACT,
            name="exchange.records.loaded",
            subject_key=None,
            by=by,
            at=at,
            details={"resource": resource, "loaded": loaded},
        )
    return loaded


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    rest = iter(records)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _rows(resource: Resource, records: list[Record]) -> str:
    newest = {
        (record.subject_key, record_key(resource, record.values)): record for record in sorted(records, key=_as_of)
    }
    rows = [
        {
            "subject_key": subject,
            "record_key": key,
            "as_of": record.as_of.isoformat(),
            **stored(resource, record.values),
        }
        for (subject, key), record in newest.items()
    ]
    return json.dumps(rows, ensure_ascii=False)


def _as_of(record: Record) -> datetime:
    return record.as_of
