"""Scans, once each, and the entry that each leaves in its holder's access log."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from lingnan.engine.scans import ScanRecord
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.models import AuditEntry

from . import models
from .devices import told_device
from .models import Scan
from .types import Device, IngestReport, Outcome, Seen, StatusRef

READ = "codes.code.scanned"
PURPOSE = "扫码查验"
# What was looked at, as the holder's access log names it.
CODE = "code"
# Whoever checks a code without signing in stays unknown; that it was checked does not.
ANYONE = "未登录的查验人"

UUID_TEXT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HOLDERS = """
    SELECT list_id, index, holder_key FROM codes_statusentry
    JOIN unnest(%s::bigint[], %s::int[]) AS place (list_id, index) USING (list_id, index)
"""


def record_scan(*, record: ScanRecord, holder_key: int, by: Actor, purpose: str = PURPOSE) -> bool:
    """Keep a scan and its access entry, in the caller's transaction, unless its nonce is known. Say if it was new."""
    _, is_new = Scan.objects.get_or_create(holder_key=holder_key, nonce=record.nonce, defaults=_columns(record))
    if is_new:
        _leave_trace(record, holder_key, by, purpose)
    return is_new


def take_in(*, records: Sequence[ScanRecord]) -> IngestReport:
    """Keep the scans of a gate in the caller's transaction, each once.

    The place is that of the device. A status that was never allocated is damage, and so is a device that was never
    enrolled: it must not stop the others.
    """
    holders, devices = _holders(records), _devices(records)
    report = IngestReport()
    for record in records:
        holder_key, device = holders.get((record.list_id, record.index)), devices.get(record.device)
        if holder_key is None or device is None:
            report += IngestReport(damaged=1)
        elif record_scan(record=replace(record, place=device.place), holder_key=holder_key, by=device.actor()):
            report += IngestReport(taken=1)
        else:
            report += IngestReport(repeated=1)
    return report


def list_seen(*, refs: Mapping[int, StatusRef], day: date, department: str, place: str = "") -> dict[int, Seen]:
    """The first scan on a day of the province of each holder's code, by holder: of the code whose status is at the ref,
    by a device of the department or at the place.

    For rooms that leave the entry that the holder sees: this one leaves none.
    """
    first = datetime.combine(day, time.min, PROVINCE_ZONE)
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


def _columns(record: ScanRecord) -> dict[str, object]:
    return {
        "list_id": record.list_id,
        "index": record.index,
        "outcome": record.outcome,
        "place": record.place,
        "device": record.device,
        "scanned_at": record.scanned_at,
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


def _devices(records: Iterable[ScanRecord]) -> dict[str, Device]:
    named = {record.device for record in records}
    uuids = [UUID(name) for name in named if UUID_TEXT.fullmatch(name)]
    return {str(row.uuid): told_device(row) for row in models.Device.objects.filter(uuid__in=uuids)}


def _holders(records: Sequence[ScanRecord]) -> dict[tuple[int, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, [[each.list_id for each in records], [each.index for each in records]])
        return {(list_id, index): holder_key for list_id, index, holder_key in cursor.fetchall()}
