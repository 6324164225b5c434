"""My licences over HTTP."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import get_language
from ninja import Router, Schema

from lingnan.engine.elements import Sensitivity
from lingnan.kernel import clock
from lingnan.kernel.http import ActorRequest
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity

from . import api
from .types import Licence

router = Router(tags=["licences"])


class LicenceOut(Schema):
    """A licence; `fields` by element, those that harm when abused masked; `valid_until` null is without end."""

    uuid: UUID
    identifier: str
    kind: str
    title: str
    status: str
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    fields: dict[str, str | None]
    case_uuid: UUID | None
    revoked_at: datetime | None
    revoked_reason: str


@router.get("/licences", response=list[LicenceOut])
def list_licences(request: ActorRequest, holder: UUID | None = None) -> list[dict[str, object]]:
    """My licences, newest first; with `holder`, those of someone for whom I act."""
    key = identity.get_person_by_uuid(uuid=holder).key if holder else identity.resident_key(by=request.auth)
    return [_licence(each) for each in api.list_licences(holder_key=key, by=request.auth, at=clock.now())]


@router.get("/licences/{uuid}", response=LicenceOut)
def get_licence(request: ActorRequest, uuid: UUID) -> dict[str, object]:
    """One that I hold, or whose holder I act for."""
    return _licence(api.get_licence(uuid=uuid, by=request.auth, at=clock.now()))


def _licence(licence: Licence) -> dict[str, object]:
    kind = catalogue.get_licence_kind(code=licence.kind)
    return {
        "uuid": licence.uuid,
        "identifier": licence.identifier,
        "kind": licence.kind,
        "title": kind.title_in(get_language() or ""),
        "status": licence.status,
        "issued_at": licence.issued_at,
        "valid_from": licence.valid_from,
        "valid_until": licence.valid_until,
        "fields": {element: _field(element, value) for element, value in licence.fields.items()},
        "case_uuid": licence.case_uuid,
        "revoked_at": licence.revoked_at,
        "revoked_reason": licence.revoked_reason,
    }


def _field(element: str, value: object) -> str | None:
    if value is None:
        return None
    declared = catalogue.dictionary()[element]
    return declared.mask(str(value)) if declared.sensitivity >= Sensitivity.SENSITIVE else str(value)
