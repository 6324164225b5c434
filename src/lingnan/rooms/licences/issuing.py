"""Issuing and revoking licences."""

import json
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from lingnan.engine.credentials import Credential, HolderCodeType
from lingnan.engine.credentials import Licence as Face
from lingnan.engine.elements.licence_identifier import compose
from lingnan.engine.elements.masking import MaskStyle, mask
from lingnan.kernel import audit, events
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import LicenceKind
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Status, StatusRef
from lingnan.rooms.identity import api as identity

from . import models
from .access import require_issuer
from .events import LicenceIssued, LicenceRevoked
from .types import Licence, LicenceStatus

FIELDS = "licences.licence.fields"
REASON = "licences.licence.revoked_reason"
NAME, ID_NUMBER = "person.name", "person.id_number"


class AlreadyHeld(LingnanError):
    """The person holds a valid licence of this kind."""

    code = "licence-already-held"
    status = 409
    message = "已经有一张有效的同类证照，不用再领。请在「我的证照」里出示。"


class ReasonMissing(LingnanError):
    """A revocation must say why."""

    code = "reason-missing"
    message = "请写明撤销的理由（1至200字），持证人会看到。"


def issue_licence(
    *,
    kind: str,
    holder_key: int,
    fields: Mapping[str, Any],
    case_uuid: UUID | None,
    by: Actor,
    at: datetime,
    starts_on: date | None = None,
) -> Licence:
    """Issue one, sign it and take its place in a status list; publishes `LicenceIssued`.

    `fields` holds values by element, `person.name` and `person.id_number` among them. It runs from `starts_on`, from
    today without it. Raises `AlreadyHeld`.
    """
    definition = catalogue.get_licence_kind(code=kind)
    with transaction.atomic():
        _make_way(definition, holder_key, at)
        place = codes.allocate_status(kind=kind, holder_key=holder_key, at=at)
        row = models.Licence(uuid=uuid7(at=at), kind=kind, holder_key=holder_key, case_uuid=case_uuid, issued_at=at)
        row.valid_from, row.valid_until = _period(definition, starts_on or local_date(at))
        row.identifier = _identifier(definition, place, at)
        row.status_list, row.status_index = place.list_id, place.index
        row.fields_sealed = settings.VAULT.seal(
            plain=json.dumps({name: _text(value) for name, value in fields.items()}).encode(), purpose=FIELDS
        )
        row.credential = codes.sign_credential(credential=_credential(definition, row, fields, at), at=at)
        row.save(force_insert=True)
        _record(LicenceIssued.name, row, by, at)
        events.publish(LicenceIssued(licence=str(row.uuid), kind=kind, holder_key=holder_key))
    return opened(row)


def revoke_licence(*, uuid: UUID, reason: str, by: Actor, at: datetime) -> Licence:
    """Revoke one for a stated reason; revoking a revoked one changes nothing. Publishes `LicenceRevoked`.

    By an officer of its issuer, or by the platform where what it rests on was corrected at its source.
    """
    if not 0 < len(reason.strip()) <= 200:
        raise ReasonMissing()
    with transaction.atomic():
        row = models.Licence.objects.select_for_update().filter(uuid=uuid).first()
        if row is None:
            raise NotFound()
        if by != PLATFORM:
            require_issuer(kind=row.kind, by=by)
        if row.revoked_at is None:
            end_licence(row, reason.strip(), by, at)
    return opened(row)


def end_licence(row: models.Licence, reason: str, by: Actor, at: datetime) -> None:
    """Revoke a valid one in the caller's transaction, by whoever may."""
    row.revoked_at, row.revoked_by = at, by.ref
    row.revoked_reason_sealed = settings.VAULT.seal(plain=reason.encode(), purpose=REASON)
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_reason_sealed"])
    codes.set_status(
        ref=StatusRef(list_id=row.status_list, index=row.status_index), status=Status.INVALID, by=by, at=at
    )
    _record(LicenceRevoked.name, row, by, at)
    events.publish(LicenceRevoked(licence=str(row.uuid), kind=row.kind, holder_key=row.holder_key))


def sign_anew(row: models.Licence, at: datetime) -> None:
    """Sign a licence again as it stands, in the caller's transaction: what was printed before is told from this."""
    fields = opened(row).fields
    row.credential = codes.sign_credential(
        credential=_credential(catalogue.get_licence_kind(code=row.kind), row, fields, at), at=at
    )
    row.save(update_fields=["credential"])


