"""The counter: a code on paper for someone who came without a phone, and lost paper reported for her."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.portal.colours import colour_word
from lingnan.portal.dates import read_moment
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.rooms.health import api as health
from lingnan.rooms.identity import api as identity

from .post import described_post

LOST = "lost"
REFUSED = (health.PersonUnknown, health.NoColourYet, health.NoRuleInForce, identity.SeveralBearers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def counter(request: HttpRequest, by: Actor) -> HttpResponse:
    """Who she is, by number and name; then her code to print, or her lost papers refused."""
    health.require_counter(by=by)
    if request.method != "POST":
        return _form(request, by)
    number, name, at = request.POST.get("id_number", ""), request.POST.get("name", ""), clock.now()
    try:
        if request.POST.get("act") == LOST:
            before = read_moment(request.POST.get("seen_at", ""), otherwise=at)
            health.report_lost_at_counter(id_number=number, name=name, printed_before=before, by=by, at=at)
            messages.success(request, gettext("已经挂失。以前打印的都不能用了；需要的话，现在可以重新打印。"))
            return redirect("officer_counter")
        printed = health.print_at_counter(id_number=number, name=name, by=by, at=at)
    except REFUSED as error:
        return _form(request, by, error)
    context = {
        **described_post(by),
        "printed": printed,
        "printed_at": at,
        "word": colour_word(printed.colour),
        "crumbs": [(reverse("officer_counter"), gettext("代打纸质码"))],
    }
    return render(request, "officer/counter_printed.html", context)


def _form(request: HttpRequest, by: Actor, refused: LingnanError | None = None) -> HttpResponse:
    problem = explain(refused) if refused else ""
    context = {
        **described_post(by),
        "problem": problem,
        "problems": [("id_number", problem)] if problem else [],
        "typed": {name: request.POST.get(name, "") for name in ("id_number", "name")},
        "seen_at": clock.now().isoformat(),
    }
    return render(request, "officer/counter.html", context, status=refused.status if refused else 200)
