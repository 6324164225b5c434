"""Cases: mine and those I applied for; the receipt of each in sentences."""

from collections.abc import Iterator
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.portal.descriptions import described_case
from lingnan.portal.paging import older, read_moment
from lingnan.portal.receipts import described_receipt
from lingnan.portal.session import for_residents
from lingnan.portal.values import with_note
from lingnan.portal.wording import grade_words, milestone_by, service_text
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.types import DECIDED, Case, CaseStatus
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity


@require_safe
@for_residents
def my_cases(request: HttpRequest, by: Actor) -> HttpResponse:
    """My cases and those I applied for, newest first."""
    found = cases.list_cases(by=by, before=read_moment(request.GET.get("before", "")))
    context = {
        "cases": [case_for_reader(case, by) for case in found],
        "older": older(found, mark=lambda case: case.submitted_at.isoformat()),
    }
    return render(request, "citizen/cases.html", context)


@never_cache
@require_safe
@for_residents
def case(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One case: the outcome, the reasons, the receipt in sentences, the timeline, the appeal."""
    found = cases.get_case(uuid=uuid, by=by)
    receipts = [cases.read_receipt(data=data) for data in cases.list_receipts(case_uuid=uuid, by=by, at=clock.now())]
    context = {
        **case_for_reader(found, by),
        "receipts": [described_receipt(receipt) for receipt in reversed(receipts)],
        "crumbs": [(reverse("cases"), gettext("我的办件"))],
        "applicant": _applicant(found, by),
        "timeline": list(_timeline(found, by)),
        "grade": _grade(found, by),
    }
    return render(request, "citizen/case.html", context)


@never_cache
@require_safe
@for_residents
def receipt(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The newest signed receipt of a case, to keep and to verify anywhere."""
    signed = cases.list_receipts(case_uuid=uuid, by=by, at=clock.now())
    if not signed:
        raise NotFound()
    response = HttpResponse(signed[-1], content_type="application/cose")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{uuid}.cose"'
    return response


def case_for_reader(found: Case, by: Actor) -> dict[str, object]:
    """A case, and for whom it is where that is not the reader."""
    who = "" if found.subject.key == by.person_key else found.subject.masked_name
    title = service_text(catalogue.get_service(code=found.service, version=found.version)).title
    is_decided = found.status in DECIDED
    return {**described_case(found), "who": who, "heading": with_note(title, who), "is_decided": is_decided}


def _grade(found: Case, by: Actor) -> str:
    """How the reader said it went; empty where she has not."""
    said = cases.get_rating(case_uuid=found.uuid, by=by) if found.status in DECIDED else None
    return grade_words(said.grade)[1] if said else ""


def _applicant(found: Case, by: Actor) -> str:
    """Who applied, where that was neither the reader nor the person concerned."""
    if found.applicant_key in (by.person_key, found.subject.key):
        return ""
    return identity.get_person(key=found.applicant_key).masked_name


def _timeline(found: Case, by: Actor) -> Iterator[dict[str, object]]:
    """What happened, and what is promised next."""
    words = {
        CaseStatus.SUBMITTED: gettext("收到申请"),
        CaseStatus.REFERRED: gettext("转给工作人员核对"),
        CaseStatus.GRANTED: gettext("批准"),
        CaseStatus.REFUSED: gettext("作出决定：暂时不能办理"),
    }
    service = catalogue.get_service(code=found.service, version=found.version)
    for milestone in found.milestones:
        who = milestone_by(service=service, case=found, milestone=milestone)
        yield {"title": words[milestone.status], "at": milestone.at, "by": who, "state": "done"}
    if found.status not in DECIDED:
        yield {"title": gettext("正在核对"), "at": None, "by": "", "state": "now"}
        yield {"title": gettext("最晚在这一天答复您"), "at": found.promised_date, "by": "", "state": "next"}
