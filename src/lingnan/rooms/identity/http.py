"""Who one is over HTTP, and for whom one may act."""

from datetime import datetime
from uuid import UUID

from ninja import Router, Schema

from lingnan.kernel import clock
from lingnan.kernel.http import ActorRequest

from . import api

router = Router(tags=["me"])


class PrincipalOut(Schema):
    """Someone who lets one act for her; `subject` in the calls for applications."""

    uuid: UUID
    name: str
    services: list[str]
    ends_at: datetime


class Me(Schema):
    """The resident who is signed in; names are masked."""

    uuid: UUID
    name: str
    acts_for: list[PrincipalOut]


@router.get("/me", response=Me)
def get_me(request: ActorRequest) -> dict[str, object]:
    """Oneself, and each mandate that runs now."""
    key, at = api.resident_key(by=request.auth), clock.now()
    person = api.get_person(key=key)
    mandates = [each for each in api.list_delegations(person_key=key) if each.delegate.key == key]
    return {
        "uuid": person.uuid,
        "name": person.masked_name,
        "acts_for": [
            {
                "uuid": mandate.principal.uuid,
                "name": mandate.principal.masked_name,
                "services": list(mandate.services),
                "ends_at": mandate.ends_at,
            }
            for mandate in mandates
            if mandate.is_active(at=at)
        ],
    }
