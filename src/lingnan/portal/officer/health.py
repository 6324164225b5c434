"""The health department's desk: areas of risk, colours by city, the rules by date, and those who were forgotten."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.colours import TONES, colour_word, page_locale
from lingnan.portal.places import place_name
from lingnan.portal.rules.dated import described_rehearsal, described_rule_sets, described_version
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import ColoursByCity, ForgottenPerson, ListedArea

from .post import described_post

ELSEWHERE = "elsewhere"
CITY = 4
FIRST_DAY = date(1950, 1, 1)
LEVELS = ("high", "medium")
READ_AT_MOST = 1_000_000
REFUSED = (health.RuleUnfit, health.NoRuleInForce)


@never_cache
@require_safe
@for_officers
def areas(request: HttpRequest, by: Actor) -> HttpResponse:
    """The lists of a day, today's at first, with what each city comes to. Day, level and city stand in the address."""
    at = clock.now()
    today = clock.local_date(at)
    found = health.count_colours(by=by, at=at)
    day, level, city = _read_filters(request, today)
    listed = health.list_areas(day=day)
    cities = _cities(found, listed)
    context: dict[str, Any] = {
        **described_post(by),
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "level": level,
        "city": city,
        "is_filtered": bool(level or city),
        "areas": [_described_area(area) for area in listed if _is_wanted(area, level, city)],
        "levels": [(each, level_words(each)[1]) for each in LEVELS],
        "places": [*((each["code"], each["name"]) for each in cities if each["code"]), (ELSEWHERE, gettext("省外"))],
        "cities": cities,
        "colours": [colour_word(colour) for colour in found.colours],
        "has_colours": found.counts[None, None] != 0,
        "map": _map(cities, day),
        "rules": described_rule_sets(health.list_rule_sets(), day=today),
        "overdue": health.count_overdue(by=by, at=at),
    }
    return render(request, "officer/health.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def overdue(request: HttpRequest, by: Actor) -> HttpResponse:
    """Those whose colour was not judged anew on its day, judged anew when asked; and those who were and yet are not
    green after 14 days.
    """
    at = clock.now()
    if request.method == "POST":
        changed = health.review_forgotten(by=by, at=at)
        words = ngettext("已重新判定，%(number)d 人的颜色变了。", "已重新判定，%(number)d 人的颜色变了。", changed)
        messages.success(request, words % {"number": changed})
        return redirect("officer_health_overdue")
    context = {
        **described_post(by),
        "rows": [_described_person(each) for each in health.list_forgotten(by=by, at=at)],
        "lingering": [_described_person(each) for each in health.list_lingerers(by=by, at=at)],
        "crumbs": _crumbs(),
    }
    return render(request, "officer/health_overdue.html", context)


@never_cache
@require_safe
@for_officers
def rule(request: HttpRequest, by: Actor, rules_on: str, version: str) -> HttpResponse:
    """A dated version of the rules: from when until when, by what, and what it says."""
    found = health.get_rule_set(rules_on=rules_on, version=version)
    today = clock.local_date(clock.now())
    context = {**described_post(by), **described_version(found, day=today), "crumbs": _crumbs()}
    return render(request, "officer/health_rule.html", context)


@never_cache
@require_safe
@for_officers
def rule_file(request: HttpRequest, by: Actor, rules_on: str, version: str) -> HttpResponse:
    """The version as it runs: DMN XML, byte for byte."""
    response = HttpResponse(health.read_rule_file(rules_on=rules_on, version=version), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{rules_on}-{version}.dmn"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def rehearse(request: HttpRequest, by: Actor) -> HttpResponse:
    """Upload a rule, and see whose colour of now would be another. Nothing is published, and the file is not kept."""
    at = clock.now()
    health.count_overdue(by=by, at=at)
    context: dict[str, Any] = {**described_post(by), "crumbs": _crumbs()}
    if request.method != "POST":
        return render(request, "officer/health_rehearse.html", context)
    uploaded = request.FILES.get("model")
    data = uploaded.read(READ_AT_MOST) if isinstance(uploaded, UploadedFile) else b""
    try:
        found = described_rehearsal(health.rehearse_colours(data=data, by=by, at=at))
    except REFUSED as error:
        return render(request, "officer/health_rehearse.html", {**context, "problem": explain(error)}, status=422)
    return render(request, "officer/health_rehearse.html", {**context, "rehearsal": found})


def level_words(level: str) -> tuple[str, str]:
    """The tone and the word of a risk level."""
    return {"high": ("stop", gettext("高风险")), "medium": ("caution", gettext("中风险"))}[level]


def _crumbs() -> list[tuple[str, str]]:
    return [(reverse("officer_health"), gettext("健康码"))]


def _read_filters(request: HttpRequest, today: date) -> tuple[date, str, str]:
    """What an address asks for; today, every level and everywhere for anything that can't be meant."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today
    level, city = request.GET.get("level", ""), request.GET.get("city", "")
    is_city = len(city) == CITY and city.isascii() and city.isdecimal()
    return (
        day if FIRST_DAY <= day <= today else today,
        level if level in LEVELS else "",
        city if is_city or city == ELSEWHERE else "",
    )


def _is_wanted(area: ListedArea, level: str, city: str) -> bool:
    if level not in ("", area.level):
        return False
    if city == ELSEWHERE:
        return not area.division.startswith(catalogue.province().division[:2])
    return area.division.startswith(city)


def _described_area(area: ListedArea) -> dict[str, object]:
    tone, word = level_words(area.level)
    return {"area": area, "tone": tone, "word": word, "place": place_name(area.division) if area.division else ""}


def _cities(found: ColoursByCity, listed: Sequence[ListedArea]) -> list[dict[str, Any]]:
    """A row for the province, each city and elsewhere: what is listed there, and who holds which colour."""
    home = catalogue.province().division[:2]
    number = Counter((area.division[:CITY] if area.division.startswith(home) else "", area.level) for area in listed)
    return [
        {
            "code": code,
            "name": _name(code),
            "listed": [
                _sum(number, found.divisions, level) if code is None else number[code, level] for level in LEVELS
            ],
            "counts": [found.counts[colour, code] for colour in (None, *found.colours)],
        }
        for code in (None, *found.divisions)
    ]


def _sum(number: Counter[tuple[str, str]], divisions: Sequence[str], level: str) -> int:
    """Of the province: what lies elsewhere does not count, what lies in no one city does."""
    return sum(each for (code, of), each in number.items() if code and of == level)


def _name(code: str | None) -> str:
    if code is None:
        return gettext("全省")
    return place_name(code) if code else gettext("省外或不详")


def _map(cities: Sequence[dict[str, Any]], day: date) -> str:
    """The cities as the map's script reads them."""
    page = reverse("officer_health")
    return json.dumps(
        [
            {
                "code": each["code"],
                "name": each["name"],
                "high": each["listed"][0],
                "medium": each["listed"][1],
                "href": f"{page}?day={day.isoformat()}&city={each['code']}",
            }
            for each in cities
            if each["code"]
        ],
        ensure_ascii=False,
    )


def _described_person(each: ForgottenPerson) -> dict[str, object]:
    words, way_out = health.words_of(class_code=each.class_code, way_out=each.way_out, locale=page_locale())
    return {
        "person": each,
        "place": _name(each.division),
        "tone": TONES[each.colour],
        "word": colour_word(each.colour),
        "name": words.name,
        "way_out": way_out,
    }
