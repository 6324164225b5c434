"""Answers: checked on the server, every problem at once, nothing that was typed lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lingnan.engine.elements import Problem
from lingnan.engine.elements.finding import problem

from .form import Form, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered, by element: `values` in normal form, `problems` for what can't be taken as it is."""

    values: Mapping[str, Any]
    problems: Mapping[str, Problem]

    @property
    def are_complete(self) -> bool:
        return not self.problems


def check_answers(*, form: Form, raw: Mapping[str, Any], today: date, step: str | None = None) -> Answers:
    """Check what was given (by element) against the form, or against one step of it.

    Answers to questions that the form does not ask are dropped: a client can't smuggle a fact in. A condition sees the
    answers that are valid so far.
    """
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for question in form.questions:
        found = _check(question, raw, today)
        if isinstance(found, Problem):
            problems[question.element.id] = found
        elif found is not None:
            values[question.element.id] = found
    asked = {q.element.id for each in form.asked(values) if step in (None, each.id) for q in each.questions}
    return Answers(
        values={element: value for element, value in values.items() if element in asked},
        problems={element: found for element, found in problems.items() if element in asked},
    )


def _check(question: Question, raw: Mapping[str, Any], today: date) -> Any:
    given = raw.get(question.element.id)
    if given is None or not str(given).strip():
        return problem("value.missing") if question.required else None
    checked = question.element.check(given, today=today)
    return checked.error if checked.error else checked.normal
