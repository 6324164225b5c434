"""Applying, page by page: for whom, what we know, what we ask, check and send."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.portal.dates import write_date
from lingnan.portal.session import for_residents
from lingnan.portal.values import with_note
from lingnan.portal.wording import service_text, service_titles
from lingnan.rooms.cases import api as cases
from lingnan.rooms.cases.types import Application, CaseStatus, Draft, StartedDraft
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity

from .cases import case_for_reader
from .forms import described_refusal
from .known import known_fact, known_facts, listed_proofs
from .people import list_principals, own_key
from .questions import described_answers, described_questions, read_typed, step_title

KNOWING, ASKING, CHECKING = 2, 3, 4
FIELDS = {
    "subject-missing": "subject",
    "not-for-me": "subject",
    "nothing-chosen": "service",
    "consent-missing": "consent",
}


class SubjectMissing(LingnanError):
    """A form without anyone whom it is for."""

    code = "subject-missing"
    message = "还没有选为谁办。请选一位，再继续。"


@never_cache
@require_safe
@for_residents
def start(request: HttpRequest, by: Actor) -> HttpResponse:
    """For whom, and what else to do in one go."""
    return _start(request, by, subject=request.GET.get("subject", ""), chosen=request.GET.getlist("service"))


@require_POST
@for_residents
def begin(request: HttpRequest, by: Actor) -> HttpResponse:
    """Begin the form; what we know is looked up now."""
    wanted, chosen = request.POST.get("subject", ""), request.POST.getlist("service")
    try:
        subject = identity.get_person_by_uuid(uuid=_uuid(wanted))
        draft = cases.start_draft(services=chosen, subject_key=subject.key, by=by, at=clock.now())
    except LingnanError as error:
        return _start(request, by, subject=wanted, chosen=chosen, refused=error)
    return redirect("apply_facts", uuid=draft.uuid)


@never_cache
@require_safe
@for_residents
def facts(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """What we know: nothing here is typed."""
    draft = cases.get_draft(uuid=uuid, by=by, at=clock.now())
    if draft.application:
        return redirect("application", uuid=draft.application)
    services = _services(draft)
    return _page(
        request, by, "citizen/apply_facts.html", draft, here=KNOWING,
        facts=known_facts(draft), proofs=listed_proofs(draft, services),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def dispute(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """'This is wrong': what is, in the applicant's words; an officer will look. An empty note takes it back."""
    element = request.POST.get("element", "") or request.GET.get("element", "")
    if request.method == "POST":
        cases.dispute_fact(uuid=uuid, element=element, note=request.POST.get("note", ""), by=by, at=clock.now())
        return redirect("apply_facts", uuid=uuid)
    draft = cases.get_draft(uuid=uuid, by=by, at=clock.now())
    fact = known_fact(draft, element)
    if fact is None:
        raise NotFound()
    return _page(request, by, "citizen/apply_dispute.html", draft, here=KNOWING, fact=fact)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def ask(request: HttpRequest, by: Actor, uuid: UUID, step: str) -> HttpResponse:
    """What we ask: one topic a page; kept as it is given, right or wrong."""
    draft = cases.get_draft(uuid=uuid, by=by, at=clock.now())
    shown = next((each for each in draft.form.asked(draft.answers) if each.id == step), None)
    if shown is None or draft.application:
        return redirect(_next(draft))
    typed: dict[str, Any] = {**draft.typed, **draft.answers}
    if request.method == "POST":
        typed = read_typed(data=request.POST, questions=shown.questions)
        draft = cases.save_answers(uuid=uuid, step=step, raw=typed, by=by, at=clock.now())
        if "later" in request.POST:
            return redirect("apply_later")
        if not draft.problems:
            return redirect(_next(draft, after=step))
    services = _services(draft)
    questions = described_questions(draft=draft, questions=shown.questions, services=services, typed=typed)
    return _page(
        request, by, "citizen/apply_ask.html", draft, here=ASKING,
        title=step_title(step=step, services=services), questions=questions,
        errors=[(each["name"], each["error"]) for each in questions if each["error"]],
    )  # fmt: skip


