"""Questions: an element as a form asks for it, with the service's words where it has its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from lingnan.engine.elements import Element, ElementType
from lingnan.engine.forms import Question
from lingnan.portal.dates import read_date_parts
from lingnan.portal.rules.questions import list_places
from lingnan.portal.templatetags.portal import page_language
from lingnan.portal.values import write_value
from lingnan.portal.wording import service_text
from lingnan.rooms.cases.types import Draft
from lingnan.rooms.catalogue.types import AskText, Service

MOST_RADIOS = 6
CONTROLS = {
    ElementType.DATE: "date",
    ElementType.BOOLEAN: "radio",
    ElementType.FILE: "file",
}
NUMERIC = {ElementType.NUMBER: "decimal", ElementType.MONEY: "decimal"}


def described_questions(
    *, draft: Draft, questions: Iterable[Question], services: Iterable[Service], typed: Mapping[str, Any]
) -> list[dict[str, object]]:
    """Each question with its control, its words, what was typed and what is wrong with it."""
    services = list(services)
    return [
        _described(question, _words(question.element, services), typed)
        | {"error": _error(draft, question.element), "name": question.element.id}
        for question in questions
    ]


def described_fields(
    *, questions: Iterable[Question], typed: Mapping[str, str], problems: Mapping[str, str]
) -> list[dict[str, object]]:
    """Questions in the elements' own words: a moment is asked by its day, a division by its name."""
    return [
        _described(question, AskText(), typed)
        | _asked_by(question.element)
        | {"error": problems.get(question.element.id, ""), "name": question.element.id}
        for question in questions
    ]


def described_answers(*, draft: Draft, services: Iterable[Service]) -> list[dict[str, object]]:
    """What was answered, in words, each with the step where it can be changed."""
    services = list(services)
    return [
        {
            "label": _words(question.element, services).label or question.element.label(page_language()),
            "value": write_value(element=question.element.id, value=draft.answers[question.element.id], masked=False),
            "step": step.id,
        }
        for step in draft.form.asked(draft.answers)
        for question in step.questions
        if draft.answers.get(question.element.id) is not None
    ]


def read_typed(*, data: Mapping[str, str], questions: Iterable[Question]) -> dict[str, str]:
    """What was typed for each question, as it was typed; a date comes in three parts."""
    return {
        question.element.id: str(read_date_parts(data=data, name=question.element.id))
        if question.element.type in (ElementType.DATE, ElementType.DATETIME)
        else data.get(question.element.id, "")
        for question in questions
    }


def step_title(*, step: str, services: Iterable[Service]) -> str:
    """The topic of a step, in the words of the first service that names it."""
    return next((text.steps[step] for service in services if step in (text := service_text(service)).steps), "")


def _described(question: Question, words: AskText, typed: Mapping[str, Any]) -> dict[str, object]:
    element = question.element
    options = _options(element)
    value = typed.get(element.id, "")
    return {
        "type": _control(element, options),
        "label": words.label or element.label(page_language()),
        "help": words.help or element.help.get(page_language(), ""),
        "options": options,
        "value": str(value).lower() if isinstance(value, bool) else value,
        "required": question.required,
        "input_mode": element.input_mode or NUMERIC.get(element.type, ""),
        "autocomplete": element.autocomplete or "off",
        "accept": ",".join(element.media_types),
    }


def _asked_by(element: Element) -> dict[str, object]:
    if element.type is ElementType.DATETIME:
        return {"type": "date"}
    if element.type is ElementType.CODE and element.codes is None:
        return {"type": "select", "options": list_places()}
    return {}


def _words(element: Element, services: Iterable[Service]) -> AskText:
    texts = (service_text(service).asks for service in services)
    return next((asks[element.id] for asks in texts if element.id in asks), AskText())


def _control(element: Element, options: list[tuple[str, str]]) -> str:
    if element.type is ElementType.CODE:
        return ("radio" if len(options) <= MOST_RADIOS else "select") if options else "text"
    return CONTROLS.get(element.type, "text")


def _options(element: Element) -> list[tuple[str, str]]:
    if element.type is ElementType.BOOLEAN:
        return [("true", gettext("是")), ("false", gettext("否"))]
    if element.codes is None:
        return []
    return [(code.code, code.labels[page_language()]) for code in element.codes.codes.values()]


def _error(draft: Draft, element: Element) -> str:
    problem = draft.problems.get(element.id)
    return problem.text(page_language()) if problem else ""
