"""What outreach does when it hears news: a message to those concerned. Each may run twice."""

from uuid import UUID

from lingnan.kernel import clock
from lingnan.rooms.cases.events import DecisionMade, DraftExpiring
from lingnan.rooms.identity.events import DelegationEnded, DelegationGranted
from lingnan.rooms.licences import api as licences
from lingnan.rooms.licences.events import LicenceRevoked

from .api import send_message


def tell_outcome(event: DecisionMade) -> None:
    """Tell the applicant, and the person concerned where she is another."""
    for person_key in {event.applicant_key, event.subject_key}:
        send_message(
            person_key=person_key,
            kind=f"case-{event.outcome}",
            params={"service": event.service, "case_number": event.case_number},
            link=f"/cases/{event.case}",
            cause=f"{event.case}:{event.receipt}",
            at=clock.now(),
        )


def tell_draft_expiring(event: DraftExpiring) -> None:
    send_message(
        person_key=event.owner_key,
        kind="draft-expiring",
        params={"services": list(event.services), "ends_on": event.ends_on},
        link=f"/apply/{event.draft}/facts/",
        cause=f"{event.draft}:{event.ends_on}",
        at=clock.now(),
    )


def tell_revocation(event: LicenceRevoked) -> None:
    send_message(
        person_key=event.holder_key,
        kind="licence-revoked",
        params={"licence_kind": event.kind, "reason": licences.get_revocation_reason(uuid=UUID(event.licence))},
        link=f"/licences/{event.licence}",
        cause=event.licence,
        at=clock.now(),
    )


def tell_delegation(event: DelegationGranted) -> None:
    for person_key, kind in ((event.principal_key, "delegation-given"), (event.delegate_key, "delegation-received")):
        send_message(
            person_key=person_key, kind=kind, params={"ends_at": event.ends_at}, link="/family",
            cause=event.delegation, at=clock.now(),
        )  # fmt: skip


def tell_delegation_ended(event: DelegationEnded) -> None:
    for person_key in (event.principal_key, event.delegate_key):
        send_message(
            person_key=person_key, kind="delegation-ended", params={}, link="/family", cause=event.delegation,
            at=clock.now(),
        )  # fmt: skip
