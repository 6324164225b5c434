"""From a proposal to a version: submitted by its author, approved or declined by another officer, or withdrawn."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.identity import api as identity

from . import models, shelf
from .merging import hashes
from .proposals import ProposalUnsound, find_problems, row_for, told
from .publishing import newest, publish_version, wait_in_line
from .signing import APPROVER, AUTHOR, READERS, ProposalClosed, acted, is_officer, require_officer
from .types.rules import Officer, Proposal, ProposalStatus
from .units import unpacked


class ApproverMissing(LingnanError):
    """Nobody is named to answer for a rule that needs somebody named."""

    code = "approver-missing"
    status = 422
    message = "这份规则没有演练过，或影响的人超过了全省规定的比例，要指定一位审核人。请选一位再提交。"


class ApproverUnknown(LingnanError):
    """The officer named can't approve this."""

    code = "approver-unknown"
    status = 422
    message = "指定的审核人不在本部门的审核人之列，或就是您自己。请另选一位。"


class SameOfficer(LingnanError):
    """An author on her own proposal."""

    code = "same-officer"
    status = 403
    message = "起草和审核不能是同一个人。请由本部门另一位审核人办理。"


class OtherAuthor(LingnanError):
    """Somebody else's proposal."""

    code = "other-author"
    status = 403
    message = "这份规则是 %(name)s 起草的，由 %(name)s 提交或撤回。您可以另行上传一份。"


class OtherApprover(LingnanError):
    """Somebody else was named."""

    code = "other-approver"
    status = 403
    message = "这份规则指定由 %(name)s 审核。请由 %(name)s 办理，或请起草人撤回后另行提交。"


class ProposalOutdated(LingnanError):
    """The service has a newer version than the proposal was made on."""

    code = "proposal-outdated"
    status = 409
    message = (
        "这份规则是在第 %(base)d 版上改的，现在已经是第 %(number)d 版了，不能再发布。请在新的一版上改好，重新上传。"
    )


class ReasonMissing(LingnanError):
    """A no without a why."""

    code = "reason-missing"
    status = 422
    message = "请写明不同意的理由，起草人要据此修改。"


def list_approvers(*, service: str, by: Actor) -> list[Officer]:
    """The officers who may be named for a service: its department's approvers but the one who asks."""
    department = shelf.get_service(code=service).declaration.department
    if not any(is_officer(by=by, role=role, department=department) for role in READERS):
        return []
    division = shelf.province().division
    officers = identity.list_officers(role=APPROVER, department=department, division=division)
    return [Officer(ref=each.ref, name=each.name) for each in officers if each.ref != by.ref]


def submit_proposal(*, uuid: UUID, approver: str | None, by: Actor, at: datetime) -> Proposal:
    """The author signs. `approver` is the `ref` of who alone may approve it; None leaves that to any approver.

    Raises `NotAllowed`, `ProposalClosed`, `ProposalUnsound`, `ApproverMissing`, `ApproverUnknown`.
    """
    with transaction.atomic():
        row = _open_row(uuid, by, ProposalStatus.PROPOSED)
        _require_author(row, by)
        proposal = told(row)
        if not proposal.is_sound:
            raise ProposalUnsound()
        if proposal.needs_named_approver and not approver:
            raise ApproverMissing()
        named = _named(row, approver, by) if approver else None
        with acted(row, "submitted", by, at):
            row.status, row.submitted_at = ProposalStatus.SUBMITTED, at
            row.approver_ref, row.approver_name = (named.ref, named.name) if named else ("", "")
            row.save(update_fields=["status", "submitted_at", "approver_ref", "approver_name"])
    return told(row)


def approve_proposal(*, uuid: UUID, by: Actor, at: datetime) -> Proposal:
    """The second officer signs, and the proposal becomes the service's next version.

    Raises `NotAllowed`, `SameOfficer`, `OtherApprover`, `ProposalClosed`, `ProposalOutdated`; `ProposalUnsound` where
    what is published since speaks against it.
    """
    with transaction.atomic():
        wait_in_line()
        row = _open_row(uuid, by, ProposalStatus.SUBMITTED)
        _require_approver(row, by)
        files, latest = unpacked(row.files), newest(kind="service", code=row.service)
        if latest is None or latest.number != row.base:
            raise ProposalOutdated(base=row.base, number=latest.number if latest else 0)
        if any(problem.severity == "error" for problem in find_problems(row.service, files)):
            raise ProposalUnsound()
        published = unpacked(latest.files)
        made = publish_version(
            kind="service", code=row.service, files=files, folder=latest.folder or hashes(published), latest=latest,
            by=by, at=at,
        )  # fmt: skip
        row.version = made.number if made else None
        _end(row, ProposalStatus.PUBLISHED, "approved", by, at)
    shelf.forget()
    return told(row)


def decline_proposal(*, uuid: UUID, reason: str, by: Actor, at: datetime) -> Proposal:
    """The second officer says no, with a reason.

    Raises `NotAllowed`, `SameOfficer`, `OtherApprover`, `ProposalClosed`, `ReasonMissing`.
    """
    with transaction.atomic():
        row = _open_row(uuid, by, ProposalStatus.SUBMITTED)
        _require_approver(row, by)
        if not reason.strip():
            raise ReasonMissing()
        row.reason = reason.strip()
        _end(row, ProposalStatus.DECLINED, "declined", by, at)
    return told(row)


def withdraw_proposal(*, uuid: UUID, by: Actor, at: datetime) -> Proposal:
    """The author takes it back. Raises `NotAllowed`, `ProposalClosed`."""
    with transaction.atomic():
        row = _open_row(uuid, by, ProposalStatus.PROPOSED, ProposalStatus.SUBMITTED)
        _require_author(row, by)
        _end(row, ProposalStatus.WITHDRAWN, "withdrawn", by, at)
    return told(row)


def _open_row(uuid: UUID, by: Actor, *statuses: ProposalStatus) -> models.Proposal:
    row = row_for(uuid=uuid, by=by, is_locked=True)
    if row.status not in statuses:
        raise ProposalClosed()
    return row


def _require_author(row: models.Proposal, by: Actor) -> None:
    require_officer(by=by, role=AUTHOR, department=row.department)
    if by.ref != row.author_ref:
        raise OtherAuthor(name=row.author_name)


def _require_approver(row: models.Proposal, by: Actor) -> None:
    if by.ref == row.author_ref:
        raise SameOfficer()
    require_officer(by=by, role=APPROVER, department=row.department)
    if row.approver_ref and by.ref != row.approver_ref:
        raise OtherApprover(name=row.approver_name)


def _named(row: models.Proposal, approver: str, by: Actor) -> Officer:
    found = next((each for each in list_approvers(service=row.service, by=by) if each.ref == approver), None)
    if found is None:
        raise ApproverUnknown()
    return found


def _end(row: models.Proposal, status: ProposalStatus, name: str, by: Actor, at: datetime) -> None:
    row.status, row.decided_at, row.decided_ref, row.decided_name = status, at, by.ref, by.name
    with acted(row, name, by, at):
        row.save(update_fields=["status", "decided_at", "decided_ref", "decided_name", "reason", "version"])
