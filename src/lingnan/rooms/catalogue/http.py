"""The catalogue over HTTP: open to all, in the reader's language."""

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema

from . import api
from .types import Service

LONGEST_SEARCH = 60
router = Router(tags=["services"])


class ServiceSummary(Schema):
    """A service in a list."""

    code: str
    version: int
    title: str
    summary: str
    department: str
    audience: str
    life_event: str


class PeriodOut(Schema):
    """A promised time; 0 is at once."""

    days: int
    unit: str


class ProofOut(Schema):
    """One material: `is_spared` where a record or a licence stands in for it."""

    id: str
    name: str
    how: str
    is_required: bool
    is_spared: bool


class ReasonOut(Schema):
    """The words of a reason; `{names}` in them are filled from a case's `reason.values`."""

    sentence: str
    next: str


class AppealOut(Schema):
    """Where, until when and on what ground one may ask for another look."""

    authority: str
    days: int
    basis: str


class ServiceDetail(ServiceSummary):
    """A service in one published version; `fee` in fen."""

    digest: str
    item_code: str
    for_whom: str
    how_long: str
    cost: str
    fee: int
    visits: int
    for_others: list[str]
    effective_from: date
    promise: PeriodOut
    statutory: PeriodOut
    proofs: list[ProofOut]
    outcomes: dict[str, str]
    reasons: dict[str, ReasonOut]
    consent: str
    appeal: AppealOut


@router.get("/services", response=list[ServiceSummary])
def list_services(
    request: HttpRequest, q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = ""
) -> list[dict[str, object]]:
    """Every service, or those that fit `q`: words, pinyin or initials; best first."""
    return [_summary(service) for service in api.search_services(text=q.strip())]


@router.get("/services/{code}", response=ServiceDetail)
def get_service(
    request: HttpRequest, code: str, version: Annotated[int | None, Query(ge=1)] = None
) -> dict[str, object]:
    """A service in the version asked for, else the newest."""
    return _detail(api.get_service(code=code, version=version))


def _summary(service: Service) -> dict[str, object]:
    declaration, text = service.declaration, service.text(get_language() or "")
    return {
        "code": service.code,
        "version": service.version,
        "title": text.title,
        "summary": text.summary,
        "department": declaration.department,
        "audience": declaration.audience,
        "life_event": declaration.life_event,
    }


def _detail(service: Service) -> dict[str, object]:
    declaration, text = service.declaration, service.text(get_language() or "")
    return {
        **declaration.model_dump(),
        **text.model_dump(),
        **_summary(service),
        "digest": service.digest,
        "proofs": [
            {
                **text.proofs[proof.id].model_dump(),
                "id": proof.id,
                "is_required": proof.required,
                "is_spared": proof.satisfied_by is not None,
            }
            for proof in declaration.proofs
        ],
    }
