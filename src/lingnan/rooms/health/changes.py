"""One change of one person's colour: its signed receipt, its audit entry and its event."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from lingnan.engine.credentials import MACHINE, ColourReceipt, Exhibit, open_colour_receipt
from lingnan.engine.merkle import hash_leaf
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.identity import api as identity

from . import models
from .certificate import or_off
from .events import ColourChanged
from .showing import point_code
from .types import HEALTH_CODE, Standing

SEALED_FOR = "health.receipt"
RECEIPT_READ, RECEIPT_PURPOSE = "health.receipt.read", "查看决定书"


def write_change(*, subject_key: int, standing: Standing, by: Actor, at: datetime) -> models.ColourChange:
    """Sign and keep a change, in the caller's transaction; at its commit the receipt is a leaf of the log, and every
    gate shows the colour.

    Publishes `ColourChanged`.
    """
    receipt = _receipt(subject_key, standing, by, at)
    signed = codes.sign_colour_receipt(receipt=receipt, at=at)
    change = models.ColourChange.objects.create(
        uuid=receipt.id,
        subject_key=subject_key,
        colour=receipt.colour,
        class_code=receipt.class_code,
        way_out=receipt.way_out,
        version=receipt.version,
        at=at,
        division=standing.division,
        manual=UUID(standing.manual.order) if standing.manual else None,
        leaf=hash_leaf(signed),
        receipt_sealed=settings.VAULT.seal(plain=signed, purpose=SEALED_FOR),
    )
    point_code(change=change, by=by, at=at)
    _tell(change, by)
    return change


def get_receipt(*, uuid: UUID, by: Actor, at: datetime) -> bytes:
    """The signed receipt of a change, for the person, whoever acts for her, or the platform; else raises `NotFound`.

    It holds what was known of her health, so another reader than herself leaves an access entry. Raises RoomOff.
    """
    change = models.ColourChange.objects.filter(uuid=uuid).first()
    if change is None:
        raise or_off(NotFound())
    if not _may_read(change, by, at):
        raise NotFound()
    if by.person_key != change.subject_key:
        audit.record(
            kind=AuditEntry.Kind.READ, name=RECEIPT_READ, subject_key=change.subject_key, by=by, at=at,
            purpose=RECEIPT_PURPOSE, details={"resources": ["receipt"], "elements": []},
        )  # fmt: skip
    return signed_receipt(change)


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


def _receipt(subject_key: int, standing: Standing, by: Actor, at: datetime) -> ColourReceipt:
    colour = standing.colour
    return ColourReceipt(
        id=uuid7(at=at),
        decided_at=standing.at,
        issuer=codes.issuer(),
        subject=str(identity.get_person(key=subject_key).uuid),
        colour=colour.colour,
        class_code=colour.class_code,
        way_out=colour.way_out,
        version=colour.version,
        rule=colour.rule,
        book=standing.digest,
        evidence=tuple(
            Exhibit(resource=each.resource, record=each.record, as_of=each.as_of, values=each.values)
            for each in standing.evidence
        ),
        decided_by=MACHINE if by.kind == "system" else by.ref,
        manual=standing.manual,
    )


def _tell(change: models.ColourChange, by: Actor) -> None:
    told = {"colour": change.colour, "class_code": change.class_code, "way_out": change.way_out}
    receipt = str(change.uuid)
    audit.record(
        kind=AuditEntry.Kind.ACT, name=ColourChanged.name, subject_key=change.subject_key, by=by, at=change.at,
        details={"receipt": receipt},  # which says the rest, and does not outlive the room as the trail does
    )  # fmt: skip
    events.publish(ColourChanged(subject_key=change.subject_key, receipt=receipt, **told))
