"""An element's value as a person reads it: codes as words, divisions by their full names, secrets behind stars."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, pgettext

from lingnan.engine.elements import Element, ElementType, Sensitivity
from lingnan.engine.elements.masking import MaskStyle
from lingnan.rooms.catalogue import api as catalogue

from .dates import write_date, write_moment
from .money import write_money
from .templatetags.portal import page_language


def list_words(words: Iterable[str]) -> str:
    """Words one after another, as the language parts them: 甲、乙 or A, B."""
    return pgettext("between words of a list", "、").join(words)


def one_after_another(first: str, then: str) -> str:
    """Two sentences as the language parts them; one alone, or none, as it is."""
    return gettext("%(first)s%(then)s") % {"first": first, "then": then} if first and then else first or then


def with_note(words: str, note: str) -> str:
    """Words with a note in brackets, as the language writes them: 陈*栋（父亲）; without a note the words alone."""
    return gettext("%(words)s（%(note)s）") % {"words": words, "note": note} if note else words


def label_of(element: str) -> str:
    """What an element is called; its id where the dictionary no longer has it."""
    dictionary = catalogue.dictionary()
    return dictionary[element].label(page_language()) if element in dictionary else element


def write_value(*, element: str, value: Any, masked: bool = True) -> str:
    """The value in words, or nothing for None. With `masked`, what would harm when abused is starred (GB/T 35273)."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return list_words(write_value(element=element, value=each, masked=masked) for each in value)
    declared = catalogue.dictionary()[element]
    if masked and declared.sensitivity >= Sensitivity.SENSITIVE and declared.type is not ElementType.CODE:
        return _hidden(declared, value)
    return _WRITERS[declared.type](declared, value)


def _hidden(element: Element, value: Any) -> str:
    if element.mask_style is MaskStyle.WHOLE:
        return gettext("已登记，不在这里显示")
    return element.mask(value)


def _code(element: Element, value: str) -> str:
    """The code's label; an address code's place; the code itself where the lists say nothing of it."""
    if element.codes is None:
        return catalogue.dictionary().divisions.full_name(value, locale=page_language()) or value
    code = element.codes.find(value)
    return code.labels.get(page_language(), value) if code else value


def _number(_: Element, value: Decimal | int) -> str:
    return f"{value:f}"


def _text(_: Element, value: Any) -> str:
    return str(value)


def _date(_: Element, value: date | str) -> str:
    return write_date(value)


def _moment(_: Element, value: datetime | str) -> str:
    return write_moment(value)


def _yes_or_no(_: Element, value: bool) -> str:
    return gettext("是") if value else gettext("否")


def _money(_: Element, value: int) -> str:
    return write_money(int(value))


def _file(_: Element, __: Any) -> str:
    return gettext("已有")


_WRITERS: Mapping[ElementType, Callable[[Element, Any], str]] = {
    ElementType.STRING: _text,
    ElementType.NUMBER: _number,
    ElementType.DATE: _date,
    ElementType.DATETIME: _moment,
    ElementType.BOOLEAN: _yes_or_no,
    ElementType.CODE: _code,
    ElementType.MONEY: _money,
    ElementType.FILE: _file,
}
