"""Whom to call: the list by urgency, the call sheet with what to say and ask, and what came of the call."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.portal.colours import TONES, class_name, colour_word, page_locale
from lingnan.portal.places import place_name
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.rooms.health import api as health
from lingnan.rooms.outreach import api as outreach
from lingnan.rooms.outreach.types import NEEDS, OUTCOMES, FollowUp

from .post import described_post
from .queue import hours_left

FIELDS = {
    outreach.OutcomeUnknown: "outcome",
    outreach.NeedMissing: "need",
    outreach.CallNoteTooLong: "words",
    outreach.AgainUnfit: "again",
    outreach.NoteUnfit: "note",
}
AGAIN_HOURS = ("1", "2", "4", "8")


@never_cache
@require_safe
@for_officers
def calls(request: HttpRequest, by: Actor) -> HttpResponse:
    """Whom I have to call, the most urgent first; names stay masked."""
    return _list(request, by)


@never_cache
@require_safe
@for_officers
def call(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One person to call: masked until I take her on; then the call sheet, which she sees was opened."""
    return _page(request, by, uuid)


@require_POST
@for_officers
def take(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Take her on, so that nobody else calls."""
    try:
        outreach.take_follow_up(uuid=uuid, by=by, at=clock.now())
    except (outreach.TakenByAnother, outreach.AlreadyReached) as error:
        return _page(request, by, uuid, refused=error)
    return redirect("officer_call", uuid=uuid)


@require_POST
@for_officers
def record(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """What came of the call."""
    outcome, at = request.POST.get("outcome", ""), clock.now()
    again = request.POST.get("again", "")
    words = {
        "reached": gettext("已登记：通了。这位居民不用再打电话了。"),
        "needs-help": gettext("已登记：需要帮助。这件事排在社区的最前面，24小时内要办。"),
        "no-answer": gettext("已登记：没有人接。过一会儿再打；24小时没有结果的，会转给疾控部门。"),
        "wrong-number": gettext("已登记：号码不对，转给疾控部门。"),
        "refused": gettext("已登记：不愿意说，转给疾控部门。"),
    }
    return _acted(
        request, by, uuid, words.get(outcome, ""),
        lambda: outreach.record_outcome(
            uuid=uuid, outcome=outcome, note=request.POST.get("words", ""), need=request.POST.get("need", ""),
            again_at=at + timedelta(hours=int(again)) if again in AGAIN_HOURS else None, by=by, at=at,
        ),
    )  # fmt: skip


@require_POST
@for_officers
def hand_over(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Give her to the shift that comes, with a note."""
    note = request.POST.get("note", "")
    return _acted(
        request, by, uuid, gettext("已交班，接班的同事能看到说明。"),
        lambda: outreach.hand_over(uuid=uuid, note=note, by=by, at=clock.now()),
    )  # fmt: skip


@require_POST
@for_officers
def escalate(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Give her to the health officers of the place."""
    return _acted(
        request, by, uuid, gettext("已转给疾控部门。"),
        lambda: outreach.escalate(uuid=uuid, by=by, at=clock.now()),
    )  # fmt: skip


def _list(request: HttpRequest, by: Actor, *, lost: str = "", status: int = 200) -> HttpResponse:
    at = clock.now()
    page = Paginator(range(outreach.count_follow_ups(by=by)), outreach.A_PAGE).get_page(request.GET.get("page"))
    rows = [_described(each, at) for each in outreach.list_follow_ups(by=by, at=at, page=page.number)]
    mine = sum(row["call"].is_mine for row in rows)
    context = {
        **described_post(by), "rows": rows, "page": page, "mine": mine, "is_gone": status != 200, "lost": lost,
        "spared": [_described(each, at) for each in outreach.list_spared(by=by, at=at)],
    }  # fmt: skip
    return render(request, "officer/calls.html", context, status=status)


def _acted(request: HttpRequest, by: Actor, uuid: UUID, done: str, act: Callable[[], None]) -> HttpResponse:
    """Back to the list; on refusal the page again with what was typed, or the list with it where the call has gone."""
    try:
        act()
    except NotFound:
        lost = request.POST.get("note", "") or request.POST.get("words", "")
        return _list(request, by, lost=lost.strip(), status=404)
    except (outreach.NotTaken, outreach.TakenByAnother, outreach.AlreadyReached, *FIELDS) as error:
        return _page(request, by, uuid, refused=error)
    messages.success(request, done)
    return redirect("officer_calls")


def _page(request: HttpRequest, by: Actor, uuid: UUID, *, refused: LingnanError | None = None) -> HttpResponse:
    at = clock.now()
    found = outreach.get_follow_up(uuid=uuid, by=by)
    field = FIELDS.get(type(refused), "") if refused else ""
    context: dict[str, Any] = {
        **described_post(by),
        **_described(found, at),
        "crumbs": [(reverse("officer_calls"), gettext("要打的电话"))],
        "problem": explain(refused) if refused and not field else "",
        "problems": [(field, explain(refused))] if refused and field else [],
        "problem_at": {field: explain(refused)} if refused and field else {},
        "note": request.POST.get("note", ""),
        "need_chosen": request.POST.get("need", ""),
        **{name: request.POST.get(name, "") for name in ("outcome", "words", "again")},
    }
    if found.is_mine and not found.reached_by:
        _, way_out = health.describe(class_code=found.class_code, way_out=found.way_out, locale=page_locale())
        context |= {
            "sheet": outreach.get_call_sheet(uuid=uuid, by=by, at=at),
            "text": health.get_call_text(calling=found.calling, class_code=found.class_code, locale=page_locale()),
            "way_out": way_out,
            "outcomes": [(each, _outcome_word(each)) for each in OUTCOMES],
            "on_paper": [*map(_outcome_word, OUTCOMES), *map(_need_word, NEEDS)],
            "needs": [(each, _need_word(each)) for each in NEEDS],
            "agains": [
                (each, ngettext("%(n)s 小时后", "%(n)s 小时后", int(each)) % {"n": each}) for each in AGAIN_HOURS
            ],
        }
    return render(request, "officer/call.html", context, status=refused.status if refused else 200)


def _described(found: FollowUp, at: datetime) -> dict[str, Any]:
    tone, left = hours_left(found.due_at, at)
    return {
        "call": found,
        "left_tone": tone,
        "left": left,
        "tone": TONES[found.colour],
        "word": colour_word(found.colour),
        "name": class_name(found.class_code),
        "place": place_name(found.division),
        "need": _need_word(found.need) if found.need else "",
        "again_at": found.again_at if found.again_at and found.again_at > at else None,
        "last": _outcome_word(found.outcome) if found.outcome else "",
        "reached_by": _calling_word(found.reached_by) if found.reached_by else "",
    }


def _calling_word(calling: str) -> str:
    return {"community": gettext("社区"), "police": gettext("派出所")}[calling]


def _outcome_word(outcome: str) -> str:
    return {
        "reached": gettext("通了，都说到了"),
        "needs-help": gettext("通了，需要帮助"),
        "no-answer": gettext("没有人接"),
        "wrong-number": gettext("号码不对"),
        "refused": gettext("不愿意说"),
    }[outcome]


def _need_word(need: str) -> str:
    return {"medicine": gettext("买药、看病"), "food": gettext("吃的、用的"), "other": gettext("别的事")}[need]
