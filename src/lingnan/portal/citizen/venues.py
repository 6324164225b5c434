"""Venues that I enter by their code and leave again: for myself, and for those I act for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.colours import described_grounds
from lingnan.portal.session import for_residents
from lingnan.portal.values import write_value
from lingnan.rooms.codes import api as codes
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import Admission, KeptVisit, VenueVisit
from lingnan.rooms.identity import api as identity

from .health import Visit, crumbs_of, holder_page, visit_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def venue(request: HttpRequest, by: Actor, text: str) -> HttpResponse:
    """What the poster's code opens: the venue, and one button to enter or, for who is inside, to leave."""
    if request.method == "POST":
        try:
            return _enter(request, visit_of(request, by), text)
        except health.NoRuleInForce:
            pass  # the page says so, and why
    return holder_page(request, by, "citizen/venue.html", lambda page: _venue(page, text))


@never_cache
@require_safe
@for_residents
def visit(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One visit: while it goes on, the answer for whoever stands at the door; afterwards, when it ended."""
    at = clock.now()
    found = health.get_visit(uuid=uuid, by=by, at=at)
    if not found.is_inside(at=at):
        return render(request, "citizen/visit_over.html", _whose(found, by) | {"visit": found})
    try:
        admission = health.get_admission(subject_key=found.subject_key, by=by, at=at)
    except health.NoRuleInForce:
        return redirect("visits")
    return render(request, "citizen/visit.html", _whose(found, by) | _answer(admission, at) | {"visit": found})


@never_cache
@require_POST
@for_residents
def leave(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Check out; done twice, it is once."""
    left = health.leave_venue(uuid=uuid, by=by, at=clock.now())
    return redirect("visit", left.uuid)


@never_cache
@require_safe
@for_residents
def visits(request: HttpRequest, by: Actor) -> HttpResponse:
    """Where one person is now and was in the last weeks, mine unless another is named."""
    page = visit_of(request, by)
    key = page.holder.key
    inside = health.list_inside(subject_key=key, by=by, at=page.at)
    context = {
        "holder": page.holder,
        "is_me": page.is_me,
        "principals": page.principals,
        "inside": inside,
        "kept": [_described(each, inside) for each in health.list_visits(subject_key=key, by=by, at=page.at)],
        "crumbs": crumbs_of(page),
    }
    return render(request, "citizen/visits.html", context)


def _venue(page: Visit, text: str) -> dict[str, object]:
    found = codes.read_venue(text=text, at=page.at)
    terms = health.get_visit_terms(at=page.at)
    inside = health.list_inside(subject_key=page.holder.key, by=page.by, at=page.at)
    return {
        "venue": found,
        "text": text,
        "hours": int(terms.ends_after.total_seconds()) // 3600,
        "here": next((each for each in inside if each.venue.uuid == found.uuid), None),
    }


def _enter(request: HttpRequest, page: Visit, text: str) -> HttpResponse:
    entry = health.enter_venue(subject_key=page.holder.key, text=text, by=page.by, at=page.at)
    if entry.visit:
        return redirect("visit", entry.visit.uuid)
    context = {
        "venue": codes.read_venue(text=text, at=page.at),
        "holder": page.holder,
        "is_me": page.is_me,
        **_answer(entry.admission, page.at),
    }
    return render(request, "citizen/venue_stopped.html", context)


def _answer(admission: Admission, at: datetime) -> dict[str, object]:
    grounds = described_grounds(admission.grounds) if admission.grounds else {"tone": "caution"}
    return {"may_enter": admission.may_enter, "has_colour": admission.grounds is not None, "at": at, **grounds}


def _whose(found: VenueVisit, by: Actor) -> dict[str, object]:
    return {"holder": identity.get_person(key=found.subject_key), "is_me": found.subject_key == by.person_key}


def _described(kept: KeptVisit, inside: Sequence[VenueVisit]) -> dict[str, object]:
    return {
        "visit": kept,
        "method": write_value(element="health.checkin_method", value=kept.method, masked=False),
        "title": kept.venue_name or gettext("没有写名称的场所"),
        "is_inside": (kept.venue_name, kept.entered_at) in {(each.venue.name, each.entered_at) for each in inside},
    }
