"""Deciding a case: facts gathered, rules applied, a signed receipt, and what is granted: in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lingnan.engine.credentials import MACHINE, Appeal, DecisionModel, Input, Receipt, ServiceVersion
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.turns import wait_for_turns
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.codes import api as codes
from lingnan.rooms.exchange.types import Look

from . import models
from .events import DecisionMade
from .gathering import decision_inputs, look_up
from .granting import grant
from .judgement import Judgement, judge
from .sealing import seal, seal_text, unseal
from .types import DECIDED, NEXT, CaseStatus

DIVISION = "person.household_division"
CHECK_PURPOSE = "核对资格"
# Whoever sends an application decides it at once; a case older than this was left by a process that died.
OVERDUE_AFTER = timedelta(seconds=5)


class CaseClosed(LingnanError):
    """The case can't go from where it stands to where it was asked to go."""

    code = "case-closed"
    status = 409
    message = "这件事已经办结，不能再改。如有新的情况，请另行申请或者走复核。"


def decide_application(*, uuid: UUID, at: datetime) -> None:
    """Decide each case of an application, each in a transaction of its own, in the order they were asked for."""
    for case in models.Case.objects.filter(application__uuid=uuid).order_by("id").values_list("uuid", flat=True):
        decide_case(uuid=case, at=at)


def list_overdue(*, at: datetime) -> list[UUID]:
    """The applications with a case that its sender did not get to decide, the oldest first."""
    left = models.Case.objects.filter(status=CaseStatus.SUBMITTED, submitted_at__lt=at - OVERDUE_AFTER)
    rows = left.order_by("submitted_at", "application").values_list("application__uuid", flat=True)
    return list(dict.fromkeys(rows))


def decide_case(*, uuid: UUID, at: datetime) -> None:
    """Decide a submitted case by its rules; a case further on is left as it is. Publishes `DecisionMade`.

    The case's row is locked, so that the sender's process and the safety net's decide it once between them.
    """
    with transaction.atomic():
        case = (
            models.Case.objects.select_for_update(of=("self",)).select_related("application").filter(uuid=uuid).first()
        )
        if case is None:
            raise NotFound()
        if case.status != CaseStatus.SUBMITTED:
            return
        wait_for_turn(case)
        service = catalogue.get_service(code=case.service, version=case.version)
        by = machine_of(service)
        look = look_up(
            services=[service], subject_key=case.subject_key, purpose=CHECK_PURPOSE,
            by=by, at=at, case_uuid=case.uuid,
        )  # fmt: skip
        answers = unseal(case.application.answers_sealed)
        inputs = decision_inputs(
            service=service, look=look, answers=answers, disputes=unseal(case.application.disputes_sealed),
            subject_key=case.subject_key, at=at,
        )  # fmt: skip
        judgement = judge(service=service, inputs=inputs, today=local_date(at))
        case.division = str(look.value(DIVISION) or "")
        settle(case=case, service=service, judgement=judgement, inputs=inputs, look=look, by=by, at=at)


def wait_for_turn(case: models.Case) -> None:
    """One decision on a person at a time, till the caller's transaction ends: what one grants is a fact to the next."""
    wait_for_turns(matter="cases.subject", keys=[case.subject_key])


def settle(
    *,
    case: models.Case,
    service: Service,
    judgement: Judgement,
    inputs: Sequence[Input],
    look: Look,
    by: Actor,
    at: datetime,
    note: str = "",
) -> None:
    """Write an outcome: the case, what it grants, its receipt, milestone, audit entry and event."""
    if judgement.status not in NEXT[CaseStatus(case.status)]:
        raise CaseClosed()
    if judgement.status is CaseStatus.GRANTED:
        case.licence_uuid = grant(case=case, service=service, judgement=judgement, look=look, by=by, at=at)
    _write(case, service, judgement, by, at, note)
    receipt = _sign(case, service, judgement, inputs, by, at)
    _tell(case, service, receipt, by, at)


def machine_of(service: Service) -> Actor:
    """The department acting by its published rules."""
    department = service.declaration.department
    name = catalogue.province().departments[department].name["zh-Hans"]
    return Actor(kind="system", ref=f"department:{department}", name=f"{name}（按规则自动核对）", department=department)


def _write(case: models.Case, service: Service, judgement: Judgement, by: Actor, at: datetime, note: str) -> None:
    case.status = judgement.status
    case.reason = judgement.reason
    case.reason_values_sealed = seal(_words(judgement.values))
    case.outcome = dict(judgement.outcome)
    case.note_sealed = seal_text(note)
    if judgement.status in DECIDED:
        case.decided_at, case.decided_by = at, by.ref
        case.appeal_deadline = _appeal_deadline(service, at)
    else:
        case.promised_date = catalogue.deadline(start=local_date(at), period=service.declaration.statutory)
    case.save()
    models.Milestone.objects.create(case=case, status=judgement.status, at=at, by=by.name)


def _words(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not isinstance(value, Mapping)}


def _sign(
    case: models.Case, service: Service, judgement: Judgement, inputs: Sequence[Input], by: Actor, at: datetime
) -> models.Receipt:
    appeal = service.declaration.appeal
    receipt = Receipt(
        id=uuid7(at=at),
        decided_at=at,
        issuer=codes.issuer(),
        case_number=case.number,
        subject=str(case.application.uuid),
        service=ServiceVersion(code=service.code, number=service.version, content_hash=service.digest),
        decision=DecisionModel(name=service.declaration.decision.name, model_hash=service.model.hash),
        inputs=tuple(inputs),
        matched=judgement.matched,
        outcome=dict(judgement.outcome),
        explanation=judgement.ways,
        appeal=Appeal(authority=appeal.authority, deadline=_appeal_deadline(service, at), route=appeal.basis),
        decided_by=MACHINE if by.kind == "system" else by.ref,
    )
    return models.Receipt.objects.create(
        uuid=receipt.id, case=case, signed=codes.sign_receipt(receipt=receipt, at=at), made_at=at
    )


def _tell(case: models.Case, service: Service, receipt: models.Receipt, by: Actor, at: datetime) -> None:
    audit.record(
        kind=AuditEntry.Kind.ACT, name=DecisionMade.name, subject_key=case.subject_key, by=by, at=at,
        case_uuid=case.uuid,
        details={"service": case.service, "outcome": case.status, "reason": case.reason, "receipt": str(receipt.uuid)},
    )  # fmt: skip
    events.publish(
        DecisionMade(
            case=str(case.uuid),
            case_number=case.number,
            service=service.code,
            outcome=case.status,
            receipt=str(receipt.uuid),
            subject_key=case.subject_key,
            applicant_key=case.applicant_key,
        )
    )


def _appeal_deadline(service: Service, at: datetime) -> date:
    return local_date(at) + timedelta(days=service.declaration.appeal.days)
