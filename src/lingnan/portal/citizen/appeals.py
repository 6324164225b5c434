"""I disagree with this colour: the appeal in two taps, when it will be answered, and the answer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.appeals import described_appeal
from lingnan.portal.colours import described_grounds
from lingnan.portal.session import for_residents
from lingnan.portal.shell import explain
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import LONGEST_NOTE
from lingnan.rooms.identity import api as identity


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def appeal(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """A change of a colour, mine or that of someone I act for, and the appeals against it; sending makes one."""
    if request.method != "POST":
        return _page(request, by, uuid)
    try:
        health.file_appeal(change=uuid, note=request.POST.get("note", ""), by=by, at=clock.now())
    except health.NoteTooLong as error:
        return _page(request, by, uuid, problem=explain(error), status=error.status)
    except (health.NothingToAppeal, health.NoRuleInForce):
        pass  # the page says so, and why
    return redirect("health_appeal", uuid=uuid)


def _page(request: HttpRequest, by: Actor, uuid: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    found = health.get_appealed_change(change=uuid, by=by, at=clock.now())
    holder = identity.get_person(key=found.subject_key)
    is_me = by.person_key == holder.key
    address = reverse("health") if is_me else f"{reverse('health')}?holder={holder.uuid}"
    context = {
        **described_grounds(found.grounds),
        "found": found,
        "appeals": [described_appeal(each) for each in found.appeals],
        "holder": holder,
        "is_me": is_me,
        "crumbs": [(address, gettext("健康码") if is_me else holder.masked_name)],
        "back": address,
        "note": request.POST.get("note", ""),
        "longest": LONGEST_NOTE,
        "problem": problem,
        "problems": [("note", problem)] if problem else [],
    }
    return render(request, "citizen/health_appeal.html", context, status=status)
