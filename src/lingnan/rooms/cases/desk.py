"""The officer's desk: cases that the rules referred, by promised date, decided by a human with a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from lingnan.engine.credentials import Input
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotAllowed, NotFound
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.exchange.types import Look
from lingnan.rooms.identity import api as identity

from . import models
from .deciding import CaseClosed, settle
from .gathering import decision_inputs, look_up
from .judgement import Judgement, judge
from .reading import may_see, opened
from .sealing import unseal
from .types import BY_OFFICER, Case, CaseStatus, Review

QUEUE = 200


class NoteMissing(LingnanError):
    """An officer's decision says why, in words that the applicant reads."""

    code = "note-missing"
    message = "请写明核对情况和理由（1至500字），申请人会看到。"


def list_queue(*, by: Actor, service: str = "") -> list[Case]:
    """The referred cases in the officer's charge, the earliest promised date first. Raises `NotAllowed`."""
    rows = models.Case.objects.filter(_in_charge(by), status=CaseStatus.REFERRED)
    if service:
        rows = rows.filter(service=service)
    return opened(rows.select_related("application").order_by("promised_date", "id")[:QUEUE])


def review_case(*, uuid: UUID, by: Actor, at: datetime) -> Review:
    """A case with its facts looked up afresh and what the rules say of them; leaves an access entry."""
    row = _row(uuid, by, lock=False)
    look, inputs, judgement = _weigh(row, by, at)
    return Review(
        case=opened([row])[0],
        facts=look.facts,
        inputs=inputs,
        disputes=row.application.disputes,
        matched=judgement.matched,
        proposed=judgement.status,
    )


def decide_by_officer(*, uuid: UUID, granted: bool, note: str, by: Actor, at: datetime) -> Case:
    """Grant or refuse a referred case, with a note that the applicant reads. Publishes `DecisionMade`.

    Raises `NoteMissing`, `CaseClosed` when it was decided meanwhile, `NotFound` when it is not in one's charge.
    """
    if not 0 < len(note.strip()) <= 500:
        raise NoteMissing()
    with transaction.atomic():
        row = _row(uuid, by, lock=True)
        if row.status != CaseStatus.REFERRED:
            raise CaseClosed()
        look, inputs, judgement = _weigh(row, by, at)
        service = catalogue.get_service(code=row.service, version=row.version)
        settle(
            case=row, service=service, judgement=_ruled(judgement, granted), inputs=inputs, look=look, by=by, at=at,
            note=note.strip(),
        )  # fmt: skip
    return opened([row])[0]


def _weigh(row: models.Case, by: Actor, at: datetime) -> tuple[Look, tuple[Input, ...], Judgement]:
    service = catalogue.get_service(code=row.service, version=row.version)
    look = look_up(
        services=[service], subject_key=row.subject_key, purpose=f"人工核对：{service.text('zh-hans').title}",
        by=by, at=at, case_uuid=row.uuid,
    )  # fmt: skip
    inputs = decision_inputs(
        service=service, look=look, answers=unseal(bytes(row.application.answers_sealed)),
        disputes=row.application.disputes, subject_key=row.subject_key, at=at,
    )  # fmt: skip
    return look, inputs, judge(service=service, inputs=inputs, today=local_date(at))


def _ruled(judgement: Judgement, granted: bool) -> Judgement:
    """The officer's word in place of the rules', with all that the rules said beside it."""
    status = CaseStatus.GRANTED if granted else CaseStatus.REFUSED
    outcome = {**judgement.outcome, "outcome": status.value, "reason": BY_OFFICER}
    return Judgement(
        status=status, reason=BY_OFFICER, outcome=outcome, matched=judgement.matched, values=judgement.values
    )


def _row(uuid: UUID, by: Actor, *, lock: bool) -> models.Case:
    rows = models.Case.objects.select_related("application")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(uuid=uuid).first()
    if by.kind != "officer" or row is None or not may_see(row, by):
        raise NotFound()
    return row


def _in_charge(by: Actor) -> Q:
    charge = Q(pk__in=[])
    for role in identity.list_roles_of(by=by):
        if role.role == "clerk":
            charge |= Q(department=role.department, division__startswith=role.division)
    if by.kind != "officer":
        raise NotAllowed()
    return charge
