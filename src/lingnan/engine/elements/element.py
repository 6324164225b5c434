"""A data element: one named kind of datum, with everything needed to ask for it, check it, show it and guard it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from lingnan.engine.elements.code_list import CodeList
from lingnan.engine.elements.finding import Accepted, Finding, Part, Problem, Value, problem
from lingnan.engine.elements.masking import MaskStyle, Sensitivity, mask
from lingnan.engine.elements.readers import ElementType, Reader
from lingnan.engine.elements.wording import DEFAULT_LOCALE


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
    read: Reader = field(repr=False, compare=False)
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
    codes: CodeList | None = field(default=None, repr=False, compare=False)

    def label(self, locale: str = DEFAULT_LOCALE) -> str:
        return self.labels.get(locale, self.labels[DEFAULT_LOCALE])

    def check(self, value: object, *, today: date) -> Checked:
        """Judge a value and bring it to its normal form.

        Text is read as people type it; money in text is yuan, a number of money is an int of fen. A value that
        is already of the element's Python type is judged by the same rules; a float of money is refused. Never raises
        for a bad value.
        """
        found = self._find(value, today=today)
        if isinstance(found, Problem):
            return Checked(value, False, None, error=found)
        return Checked(value, True, found.value, found.parts)

    def mask(self, value: Value) -> str:
        """The value as a reader without need to know sees it."""
        return mask(str(_plain(value)), style=self.mask_style)

    def _find(self, value: object, *, today: date) -> Finding:
        if self.type is ElementType.MONEY and isinstance(value, (float, Decimal)):
            return problem("money.form", written=value)  # neither clearly yuan nor clearly fen
        text = _as_text(value, self.type)
        if not text or text.isspace():
            return problem("value.missing")
        found = self.read(text, today)
        return self._limit(found) if isinstance(found, Accepted) else found

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