@never_cache
@require_safe
@for_residents
def check(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Everything once more, the consent in plain words, the promised date."""
    draft = cases.get_draft(uuid=uuid, by=by, at=clock.now())
    if draft.application or draft.next_step is not None:
        return redirect(_next(draft))
    return _check(request, by, draft)


@require_POST
@for_residents
def send(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """Send, and decide at once. Sending twice is sending once."""
    at = clock.now()
    try:
        application = cases.submit_draft(uuid=uuid, consent=request.POST.get("consent") == "true", by=by, at=at)
    except LingnanError as error:
        return _check(request, by, cases.get_draft(uuid=uuid, by=by, at=clock.now()), refused=error)
    cases.decide_application(uuid=application, at=at)
    return redirect("application", uuid=application)


@never_cache
@require_safe
@for_residents
def application(request: HttpRequest, by: Actor, uuid: UUID) -> HttpResponse:
    """What came of it: each service's outcome in a sentence, the reasons, the next step."""
    found = cases.get_application(uuid=uuid, by=by)
    context = {
        "application": found,
        "title": _outcome_of_all(found),
        "cases": [case_for_reader(case, by) for case in found.cases],
    }
    return render(request, "citizen/application.html", context)


@never_cache
@require_safe
@for_residents
def later(request: HttpRequest, by: Actor) -> HttpResponse:
    """The way out that keeps what was given."""
    drafts = [
        {"draft": draft, "titles": service_titles(draft.services), "who": _who(draft, by)}
        for draft in cases.list_drafts(by=by)
    ]
    return render(request, "citizen/apply_later.html", {"drafts": drafts})


def _start(
    request: HttpRequest, by: Actor, *, subject: str, chosen: list[str], refused: LingnanError | None = None
) -> HttpResponse:
    me = identity.get_person(key=own_key(by))
    others = [
        (
            str(each.person.uuid),
            each.name,
            gettext("可以代办到%(day)s，可以办：%(services)s")
            % {"day": write_date(each.ends_at), "services": service_titles(each.services)},
        )
        for each in list_principals(by=by, at=clock.now())
        if set(each.services) - {HEALTH_CODE}
    ]
    texts = [(service.code, service_text(service)) for service in catalogue.list_services() if _is_for_person(service)]
    context = {
        "subjects": [(str(me.uuid), with_note(gettext("我自己"), me.masked_name), ""), *others],
        "services": [(code, text.title, text.summary) for code, text in texts],
        "subject": subject or ("" if others else str(me.uuid)),
        "chosen": chosen,
        "steps": _step_names(has_questions=True),
        **described_refusal(refused, fields=FIELDS),
    }
    return render(request, "citizen/apply_start.html", context, status=refused.status if refused else 200)


def _check(request: HttpRequest, by: Actor, draft: Draft, *, refused: LingnanError | None = None) -> HttpResponse:
    services = _services(draft)
    today = local_date(clock.now())
    return _page(
        request, by, "citizen/apply_check.html", draft, here=CHECKING, status=refused.status if refused else 200,
        answers=described_answers(draft=draft, services=services),
        facts=known_facts(draft),
        consents=[(text.title, text.consent) for text in map(service_text, services)],
        promises=[_promise(service, draft, today) for service in services],
        **described_refusal(refused, fields=FIELDS),
    )  # fmt: skip


def _outcome_of_all(found: Application) -> str:
    """What came of everything that was sent, in a few words."""
    statuses = {case.status for case in found.cases}
    if len(statuses) > 1:
        return gettext("有结果了")
    return {
        CaseStatus.GRANTED: gettext("办好了") if len(found.cases) == 1 else gettext("都办好了"),
        CaseStatus.REFUSED: gettext("暂时不能办理"),
        CaseStatus.REFERRED: gettext("收到了，由工作人员核对"),
        CaseStatus.SUBMITTED: gettext("收到了，正在核对"),
    }[statuses.pop()]


def _promise(service: Service, draft: Draft, today: date) -> tuple[str, str]:
    """A service and when its answer comes: within the statutory time where the applicant calls a fact wrong."""
    declaration = service.declaration
    title = service_text(service).title
    if not declaration.promise.days and not draft.disputes:
        return title, gettext("提交后马上知道结果")
    period = declaration.statutory if draft.disputes else declaration.promise
    day = catalogue.deadline(start=today, period=period)
    return title, gettext("最晚%(day)s答复您") % {"day": write_date(day)}


def _next(draft: Draft, *, after: str | None = None) -> str:
    """The address of what is to do next: the first step (after one) with a question unanswered, else the check."""
    if draft.application:
        return reverse("application", args=[draft.application])
    steps = draft.form.asked(draft.answers)
    left = steps[[step.id for step in steps].index(after) + 1 :] if after else steps
    for step in left:
        if any(question.element.id not in draft.answers for question in step.questions):
            return reverse("apply_ask", args=[draft.uuid, step.id])
    return reverse("apply_check", args=[draft.uuid])


def _page(
    request: HttpRequest, by: Actor, template: str, draft: Draft, *, here: int, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {
        "draft": draft,
        "who": _who(draft, by),
        "titles": service_titles(draft.services),
        "steps": _step_names(has_questions=bool(draft.form.steps)),
        "here": here if draft.form.steps or here < ASKING else here - 1,
        "next": _next(draft),
        **extra,
    }
    return render(request, template, context, status=status)


def _step_names(*, has_questions: bool) -> list[str]:
    """The steps by name; the one that asks is left out where there is nothing to ask."""
    asking = [gettext("补充")] if has_questions else []
    return [gettext("为谁办"), gettext("核对信息"), *asking, gettext("确认提交"), gettext("结果")]


def _who(draft: Draft | StartedDraft, by: Actor) -> str:
    """For whom, where that is not the applicant."""
    return "" if draft.subject.key == by.person_key else draft.subject.masked_name


def _services(draft: Draft) -> list[Service]:
    return [catalogue.get_service(code=code, version=draft.versions[code]) for code in draft.services]


def _is_for_person(service: Service) -> bool:
    return service.declaration.audience == "person"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise SubjectMissing() from error
