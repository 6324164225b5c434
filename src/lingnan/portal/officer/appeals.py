"""Appeals against colours: the queue by promised time, what the colour rests on, and the answer."""

from datetime import datetime
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
from lingnan.portal.appeals import described_appeal
from lingnan.portal.colours import TONES, class_name, colour_word, described_grounds
from lingnan.portal.places import place_name
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.values import list_words
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import LONGEST_ANSWER, AppealReview, QueuedAppeal

from .post import described_post
from .queue import hours_left

FIELDS = {
    health.OutcomeMissing: "outcome",
    health.NothingCorrected: "outcome",
    health.NoAnswer: "answer",
    health.NoteTooLong: "answer",
}


@never_cache
@require_safe
@for_officers
def appeals(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is to be answered, the most pressing first; it tells nobody's name."""
    at = clock.now()
    rows = [_row(each, at) for each in health.list_open_appeals(by=by)]
    late = sum(each["tone"] == "stop" for each in rows)
    return render(request, "officer/appeals.html", {**described_post(by), "rows": rows, "late": late})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def appeal(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """One appeal with what the colour rests on; sending answers it. The holder sees each look."""
    if request.method != "POST":
        return _page(request, by, uuid)
    outcome, answer = request.POST.get("outcome", ""), request.POST.get("answer", "")
    try:
        health.answer_appeal(uuid=uuid, outcome=outcome, answer=answer, by=by, at=clock.now())
    except tuple(FIELDS) as error:
        return _page(request, by, uuid, problem=(FIELDS[type(error)], explain(error)), status=error.status)
    messages.success(request, gettext("已经答复，申诉人会收到消息。"))
    return redirect("officer_appeals")


def _page(
    request: HttpRequest, by: Actor, uuid: UUID, *, problem: tuple[str, str] = ("", ""), status: int = 200
) -> HttpResponse:
    at = clock.now()
    review = health.review_appeal(uuid=uuid, by=by, at=at)
    field, sentence = problem
    grounds = described_grounds(review.change.grounds)
    tone, left = hours_left(review.appeal.due_at, at)
    context = {
        **described_post(by),
        **grounds,
        "review": review,
        "place": place_name(review.division),
        "left_tone": tone,
        "left": left,
        "crumbs": [(reverse("officer_appeals"), gettext("健康码申诉"))],
        "appeals": [described_appeal(each) for each in review.change.appeals],
        "may_answer": review.appeal.answered_at is None and not review.is_for_another,
        "outcomes": _outcomes(review, grounds),
        "outcome": request.POST.get("outcome", ""),
        "answer": request.POST.get("answer", ""),
        "longest": LONGEST_ANSWER,
        "problems": [problem] if sentence else [],
        "problem_at": {field: sentence},
    }
    return render(request, "officer/appeal.html", context, status=status)


def _outcomes(review: AppealReview, grounds: dict[str, object]) -> list[tuple[str, str, str]]:
    """The two ends of an appeal, and what each asks for. A colour is written by nobody."""
    if review.change.grounds.is_manual:
        corrected = gettext("这是人工定的颜色。选这一项，人工定色马上撤销，按规则重新判定。")
    elif review.change.is_standing:
        sources = list_words(dict.fromkeys(each["source"] for each in grounds["evidence"] if each["source"]))  # type: ignore[attr-defined]
        corrected = gettext(
            "先请来源部门（%(sources)s）更正记录并重新报送，系统会立刻重新判定；颜色真的变了，才能这样答复。颜色不能在这里改。"
        ) % {"sources": sources}
    else:
        corrected = gettext("颜色已经按更正后的记录重新判定过了。")
    return [
        (
            "stands",
            gettext("维持：记录没有错"),
            gettext("申诉人会读到您写的理由，还可以再申诉一次，由另一位同事答复。"),
        ),
        ("corrected", gettext("更正：记录或依据有错"), corrected),
    ]


def _row(each: QueuedAppeal, at: datetime) -> dict[str, object]:
    tone, left = hours_left(each.due_at, at)
    return {
        "appeal": each,
        "tone": tone,
        "left": left,
        "colour_tone": TONES[each.colour],
        "word": colour_word(each.colour),
        "name": class_name(each.class_code),
        "place": place_name(each.division),
    }
