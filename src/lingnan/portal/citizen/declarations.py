"""What I say of my health and my journeys: the form, what I declared and when; the same for those I act for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lingnan.engine.elements import ElementType, Problem
from lingnan.engine.forms import Question
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.ids import uuid7
from lingnan.portal.dates import write_date
from lingnan.portal.session import for_residents
from lingnan.portal.shell import explain
from lingnan.portal.templatetags.portal import page_language
from lingnan.portal.values import label_of, write_value
from lingnan.portal.wording import resource_title
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import Declaration

from .health import Visit, crumbs_of, holder_page, visit_of
from .questions import described_fields, read_typed

LEFT = "travel.left_at"


@never_cache
@require_safe
@for_residents
def declarations(request: HttpRequest, by: Actor) -> HttpResponse:
    """What was declared of one person, mine unless another is named, and what may be declared."""
    return holder_page(request, by, "citizen/health_declarations.html", _declared)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_residents
def declare(request: HttpRequest, by: Actor, resource: str) -> HttpResponse:
    """The form of one declaration, with the questions that its resource has; sending makes a new entry."""
    refused: LingnanError | None = None
    if request.method == "POST":
        try:
            return _send(request, visit_of(request, by), resource)
        except (health.NotDeclared, health.NothingDeclared, health.StayOutOfOrder) as error:
            refused = error
        except health.NoRuleInForce:
            pass  # the page says so, and why
    response = holder_page(
        request, by, "citizen/health_declare.html", lambda visit: _form(request, visit, resource, refused)
    )
    response.status_code = refused.status if refused else response.status_code
    return response


def _send(request: HttpRequest, visit: Visit, resource: str) -> HttpResponse:
    typed = read_typed(data=request.POST, questions=_questions(resource, visit.at))
    form = _form_of(request, visit.at)
    health.declare(subject_key=visit.holder.key, resource=resource, answers=typed, form=form, by=visit.by, at=visit.at)
    return redirect(_address("health_declarations", visit))


def _questions(resource: str, at: datetime) -> list[Question]:
    asked = health.list_asked(resource=resource, at=at)
    return [Question(element=each.element, required=each.is_required, conditions=(), services=()) for each in asked]


def _form_of(request: HttpRequest, at: datetime) -> UUID:
    """The mark by which the same form sent twice is known."""
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        return uuid7(at=at)


def _form(request: HttpRequest, visit: Visit, resource: str, refused: LingnanError | None) -> dict[str, Any]:
    questions, told = _questions(resource, visit.at), _told(refused)
    typed = read_typed(data=request.POST, questions=questions)
    here = (_address("health_declarations", visit), gettext("申报"))
    return {
        "title": resource_title(resource),
        "form": _form_of(request, visit.at),
        "questions": described_fields(questions=questions, typed=typed, problems=told),
        "errors": [*told.items()] if told else [("", explain(refused))] if refused else [],
        "crumbs": [*crumbs_of(visit), here],
        "is_evidence": health.is_evidence(resource=resource),
    }


def _told(refused: LingnanError | None) -> dict[str, str]:
    """What is wrong, by element."""
    if isinstance(refused, health.NotDeclared):
        return {element: _asked_for(each).text(page_language()) for element, each in refused.problems.items()}
    return {LEFT: explain(refused)} if isinstance(refused, health.StayOutOfOrder) else {}


def _asked_for(problem: Problem) -> Problem:
    """A moment is asked by its day, so its form is that of a date."""
    return Problem("date.form") if problem.code == "datetime.form" else problem


def _declared(visit: Visit) -> dict[str, Any]:
    found = health.list_declarations(subject_key=visit.holder.key, by=visit.by, at=visit.at)
    return {
        "declared": [_described(each, is_me=visit.is_me) for each in found],
        "kinds": [
            (_address("health_declare", visit, resource), resource_title(resource)) for resource in health.DECLARABLE
        ],
        "crumbs": crumbs_of(visit),
    }


def _described(declaration: Declaration, *, is_me: bool) -> dict[str, Any]:
    values = declaration.values.items()
    return {
        "title": resource_title(declaration.resource),
        "at": declaration.declared_at,
        "rows": [
            (label_of(element), _written(element, value, is_me=is_me)) for element, value in values if value is not None
        ],
    }


def _written(element: str, value: Any, *, is_me: bool) -> str:
    """As it was asked, a moment by its day; what would harm when seen is starred, but not what she measured herself."""
    kind = catalogue.dictionary()[element].type
    if kind is ElementType.DATETIME:
        return write_date(value)
    return write_value(element=element, value=value, masked=not (is_me and kind is ElementType.NUMBER))


def _address(name: str, visit: Visit, *args: str) -> str:
    address = reverse(name, args=args)
    return address if visit.is_me else f"{address}?holder={visit.holder.uuid}"
