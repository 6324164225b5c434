"""The department's venues: opened with a poster, the poster replaced when it was lost or forwarded, closed."""

import re
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import SCREEN_CODE_LASTS
from lingnan.rooms.health import api as health

from .post import described_post

EDITION = re.compile(r"[0-9]{1,9}")
MINUTE = timedelta(minutes=1)
WORDS = ("name", "place", "operator")


@never_cache
@require_safe
@for_officers
def venues(request: HttpRequest, by: Actor) -> HttpResponse:
    """The venues of my department."""
    return render(request, "officer/venues.html", {**described_post(by), "venues": codes.list_venues(by=by)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def open_one(request: HttpRequest, by: Actor) -> HttpResponse:
    """Open a venue, then its page with the poster to print."""
    codes.list_venues(by=by)
    if request.method != "POST":
        return _form(request, by)
    name, place, operator = (request.POST.get(each, "") for each in WORDS)
    try:
        opened = codes.open_venue(name=name, place=place, operator=operator, by=by, at=clock.now())
    except (codes.VenueUnnamed, codes.VenueExists) as error:
        return _form(request, by, explain(error))
    messages.success(request, gettext("已经开通。请打印海报，贴在每个入口和出口。"))
    return redirect("officer_venue", opened.uuid)


@never_cache
@require_safe
@for_officers
def venue(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One venue: how many are inside, its poster, and what may be done with it."""
    found = codes.find_venue(uuid=uuid, by=by)
    numbers = health.count_visits(venue=uuid, by=by, at=clock.now())
    return _asked(request, by, "officer/venue.html", venue=found, numbers=numbers, hours=sorted(numbers.hours.items()))


@never_cache
@require_safe
@for_officers
def poster(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The poster in force, for A4: its code is an address, so that any camera opens it."""
    found = codes.find_venue(uuid=uuid, by=by)
    text = codes.venue_text(uuid=uuid, by=by, at=clock.now())
    context = {
        **described_post(by),
        "venue": found,
        "address": f"{codes.issuer()}{reverse('venue', args=[text])}",
        "crumbs": [*_crumbs(), (reverse("officer_venue", args=[uuid]), found.name)],
    }
    return render(request, "officer/venue_poster.html", context)


@never_cache
@require_safe
@for_officers
def screen(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The venue's code for a screen at the entrance, another each minute, for two hours without network too."""
    at = clock.now()
    shown = codes.get_venue_screen(uuid=uuid, by=by, at=at)
    path = reverse("venue", args=[shown.texts[0]]).removesuffix(f"{shown.texts[0]}/")
    context = {"venue": shown.venue, "shown": shown, "shown_at": at, "prefix": f"{codes.issuer()}{path}"}
    context["lasts"] = SCREEN_CODE_LASTS // MINUTE
    return render(request, "officer/venue_screen.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def replace(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Asks once more, then ends the poster in force by a new one."""
    found = codes.find_venue(uuid=uuid, by=by)
    if request.method != "POST":
        return _asked(request, by, "officer/venue_replace.html", venue=found)
    codes.replace_poster(uuid=uuid, edition=_edition(request), by=by, at=clock.now())
    messages.success(request, gettext("旧海报已经作废。请打印新海报，把旧的都换下来。"))
    return redirect("officer_venue", uuid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def close(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Asks once more, then closes the venue."""
    found = codes.find_venue(uuid=uuid, by=by)
    if request.method != "POST":
        return _asked(request, by, "officer/venue_close.html", venue=found)
    codes.close_venue(uuid=uuid, by=by, at=clock.now())
    messages.success(request, gettext("已经停用。这个场所的海报从现在起都不能用，请取下来。"))
    return redirect("officer_venues")


def _edition(request: HttpRequest) -> int:
    """The edition that the officer saw: one that was replaced meanwhile is not replaced twice."""
    typed = request.POST.get("edition", "")
    return int(typed) if EDITION.fullmatch(typed) else 0


def _asked(request: HttpRequest, by: Actor, template: str, **context: object) -> HttpResponse:
    return render(request, template, {**described_post(by), "crumbs": _crumbs(), **context})


def _form(request: HttpRequest, by: Actor, problem: str = "") -> HttpResponse:
    context = {
        **described_post(by),
        "problem": problem,
        "problems": [("name", problem)] if problem else [],
        "typed": {each: request.POST.get(each, "") for each in WORDS},
        "crumbs": _crumbs(),
    }
    return render(request, "officer/venue_new.html", context, status=422 if problem else 200)


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("officer_venues"), gettext("场所码"))]
