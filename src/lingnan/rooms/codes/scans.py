"""Scans, once each, and the entry that each leaves in its holder's access log."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from lingnan.engine.scans import ScanRecord
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import midnight_of
from lingnan.kernel.models import AuditEntry

from . import models
from .devices import devices_named, told_device
from .models import Scan
from .types import IngestReport, Outcome, Seen, StatusRef, Way

READ = "codes.code.scanned"
PURPOSE = "扫码查验"
DOUBLED = "扫码查验，同一个码刚在另一处查过"
# Longer than any token, whose own end is what parts it from the next; it only keeps the search short.
TOKEN_LIVES = timedelta(minutes=10)
# What was looked at, as the holder's access log names it.
CODE = "code"
# Whoever checks a code without signing in stays unknown; that it was checked does not.
ANYONE = "未登录的查验人"

HOLDERS = """
    SELECT list_id, index, holder_key, kind FROM codes_statusentry
    JOIN unnest(%s::bigint[], %s::int[]) AS place (list_id, index) USING (list_id, index)
    JOIN codes_statuslist ON codes_statuslist.id = list_id
"""

# One statement, for an inspector waits for it: nothing for a nonce that is known, else whether the same token was read
# before by a device of another place. What has no token, or is read by none of our devices, is never doubled.
KEEP = """
    INSERT INTO codes_scan
        (holder_key, nonce, list_id, index, outcome, place, device, scanned_at, token, is_doubled)
    SELECT %(holder_key)s, %(nonce)s, %(list_id)s, %(index)s, %(outcome)s, %(place)s::text, %(device)s::text,
        %(scanned_at)s, %(token)s::bytea, %(device)s::text <> '' AND EXISTS (
            SELECT FROM codes_scan WHERE holder_key = %(holder_key)s AND scanned_at BETWEEN %(begin)s AND %(end)s
            AND token = %(token)s::bytea AND device <> '' AND place <> %(place)s::text
        )
    ON CONFLICT (holder_key, nonce) DO NOTHING RETURNING is_doubled
"""


class Holder(NamedTuple):
    """Whose a code is, and of what kind."""

    key: int
    kind: str


def record_scan(*, record: ScanRecord, holder_key: int, by: Actor, purpose: str = PURPOSE) -> bool:
    """Keep a scan and its access entry, in the caller's transaction, unless its nonce is known. Say if it was new.

    The entry says so if the same code on a screen was read before by a device of another place: somebody may show a
    picture of it (ADR 0025).
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP, _columns(record) | {"holder_key": holder_key})
        kept = cursor.fetchone()
    if kept is None:
        return False
    (is_doubled,) = kept
    _leave_trace(record, holder_key, by, DOUBLED if is_doubled else purpose)
    return True


def take_in(*, records: Sequence[ScanRecord]) -> IngestReport:
    """Keep the scans of a gate in the caller's transaction, each once.

    The place is that of the device, and each is an inspection of it. A status that was never allocated is damage, and
    so is a device that was never enrolled: it must not stop the others.
    """
    holders, devices = _holders(records), devices_named(record.device for record in records)
    report, inspections = IngestReport(), []
    for record in records:
        holder, device = holders.get((record.list_id, record.index)), devices.get(record.device)
        if holder is None or device is None:
            report += IngestReport(damaged=1)
        elif _is_new(record, holder, device):
            inspections.append(_inspection(record, holder, device))
        else:
            report += IngestReport(repeated=1)
    models.Inspection.objects.bulk_create(inspections)
    return report + IngestReport(taken=len(inspections))


def _is_new(record: ScanRecord, holder: Holder, device: models.Device) -> bool:
    kept = replace(record, place=device.place)
    return record_scan(record=kept, holder_key=holder.key, by=told_device(device).actor())


def _inspection(record: ScanRecord, holder: Holder, device: models.Device) -> models.Inspection:
    return models.Inspection(
        device=device, act=models.Inspection.Act.SCAN, outcome=record.outcome, kind=holder.kind, way=Way.GATE,
        at=record.scanned_at,
    )  # fmt: skip


def list_seen(*, refs: Mapping[int, StatusRef], day: date, department: str, place: str = "") -> dict[int, Seen]:
    """The first scan on a day of the province of each holder's code, by holder: of the code whose status is at the ref,
    by a device of the department or at the place.

    For rooms that leave the entry that the holder sees: this one leaves none.
    """
    first = midnight_of(day)
    devices = models.Device.objects.filter(Q(department=department) | Q(place=place) & ~Q(place=""))
    rows = Scan.objects.filter(
        holder_key__in=list(refs), scanned_at__gte=first, scanned_at__lt=first + timedelta(days=1),
        device__in=[str(uuid) for uuid in devices.values_list("uuid", flat=True)],
    )  # fmt: skip
    return {
        row.holder_key: Seen(at=row.scanned_at, outcome=Outcome(row.outcome))
        for row in rows.order_by("-scanned_at")
        if StatusRef(list_id=row.list_id, index=row.index) == refs[row.holder_key]
    }


def has_devices_at(*, place: str) -> bool:
    """Whether a device was ever enrolled for a place of this name."""
    return models.Device.objects.filter(place=place).exists()


def _columns(record: ScanRecord) -> dict[str, Any]:
    return {
        "nonce": record.nonce,
        "list_id": record.list_id,
        "index": record.index,
        "outcome": record.outcome,
        "place": record.place,
        "device": record.device,
        "scanned_at": record.scanned_at,
        "token": record.token or None,
        "begin": record.scanned_at - TOKEN_LIVES,
        "end": record.scanned_at + TOKEN_LIVES,
    }


def _leave_trace(record: ScanRecord, holder_key: int, by: Actor, purpose: str) -> None:
    audit.record(
        kind=AuditEntry.Kind.READ,
        name=READ,
        subject_key=holder_key,
        by=by,
        at=record.scanned_at,
        purpose=purpose,
        details={"resources": [CODE], "place": record.place, "device": record.device},
    )


def _holders(records: Sequence[ScanRecord]) -> dict[tuple[int, int], Holder]:
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [[each.list_id for each in records], [each.index for each in records]])
        return {(list_id, index): Holder(key, kind) for list_id, index, key, kind in cursor.fetchall()}
