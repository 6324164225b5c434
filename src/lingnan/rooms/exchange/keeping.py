"""How long a record is kept, and its end: evidence about somebody's health goes by itself."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.models import AuditEntry

from .resources import list_resources
from .types import Resource

EXPIRED = "exchange.records.expired"


def kept_until(resource: Resource, values: Mapping[str, Any]) -> date | None:
    """The last day on which a record with these values is held; None where no day is its last, or not yet.

    A date at the end of the calendar, as some registers write 'for good', is no exception: the last day is that end.
    """
    dates = [_day(values[element]) for element in resource.keep_after if values.get(element) is not None]
    if resource.keep_days is None or not dates:
        return None
    kept = timedelta(days=resource.keep_days)
    return min(max(dates), date.max - kept) + kept


def expire_records(*, by: Actor, at: datetime) -> dict[str, int]:
    """Destroy the records whose last day is over; returns how many by resource, those with none left out.

    Each resource is a transaction of its own with one audit entry, which says how many and nothing of whom.
    """
    kept = [resource.id for resource in list_resources().values() if resource.keep_days is not None]
    counts = {resource: _expire(resource, by, at) for resource in kept}
    return {resource: count for resource, count in counts.items() if count}


def _expire(resource: str, by: Actor, at: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT exchange_expire(%s, %s)", [resource, local_date(at)])
        destroyed = int(cursor.fetchone()[0])
        if destroyed:
            audit.record(
                kind=AuditEntry.Kind.ACT, name=EXPIRED, subject_key=None, by=by, at=at,
                details={"resource": resource, "destroyed": destroyed},
            )  # fmt: skip
    return destroyed


def _day(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    return local_date(value) if value.year < date.max.year else date.max
