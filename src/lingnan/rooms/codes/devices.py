"""Devices that inspect: enrolled for a place by someone with that right, known by a key of their own, revoked."""

import re
import secrets
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_midnight
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry

from . import models
from .changes import tell_gates
from .types import Device, DeviceUse, Enroller, NewDevice, Outcome, Post

ENROLLED, PAIRED, REVOKED = "codes.device.enrolled", "codes.device.paired", "codes.device.revoked"
PAIRING_BYTES, KEY_BYTES = 15, 32
GROUP = 4
UUID_TEXT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAIRED_WITHIN = timedelta(days=1)
# Asked for each code that is read, as the keys are.
AT_WORK = "SELECT * FROM codes_device WHERE key_digest = %s AND paired_at IS NOT NULL AND revoked_at IS NULL"
UNUSED: Final = {"read": 0, "refused": 0, "last_read_at": None}

_enrollers: list[Enroller] = []


class PlaceMissing(LingnanError):
    """A device that nobody could tell from another, or that says to nobody where a code was read."""

    code = "device-place-missing"
    status = 422
    message = (
        "请写明在哪里查验、是哪一台，各不超过60个字，例如「广州南站东进站口」「手持机1」。本人会看到在哪里被查过。"
    )


class DeviceExists(LingnanError):
    """A device of that name is in use at that place."""

    code = "device-exists"
    status = 422
    message = "这个地方已经有一台叫这个名字的设备在用。请换一个名字；如果是同一台要重新登记，请先停用旧的。"


class PairingRefused(LingnanError):
    """The key pairs no device: mistyped, used, older than a day, or of a device that was revoked."""

    code = "pairing-refused"
    status = 403
    message = (
        "这个登记码不能用：可能输错了一位，可能已经用过，也可能超过了24小时。请核对，或者请登记设备的人重新登记一次。"
    )


class DeviceUnknown(LingnanError):
    """The key is no device's, or of one that was revoked: the two look the same."""

    code = "device-unknown"
    status = 403
    message = "这台设备没有登记，或者已经停用。请本单位管设备的人在工作台登记，再把登记码输入这里。"


def connect_enroller(enroller: Enroller) -> None:
    """Say who may enrol devices: officers are kept in another room."""
    _enrollers[:] = [enroller]


def enrol_device(*, place: str, name: str, by: Actor, at: datetime) -> NewDevice:
    """Enrol a device for the actor's department and division, with a key that pairs it once within a day.

    Raises `NotAllowed`, `PlaceMissing`, `DeviceExists`.
    """
    post, place, name = post_of(by), place.strip(), name.strip()
    if not all(0 < len(each) <= models.NAME_LENGTH for each in (place, name)):
        raise PlaceMissing()
    pairing_key = b32encode(secrets.token_bytes(PAIRING_BYTES)).decode()
    try:
        with transaction.atomic():
            row = models.Device.objects.create(
                uuid=uuid7(at=at), department=post.department, division=post.division, place=place, name=name,
                key_digest=_digest(pairing_key), enrolled_by=by.ref, enrolled_at=at,
            )  # fmt: skip
            _record(ENROLLED, row, by, at)
    except IntegrityError as error:
        raise DeviceExists() from error
    return NewDevice(device=told_device(row), pairing_key=_grouped(pairing_key))


def pair_device(*, pairing_key: str, at: datetime) -> tuple[Device, str]:
    """The device and the key that it keeps from now on; what paired it opens nothing more. Raises `PairingRefused`.

    Case and dashes of the typed key don't matter.
    """
    typed = "".join(character for character in pairing_key.upper() if character.isalnum())
    key = secrets.token_urlsafe(KEY_BYTES)
    with transaction.atomic():
        row = models.Device.objects.select_for_update().filter(key_digest=_digest(typed), revoked_at=None).first()
        if row is None or row.paired_at or at > row.enrolled_at + PAIRED_WITHIN:
            raise PairingRefused()
        row.key_digest, row.paired_at = _digest(key), at
        row.save(update_fields=["key_digest", "paired_at"])
        device = told_device(row)
        _record(PAIRED, row, device.actor(), at)
        tell_gates(topic=models.Change.Topic.DEVICE, at=at)
    return device, key


