"""The certificate of the sunset: after it the room is off, and the log is held to it."""

from datetime import datetime

from lingnan.engine.credentials import SunsetCertificate, open_sunset_certificate
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.codes import api as codes

from . import models
from .rules import NoRuleInForce


class RoomOff(NoRuleInForce):
    """The rules have ended and all that was held under them was destroyed."""

    code = "health-room-off"
    status = 410
    message = "健康码已于 %(day)s 停用，有关数据已经全部销毁，所以没有颜色，也没有决定书。其他事项照常办理。"


def find_certificate() -> bytes | None:
    """The signed certificate; None while the room is on."""
    found = models.Sunset.objects.values_list("certificate", flat=True).first()
    return None if found is None else bytes(found)


def read_certificate(*, data: bytes) -> SunsetCertificate:
    """A certificate's content, its signature checked. Raises the engine's `CredentialError`."""
    return open_sunset_certificate(data=data, keys=codes.key_set())


def or_off(error: LingnanError) -> LingnanError:
    """What to tell where something isn't there: after the sunset that the room is off. Asked only on that way."""
    at = find_end()
    return error if at is None else RoomOff(day=local_date(at).isoformat())


def find_end() -> datetime | None:
    """When the room was switched off; None while it is on."""
    return models.Sunset.objects.values_list("at", flat=True).first()
