"""Loading records: a newer record replaces an older one; what arrives twice is stored once."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.models import AuditEntry

from .closing import ResourceClosed, is_closing
from .events import RecordsLoaded
from .keeping import kept_until
from .resources import get_resource
from .types import Record, Resource
from .values import record_key, stored

BATCH = 1_000
LOADED = "exchange.records.loaded"


def load_records(*, resource: str, records: Iterable[Record], by: Actor, at: datetime) -> int:
    """Load records of one resource in one transaction; returns how many were new or newer than what was held.

    Publishes `exchange.records.loaded`, an event for each thousand records. Raises ResourceClosed.
    """
    definition = get_resource(resource)
    with transaction.atomic():
        loaded = sum(_load(definition, batch) for batch in _batches(records))
        _record(definition, loaded, by, at)
    return loaded


def enter_record(*, resource: str, record: Record, by: Actor, at: datetime, case_uuid: UUID) -> None:
    """Enter what a case gave one person, in the caller's transaction; its audit entry is one about her."""
    definition = get_resource(resource)
    loaded = _load(definition, [record])
    _record(definition, loaded, by, at, subject_key=record.subject_key, case_uuid=case_uuid)


def _load(resource: Resource, records: list[Record]) -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT exchange_load(%s, %s)", [resource.id, _rows(resource, records)])
            (loaded,) = cursor.fetchone()
    except IntegrityError as error:
        raise (ResourceClosed(resource=resource.id) if is_closing(error) else error) from error
    subjects = sorted({record.subject_key for record in records})
    events.publish(RecordsLoaded(resource=resource.id, subject_keys=subjects))
    return int(loaded)


def _record(resource: Resource, loaded: int, by: Actor, at: datetime, **about: Any) -> None:
    audit.record(
        kind=AuditEntry.Kind.ACT, name=LOADED, by=by, at=at, details={"resource": resource.id, "loaded": loaded},
        **{"subject_key": None, **about},
    )  # fmt: skip


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
            "kept_until": _text(kept_until(resource, record.values)),
            **stored(resource, record.values),
        }
        for (subject, key), record in newest.items()
    ]
    return json.dumps(rows, ensure_ascii=False)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _as_of(record: Record) -> datetime:
    return record.as_of
