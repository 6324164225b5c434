"""A printed health code was lost: which papers are about, and one act that has them refused everywhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel.actors import Actor
from lingnan.portal.dates import read_moment
from lingnan.portal.session import for_residents
from lingnan.rooms.health import api as health

from .health import Visit, crumbs_of, visit_of


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
    messages.success(request, gettext("已经挂失。丢了的纸质码从现在起不能用；手机上的码不受影响，要用可以重新打印。"))
    return redirect(f"{reverse('health_paper_lost')}?holder={visit.holder.uuid}")