def get_device(*, key: str) -> Device:
    """The device that a key belongs to. Raises `DeviceUnknown`."""
    row = next(iter(models.Device.objects.raw(AT_WORK, [_digest(key)])), None)
    if row is None:
        raise DeviceUnknown()
    return told_device(row)


def revoke_device(*, uuid: UUID, by: Actor, at: datetime) -> None:
    """From now on the device is answered nothing, by a gate once it hears; doing it again does nothing.

    Raises `NotAllowed`, `NotFound`.
    """
    post = post_of(by)
    with transaction.atomic():
        row = _of_post(post).select_for_update().filter(uuid=uuid).first()
        if row is None:
            raise NotFound()
        if row.revoked_at is None:
            row.revoked_at, row.revoked_by = at, by.ref
            row.save(update_fields=["revoked_at", "revoked_by"])
            _record(REVOKED, row, by, at)
            tell_gates(topic=models.Change.Topic.DEVICE, at=at)


def find_device(*, uuid: UUID, by: Actor) -> Device:
    """A device of the actor's department and division. Raises `NotAllowed`, `NotFound`."""
    return told_device(row_of_post(uuid=uuid, by=by))


def row_of_post(*, uuid: UUID, by: Actor) -> models.Device:
    """The row of such a device. Raises `NotAllowed`, `NotFound`."""
    row = _of_post(post_of(by)).filter(uuid=uuid).first()
    if row is None:
        raise NotFound()
    return row


def list_devices(*, by: Actor, at: datetime) -> list[DeviceUse]:
    """The devices of the actor's department and division with their use today: those in use first, by place and name.

    Raises `NotAllowed`.
    """
    rows = list(_of_post(post_of(by)).order_by("-revoked_at", "place", "name", "id"))
    used = _use_of([row.pk for row in rows], at)
    in_use = [row for row in rows if row.revoked_at is None]
    ended = [row for row in rows if row.revoked_at]
    return [DeviceUse(device=told_device(row), **used.get(row.pk, UNUSED)) for row in (*in_use, *ended)]


def _use_of(devices: list[int], at: datetime) -> dict[int, dict[str, Any]]:
    of_today, good = Q(at__gte=local_midnight(at)), Q(outcome=Outcome.VALID)
    rows = models.Inspection.objects.filter(device__in=devices).values("device")
    counted = rows.annotate(
        read=Count("id", filter=of_today), refused=Count("id", filter=of_today & ~good), last_read_at=Max("at")
    )
    return {row["device"]: {name: row[name] for name in UNUSED} for row in counted.values("device", *UNUSED)}


def post_of(by: Actor) -> Post:
    """The post by which an actor looks after devices and venues. Raises `NotAllowed`."""
    (enroller,) = _enrollers
    return enroller(by)


def _of_post(post: Post) -> QuerySet[models.Device]:
    return models.Device.objects.filter(department=post.department, division__startswith=post.division)


def _digest(key: str) -> bytes:
    """The keys are drawn at random from 2^120 and more, so a plain digest gives nothing away."""
    return sha256(key.encode()).digest()


def _grouped(key: str) -> str:
    return "-".join(key[start : start + GROUP] for start in range(0, len(key), GROUP))


def _record(name: str, row: models.Device, by: Actor, at: datetime) -> None:
    details = {"device": str(row.uuid), "place": row.place, "name": row.name}
    audit.record(kind=AuditEntry.Kind.ACT, name=name, subject_key=None, by=by, at=at, details=details)


def devices_named(names: Iterable[str]) -> dict[str, models.Device]:
    """The rows of devices by the names that gates write of them; what is no device's is left out."""
    uuids = {UUID(name) for name in names if UUID_TEXT.fullmatch(name)}
    return {str(row.uuid): row for row in models.Device.objects.filter(uuid__in=uuids)}


def told_device(row: models.Device) -> Device:
    """A device as it crosses the door."""
    return Device(
        uuid=row.uuid,
        department=row.department,
        division=row.division,
        place=row.place,
        name=row.name,
        enrolled_at=row.enrolled_at,
        paired_at=row.paired_at,
        revoked_at=row.revoked_at,
    )
