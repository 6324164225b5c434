"""What a check finds: a value with its parts, or a problem that can be told to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from lingnan.engine.elements.wording import DEFAULT_LOCALE, LOCALES, WORDING

Value: TypeAlias = str | int | bool | Decimal | date | datetime
"""A value as the program holds it. Money is an int of fen; an identifier, a code and a file's id are str."""

Part: TypeAlias = str | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A value in its normal form; `parts` are the components that an identifier carries in itself."""

    value: Value
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value cannot be accepted. `code` is stable and may be stored; the words may change."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def text(self, locale: str = DEFAULT_LOCALE) -> str:
        """The problem in plain words: what is wrong, then what to do. An unknown locale gets zh-Hans."""
        words = WORDING[self.code]
        return words.get(locale, words[DEFAULT_LOCALE]).format_map(self.params)

    def as_json(self) -> dict[str, object]:
        """Code, parameters and the words in each locale."""
        return {
            "code": self.code,
            "params": dict(self.params),
            "text": {locale: self.text(locale) for locale in LOCALES},
        }


Finding: TypeAlias = Accepted | Problem


def problem(code: str, /, **params: object) -> Problem:
    return Problem(code, {name: str(value) for name, value in params.items()})
