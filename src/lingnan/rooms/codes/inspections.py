"""What a device asks, and what it is told: by a code, or by an identity number where someone has no code with her."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q

from lingnan.engine.scans import ScanRecord, scan_nonce
from lingnan.engine.verification import outcome_on_screen
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError

from . import models
from .counting import count_scan
from .devices import DeviceUnknown, row_of_post
from .scans import record_scan
from .types import NO_CODE, Device, DisplayClaims, Inspected, Outcome, Status, Verification, Way
from .verification import Reader, believed, check_code

BY_NUMBER = "凭身份证号查验"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Twice what a busy gate of people without phones needs; tries that lead nowhere are few where cards are read.
MOST_AN_HOUR, MOST_MISSES_AN_HOUR = 240, 20
A_PAGE = 50
KEEP = """
    INSERT INTO codes_inspection (device_id, act, outcome, kind, way, at)
    SELECT id, %s, %s, %s, %s, %s FROM codes_device WHERE uuid = %s
"""


class LookedUpTooOften(LingnanError):
    """Trying numbers one after another would tell who has a code, and what it is."""

    code = "looked-up-too-often"
    status = 429
    message = "这台设备一小时内按号码查的次数太多了，为了保护大家的信息先停一停。扫码照常；没有码的人请看身份证件。"


def inspect_code(*, text: str, device: Device, at: datetime) -> Verification:
    """Check a code at a place, as `verify_code` does. What is refused is kept too, without what the text held."""
    reader = Reader(by=device.actor(), place=device.place, device=str(device.uuid))
    with transaction.atomic():
        found = check_code(text=text, reader=reader, at=at)
        _keep(device, models.Inspection.Act.SCAN, found.outcome, found.kind, at)
    return found


def admit_look_up(*, device: Device, at: datetime) -> None:
    """Let a device ask by one more number, in the caller's transaction, which `answer_look_up` ends.

    Raises `LookedUpTooOften` after 240 numbers within an hour, or 20 that led to no code; `DeviceUnknown`.
    """
    # The device's own row is the queue in which its tries wait, so that many at once are counted too.
    locked = models.Device.objects.select_for_update().filter(uuid=device.uuid, revoked_at=None).first()
    if locked is None:
        raise DeviceUnknown()
    recent = models.Inspection.objects.filter(device=locked, act=models.Inspection.Act.NUMBER, at__gt=at - HOUR)
    counts = recent.aggregate(all=Count("id"), misses=Count("id", filter=Q(outcome=NO_CODE)))
    if counts["all"] >= MOST_AN_HOUR or counts["misses"] >= MOST_MISSES_AN_HOUR:
        raise LookedUpTooOften()


def answer_look_up(*, device: Device, display: DisplayClaims | None, at: datetime) -> Verification | None:
    """The answer that the holder's code would give now, in the caller's transaction; None for no code.

    It leaves a scan, and an entry in the holder's access log that names the place and says it went by her number: once
    a minute and device.
    """
    count_scan(kind=display.kind if display else "", device=str(device.uuid), at=at)
    if display is None:
        _keep(device, models.Inspection.Act.NUMBER, NO_CODE, "", at)
        return None
    entry = models.StatusEntry.objects.get(list_id=display.status.list_id, index=display.status.index)
    outcome = outcome_on_screen(status=Status(entry.status), valid_until=display.valid_until, today=local_date(at))
    record = _record(device, display, outcome, at)
    record_scan(record=record, holder_key=entry.holder_key, by=device.actor(), purpose=BY_NUMBER)
    _keep(device, models.Inspection.Act.NUMBER, outcome, display.kind, at)
    return believed(
        outcome=outcome,
        kind=display.kind,
        holder_masked=display.holder_masked,
        valid_until=display.valid_until,
        at=at,
    )


def list_inspections(*, uuid: UUID, by: Actor, before: int | None = None) -> list[Inspected]:
    """What a device of the actor's department and division read, at the desk, without network and at gates; fifty, the
    latest first, or the fifty before one of them.

    A gate keeps no record of what it could not believe. Raises `NotAllowed`, `NotFound`.
    """
    rows = models.Inspection.objects.filter(device=row_of_post(uuid=uuid, by=by))
    last = rows.filter(id=before).first() if before is not None else None
    if last:
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.pk))
    return [
        Inspected(id=row.pk, act=row.act, kind=row.kind, outcome=row.outcome, way=Way(row.way), at=row.at)
        for row in rows.order_by("-at", "-id")[:A_PAGE]
    ]


def _record(device: Device, display: DisplayClaims, outcome: Outcome, at: datetime) -> ScanRecord:
    window = int(at.timestamp() // MINUTE.total_seconds())
    return ScanRecord(
        nonce=scan_nonce(code_id=display.credential.bytes, device=device.actor().ref, window=window),
        list_id=display.status.list_id,
        index=display.status.index,
        outcome=outcome,
        place=device.place,
        device=str(device.uuid),
        scanned_at=at,
    )


def _keep(device: Device, act: models.Inspection.Act, outcome: str, kind: str, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [act, outcome, kind, Way.DESK, at, device.uuid])
