"""What devices read without network, taken in when they tell it: each scan once, none for another's failure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction

from lingnan.engine.scans import ScanRecord
from lingnan.engine.verification import CodeRefused, Reading, read_code
from lingnan.kernel import audit
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.models import AuditEntry

from . import models
from .counting import count_scan
from .devices import DeviceUnknown, told_device
from .keys import key_set
from .scans import record_scan
from .types import Device, OfflineScan, Outcome, Unchecked, UploadReport, Way

PURPOSE = "没有网络时扫码查验"
LATE_PURPOSE = "没有网络时扫码查验，设备停用后才上传"
LATE = "codes.device.uploaded-late"
MOST = 100
# A device's clock is set by the portal's at each contact; between two contacts it does not stray further.
AHEAD = timedelta(minutes=5)
OUTCOMES = frozenset({*Outcome, *Unchecked})
# What a code comes to whose signature holds; only of these is a holder told.
BELIEVED = frozenset(
    {Outcome.VALID, Outcome.SUSPENDED, Outcome.REVOKED, Outcome.MARKED, Outcome.WITHDRAWN, Outcome.EXPIRED}
)


class Found(NamedTuple):
    """What a text says, and the status that it is about."""

    reading: Reading
    entry: models.StatusEntry


class TooManyAtOnce(LingnanError):
    """More scans than one upload may hold."""

    code = "too-many-scans"
    status = 413
    message = "一次最多上传100条离线查验。请分几次上传，没有传上的会留在设备里。"


def take_upload(*, key: str, scans: Sequence[OfflineScan], at: datetime) -> UploadReport:
    """Keep what a device read without network, each in a transaction of its own; safe to send again.

    A code that holds is a scan, and an entry in its holder's access log at the time of the scan; of any other only that
    the device asked, and what it was told. A revoked device's scans from before its revocation are taken, marked in the
    holder's log and in the audit trail; later ones are refused, and so are scans from before it was paired, from the
    future, or with an answer that no device gives. Raises `DeviceUnknown`, `TooManyAtOnce`.
    """
    row = models.Device.objects.filter(paired_at__isnull=False, key_digest=sha256(key.encode()).digest()).first()
    if row is None:
        raise DeviceUnknown()
    if len(scans) > MOST:
        raise TooManyAtOnce()
    became: defaultdict[str, list[bytes]] = defaultdict(list)
    for scan in scans:
        became[_take(row, scan, at)].append(scan.id)
    return UploadReport(**{name: tuple(ids) for name, ids in became.items()})


def _take(row: models.Device, scan: OfflineScan, at: datetime) -> str:
    if not _is_acceptable(row, scan, at):
        return "refused"
    device, scanned_at = told_device(row), min(scan.scanned_at, at)
    with transaction.atomic():
        _, is_new = models.OfflineScan.objects.get_or_create(
            device=row, nonce=scan.id,
            defaults={
                "outcome": scan.outcome, "scanned_at": scanned_at, "listed_at": scan.listed_at,
                "received_at": at, "is_late": row.revoked_at is not None,
            },
        )  # fmt: skip
        if not is_new:
            return "repeated"
        kind = _keep(row, device, scan, scanned_at, at)
    count_scan(kind=kind, device=str(row.uuid), at=scanned_at)
    return "taken"


def _is_acceptable(row: models.Device, scan: OfflineScan, at: datetime) -> bool:
    assert row.paired_at is not None
    end = min(at + AHEAD, row.revoked_at) if row.revoked_at else at + AHEAD
    is_in_time = row.paired_at - AHEAD <= scan.scanned_at <= end
    return is_in_time and len(scan.id) == models.NONCE_BYTES and scan.outcome in OUTCOMES


def _keep(row: models.Device, device: Device, scan: OfflineScan, scanned_at: datetime, at: datetime) -> str:
    """Give the kind of the code, '' where it is not told."""
    found = _find(scan, scanned_at)
    kind = found.entry.list.kind if found else ""
    models.Inspection.objects.create(
        device=row, act=models.Inspection.Act.SCAN, outcome=scan.outcome, kind=kind, way=Way.OFFLINE, at=scanned_at
    )
    if row.revoked_at:
        details = {"device": str(row.uuid), "outcome": scan.outcome, "scanned_at": scanned_at.isoformat()}
        audit.record(kind=AuditEntry.Kind.ACT, name=LATE, subject_key=None, by=device.actor(), at=at, details=details)
    if found:
        purpose = LATE_PURPOSE if device.revoked_at else PURPOSE
        record = _record(found.reading, device, scan.outcome, scanned_at)
        record_scan(record=record, holder_key=found.entry.holder_key, by=device.actor(), purpose=purpose)
    return kind


def _find(scan: OfflineScan, scanned_at: datetime) -> Found | None:
    """Nothing, if the text does not hold: a device may not say of anyone that she was there."""
    if not scan.text or scan.outcome not in BELIEVED:
        return None
    try:
        reading = read_code(text=scan.text, keys=key_set(), at=scanned_at, zone=PROVINCE_ZONE)
    except CodeRefused:
        return None
    entries = models.StatusEntry.objects.select_related("list")
    entry = entries.filter(list_id=reading.list_id, index=reading.index).first()
    return Found(reading, entry) if entry else None


def _record(reading: Reading, device: Device, outcome: str, scanned_at: datetime) -> ScanRecord:
    return ScanRecord(
        nonce=reading.scan_nonce(device=device.actor().ref, at=scanned_at),
        list_id=reading.list_id,
        index=reading.index,
        outcome=outcome,
        place=device.place,
        device=str(device.uuid),
        scanned_at=scanned_at,
    )
