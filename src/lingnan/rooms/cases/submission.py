"""Sending: one application, a case for each service. Sent twice is sent once; nothing accepted is lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from lingnan.engine.elements import Problem
from lingnan.engine.forms import Form, check_answers
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.identity import api as identity

from . import models
from .drafting import filled_in, own_row
from .forms import derive_form, look_for_form
from .revision import FormRenewed, is_newest
from .sealing import seal
from .types import CaseStatus

SUBMITTED = "cases.case.submitted"


class ConsentMissing(LingnanError):
    """Nothing is looked up for a decision without consent."""

    code = "consent-missing"
    message = "还没有勾选同意。我们要查询这些登记才能办理，请看过说明后勾选，再提交一次；已填的内容都还在。"


class AnswersMissing(LingnanError):
    """A required answer is missing or can't be taken; `details["problems"]` says by element what is wrong."""

    code = "answers-missing"
    status = 422
    message = "还有 %(count)d 项没有填好：%(labels)s。已填的内容都还在，补上后再提交。"


def submit_draft(*, uuid: UUID, consent: bool, by: Actor, at: datetime) -> UUID:
    """Send a draft; returns the application's uuid. Sending it again returns the same one.

    Raises `FormRenewed`, `ConsentMissing`, `AnswersMissing`, `NotForMe` (a mandate may have ended meanwhile).
    """
    row = own_row(uuid, by)
    if row.sent_as:
        return row.sent_as
    if not is_newest(row):
        raise FormRenewed()
    _require(consent)
    filled = filled_in(row)
    stated = _require_complete(filled.form, filled.check(today=local_date(row.saved_at)).values, at)
    return _submit(
        services=filled.services,
        subject_key=row.subject_key,
        answers=stated,
        disputes=filled.disputes,
        key=str(uuid),
        by=by,
        at=at,
    )


def submit_case(
    *,
    services: Sequence[str],
    subject_key: int,
    answers: Mapping[str, Any],
    consent: bool,
    key: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Send an application in one call, for clients of the API; `key` is theirs, and the same one twice is one act."""
    if earlier := _find(by, key):
        return earlier
    _require(consent)
    chosen, look = look_for_form(services=services, subject_key=subject_key, by=by, at=at)
    stated = _require_complete(derive_form(services=chosen, facts=look.facts), answers, at)
    return _submit(services=chosen, subject_key=subject_key, answers=stated, disputes={}, key=key, by=by, at=at)


def _submit(
    *,
    services: Sequence[Service],
    subject_key: int,
    answers: Mapping[str, Any],
    disputes: Mapping[str, str],
    key: str,
    by: Actor,
    at: datetime,
) -> UUID:
    identity.require_may_act(by=by, subject_key=subject_key, services=[each.code for each in services], at=at)
    try:
        with transaction.atomic():
            application = models.Application.objects.create(
                uuid=uuid7(at=at), key=key, applicant_key=identity.resident_key(by=by), subject_key=subject_key,
                answers_sealed=seal(answers), disputes_sealed=seal(disputes), consented_at=at, submitted_at=at,
            )  # fmt: skip
            for service in services:
                _open_case(application, service, by, at)
    except IntegrityError:
        earlier = _find(by, key)
        if earlier is None:
            raise
        return earlier
    return application.uuid


def _find(by: Actor, key: str) -> UUID | None:
    sent = models.Application.objects.filter(applicant_key=by.person_key or 0, key=key)
    return sent.values_list("uuid", flat=True).first()


def _open_case(application: models.Application, service: Service, by: Actor, at: datetime) -> None:
    declaration = service.declaration
    case = models.Case.objects.create(
        uuid=uuid7(at=at), number=_next_number(at), application=application, service=service.code,
        version=service.version, department=declaration.department, subject_key=application.subject_key,
        applicant_key=application.applicant_key, status=CaseStatus.SUBMITTED, submitted_at=at,
        promised_date=catalogue.deadline(start=local_date(at), period=declaration.promise),
    )  # fmt: skip
    models.Milestone.objects.create(case=case, status=CaseStatus.SUBMITTED, at=at, by=by.name)
    audit.record(
        kind=AuditEntry.Kind.ACT, name=SUBMITTED, subject_key=case.subject_key, by=by, at=at, case_uuid=case.uuid,
        details={"service": service.code, "version": service.version},
    )  # fmt: skip


def _next_number(at: datetime) -> str:
    """The number people quote on the phone: the day, and a running number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        (running,) = cursor.fetchone()
    return f"{local_date(at):%Y%m%d}-{running:07d}"


def _require(consent: bool) -> None:
    if not consent:
        raise ConsentMissing()


def _require_complete(form: Form, answers: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
    """The answers that the form asks for, in normal form; raises `AnswersMissing`."""
    checked = check_answers(form=form, raw=answers, today=local_date(at))
    if checked.problems:
        raise _missing(checked.problems)
    return checked.values


def _missing(problems: Mapping[str, Problem]) -> AnswersMissing:
    labels = "、".join(catalogue.dictionary()[element].label() for element in problems)
    return AnswersMissing(count=len(problems), labels=labels, problems=dict(problems))