def destroy_licences(*, kind: str, at: datetime) -> int:
    """Destroy every licence of a kind with its code, in the transaction of the database's owner; returns how many."""
    destroyed, _ = models.Licence.objects.filter(kind=kind).delete()
    codes.end_kind(kind=kind, at=at)
    return destroyed


def holds(*, kind: str, holder_key: int, today: date) -> bool:
    """Whether the person holds a licence of the kind that was not revoked and has not expired."""
    in_time = Q(valid_until=None) | Q(valid_until__gte=today)
    return models.Licence.objects.filter(in_time, holder_key=holder_key, kind=kind, revoked_at=None).exists()


def get_revocation_reason(*, uuid: UUID) -> str:
    """Why a licence was revoked, for what the platform tells its holder and nobody else; empty while it is valid."""
    return _reason(models.Licence.objects.get(uuid=uuid))


def opened(row: models.Licence) -> Licence:
    """Unseal a row."""
    sealed = settings.VAULT.open(sealed=row.fields_sealed, purpose=FIELDS)
    return Licence(
        uuid=row.uuid,
        identifier=row.identifier,
        kind=row.kind,
        holder_key=row.holder_key,
        status=LicenceStatus.REVOKED if row.revoked_at else LicenceStatus.VALID,
        issued_at=row.issued_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        fields=json.loads(sealed),
        case_uuid=row.case_uuid,
        revoked_at=row.revoked_at,
        revoked_reason=_reason(row),
    )


def _reason(row: models.Licence) -> str:
    sealed = row.revoked_reason_sealed
    return settings.VAULT.open(sealed=sealed, purpose=REASON).decode() if sealed else ""


def _make_way(kind: LicenceKind, holder_key: int, at: datetime) -> None:
    """What has expired is renewed: the new one takes its place. Raises `AlreadyHeld` while there is a valid one.

    Of a kind that is repeated, the earlier one stays what it was.
    """
    held = models.Licence.objects.filter(holder_key=holder_key, kind=kind.id, revoked_at=None, renewed_at=None).first()
    if held is None:
        return
    if held.valid_until is None or (held.valid_until >= local_date(at) and not kind.validity.repeated):
        raise AlreadyHeld()
    held.renewed_at = at
    held.save(update_fields=["renewed_at"])


def _period(kind: LicenceKind, today: date) -> tuple[date, date | None]:
    """From today to the corresponding day, or to the end of a month that has none (Civil Code, article 202)."""
    if kind.validity.days is not None:
        return today, today + timedelta(days=kind.validity.days - 1)
    if kind.validity.years is None:
        return today, None
    year = today.year + kind.validity.years
    return today, today.replace(year=year, day=min(today.day, monthrange(year, today.month)[1]))


def _identifier(kind: LicenceKind, place: StatusRef, at: datetime) -> str:
    issuer = catalogue.province().departments[kind.issuer].credit_code
    serial = f"{local_date(at):%Y%m%d}{place.list_id:04d}{place.index:07d}"
    return compose(type_code=kind.type_code, issuer=issuer, serial=serial)


def _credential(kind: LicenceKind, row: models.Licence, fields: Mapping[str, Any], signed_at: datetime) -> Credential:
    department = catalogue.province().departments[kind.issuer]
    return Credential(
        licence=Face(
            identifier=row.identifier,
            name=kind.title["zh-Hans"],
            type_code=kind.type_code,
            number=row.identifier.split(".")[-3],
            issuer=department.name["zh-Hans"],
            issuer_code=department.credit_code,
            issued_on=row.valid_from,
            holder=mask(str(fields[NAME]), style=MaskStyle.NAME),
            holder_code=mask(str(fields[ID_NUMBER]), style=MaskStyle.ID_NUMBER),
            holder_code_type=_holder_code_type(row.holder_key, fields),
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        ),
        issuer=codes.issuer(),
        issued_at=signed_at,
        status=codes.status_reference(ref=StatusRef(list_id=row.status_list, index=row.status_index)),
    )


def _holder_code_type(holder_key: int, fields: Mapping[str, Any]) -> str:
    """The kind of the document whose number stands in the licence: codes of GB/T 36903 are GA/T 517's for people."""
    return identity.find_kind(key=holder_key, id_number=str(fields[ID_NUMBER])) or HolderCodeType.CITIZEN_ID


def _record(name: str, row: models.Licence, by: Actor, at: datetime) -> None:
    audit.record(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=row.holder_key, by=by, at=at, case_uuid=row.case_uuid,
        details={"licence": str(row.uuid), "kind": row.kind},
    )  # fmt: skip


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
