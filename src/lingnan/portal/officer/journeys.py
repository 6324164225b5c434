"""Journeys of many people: a list in, what each line comes to, the boarding list, and who was seen at the door."""

from collections import Counter
from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.tables import ColumnsMissing, TableUnreadable
from lingnan.portal.colours import page_locale
from lingnan.portal.dates import read_date_parts
from lingnan.portal.session import for_officers
from lingnan.portal.shell import explain
from lingnan.portal.wording import verdict_words
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import HEALTH_CODE, Traveller, Verdict

from .post import described_post

READ_AT_MOST = 1_000_000
MOST_DIGITS = 6
REFUSED = {
    health.TitleMissing: "title",
    health.PlaceUnknown: "place",
    health.ListEmpty: "people",
    health.ListTooLong: "people",
    ColumnsMissing: "people",
    TableUnreadable: "people",
}
WORDS = {
    Verdict.MAY_TRAVEL: ("valid", gettext_noop("可以出行")),
    Verdict.NEEDS_TEST: ("caution", gettext_noop("先做检测")),
    Verdict.MAY_NOT: ("stop", gettext_noop("不能出行")),
    Verdict.NOT_JUDGED: ("waiting", gettext_noop("没有颜色")),
    Verdict.UNKNOWN: ("waiting", gettext_noop("查不到")),
    Verdict.NUMBER_INVALID: ("waiting", gettext_noop("号码不对")),
    Verdict.TWICE: ("neutral", gettext_noop("重复")),
}
ADVICE = {
    Verdict.NOT_JUDGED: gettext_noop(
        "当天没有有效的健康码规则，或规则没有写到这种情况。请凭身份证件，按承运单位的规定办理。"
    ),
    Verdict.UNKNOWN: gettext_noop("没有同名同号的登记。请核对姓名和号码；没有登记过的，凭身份证件到窗口登记。"),
    Verdict.NUMBER_INVALID: gettext_noop("身份证号写得不对，请照证件核对后重新上传名单。"),
    Verdict.TWICE: gettext_noop("前面已有同一个人，不重复计算。"),
}


@never_cache
@require_safe
@for_officers
def journeys(request: HttpRequest, by: Actor) -> HttpResponse:
    """The journeys of my department."""
    context = {**described_post(by), "batches": health.list_batches(by=by)}
    return render(request, "officer/journeys.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_officers
def make(request: HttpRequest, by: Actor) -> HttpResponse:
    """Upload a list; the answer is the next page."""
    health.list_batches(by=by)
    if request.method != "POST":
        return _form(request, by, {})
    try:
        uuid = _take_in(request, by)
    except tuple(REFUSED) as error:
        return _form(request, by, {REFUSED[type(error)]: explain(error)})
    except ValueError:
        return _form(request, by, {"day": gettext("出行日期不是日历上的一天，请写成年、月、日，例如2020年12月7日。")})
    return redirect("officer_journey", uuid=uuid)


@never_cache
@require_safe
@for_officers
def journey(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """What each line of the list comes to now; those who can't go first."""
    batch = health.get_batch(uuid=uuid, by=by, at=clock.now())
    counts = Counter(each.verdict for each in batch.travellers)
    context = {
        **described_post(by),
        "batch": batch,
        "rows": sorted(map(_row, batch.travellers), key=lambda row: (row["is_going"], row["line"])),
        "counts": [(*_words(verdict), counts[verdict]) for verdict in WORDS if counts[verdict]],
        "going": counts[Verdict.MAY_TRAVEL],
        "seen": sum(each.seen_at is not None for each in batch.travellers),
        "crumbs": [(reverse("officer_journeys"), gettext("成批出行"))],
    }
    return render(request, "officer/journey.html", context)


@never_cache
@require_safe
@for_officers
def boarding(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """The list for the door, to be printed part by part: who may travel, each with a code that scans without network.

    The browser draws the codes; `?drawn=yes` has them drawn here, for one that runs no script.
    """
    at, page = clock.now(), request.GET.get("page", "1")
    part = int(page) if page.isascii() and page.isdigit() and len(page) <= MOST_DIGITS else 1
    boarding_list = health.get_boarding(uuid=uuid, by=by, at=at, part=part)
    crumbs = [
        (reverse("officer_journeys"), gettext("成批出行")),
        (reverse("officer_journey", args=[uuid]), boarding_list.title),
    ]
    context = {
        **described_post(by),
        "boarding": boarding_list,
        "page": Paginator(range(boarding_list.parts), 1).page(part),
        "is_drawn": request.GET.get("drawn") == "yes",
        "printed_at": at,
        "crumbs": crumbs,
    }
    return render(request, "officer/boarding.html", context)


def _take_in(request: HttpRequest, by: Actor) -> UUID:
    """Raises what is refused, and ValueError for a day that is none."""
    at, uploaded = clock.now(), request.FILES.get("people")
    day = date.fromisoformat(str(read_date_parts(data=request.POST, name="day")))
    if not isinstance(uploaded, UploadedFile):
        raise health.ListEmpty()
    rows = health.read_list(name=str(uploaded.name), data=uploaded.read(READ_AT_MOST), at=at)
    title, place = (request.POST.get(name, "") for name in ("title", "place"))
    return health.make_batch(title=title, travels_on=day, place=place, rows=rows, by=by, at=at)


def _form(request: HttpRequest, by: Actor, problems: dict[str, str]) -> HttpResponse:
    context = {
        **described_post(by),
        "problems": list(problems.items()),
        "problem_at": problems,
        **{name: request.POST.get(name, "") for name in ("title", "place")},
        "day": read_date_parts(data=request.POST, name="day"),
        "crumbs": [(reverse("officer_journeys"), gettext("成批出行"))],
    }
    return render(request, "officer/journey_new.html", context, status=422 if problems else 200)


def _row(each: Traveller) -> dict[str, object]:
    tone, word = _words(each.verdict)
    why, advice = _why(each)
    return {
        "line": each.line,
        "name": each.name,
        "number": each.masked_id_number,
        "tone": tone,
        "word": word,
        "is_going": each.verdict is Verdict.MAY_TRAVEL,
        "why": why,
        "advice": advice,
        "seen_at": each.seen_at,
        "seen": verdict_words(each.seen_outcome, kind=HEALTH_CODE) if each.seen_outcome else None,
    }


def _why(each: Traveller) -> tuple[str, str]:
    """Why someone can't go, and what to do about it; nothing of those who can."""
    if each.verdict in (Verdict.MAY_NOT, Verdict.NEEDS_TEST):
        words, way_out = health.words_of(class_code=each.class_code, way_out=each.way_out, locale=page_locale())
        return words.name, way_out
    return "", gettext(ADVICE[each.verdict]) if each.verdict in ADVICE else ""


def _words(verdict: Verdict) -> tuple[str, str]:
    tone, word = WORDS[verdict]
    return tone, gettext(word)
