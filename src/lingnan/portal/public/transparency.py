"""What anyone may know: how much codes are used; how many colours changed on a day and why; the head of their log."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from lingnan.engine.credentials.sunset_certificate import MEDIA_TYPE as CERTIFICATE_TYPE
from lingnan.engine.credentials.tree_head import MEDIA_TYPE as HEAD_TYPE
from lingnan.kernel import clock
from lingnan.kernel.errors import NotFound
from lingnan.portal.colours import colour_word, page_locale
from lingnan.portal.places import place_name
from lingnan.portal.proofs import proof_file, read_size
from lingnan.rooms.codes import api as code_numbers
from lingnan.rooms.health import api
from lingnan.rooms.health.types import DayOfChanges

# The gates write down what they counted each second, and the worker takes it in each few.
REFRESH_SECONDS = 5


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The changes of a day that is over, yesterday's at first, and the head of the log as it is now."""
    at = clock.now()
    yesterday = clock.local_date(at) - timedelta(days=1)
    day = _read_day(request.GET.get("day", ""), yesterday)
    head = api.read_head(data=api.sign_head(at=at))
    context: dict[str, Any] = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < yesterday else None,
        "head": head,
        "root": head.root.hex(),
    }
    if certificate := api.find_certificate():
        context["ended"] = api.read_certificate(data=certificate)
    else:
        context |= _described(api.count_changes(day=day, at=at))
    return render(request, "public/transparency.html", context)


@require_safe
@vary_on_headers("HX-Request")
def codes(request: HttpRequest) -> HttpResponse:
    """How much codes are used: now, today by hour, and in total. Of nobody in particular."""
    numbers = code_numbers.get_numbers(at=clock.now())
    cities = [(place_name(city.division), city.inspections) for city in numbers.cities]
    context = {"numbers": numbers, "cities": cities, "refresh_seconds": REFRESH_SECONDS}
    is_part = "HX-Request" in request.headers
    response = render(request, "public/code_numbers.html" if is_part else "public/codes.html", context)
    patch_cache_control(response, max_age=REFRESH_SECONDS)
    return response


@require_safe
def codes_data(request: HttpRequest) -> HttpResponse:
    """The same figures for machines: JSON, open to every page; a count that is withheld is null."""
    response = JsonResponse(asdict(code_numbers.get_numbers(at=clock.now())))
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=REFRESH_SECONDS)
    return response


@require_safe
def health_head(request: HttpRequest) -> HttpResponse:
    """The signed head of the log as it is now, for anyone to keep and hold the log to."""
    return _file(api.sign_head(at=clock.now()), HEAD_TYPE, "health-log-head.cose")


@require_safe
def health_consistency(request: HttpRequest) -> HttpResponse:
    """The proof that the log began with its first `from` entries, as it is now or as it was with `to`."""
    earlier, size = request.GET.get("from", ""), request.GET.get("to")
    proof = api.prove_growth(earlier=read_size(earlier), size=None if size is None else read_size(size))
    response = proof_file(proof=proof, name="consistency.json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def health_certificate(request: HttpRequest) -> HttpResponse:
    """The certificate of the sunset; not found before."""
    certificate = api.find_certificate()
    if certificate is None:
        raise NotFound()
    return _file(certificate, CERTIFICATE_TYPE, "health-sunset.cose")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=media_type, headers=headers)


def _read_day(text: str, yesterday: date) -> date:
    """The day in an address; yesterday for anything that is no day with its day before, or not over."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return yesterday
    return day if date(1950, 1, 1) <= day < yesterday else yesterday


def _described(found: DayOfChanges) -> dict[str, Any]:
    columns = [
        {"colour": colour_word(each.colour), "name": _class_name(each.class_code), "version": each.version}
        for each in found.reasons
    ]
    total = found.counts[None, None]
    return {"columns": columns, "rows": list(_rows(found)), "has_changes": total != 0}


def _class_name(code: str) -> str:
    """Its name; the code itself for one that is no longer used."""
    name, _ = api.describe(class_code=code, way_out="", locale=page_locale())
    return name or code


def _rows(found: DayOfChanges) -> Iterator[tuple[str, list[int | None]]]:
    """A row for the province and for each city: its name, the count of all reasons, and of each."""
    for division in (None, *found.divisions):
        counts = [found.counts[reason, division] for reason in (None, *found.reasons)]
        yield _name(division), counts


def _name(division: str | None) -> str:
    if division is None:
        return gettext("全省")
    return place_name(division) if division else gettext("省外或不详")
