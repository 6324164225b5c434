"""A data element: one named kind of datum, with everything needed to ask for it, check it, show it and guard it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from lingnan.engine.elements.calendar_date import check_date, check_datetime
from lingnan.engine.elements.code_list import CodeList
from lingnan.engine.elements.finding import Accepted, Finding, Part, Problem, Value, problem
from lingnan.engine.elements.folding import fold_text
from lingnan.engine.elements.masking import MaskStyle, Sensitivity, mask
from lingnan.engine.elements.quantity import check_boolean, check_money, check_number
from lingnan.engine.elements.validators import VALIDATORS, Tables
from lingnan.engine.elements.wording import DEFAULT_LOCALE


class ElementType(StrEnum):
    """The type of an element's values; what Python holds is said beside each."""

    STRING = "string"  # str
    NUMBER = "number"  # Decimal
    DATE = "date"  # date
    DATETIME = "datetime"  # datetime with an offset
    BOOLEAN = "boolean"  # bool
    CODE = "code"  # str, a code of the element's code list or a division
    MONEY = "money"  # int of fen
    FILE = "file"  # str, the public id (uuid) of a stored file


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check. `normal` is the Python value to keep, None when the value is not valid."""

    value: object
    valid: bool
    normal: Value | None
    parts: Mapping[str, Part] = field(default_factory=dict)
    error: Problem | None = None

    def as_json(self) -> dict[str, object]:
        """Plain data: dates in ISO 8601, decimals as text, money in fen, the error with its words by locale."""
        return {
            "value": _plain(self.value),
            "valid": self.valid,
            "normal": _plain(self.normal),
            "parts": dict(self.parts) or None,
            "error": self.error.as_json() if self.error else None,
        }


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the dictionary. Made by `load_dictionary`, which binds the tables that it is checked against."""

    id: str
    type: ElementType
    labels: Mapping[str, str]
    sensitivity: Sensitivity
    mask_style: MaskStyle
    help: Mapping[str, str] = field(default_factory=dict)
    standard: str | None = None
    unit: str | None = None
    validator: str | None = None
    code_list: str | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    input_mode: str | None = None
    autocomplete: str | None = None
    media_types: tuple[str, ...] = ()
    max_bytes: int | None = None
    derived_from: tuple[str, ...] = ()
    tables: Tables | None = field(default=None, repr=False, compare=False)
    codes: CodeList | None = field(default=None, repr=False, compare=False)

    def label(self, locale: str = DEFAULT_LOCALE) -> str:
        return self.labels.get(locale, self.labels[DEFAULT_LOCALE])

    def check(self, value: object, *, today: date) -> Checked:
        """Judge a value and bring it to its normal form.

        Text is read as people type it; money in text is yuan, a number of money is an int of fen. A value that
        is already of the element's Python type is judged by the same rules. Never raises for a bad value.
        """
        text = _as_text(value, self.type)
        if text is None or not text.strip():
            return Checked(value, False, None, error=problem("value.missing"))
        found = self._find(text, today=today)
        if isinstance(found, Accepted):
            found = self._limit(found)
        if isinstance(found, Problem):
            return Checked(value, False, None, error=found)
        return Checked(value, True, found.value, found.parts)

    def mask(self, value: Value) -> str:
        """The value as a reader without need to know sees it."""
        return mask(str(_plain(value)), style=self.mask_style)

    def _find(self, text: str, *, today: date) -> Finding:
        if self.validator and self.tables:
            return VALIDATORS[self.validator](text, today, self.tables)
        if self.codes:
            return self.codes.check(text)
        return _READERS[self.type](text)

    def _limit(self, found: Accepted) -> Finding:
        """The element's own limits, after those of its type and validator."""
        value = found.value
        if isinstance(value, str):
            return self._limit_text(value) or found
        if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return self._limit_number(Decimal(value)) or found
        return found

    def _limit_text(self, text: str) -> Problem | None:
        if self.max_length is not None and len(text) > self.max_length:
            return problem("value.too_long", limit=self.max_length, length=len(text))
        if self.pattern is not None and not re.fullmatch(self.pattern, text):
            return problem("value.pattern")
        return None

    def _limit_number(self, number: Decimal) -> Problem | None:
        """Limits of money are in fen like its values, and told in yuan."""
        scale = -2 if self.type is ElementType.MONEY else 0
        if self.minimum is not None and number < self.minimum:
            return problem("number.too_small", limit=f"{self.minimum.scaleb(scale):f}")
        if self.maximum is not None and number > self.maximum:
            return problem("number.too_large", limit=f"{self.maximum.scaleb(scale):f}")
        return None


def _check_string(text: str) -> Finding:
    return Accepted(fold_text(text))


def _check_file(text: str) -> Finding:
    try:
        return Accepted(str(UUID(text.strip())))
    except ValueError:
        return problem("file.reference")


_READERS = {
    ElementType.STRING: _check_string,
    ElementType.CODE: _check_string,
    ElementType.NUMBER: check_number,
    ElementType.MONEY: check_money,
    ElementType.BOOLEAN: check_boolean,
    ElementType.DATE: check_date,
    ElementType.DATETIME: check_datetime,
    ElementType.FILE: _check_file,
}


def _as_text(value: object, type_: ElementType) -> str | None:
    """A value as it would be typed, so that one set of rules judges text and Python values alike."""
    if value is None or isinstance(value, str):
        return value
    if type_ is ElementType.MONEY and isinstance(value, int) and not isinstance(value, bool):
        return f"{Decimal(value).scaleb(-2):f}"
    return str(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return str(value)
