"""The desk of those who run the province's codes: how much they are used, and what of it needs a hand, live."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.officer.post import described_post
from lingnan.portal.places import place_name
from lingnan.portal.session import for_officers
from lingnan.portal.verdicts import told_words
from lingnan.portal.wording import code_title
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import City, Duty, KeyInfo, KindUse, ListsOfKind, Numbers, Refused

from .condition import described_gate, described_worker, list_concerns, purpose_word
from .spans import write_span

# Gates and workers tell how they are each five seconds.
REFRESH_SECONDS = 5
STILL = "still"


@never_cache
@require_safe
@vary_on_headers("HX-Request")
@for_officers
def codes(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything at a glance; with script the figures alone, anew each few seconds, unless the reader stopped that."""
    at = clock.now()
    duty = _described(api.get_duty(by=by, at=at), at)
    if "HX-Request" in request.headers:
        return render(request, "cockpit/code_figures.html", duty)
    is_still = STILL in request.GET
    context = {**described_post(by), **duty, "is_still": is_still, "refresh_seconds": REFRESH_SECONDS}
    return render(request, "cockpit/codes.html", context)


def _described(duty: Duty, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "numbers": duty.numbers,
        "hours": _hours(duty.numbers, at),
        "cities": _cities(duty.numbers.cities),
        "kinds": [_kind(each) for each in duty.kinds],
        "refusals": [_refusal(each) for each in duty.refusals],
        "doubled": duty.doubled,
        "concerns": list_concerns(duty, at),
        "gates": [described_gate(each, at) for each in duty.gates],
        "workers": [described_worker(each, at) for each in duty.workers],
        "keys": [_key(each, at) for each in duty.keys],
        "lists": [_list(each, at) for each in duty.lists],
    }


def _hours(numbers: Numbers, at: datetime) -> list[dict[str, object]]:
    now = at.astimezone(clock.PROVINCE_ZONE).hour
    hours = [(hour.begins_at.astimezone(clock.PROVINCE_ZONE), hour) for hour in numbers.hours]
    return [{"hour": local.hour, "counted": hour, "is_open": local.hour == now} for local, hour in hours]


def _cities(cities: tuple[City, ...]) -> list[tuple[str, int | None, int]]:
    """Name, number and share of the largest in percent; the largest first, what is withheld last."""
    most = max((city.inspections or 0 for city in cities), default=0)
    ordered = sorted(cities, key=lambda city: -(city.inspections or 0))
    return [
        (place_name(city.division), city.inspections, 100 * city.inspections // most if city.inspections else 0)
        for city in ordered
    ]


def _kind(use: KindUse) -> dict[str, object]:
    return {"name": code_title(use.kind) if use.kind else gettext("没认出来的"), "use": use}


def _refusal(refused: Refused) -> dict[str, object]:
    tone, word = told_words(refused.outcome, kind=refused.kind)
    return {"kind": code_title(refused.kind) if refused.kind else "", "tone": tone, "word": word, "refused": refused}


def _key(key: KeyInfo, at: datetime) -> dict[str, object]:
    return {"key": key, "purpose": purpose_word(key.purpose), "signs_later": key.not_before > at}


def _list(lists: ListsOfKind, at: datetime) -> dict[str, object]:
    age = write_span(at - lists.signed_at) if lists.signed_at else ""
    return {"name": code_title(lists.kind), "lists": lists, "age": age}
