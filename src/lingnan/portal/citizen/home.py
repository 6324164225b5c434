"""A resident's home, and everything of hers on one page."""

from collections.abc import Iterable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.descriptions import described_case
from lingnan.portal.guides import services_by_life_event
from lingnan.portal.session import for_residents
from lingnan.portal.wording import service_titles
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.types import Case, CaseStatus, StartedDraft
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from lingnan.rooms.outreach import api as outreach

from .people import list_principals, own_key

OPEN = (CaseStatus.SUBMITTED, CaseStatus.REFERRED)


@require_safe
@for_residents
def home(request: HttpRequest, by: Actor) -> HttpResponse:
    """Search, my code, what waits for me, services by life event."""
    at, drafts, found = clock.now(), cases.list_drafts(by=by), cases.list_cases(by=by)
    context = {
        "drafts": [_started(draft, by) for draft in drafts],
        "waiting": [described_case(case) for case in found if case.status in OPEN][:3],
        "offers": _offers(by, found, drafts, at),
        "inside": health.list_inside(subject_key=own_key(by), by=by, at=at),
        "unread": outreach.count_unread(person_key=own_key(by)),
        "life_events": services_by_life_event(),
    }
    return render(request, "citizen/home.html", context)


@require_safe
@for_residents
def me(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everything of mine: licences, cases, family, who read my data, sign-in."""
    context = {
        "person": identity.get_person(key=own_key(by)),
        "unread": outreach.count_unread(person_key=own_key(by)),
    }
    return render(request, "citizen/me.html", context)


def _started(draft: StartedDraft, by: Actor) -> dict[str, object]:
    """A form that was begun: what for, and for whom if not for oneself."""
    return {
        "draft": draft,
        "titles": service_titles(draft.services),
        "who": draft.subject.masked_name if draft.subject.key != by.person_key else "",
    }


def _offers(by: Actor, found: Iterable[Case], drafts: Iterable[StartedDraft], at: datetime) -> list[dict[str, object]]:
    """What one could do now for those one acts for: services that were neither begun nor sent for them."""
    begun = {(draft.subject.key, service) for draft in drafts for service in draft.services}
    begun |= {(case.subject.key, case.service) for case in found}
    offers = []
    for principal in list_principals(by=by, at=at):
        services = (code for code in principal.services if code != HEALTH_CODE)
        left = tuple(code for code in services if (principal.person.key, code) not in begun)
        if left:
            offers.append({"principal": principal, "services": left, "titles": service_titles(left)})
    return offers
