"""The same form as JSON Schema (2020-12), for clients of the API."""

from typing import Any

from lingnan.engine.elements import Element, ElementType

from .form import Form, Question

_TYPES: dict[ElementType, dict[str, Any]] = {
    ElementType.STRING: {"type": "string"},
    ElementType.CODE: {"type": "string"},
    ElementType.FILE: {"type": "string", "format": "uuid"},
    ElementType.NUMBER: {"type": "number"},
    ElementType.MONEY: {"type": "integer", "description": "fen"},
    ElementType.BOOLEAN: {"type": "boolean"},
    ElementType.DATE: {"type": "string", "format": "date"},
    ElementType.DATETIME: {"type": "string", "format": "date-time"},
}


def json_schema(*, form: Form, locale: str) -> dict[str, Any]:
    """The form as a JSON Schema object; a conditional question is optional, with its condition as `x-when`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {question.element.id: _property(question, locale) for question in form.questions},
        "required": [q.element.id for q in form.questions if q.required and not q.conditions],
    }


def _property(question: Question, locale: str) -> dict[str, Any]:
    schema: dict[str, Any] = {**_TYPES[question.element.type], "title": question.element.label(locale)}
    schema |= _limits(question.element)
    if question.conditions:
        schema["x-when"] = [condition.text for condition in question.conditions]
    return schema


def _limits(element: Element) -> dict[str, Any]:
    limits = {
        "maxLength": element.max_length,
        "pattern": f"^(?:{element.pattern})$" if element.pattern else None,
        "minimum": float(element.minimum) if element.minimum is not None else None,
        "maximum": float(element.maximum) if element.maximum is not None else None,
        "enum": list(element.codes.codes) if element.codes else None,
    }
    return {name: value for name, value in limits.items() if value is not None}
