"""The types of elements, and how text of each is read into a Python value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from lingnan.engine.elements.calendar_date import check_date, check_datetime
from lingnan.engine.elements.code_list import CodeList
from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier, fold_text
from lingnan.engine.elements.quantity import check_boolean, check_money, check_number
from lingnan.engine.elements.validators import VALIDATORS, Tables

Reader: TypeAlias = Callable[[str, date], Finding]
"""From the text as typed and today's date to a value or a problem."""


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


def bind_reader(
    *, element_type: ElementType, validator: str | None, codes: CodeList | None, pattern: str | None, tables: Tables
) -> Reader:
    """The reader of an element: its validator, else its code list, else its type's own."""
    if validator:
        check = VALIDATORS[validator]
        return lambda text, today: check(text, today, tables)
    if codes:
        return lambda text, _today: codes.check(text)
    read = _read_identifier if pattern else _READERS[element_type]
    return lambda text, _today: read(text)


def _read_text(text: str) -> Finding:
    return Accepted(fold_text(text))


def _read_identifier(text: str) -> Finding:
    return Accepted(fold_identifier(text))


def _read_file(text: str) -> Finding:
    try:
        return Accepted(str(UUID(text.strip())))
    except ValueError:
        return problem("file.reference")


_READERS: Mapping[ElementType, Callable[[str], Finding]] = {
    ElementType.STRING: _read_text,
    ElementType.CODE: _read_text,
    ElementType.NUMBER: check_number,
    ElementType.MONEY: check_money,
    ElementType.BOOLEAN: check_boolean,
    ElementType.DATE: check_date,
    ElementType.DATETIME: check_datetime,
    ElementType.FILE: _read_file,
}
