"""Reading cases: one's own, those one applied for, those on one's desk."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from lingnan.engine.credentials import Receipt
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.codes import api as codes
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import OfficerRole, Person

from . import models
from .sealing import unseal, unseal_text
from .types import Application, Case, CaseStatus, Milestone, Reason

PAGE = 50
RECEIPT_READ, RECEIPT_PURPOSE = "cases.receipt.read", "查看决定书"


def get_case(*, uuid: UUID, by: Actor) -> Case:
    """A case of one's own, that one applied for, or in one's charge; raises `NotFound` for any other."""
    return opened([row_for(uuid, by)])[0]


def get_application(*, uuid: UUID, by: Actor) -> Application:
    """An application with its cases; the same right as `get_case`."""
    rows = list(models.Case.objects.filter(application__uuid=uuid).select_related("application").order_by("id"))
    if not rows or not all(may_see(row, by) for row in rows):
        raise NotFound()
    application = rows[0].application
    return Application(uuid=application.uuid, submitted_at=application.submitted_at, cases=tuple(opened(rows)))


def list_cases(*, by: Actor, before: datetime | None = None) -> list[Case]:
    """The person's cases and those she applied for, newest first, fifty at a time."""
    if by.person_key is None:
        return []
    rows = models.Case.objects.filter(Q(subject_key=by.person_key) | Q(applicant_key=by.person_key))
    if before:
        rows = rows.filter(submitted_at__lt=before)
    return opened(rows.select_related("application").order_by("-submitted_at", "-id")[:PAGE])


def list_receipts(*, case_uuid: UUID, by: Actor, at: datetime) -> list[bytes]:
    """The signed receipts of a case one may see, in order of time.

    A receipt holds what the decision knew of the person. So another reader leaves an access entry, and whoever applied
    for her finds none once the mandate has ended.
    """
    row = row_for(case_uuid, by)
    if by.kind == "person" and not identity.may_act(by=by, subject_key=row.subject_key, services=[row.service], at=at):
        return []
    if by.person_key != row.subject_key:
        audit.record(
            kind=AuditEntry.Kind.READ, name=RECEIPT_READ, subject_key=row.subject_key, by=by, at=at,
            purpose=RECEIPT_PURPOSE, case_uuid=row.uuid, details={"resources": ["receipt"], "elements": []},
        )  # fmt: skip
    receipts = models.Receipt.objects.filter(case=row).order_by("made_at", "id")
    return [bytes(receipt.signed) for receipt in receipts]


def read_receipt(*, data: bytes) -> Receipt:
    """A receipt's content, its signature checked."""
    return codes.verify_receipt(data=data)


def row_for(uuid: UUID, by: Actor) -> models.Case:
    row = models.Case.objects.filter(uuid=uuid).select_related("application").first()
    if row is None or not may_see(row, by):
        raise NotFound()
    return row


def may_see(row: models.Case, by: Actor) -> bool:
    if by.kind == "officer":
        return any(
            role.role == "clerk"
            and role.department == row.department
            and (row.division.startswith(role.division) or covers_province(role))
            for role in identity.list_roles_of(by=by)
        )
    return by.person_key is not None and by.person_key in (row.subject_key, row.applicant_key)


def in_charge(by: Actor) -> Q:
    """The cases of the officer's own desk. Raises `NotAllowed` for anyone but an officer."""
    charge = Q(pk__in=[])
    for role in identity.list_roles_of(by=by):
        if role.role == "clerk":
            place = Q() if covers_province(role) else Q(division__startswith=role.division)
            charge |= Q(department=role.department) & place
    if by.kind != "officer":
        raise NotAllowed()
    return charge


def covers_province(role: OfficerRole) -> bool:
    """True for a role in the whole province: hers are those too who are registered outside of it, or nowhere."""
    return catalogue.province().division.startswith(role.division)


def opened(rows: Iterable[models.Case]) -> list[Case]:
    """Unseal rows, with their people and milestones, in two queries for all."""
    rows = list(rows)
    people = identity.list_people(keys={row.subject_key for row in rows})
    milestones: dict[int, list[Milestone]] = {}
    for each in models.Milestone.objects.filter(case__in=rows).order_by("at", "id"):
        milestones.setdefault(each.case_id, []).append(
            Milestone(status=CaseStatus(each.status), at=each.at, by=each.by)
        )
    return [_case(row, people[row.subject_key], tuple(milestones.get(row.pk, ()))) for row in rows]


def _case(row: models.Case, subject: Person, milestones: tuple[Milestone, ...]) -> Case:
    reason = Reason(code=row.reason, values=unseal(bytes(row.reason_values_sealed))) if row.reason else None
    return Case(
        uuid=row.uuid,
        number=row.number,
        application=row.application.uuid,
        service=row.service,
        version=row.version,
        division=row.division,
        subject=subject,
        applicant_key=row.applicant_key,
        status=CaseStatus(row.status),
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        promised_date=row.promised_date,
        reason=reason,
        outcome=row.outcome,
        appeal_deadline=row.appeal_deadline,
        licence=row.licence_uuid,
        note=unseal_text(row.note_sealed),
        disputed=tuple(unseal(row.application.disputes_sealed)),
        milestones=milestones,
    )
