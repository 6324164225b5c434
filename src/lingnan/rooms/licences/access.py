"""Who may see, show or revoke a licence. A reader other than the holder leaves an entry that the holder sees."""

from datetime import datetime

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity

from . import models

READ = "licences.licence.read"


def require_may_see(*, row: models.Licence | None, by: Actor, at: datetime, purpose: str) -> models.Licence:
    """The row, if the actor holds it, acts for its holder, or is the issuer's officer; else `NotFound`."""
    if row is None or not _may_see(row, by, at):
        raise NotFound()
    if by.person_key != row.holder_key:
        audit.record(
            kind=AuditEntry.Kind.READ, name=READ, subject_key=row.holder_key, by=by, at=at, purpose=purpose,
            case_uuid=row.case_uuid, details={"resources": ["licence"], "elements": [f"licence.{row.kind}"]},
        )  # fmt: skip
    return row


def may_act_for_holder(*, holder_key: int, kind: str, by: Actor, at: datetime) -> bool:
    """True for the holder, and for whoever acts for her in a service that grants this kind."""
    return by.person_key == holder_key or acts_until(holder_key=holder_key, kind=kind, by=by, at=at) is not None


def acts_until(*, holder_key: int, kind: str, by: Actor, at: datetime) -> datetime | None:
    """Till when the actor's mandates let her act for the holder in what grants this kind, or is delegated with it."""
    services = [
        service.code
        for service in catalogue.list_services()
        if service.declaration.grants and service.declaration.grants.licence == kind
    ]
    services += catalogue.get_licence_kind(code=kind).delegated
    return identity.acts_until(by=by, subject_key=holder_key, services=services, at=at)


def require_issuer(*, kind: str, by: Actor) -> None:
    """Raise `NotAllowed` unless the actor is a licence officer of the issuing department."""
    issuer = catalogue.get_licence_kind(code=kind).issuer
    identity.require_role(by=by, role="licence-officer", department=issuer)


def _may_see(row: models.Licence, by: Actor, at: datetime) -> bool:
    if by.kind == "officer":
        issuer = catalogue.get_licence_kind(code=row.kind).issuer
        return any(role.department == issuer for role in identity.list_roles_of(by=by))
    return may_act_for_holder(holder_key=row.holder_key, kind=row.kind, by=by, at=at)
