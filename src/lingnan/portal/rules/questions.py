"""The form to try a rule: its inputs as questions, answered by made-up values that the element dictionary checks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from lingnan.engine.decisions import Type
from lingnan.engine.elements import Element, ElementType, Level, Sensitivity
from lingnan.engine.facts import base_names, variable_of
from lingnan.portal.dates import read_date_parts
from lingnan.portal.places import place_name
from lingnan.portal.templatetags.portal import page_language
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service

from .words import RuleWords

LONGEST = 100
MOST_DIGITS = 33  # as many as FEEL's numbers keep; 1e999999 would fill the page when it is written out
TODAY = "decision_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An input of the rule, or an element that inputs are derived from, under its name in rules."""

    name: str
    label: str
    kind: Type
    element: Element | None = None

    @property
    def control(self) -> str:
        """The kind of field."""
        if self.element is not None and self.element.type is ElementType.CODE:
            return "select"
        if self.element is not None and self.element.type is ElementType.DATE:
            return "date"
        return "radio" if str(self.kind) == "boolean" else "text"

    def read(self, typed: str, *, today: date) -> tuple[Any, str]:
        """The value and what is wrong with it; nothing typed is not known, as where a register has no record."""
        if not typed:
            return None, ""
        if self.element is not None:
            checked = self.element.check(typed, today=today)
            return checked.normal, checked.error.text(page_language()) if checked.error else ""
        if self.control == "radio":
            return typed == "true", ""
        if str(self.kind) != "number":
            return typed[:LONGEST], ""
        return _number(typed)


def list_questions(service: Service) -> list[Question]:
    """What to ask: an input that is an element, the plain elements it is derived from, or else the input itself."""
    words, asked = RuleWords(service), {}
    for name, kind in service.model.inputs(service.declaration.decision.name).items():
        elements = _askable(service, name)
        for element in elements or ():
            variable = variable_of(element.id)
            label = element.label(page_language())
            asked[variable] = Question(name=variable, label=label, kind=kind, element=element)
        if not elements:
            asked[name] = Question(name=name, label=str(words.about_input(name).label), kind=kind)
    return list(asked.values())


def read_known(
    data: Mapping[str, str], questions: list[Question], *, today: date
) -> tuple[dict[str, str], dict[str, Any], dict[str, str]]:
    """What was typed, what it means to the rule, and what is wrong with it, each by name of the question."""
    typed = _read_answers(data, questions)
    read = {question.name: question.read(typed[question.name], today=today) for question in questions}
    known = {name: value for name, (value, _) in read.items()}
    return typed, known, {name: problem for name, (_, problem) in read.items() if problem}


def example_answers(service: Service, questions: list[Question], number: int) -> dict[str, str]:
    """The values of an example (from 1), as they would be typed; none where there is no such example."""
    if not 1 <= number <= len(service.examples):
        return {}
    given = service.examples[number - 1].given
    return {question.name: _typed(given.get(question.name)) for question in questions}


def described_questions(
    questions: list[Question], typed: Mapping[str, str], problems: Mapping[str, str]
) -> list[dict[str, object]]:
    """The fields of the form."""
    return [
        {
            "name": question.name,
            "label": question.label,
            "type": question.control,
            "value": typed.get(question.name, ""),
            "error": problems.get(question.name, ""),
            "options": _options(question, typed.get(question.name, "")),
        }
        for question in questions
    ]


def _read_answers(data: Mapping[str, str], questions: list[Question]) -> dict[str, str]:
    """What was typed, by name of the question."""
    return {
        question.name: str(read_date_parts(data=data, name=question.name))
        if question.control == "date"
        else data.get(question.name, "").strip()
        for question in questions
    }


def _askable(service: Service, name: str) -> list[Element]:
    """The elements that an input comes down to, if anybody may type them: one value each, and none that could harm."""
    dictionary = catalogue.dictionary()
    by_variable = {variable_of(element): dictionary[element] for element in dictionary}
    bases = [base for base in base_names(wanted=[name], derivations=service.derivations) if base != TODAY]
    elements = [by_variable[base] for base in bases if base in by_variable]
    several = set(_several(service))
    plain = [each for each in elements if each.sensitivity < Sensitivity.SENSITIVE and each.id not in several]
    return plain if len(plain) == len(bases) else []


def _several(service: Service) -> Iterator[str]:
    """The elements of which a person may have several values."""
    multiple = {resource.id for resource in catalogue.list_resources() if resource.multiple}
    return (need.element for need in service.declaration.facts if need.source in multiple)


def _options(question: Question, value: str) -> list[tuple[str, str]]:
    if question.control == "radio":
        return [("true", gettext("是")), ("false", gettext("否")), ("", gettext("不知道"))]
    if question.control != "select" or question.element is None:
        return []
    if question.element.codes is not None:
        return [(code.code, code.labels[page_language()]) for code in question.element.codes.codes.values()]
    places = list_places()
    return places if not value or value in dict(places) else [(value, place_name(value)), *places]


def list_places() -> list[tuple[str, str]]:
    """The places that a question about a division offers, in the reader's language."""
    return list(_places(catalogue.edition(), page_language()))


@lru_cache(maxsize=8)
def _places(edition: int, language: str) -> tuple[tuple[str, str], ...]:
    """The province's counties, and its cities that have none; then the other provinces. Kept until content changes."""
    divisions, home = catalogue.dictionary().divisions, catalogue.province().division[:2]
    current = [each for each in divisions if each.valid_to is None]
    parted = {each.parent for each in current if each.level in (Level.COUNTY, Level.ZONE)}
    own = [
        each.code
        for each in current
        if each.code.startswith(home)
        and (each.level is Level.COUNTY or (each.level is Level.CITY and each.code not in parted))
    ]
    others = [each.code for each in current if each.level is Level.PROVINCE and not each.code.startswith(home)]
    return tuple((code, place_name(code)) for code in [*sorted(own), *sorted(others)])


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _number(typed: str) -> tuple[Decimal | None, str]:
    try:
        found = Decimal(typed[:LONGEST])
    except InvalidOperation:
        found = Decimal("NaN")
    is_plain = found.is_finite() and abs(found.adjusted()) <= MOST_DIGITS
    return (found, "") if is_plain else (None, gettext("这里要填数字，例如 60，系统才能和规则里的数比。"))
