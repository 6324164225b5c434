"""Applications over HTTP: one form for many services, sent once, decided at once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from string import Formatter
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import get_language
from ninja import Header, Router, Schema, Status
from pydantic import Field

from lingnan.engine.forms import json_schema
from lingnan.kernel import clock
from lingnan.kernel.errors import NotFound
from lingnan.kernel.http import ActorRequest
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service, locale_of
from lingnan.rooms.identity import api as identity

from . import api
from .types import Application, Case

RECEIPT_TYPE = "application/cose"
router = Router(tags=["applications"])

Services = Annotated[list[str], Field(min_length=1, max_length=20)]


class FormIn(Schema):
    """For which services, and for whom: oneself, or the uuid of someone who agreed (`GET me`)."""

    services: Services
    subject: UUID | None = None


class FormOut(Schema):
    """What is left to ask, as JSON Schema (2020-12); what government knows is left out. `consent` is by service."""

    form: dict[str, Any]
    consent: dict[str, str]


class ApplicationIn(FormIn):
    """The answers by element, and the consent to what `POST forms` said."""

    answers: dict[str, Any]
    consent: bool


class ReasonOut(Schema):
    """Why: `values` fill the sentence of `code` in the service's `reasons`."""

    code: str
    values: dict[str, Any]


class MilestoneOut(Schema):
    """A point on the timeline."""

    status: str
    at: datetime
    by: str


class CaseOut(Schema):
    """One service applied for. `note` is what an officer wrote; `outcome` holds the rules' outputs, money in fen."""

    uuid: UUID
    number: str
    application: UUID
    service: str
    version: int
    subject: UUID
    status: str
    submitted_at: datetime
    decided_at: datetime | None
    promised_date: date
    reason: ReasonOut | None
    outcome: dict[str, Any]
    appeal_deadline: date | None
    licence: UUID | None
    note: str
    milestones: list[MilestoneOut]


class ApplicationOut(Schema):
    """One form sent, with a case for each service."""

    uuid: UUID
    submitted_at: datetime
    cases: list[CaseOut]


@router.post("/forms", response=FormOut)
def make_form(request: ActorRequest, body: FormIn) -> dict[str, object]:
    """One form for the services chosen; looks the subject's facts up, which she sees."""
    subject_key = _subject_key(request, body.subject)
    form = api.get_form(services=body.services, subject_key=subject_key, by=request.auth, at=clock.now())
    language = get_language() or ""
    services = [catalogue.get_service(code=code) for code in dict.fromkeys(body.services)]
    return {
        "form": json_schema(form=form, locale=locale_of(language)),
        "consent": {service.code: service.text(language).consent for service in services},
    }


@router.post("/applications", response={201: ApplicationOut})
def submit_application(
    request: ActorRequest,
    body: ApplicationIn,
    key: Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=80)],
) -> Status[dict[str, object]]:
    """Send and decide at once. The same key again is the same application, answered as it stands now."""
    at = clock.now()
    uuid = api.submit_case(
        services=body.services,
        subject_key=_subject_key(request, body.subject),
        answers=body.answers,
        consent=body.consent,
        key=key,
        by=request.auth,
        at=at,
    )
    api.decide_application(uuid=uuid, at=at)
    return Status(201, _application(api.get_application(uuid=uuid, by=request.auth)))


@router.get("/applications/{uuid}", response=ApplicationOut)
def get_application(request: ActorRequest, uuid: UUID) -> dict[str, object]:
    """An application of mine, or one for me."""
    return _application(api.get_application(uuid=uuid, by=request.auth))


@router.get("/cases/{uuid}", response=CaseOut)
def get_case(request: ActorRequest, uuid: UUID) -> dict[str, object]:
    """A case of mine, or one that I applied for."""
    return _case(api.get_case(uuid=uuid, by=request.auth))


@router.get("/cases/{uuid}/receipt", openapi_extra={"responses": {200: {"content": {RECEIPT_TYPE: {}}}}})
def get_receipt(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """The newest signed receipt (COSE_Sign1), to keep and to verify anywhere."""
    signed = api.list_receipts(case_uuid=uuid, by=request.auth, at=clock.now())
    if not signed:
        raise NotFound()
    return HttpResponse(signed[-1], content_type=RECEIPT_TYPE)


def _subject_key(request: ActorRequest, subject: UUID | None) -> int:
    return identity.get_person_by_uuid(uuid=subject).key if subject else identity.resident_key(by=request.auth)


def _application(application: Application) -> dict[str, object]:
    return {
        "uuid": application.uuid,
        "submitted_at": application.submitted_at,
        "cases": [_case(case) for case in application.cases],
    }


def _case(case: Case) -> dict[str, object]:
    return {
        "uuid": case.uuid,
        "number": case.number,
        "application": case.application,
        "service": case.service,
        "version": case.version,
        "subject": case.subject.uuid,
        "status": case.status,
        "submitted_at": case.submitted_at,
        "decided_at": case.decided_at,
        "promised_date": case.promised_date,
        "reason": _reason(case),
        "outcome": dict(case.outcome),
        "appeal_deadline": case.appeal_deadline,
        "licence": case.licence,
        "note": case.note,
        "milestones": case.milestones,
    }


def _reason(case: Case) -> dict[str, object] | None:
    """The reason with the values that its words name, and no other that the decision knew."""
    if case.reason is None:
        return None
    service = catalogue.get_service(code=case.service, version=case.version)
    values: Mapping[str, Any] = {**case.outcome, **case.reason.values}
    named = dict.fromkeys(_names(service, case.reason.code))
    return {"code": case.reason.code, "values": {name: _number(values.get(name)) for name in named}}


def _number(value: Any) -> Any:
    """A whole number as JSON writes one; other decimals stay text, which loses nothing."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _names(service: Service, reason: str) -> Iterator[str]:
    text = service.text("zh-hans").reasons.get(reason)
    for words in (text.sentence, text.next) if text else ():
        yield from (name for _, name, _, _ in Formatter().parse(words) if name)
