"""Colours by hand: what waits for a second officer, a proposal, and what the second officer weighs."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.portal.colours import TONES, class_name, colour_word, described_evidence
from lingnan.portal.dates import read_date_parts
from lingnan.portal.places import place_name
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.values import with_note
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import Ground, ManualProposal

from .post import described_post

FIELDS: Mapping[type[LingnanError], str] = {
    health.PersonUnknown: "id_number",
    health.GroundUnknown: "ground",
    health.RulesSayMore: "ground",
    health.NoRuleInForce: "ground",
    health.NoColour: "ground",
    health.PlaceTooWide: "place",
    health.PresenceNotProven: "place",
    health.DaysOutOfBounds: "seen_from",
    health.EndOutOfBounds: "ends_on",
}
DAYS = ("seen_from", "seen_until", "ends_on")


class _NotADay(ValueError):
    """A date that was not typed as one; its argument is the field."""


@never_cache
@require_safe
@for_officers
def proposals(request: HttpRequest, by: Actor) -> HttpResponse:
    """What waits for a second officer, the oldest first; it tells nobody's name."""
    rows = [_row(each) for each in health.list_proposals(by=by)]
    return render(request, "officer/manual.html", {**described_post(by), "rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def propose(request: HttpRequest, by: Actor) -> HttpResponse:
    """Propose a colour for a person, on a ground, with place and days; the room looks whether she was there."""
    health.list_proposals(by=by)
    if request.method != "POST":
        return _form(request, by, {})
    try:
        uuid = _propose(request, by)
    except tuple(FIELDS) as error:
        return _form(request, by, {FIELDS[_kind(error)]: explain(error)})
    except _NotADay as error:
        return _form(request, by, {str(error): gettext("不是日历上的一天，请写成年、月、日，例如2021年8月2日。")})
    messages.success(request, gettext("已经提出。另一位同事批准以后，颜色才会变。"))
    return redirect("officer_manual_one", uuid=uuid)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def proposal(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One proposal with the records that prove it; another officer approves or declines. The person sees each look."""
    if request.method != "POST":
        return _page(request, by, uuid)
    outcome = request.POST.get("outcome", "")
    try:
        health.decide_manual(uuid=uuid, outcome=outcome, by=by, at=clock.now())
    except (health.NotGrounded, health.ManualOutcomeMissing) as error:
        return _page(request, by, uuid, problem=explain(error), status=error.status)
    done = gettext("已经批准，颜色马上生效，本人会收到消息和理由。"), gettext("已经退回，颜色不变。")
    messages.success(request, done[outcome != "approved"])
    return redirect("officer_manual")


@require_POST
@for_officers
def withdraw(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Take back what I proposed, until another officer has decided on it."""
    health.withdraw_manual(uuid=uuid, by=by, at=clock.now())
    messages.success(request, gettext("已经撤回，颜色不变。"))
    return redirect("officer_manual")


def _propose(request: HttpRequest, by: Actor) -> UUID:
    seen_from, seen_until, ends_on = (_day(request, name) for name in DAYS)
    return health.propose_manual(
        id_number=request.POST.get("id_number", ""),
        name=request.POST.get("name", ""),
        ground=request.POST.get("ground", ""),
        place=request.POST.get("place", ""),
        seen_from=seen_from,
        seen_until=seen_until,
        ends_on=ends_on,
        by=by,
        at=clock.now(),
    )


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(str(read_date_parts(data=request.POST, name=name)))
    except ValueError as error:
        raise _NotADay(name) from error


def _kind(error: LingnanError) -> type[LingnanError]:
    return next(kind for kind in FIELDS if isinstance(error, kind))


def _form(request: HttpRequest, by: Actor, problems: dict[str, str]) -> HttpResponse:
    context = {
        **described_post(by),
        "problems": list(problems.items()),
        "problem_at": problems,
        "typed": {name: request.POST.get(name, "") for name in ("id_number", "name", "ground", "place")},
        "days": {name: read_date_parts(data=request.POST, name=name) for name in DAYS},
        "grounds": [_option(each) for each in health.list_grounds()],
        "crumbs": [(reverse("officer_manual"), gettext("人工定色"))],
    }
    return render(request, "officer/manual_new.html", context, status=422 if problems else 200)


def _option(ground: Ground) -> tuple[str, str, str]:
    longest = ngettext("最长%(days)d天", "最长%(days)d天", ground.longest_days) % {"days": ground.longest_days}
    place = gettext("要写明地点") if ground.needs_place else gettext("不用写地点")
    return ground.id, with_note(class_name(ground.id), colour_word(ground.colour)), f"{longest} · {place}"


def _page(request: HttpRequest, by: Actor, uuid: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    review = health.review_manual(uuid=uuid, by=by, at=clock.now())
    ground = next((each for each in health.list_grounds() if each.id == review.order.ground), None)
    by_rules = review.colour
    context = {
        **described_post(by),
        "review": review,
        "title": class_name(review.order.ground),
        "would_be": (TONES[ground.colour], colour_word(ground.colour)) if ground else None,
        "by_rules": (TONES[by_rules.colour], colour_word(by_rules.colour)) if by_rules else None,
        "place": place_name(review.proposal.division),
        "proofs": described_evidence(review.proofs),
        "lacks": explain(review.lacks) if review.lacks else "",
        "crumbs": [(reverse("officer_manual"), gettext("人工定色"))],
        "outcomes": [
            (
                "approved",
                gettext("批准"),
                gettext("颜色马上生效，到期自动恢复；本人会读到依据，可以申诉。"),
            ),
            ("declined", gettext("退回"), gettext("颜色不变。")),
        ],
        "outcome": request.POST.get("outcome", ""),
        "problem": problem,
        "problems": [("outcome", problem)] if problem else [],
    }
    return render(request, "officer/manual_one.html", context, status=status)


def _row(each: ManualProposal) -> dict[str, object]:
    return {"proposal": each, "name": class_name(each.ground), "place": place_name(each.division)}
