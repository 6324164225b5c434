"""Changes of colours: for each its signed receipt and its audit entry, and the event that tells of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from lingnan.engine.credentials import MACHINE, ColourReceipt, Exhibit, open_colour_receipt
from lingnan.engine.merkle import hash_leaf
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.ids import uuids7
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.rows import insert_numbered
from lingnan.rooms.codes import api as codes
from lingnan.rooms.identity import api as identity

from . import models
from .certificate import or_off
from .events import ColoursChanged
from .showing import point_codes
from .types import HEALTH_CODE, Evidence, Standing

SEALED_FOR = "health.receipt"
CHANGED = "health.colour.changed"
RECEIPT_READ, RECEIPT_PURPOSE = "health.receipt.read", "查看决定书"


def write_changes(*, standings: Mapping[int, Standing], by: Actor, at: datetime) -> dict[int, int]:
    """Sign and keep a change for each person, in the caller's transaction; at its commit the receipts are leaves of the
    log, and every gate shows the colours. Returns the ids of the changes.

    Publishes `ColoursChanged`.
    """
    if not standings:
        return {}
    receipts = _receipts(standings, by, at)
    signed = codes.sign_colour_receipts(receipts=receipts, at=at)
    rows = [
        _row(key, standing, receipt, data, at)
        for (key, standing), receipt, data in zip(standings.items(), receipts, signed, strict=True)
    ]
    changes = insert_numbered(model=models.ColourChange, rows=rows)
    point_codes(colours={key: standing.colour.colour for key, standing in standings.items()}, at=at)
    audit.record_of_many(
        kind=AuditEntry.Kind.ACT, name=CHANGED, by=by, at=at,
        # Which says the rest, and does not outlive the room as the trail.
        subjects=[(key, {"receipt": str(receipt.id)}) for key, receipt in zip(standings, receipts, strict=True)],
    )  # fmt: skip
    events.publish(ColoursChanged(changes=changes))
    return dict(zip(standings, changes, strict=True))


def _row(subject_key: int, standing: Standing, receipt: ColourReceipt, signed: bytes, at: datetime) -> dict[str, Any]:
    return {
        "uuid": receipt.id,
        "subject_key": subject_key,
        "colour": receipt.colour,
        "class_code": receipt.class_code,
        "way_out": receipt.way_out,
        "version": receipt.version,
        "at": at,
        "division": standing.division,
        "manual": UUID(standing.manual.order) if standing.manual else None,
        "leaf": hash_leaf(signed),
        "receipt_sealed": settings.VAULT.seal(plain=signed, purpose=SEALED_FOR),
    }


def get_receipt(*, uuid: UUID, by: Actor, at: datetime) -> bytes:
    """The signed receipt of a change, for the person, whoever acts for her, or the platform; else raises `NotFound`.

    It holds what was known of her health, so another reader than herself leaves an access entry. Raises RoomOff.
    """
    change = readable_change(uuid=uuid, by=by, at=at)
    if by.person_key != change.subject_key:
        audit.record(
            kind=AuditEntry.Kind.READ, name=RECEIPT_READ, subject_key=change.subject_key, by=by, at=at,
            purpose=RECEIPT_PURPOSE, details={"resources": ["receipt"], "elements": []},
        )  # fmt: skip
    return signed_receipt(change)


def readable_change(*, uuid: UUID, by: Actor, at: datetime) -> models.ColourChange:
    """A change for the person, whoever acts for her, or the platform; else raises `NotFound`. Raises RoomOff."""
    change = models.ColourChange.objects.filter(uuid=uuid).first()
    if change is None:
        raise or_off(NotFound())
    if not _may_read(change, by, at):
        raise NotFound()
    return change


def _may_read(change: models.ColourChange, by: Actor, at: datetime) -> bool:
    acts = identity.may_act(by=by, subject_key=change.subject_key, services=[HEALTH_CODE], at=at)
    return by.kind == "system" or acts


def signed_receipt(change: models.ColourChange) -> bytes:
    """The receipt of a change as it was signed. Raises `SealBroken`."""
    signed: bytes = settings.VAULT.open(sealed=change.receipt_sealed, purpose=SEALED_FOR)
    return signed


def read_receipt(*, data: bytes) -> ColourReceipt:
    """A receipt's content, its signature checked. Raises the engine's `CredentialError`."""
    return open_colour_receipt(data=data, keys=codes.key_set())


def _receipts(standings: Mapping[int, Standing], by: Actor, at: datetime) -> list[ColourReceipt]:
    people, ids = identity.list_uuids(keys=standings), uuids7(at=at, count=len(standings))
    issuer, decided_by = codes.issuer(), MACHINE if by.kind == "system" else by.ref
    return [
        ColourReceipt(
            id=uuid,
            decided_at=standing.at,
            issuer=issuer,
            subject=str(people[key]),
            colour=standing.colour.colour,
            class_code=standing.colour.class_code,
            way_out=standing.colour.way_out,
            version=standing.colour.version,
            rule=standing.colour.rule,
            book=standing.digest,
            evidence=tuple(map(_exhibit, standing.evidence)),
            decided_by=decided_by,
            manual=standing.manual,
        )
        for uuid, (key, standing) in zip(ids, standings.items(), strict=True)
    ]


def _exhibit(each: Evidence) -> Exhibit:
    return Exhibit(resource=each.resource, record=each.record, as_of=each.as_of, values=each.values)
