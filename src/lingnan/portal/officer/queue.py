"""The queue: what was referred to this desk, by promised date, with what is due today and what came back."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.portal.places import place_name
from lingnan.portal.session import for_officers
from lingnan.portal.values import label_of, list_words
from lingnan.portal.wording import service_text
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.types import Case
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service

from .post import described_post

SOON_DAYS = 3
SOON_HOURS = 4
HOUR = 3600
LONGEST_NUMBER = 30
# Where those begin who decide no applications, by what they are.
HOMES = (
    ("is_keeper", "officer_licences"),
    ("is_rule_officer", "officer_rules"),
    ("is_travel_organiser", "officer_journeys"),
    ("is_health_officer", "officer_health"),
    ("is_operator", "cockpit_codes"),
    ("is_caller", "officer_calls"),
    ("is_inspector", "officer_devices"),
    ("is_sampler", "officer_tests"),
    ("is_laboratory", "officer_test_results"),
)

IS_DUE: Mapping[str, Callable[[Case, date], bool]] = {
    "overdue": lambda case, today: case.promised_date < today,
    "today": lambda case, today: case.promised_date == today,
    "soon": lambda case, today: today <= case.promised_date <= today + timedelta(days=SOON_DAYS),
}


@never_cache
@require_safe
@for_officers
def desk(request: HttpRequest, by: Actor) -> HttpResponse:
    """My queue by promised date; the filter stands in the address. Those who have none are led to what is theirs."""
    post = described_post(by)
    if not post["is_clerk"] and (own := next((page for post_of, page in HOMES if post[post_of]), "")):
        return redirect(own)
    chosen = _chosen(request)
    today = local_date(clock.now())
    found = cases.list_queue(by=by, service=chosen["service"], number=chosen["number"])
    refused = cases.list_refused_before(cases=found, by=by)
    rows = [_row(case, refused.get(case.uuid), today) for case in found if _is_wanted(case, chosen, refused, today)]
    context = {
        **post,
        "rows": rows,
        "today": today,
        "clock": {name: sum(is_due(case, today) for case in found) for name, is_due in IS_DUE.items()},
        "came_back": len(refused),
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "services": [(service.code, service_text(service).title) for service in catalogue.list_services()],
        "dues": [
            ("overdue", gettext("已经超期")),
            ("today", gettext("今天到期")),
            ("soon", gettext("%(days)d天以内到期") % {"days": SOON_DAYS}),
        ],
        "backs": [("yes", gettext("再次申请的"))],
    }
    return render(request, "officer/desk.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    wanted = {name: request.GET.get(name, "").strip() for name in ("service", "due", "back")}
    return {**wanted, "number": request.GET.get("number", "").strip()[:LONGEST_NUMBER]}


def _is_wanted(case: Case, chosen: Mapping[str, str], refused: Mapping[UUID, datetime], today: date) -> bool:
    if chosen["back"] and case.uuid not in refused:
        return False
    return IS_DUE[chosen["due"]](case, today) if chosen["due"] in IS_DUE else True


def _row(case: Case, refused_at: datetime | None, today: date) -> dict[str, object]:
    service = catalogue.get_service(code=case.service, version=case.version)
    tone, word = days_left(case.promised_date, today)
    return {
        "case": case,
        "title": service_text(service).title,
        "tone": tone,
        "left": word,
        "place": place_name(case.division) if case.division else gettext("没有登记"),
        "why": referral_words(service=service, case=case),
        "refused_at": refused_at,
    }


def days_left(promised: date, today: date) -> tuple[str, str]:
    """The tone and the words of the time that is left."""
    days = (promised - today).days
    if days < 0:
        return "stop", ngettext("超期 %(days)d 天", "超期 %(days)d 天", -days) % {"days": -days}
    if days == 0:
        return "caution", gettext("今天到期")
    tone = "caution" if days <= SOON_DAYS else "neutral"
    return tone, ngettext("还有 %(days)d 天", "还有 %(days)d 天", days) % {"days": days}


def hours_left(due_at: datetime, at: datetime) -> tuple[str, str]:
    """The tone and the words of the time that is left where an answer is due within a day, in whole hours."""
    hours = int((due_at - at).total_seconds() // HOUR)
    if hours < 0:
        return "stop", ngettext("超时 %(hours)d 小时", "超时 %(hours)d 小时", -hours) % {"hours": -hours}
    tone = "caution" if hours < SOON_HOURS else "neutral"
    return tone, ngettext("还有 %(hours)d 小时", "还有 %(hours)d 小时", hours) % {"hours": hours}


def referral_words(*, service: Service, case: Case) -> str:
    """Why a human has to look, in a few words."""
    if case.disputed:
        labels = list_words(label_of(element) for element in case.disputed)
        return gettext("申请人认为有误：%(labels)s") % {"labels": labels}
    text = service_text(service).reasons.get(case.reason.code) if case.reason else None
    return (text.brief or text.sentence) if text else gettext("规则没有写到这种情况")
