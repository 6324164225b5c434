"""The sunset: when the rules have ended, all that was held under them is destroyed, once, with a certificate."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from django.db import connection, transaction
from django.db.models import Model

from lingnan.engine.credentials import SunsetCertificate
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.exchange import api as exchange

from . import models
from .certificate import find_certificate
from .colours import published_rules
from .events import RoomEnded
from .log import NAME, read_head, sign_head, verify_log
from .types import HEALTH_CODE

ROOM, ENDED, ORDERED_BY = "health", RoomEnded.name, 2
# All tables of the room that tell of somebody, by the name of their rows in the certificate.
TABLES: Mapping[str, type[Model]] = {
    "colour-receipt": models.ColourChange,
    "standing-colour": models.StandingColour,
    "health-code": models.HealthCode,
    "travel-list": models.Batch,
    "traveller": models.BatchTraveller,
    "appeal": models.Appeal,
    "manual-colour": models.ManualColour,
    "venue-visit": models.VenueVisit,
    "waiting": models.Waiting,
}


class Destroyer(Protocol):
    """Destroys, in the sunset's transaction, what another room holds for the health code; says how many of what."""

    def __call__(self, *, at: datetime) -> Mapping[str, int]: ...


_others: list[Destroyer] = []


class StillInForce(LingnanError):
    """A rule is in force, or will be: what it rests on can't be destroyed."""

    code = "rules-still-in-force"
    status = 409
    message = "健康码规则到 %(day)s 为止有效，在那之前不能销毁数据。请在 %(day)s 之后再运行。"


class TwoNamesNeeded(LingnanError):
    """It was not ordered by two people."""

    code = "two-names-needed"
    message = "销毁要由两个人共同决定。请写出两个不同的姓名。"


def connect_destroyer(destroy: Destroyer) -> None:
    """Join what another room holds for the health code to its end. Called by `config/wiring.py`."""
    _others.append(destroy)


def end_room(*, names: Sequence[str], by: Actor, at: datetime) -> bytes:
    """Destroy evidence, receipts and standing colours, and switch the room off; returns the signed certificate.

    One transaction: stopped in the middle, nothing was done; done already, the certificate is given again. The hashes
    in the log stay, so that heads kept elsewhere still hold. The database's owner alone can do it. Raises StillInForce,
    TwoNamesNeeded.
    """
    if len({name.strip() for name in names} - {""}) < ORDERED_BY:
        raise TwoNamesNeeded()
    with transaction.atomic():
        _wait_for_all()
        return find_certificate() or _end(tuple(names), _ruled_until(at), by, at)


def _wait_for_all() -> None:
    """Until whoever judges or ends has finished, and nobody begins."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {_tables()}, health_sunset IN ACCESS EXCLUSIVE MODE")


def _tables() -> str:
    return ", ".join(table._meta.db_table for table in TABLES.values())


def _ruled_until(at: datetime) -> date:
    last = max(rule_set.valid_until for rule_set in published_rules().book.rule_sets)
    if local_date(at) <= last:
        raise StillInForce(day=last.isoformat())
    return last


def _end(names: tuple[str, ...], ruled_until: date, by: Actor, at: datetime) -> bytes:
    breaks = sum(1 for _ in verify_log())
    head = read_head(data=sign_head(at=at))
    counts = {name: table._default_manager.count() for name, table in TABLES.items()}
    resources = [each.id for each in exchange.list_resources().values() if each.sunset == ROOM]
    counts |= exchange.close_resources(resources=resources)
    for destroy in _others:
        counts |= destroy(at=at)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_tables()}")
    codes.end_kind(kind=HEALTH_CODE, at=at)
    certificate = SunsetCertificate(
        id=uuid7(at=at), issuer=codes.issuer(), at=at, by=names, ruled_until=ruled_until, destroyed=counts, log=NAME,
        log_size=head.size, log_root=head.root, log_breaks=breaks,
    )  # fmt: skip
    signed = codes.sign_sunset_certificate(certificate=certificate, at=at)
    models.Sunset.objects.create(at=at, certificate=signed)
    events.publish(RoomEnded(certificate=str(certificate.id)))
    audit.record(
        kind=AuditEntry.Kind.ACT, name=ENDED, subject_key=None, by=by, at=at,
        details={"certificate": str(certificate.id), "ordered_by": list(names), "destroyed": counts},
    )  # fmt: skip
    return signed
