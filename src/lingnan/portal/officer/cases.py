"""One case on the desk: facts at the left, the rules and the decision at the right, the timeline below."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.portal.descriptions import described_case
from lingnan.portal.places import place_name
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.wording import milestone_by, service_text
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.types import Case, CaseStatus
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity

from .forms import FIELDS, Problem, described_form, read_findings
from .post import described_post
from .queue import days_left
from .review import described_review

DECISIONS = {"granted": True, "refused": False}


@never_cache
@require_safe
@for_officers
def case(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """A case in one's charge: to weigh while it is open, to read once it is closed."""
    return _page(request, by, uuid)


@require_POST
@for_officers
def decide(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Grant or refuse, with a note that the applicant reads. Nothing is decided by leaving the choice open."""
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        problem = ("decision", gettext("还没有选批准还是不予批准。请选一项，再作出决定。"))
        return _page(request, by, uuid, problem=problem, status=422)
    try:
        decided = cases.decide_by_officer(
            uuid=uuid,
            granted=DECISIONS[decision],
            note=request.POST.get("note", ""),
            findings=read_findings(request.POST),
            by=by,
            at=clock.now(),
        )
    except (cases.NoteMissing, cases.FindingMissing, cases.FindingUnknown, cases.GrantIncomplete) as error:
        return _page(request, by, uuid, problem=(FIELDS[error.code], explain(error)), status=error.status)
    except cases.CaseClosed as error:
        return _closed(request, by, uuid, problem=explain(error), status=error.status)
    messages.success(request, _done(decided))
    return redirect("desk")


def _done(decided: Case) -> str:
    service = catalogue.get_service(code=decided.service, version=decided.version)
    words = {
        CaseStatus.GRANTED: gettext("已批准：%(title)s，受理号 %(number)s。决定已经送达申请人。"),
        CaseStatus.REFUSED: gettext("已决定不予批准：%(title)s，受理号 %(number)s。决定和理由已经送达申请人。"),
    }
    return words[decided.status] % {"title": service_text(service).title, "number": decided.number}


def _page(
    request: HttpRequest, by: Actor, uuid: UUID, *, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    """Weighing looks the facts up, which the person concerned sees; a closed case is read without."""
    try:
        review = cases.review_case(uuid=uuid, by=by, at=clock.now())
    except cases.CaseClosed:
        return _closed(request, by, uuid)
    names_shown = request.GET.get("names") == "shown"
    service = catalogue.get_service(code=review.case.service, version=review.case.version)
    context = {
        **described_post(by),
        **_described(review.case),
        **described_review(review=review, service=service, names_shown=names_shown),
        "names_shown": names_shown,
        "problem": problem,
        "form": described_form(review=review, service=service, typed=request.POST, problem=problem),
    }
    return render(request, "officer/case.html", context, status=status)


def _closed(request: HttpRequest, by: Actor, uuid: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {**described_post(by), **_described(cases.get_case(uuid=uuid, by=by)), "problem": problem}
    return render(request, "officer/case_closed.html", context, status=status)


def _described(found: Case) -> dict[str, object]:
    tone, left = days_left(found.promised_date, local_date(clock.now()))
    return {
        **described_case(found),
        "crumbs": [(reverse("desk"), gettext("待办"))],
        "left_tone": tone,
        "left": left,
        "place": place_name(found.division) if found.division else gettext("没有登记"),
        "applicant": _applicant(found),
        "timeline": list(_timeline(found)),
    }


def _applicant(found: Case) -> str:
    """Who applied, if that was someone else."""
    if found.applicant_key == found.subject.key:
        return ""
    return identity.get_person(key=found.applicant_key).masked_name


def _timeline(found: Case) -> Iterator[dict[str, object]]:
    words = {
        CaseStatus.SUBMITTED: gettext("提交申请"),
        CaseStatus.REFERRED: gettext("规则不作决定，转人工"),
        CaseStatus.GRANTED: gettext("批准"),
        CaseStatus.REFUSED: gettext("不予批准"),
    }
    service = catalogue.get_service(code=found.service, version=found.version)
    for milestone in found.milestones:
        who = milestone_by(service=service, case=found, milestone=milestone)
        yield {"title": words[milestone.status], "at": milestone.at, "by": who, "state": "done"}
    if found.decided_at is None:
        yield {"title": gettext("核对"), "at": None, "by": "", "state": "now"}
        yield {"title": gettext("最晚答复"), "at": found.promised_date, "by": "", "state": "next"}
