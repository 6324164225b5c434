"""One form from many services.

The form is the union of what the services ask, minus the facts that are known, grouped in steps. An element that two
services ask for is one question: required if either requires it, asked if either's condition holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lingnan.engine.elements import Dictionary, Element
from lingnan.engine.facts import Formula, variable_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one service asks: an element, in a step, when the FEEL condition `when` is true (None: always)."""

    service: str
    element: str
    step: str
    required: bool = True
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One element to ask. With no conditions it is always asked; else when any of them holds."""

    element: Element
    required: bool
    conditions: tuple[Formula, ...]
    services: tuple[str, ...]

    def is_asked(self, values: Mapping[str, Any]) -> bool:
        """By facts and answers so far, under the names they have in rules; a condition not known to be true is not."""
        return not self.conditions or any(condition.value(values) is True for condition in self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Questions of one topic, a page on a phone."""

    id: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The steps that are left, and the known values (by element) that conditions may look at."""

    steps: tuple[Step, ...]
    known: Mapping[str, Any]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.questions)

    def asked(self, answers: Mapping[str, Any]) -> tuple[Step, ...]:
        """The steps to show, given the answers so far (by element); a step with nothing to ask is left out."""
        values = {variable_of(element): value for element, value in {**self.known, **answers}.items()}
        steps = [
            Step(id=step.id, questions=tuple(q for q in step.questions if q.is_asked(values))) for step in self.steps
        ]
        return tuple(step for step in steps if step.questions)


def build_form(*, asks: Sequence[Ask], known: Mapping[str, Any], dictionary: Dictionary) -> Form:
    """Derive the form. `known` holds values by element; an element known as None is still asked.

    Steps and questions keep the order in which the services name them. Raises `UnknownElement` for an element that the
    dictionary lacks.
    """
    open_asks = [ask for ask in asks if known.get(ask.element) is None]
    by_element: dict[str, list[Ask]] = {}
    for ask in open_asks:
        by_element.setdefault(ask.element, []).append(ask)
    steps: dict[str, list[Question]] = {}
    for element, same in by_element.items():
        steps.setdefault(same[0].step, []).append(_question(dictionary[element], same))
    return Form(
        steps=tuple(Step(id=step, questions=tuple(questions)) for step, questions in steps.items()), known=dict(known)
    )


def _question(element: Element, asks: Iterable[Ask]) -> Question:
    asks = tuple(asks)
    always = any(ask.when is None for ask in asks)
    texts = dict.fromkeys(ask.when for ask in asks if ask.when)
    return Question(
        element=element,
        required=any(ask.required for ask in asks),
        conditions=() if always else tuple(Formula(text) for text in texts),
        services=tuple(dict.fromkeys(ask.service for ask in asks)),
    )
