"""A printed code was lost: which papers are about, and one act that has them refused everywhere."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.portal.dates import read_moment
from lingnan.portal.descriptions import described_licence
from lingnan.portal.session import for_residents
from lingnan.portal.shell import explain
from lingnan.rooms.health import api as health
from lingnan.rooms.licences import api as licences

from .health import Visit, crumbs_of, visit_of

AFTERWARDS = gettext_noop("已经挂失。丢了的纸质码从现在起不能用；手机上的码不受影响，要用可以重新打印。")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def lost(request: HttpRequest, by: Actor) -> HttpResponse:
    """The papers of one person, mine unless another is named; reported lost, they are refused from now on."""
    visit = visit_of(request, by)
    if request.method == "POST":
        return _report(request, visit)
    papers = health.list_papers(subject_key=visit.holder.key, by=by, at=visit.at)
    context = {
        "holder": visit.holder,
        "is_me": visit.is_me,
        "principals": visit.principals,
        "papers": papers,
        "seen_at": visit.at.isoformat(),
        "crumbs": crumbs_of(visit),
    }
    return render(request, "citizen/health_lost.html", context)


def _report(request: HttpRequest, visit: Visit) -> HttpResponse:
    before = read_moment(request.POST.get("seen_at", ""), otherwise=visit.at)
    health.report_paper_lost(subject_key=visit.holder.key, printed_before=before, by=visit.by, at=visit.at)
    messages.success(request, gettext(AFTERWARDS))
    return redirect(f"{reverse('health_paper_lost')}?holder={visit.holder.uuid}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def licence_lost(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Asks once, then has every paper of a licence refused that was printed up to now."""
    at = clock.now()
    if request.method == "POST":
        before = read_moment(request.POST.get("seen_at", ""), otherwise=at)
        try:
            licences.report_paper_lost(uuid=uuid, seen_at=before, by=by, at=at)
        except licences.NothingToLose as error:
            messages.warning(request, explain(error))
        else:
            messages.success(request, gettext(AFTERWARDS))
        return redirect("licence", uuid=uuid)
    found = licences.get_licence(uuid=uuid, by=by, at=at)
    described = described_licence(found, today=local_date(at))
    crumbs = [(reverse("licence_paper", args=[uuid]), gettext("纸质码"))]
    return render(request, "citizen/licence_lost.html", {**described, "seen_at": at.isoformat(), "crumbs": crumbs})
