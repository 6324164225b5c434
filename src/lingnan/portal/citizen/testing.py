"""My nucleic acid tests: ordered at a site and a time, changed, called off; the same for those I act for."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.portal.dates import write_moment
from lingnan.portal.places import site_address, site_name
from lingnan.portal.session import for_residents
from lingnan.portal.shell import explain
from lingnan.portal.testing import state_words
from lingnan.rooms.health import api as health
from lingnan.rooms.testing import api as testing
from lingnan.rooms.testing.types import Order, Site, Slot

from .health import Visit, crumbs_of, holder_page, visit_of

REFUSED = (
    testing.SiteUnknown,
    testing.SlotFull,
    testing.SlotPast,
    testing.SlotUnknown,
    testing.OrderedAlready,
    testing.TimesTooClose,
)


@never_cache
@require_safe
@for_residents
def tests(request: HttpRequest, by: Actor) -> HttpResponse:
    """The orders of one person, mine unless another is named: those to come with their codes, and the others."""
    return holder_page(request, by, "citizen/health_tests.html", _listed)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def order(request: HttpRequest, by: Actor) -> HttpResponse:
    """Choose a site, then a time; what the way out asks for is proposed, and is one tap."""
    return _ask(request, by, None, gettext("约好了。到时出示预约码或身份证。"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def change(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Another time or site for an order; until then its place is kept."""
    return _ask(request, by, uuid, gettext("改好了，原来的时段已经让出。"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def cancel(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Asks once more, then calls the order off."""
    if request.method == "POST":
        visit = visit_of(request, by)
        try:
            testing.cancel_order(uuid=uuid, by=by, at=visit.at)
        except (testing.OrderClosed, health.NoRuleInForce) as error:
            messages.warning(request, explain(error))
        else:
            messages.success(request, gettext("已经取消，名额让给别人了。"))
        return redirect(_address("health_tests", visit))
    return holder_page(request, by, "citizen/health_test_cancel.html", lambda visit: _one(visit, uuid))


def _ask(request: HttpRequest, by: Actor, uuid: UUID | None, done: str) -> HttpResponse:
    refused: LingnanError | None = None
    if request.method == "POST":
        visit = visit_of(request, by)
        try:
            _send(request, visit, uuid)
        except testing.OrderClosed as error:
            messages.warning(request, explain(error))
            return redirect(_address("health_tests", visit))
        except REFUSED as error:
            refused = error
        except health.NoRuleInForce:
            pass  # the page says so, and why
        else:
            messages.success(request, done)
            return redirect(_address("health_tests", visit))
    response = holder_page(request, by, "citizen/health_test_new.html", _choices(request, uuid, refused))
    response.status_code = refused.status if refused else response.status_code
    return response


def _send(request: HttpRequest, visit: Visit, uuid: UUID | None) -> None:
    site, times = request.GET.get("site", ""), _read_times(request.POST.get("times", ""))
    if uuid is None:
        testing.place_orders(subject_key=visit.holder.key, site=site, times=times, by=visit.by, at=visit.at)
    elif len(times) != 1:
        raise testing.SlotUnknown()
    else:
        testing.change_order(uuid=uuid, site=site, starts_at=times[0], by=visit.by, at=visit.at)


def _read_times(text: str) -> list[datetime]:
    try:
        times = [datetime.fromisoformat(each) for each in text.split(",") if each]
    except ValueError as error:
        raise testing.SlotUnknown() from error
    if any(each.tzinfo is None for each in times):
        raise testing.SlotUnknown()
    return times


def _choices(
    request: HttpRequest, uuid: UUID | None, refused: LingnanError | None
) -> Callable[[Visit], dict[str, object]]:
    """The sites, or the times of the one that is chosen."""

    def described(visit: Visit) -> dict[str, object]:
        found = _one(visit, uuid) if uuid else {"order": None}
        problem = explain(refused) if refused else ""
        shared = {"problem": problem, "errors": [("times", problem)] if problem else [], **found}
        chosen = next((site for site in testing.list_sites() if site.id == request.GET.get("site")), None)
        if chosen is None:
            sites = [_site(visit, site, uuid) for site in testing.list_sites()]
            return shared | {"site": None, "sites": sites, "crumbs": _crumbs(visit)}
        return shared | _times(visit, chosen, uuid) | {"crumbs": _crumbs(visit)}

    return described


def _times(visit: Visit, site: Site, uuid: UUID | None) -> dict[str, object]:
    slots = [slot for slot in testing.list_slots(site=site.id, at=visit.at) if slot.free]
    proposed = (
        [] if uuid else testing.propose_orders(subject_key=visit.holder.key, site=site.id, by=visit.by, at=visit.at)
    )
    return {
        "site": site,
        "site_name": site_name(site.id),
        "site_address": site_address(site.id),
        "proposed": [slot.starts_at for slot in proposed],
        "proposal": ",".join(_value(slot.starts_at) for slot in proposed),
        "options": [_option(slot) for slot in slots],
    }


def _option(slot: Slot) -> tuple[str, str]:
    left = ngettext("余%(number)d个", "余%(number)d个", slot.free) % {"number": slot.free}
    return _value(slot.starts_at), f"{write_moment(slot.starts_at)} · {left}"


def _value(moment: datetime) -> str:
    return moment.isoformat()


def _site(visit: Visit, site: Site, uuid: UUID | None) -> tuple[str, str, str]:
    address = _address("health_test_change", visit, uuid) if uuid else _address("health_test_new", visit)
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}site={site.id}", site_name(site.id), site_address(site.id)


def _listed(visit: Visit) -> dict[str, object]:
    orders = testing.list_orders(subject_key=visit.holder.key, by=visit.by, at=visit.at)
    return {
        "coming": sorted((_described(visit, each) for each in orders if each.is_open), key=_planned),
        "past": [_described(visit, each) for each in orders if not each.is_open],
        "new": _address("health_test_new", visit),
        "crumbs": crumbs_of(visit),
    }


def _planned(row: dict[str, object]) -> str:
    return str(row["at"])


def _described(visit: Visit, each: Order) -> dict[str, object]:
    tone, word = state_words(each.state)
    return {
        "order": each,
        "at": each.sampled_at or each.planned_at,
        "site": site_name(each.site),
        "address": site_address(each.site),
        "tone": tone,
        "word": word,
        "change": _address("health_test_change", visit, each.uuid),
        "cancel": _address("health_test_cancel", visit, each.uuid),
    }


def _one(visit: Visit, uuid: UUID) -> dict[str, object]:
    """Raises `NotFound` for an order that is not the holder's."""
    found = testing.get_order(uuid=uuid, by=visit.by, at=visit.at)
    if found.subject_key != visit.holder.key:
        raise NotFound()
    return {
        **_described(visit, found),
        "back": _address("health_tests", visit),
        "here": _address("health_test_cancel", visit, uuid),
        "crumbs": _crumbs(visit),
    }


def _crumbs(visit: Visit) -> list[tuple[str, str]]:
    return [*crumbs_of(visit), (_address("health_tests", visit), gettext("核酸检测"))]


def _address(name: str, visit: Visit, *args: UUID) -> str:
    address = reverse(name, args=args)
    return address if visit.is_me else f"{address}?holder={visit.holder.uuid}"
