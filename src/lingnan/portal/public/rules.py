"""The rule of a service, for anyone: its tables in plain words, its file, its examples, and a place to try it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from lingnan.kernel import clock
from lingnan.kernel.clock import local_date
from lingnan.portal.paging import read_mark
from lingnan.portal.rules.examples import described_examples, first_granted
from lingnan.portal.rules.questions import described_questions, example_answers, list_questions, read_known
from lingnan.portal.rules.tables import count_hits, described_tables
from lingnan.portal.rules.trial import described_trial
from lingnan.portal.wording import department_name, service_text
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """The tables that decide, beside the examples that hold them to what a clerk would say."""
    service = catalogue.get_service(code=code)
    runs = catalogue.run_examples(service=service)
    tables = described_tables(service, hits=count_hits(runs))
    context = {
        **_described(service),
        "tables": tables,
        "rule_count": sum(len(table.rules) for table in tables),
        "untried": [(table, rule) for table in tables for rule in table.untried],
        "examples": described_examples(runs),
        "hash": service.model.hash,
        "department": department_name(service.declaration.department),
    }
    return render(request, "public/rule.html", context)


@require_safe
def rule_file(request: HttpRequest, code: str) -> HttpResponse:
    """The rule as it runs: DMN XML, byte for byte."""
    service = catalogue.get_service(code=code)
    response = HttpResponse(service.decision_xml, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{service.code}-{service.version}.dmn"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def rule_try(request: HttpRequest, code: str) -> HttpResponse:
    """Made-up values through the rule, and why it says what it says. Nothing is kept, nobody is asked who she is."""
    service = catalogue.get_service(code=code)
    questions = list_questions(service)
    if request.method != "POST":
        typed = example_answers(service, questions, _example_number(request, service))
        return _page(request, service, {"questions": described_questions(questions, typed, {})})
    today = local_date(clock.now())
    typed, known, problems = read_known(request.POST, questions, today=today)
    context: dict[str, Any] = {"questions": described_questions(questions, typed, problems)}
    if problems:
        return _page(request, service, {**context, "problems": list(problems.items())}, status=422)
    trial = catalogue.try_rule(service=service, known=known, today=today)
    return _page(request, service, {**context, "trial": described_trial(service, trial)})


def _page(request: HttpRequest, service: Service, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page, or for htmx the part under the form; htmx puts in place only what comes as a success."""
    if "HX-Request" in request.headers:
        return render(request, "public/rule_tried.html", {**_described(service), **context, "is_part": True})
    return render(request, "public/rule_try.html", {**_described(service), **context}, status=status)


def _example_number(request: HttpRequest, service: Service) -> int:
    """The example to begin with: the one asked for, else the first that is granted."""
    asked = read_mark(request.GET.get("example", ""))
    return first_granted(service) if asked is None else asked


def _described(service: Service) -> dict[str, Any]:
    text = service_text(service)
    guide = reverse("guide", args=[service.code])
    return {
        "service": service,
        "text": text,
        "crumbs": [(reverse("services"), gettext("办事")), (guide, text.title)],
    }
