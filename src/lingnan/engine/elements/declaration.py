"""Declarations of elements, as content files write them: what is wrong with one, and the element that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from lingnan.engine.elements.code_list import CodeList
from lingnan.engine.elements.element import Element
from lingnan.engine.elements.masking import MaskStyle, Sensitivity, default_style
from lingnan.engine.elements.readers import ElementType, bind_reader
from lingnan.engine.elements.validators import VALIDATORS, Tables

Declaration: TypeAlias = Mapping[str, Any]
"""The keys of one element as a content file gives them; checked here before anything relies on them."""

DIVISIONS = "divisions"
"""The code list of elements whose codes are administrative divisions."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+")
_REQUIRED = ("type", "label", "sensitivity")
_OPTIONAL = ("help", "validator", "codes", "mask", "pattern")
_DECIMALS = ("minimum", "maximum")
_SEQUENCES = ("media_types", "derived_from")
_TEXTS = ("standard", "unit", "input_mode", "autocomplete")
_COUNTS = ("max_length", "max_bytes")
_KEYS = frozenset(_REQUIRED + _OPTIONAL + _DECIMALS + _SEQUENCES + _TEXTS + _COUNTS)
_SHAPES: Mapping[type | tuple[type, ...], tuple[str, ...]] = {
    str: (*_TEXTS, "pattern"),
    int: _COUNTS,
    (int, float): _DECIMALS,
    list: _SEQUENCES,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the declaration of an element: where, and what to do."""

    element: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.element}: {self.key}: {self.message}"


def find_faults(
    declarations: Mapping[str, Declaration], *, code_lists: Mapping[str, CodeList], locales: tuple[str, ...]
) -> Iterator[Fault]:
    """Everything wrong in a set of declarations, in their order."""
    choices = _choices(code_lists)
    for name, entry in declarations.items():
        yield from _key_faults(name, entry)
        yield from _shape_faults(name, entry)
        yield from _choice_faults(name, entry, choices)
        yield from _text_faults(name, entry, locales)
        yield from _reference_faults(name, entry, declarations)


def make_element(name: str, entry: Declaration, *, code_lists: Mapping[str, CodeList], tables: Tables) -> Element:
    """The element of a declaration without faults."""
    element_type = ElementType(entry["type"])
    sensitivity = Sensitivity(entry["sensitivity"])
    codes = code_lists.get(entry.get("codes", ""))
    validator = "division" if entry.get("codes") == DIVISIONS else entry.get("validator")
    pattern = entry.get("pattern")
    return Element(
        id=name,
        type=element_type,
        labels=MappingProxyType(dict(entry["label"])),
        help=MappingProxyType(dict(entry.get("help", {}))),
        sensitivity=sensitivity,
        mask_style=MaskStyle(entry["mask"]) if "mask" in entry else default_style(sensitivity),
        read=bind_reader(element_type=element_type, validator=validator, codes=codes, pattern=pattern, tables=tables),
        validator=validator,
        code_list=entry.get("codes"),
        codes=codes,
        pattern=pattern,
        **_passed_on(entry),
    )


def _passed_on(entry: Declaration) -> dict[str, Any]:
    """The keys that an element takes as they are, under their own names."""
    decimals = {key: Decimal(str(entry[key])) for key in _DECIMALS if key in entry}
    sequences = {key: tuple(entry[key]) for key in _SEQUENCES if key in entry}
    return decimals | sequences | {key: entry[key] for key in _TEXTS + _COUNTS if key in entry}


def _key_faults(name: str, entry: Declaration) -> Iterator[Fault]:
    if not _ID.fullmatch(name):
        yield Fault(name, "id", "write it as group.name in lower case, as in person.id_number")
    for key in sorted(entry.keys() - _KEYS):
        yield Fault(name, key, f"no such key; use one of {', '.join(sorted(_KEYS))}")
    for key in _REQUIRED:
        if key not in entry:
            yield Fault(name, key, "is missing")


def _shape_faults(name: str, entry: Declaration) -> Iterator[Fault]:
    for shape, keys in _SHAPES.items():
        for key in keys:
            if key in entry and not isinstance(entry[key], shape):
                yield Fault(name, key, f"{entry[key]!r} is not of the kind that belongs here")
    try:
        re.compile(str(entry.get("pattern", "")))
    except re.error as error:
        yield Fault(name, "pattern", f"is no regular expression: {error}")


def _choice_faults(name: str, entry: Declaration, choices: Mapping[str, set[str]]) -> Iterator[Fault]:
    for key, allowed in choices.items():
        if key in entry and str(entry[key]) not in allowed:
            yield Fault(name, key, f"{entry[key]!r} is unknown; use one of {', '.join(sorted(allowed))}")


def _choices(code_lists: Mapping[str, CodeList]) -> dict[str, set[str]]:
    return {
        "type": {element_type.value for element_type in ElementType},
        "validator": set(VALIDATORS),
        "mask": {style.value for style in MaskStyle},
        "sensitivity": {str(level.value) for level in Sensitivity},
        "codes": {*code_lists, DIVISIONS},
    }


def _text_faults(name: str, entry: Declaration, locales: tuple[str, ...]) -> Iterator[Fault]:
    for key in ("label", "help"):
        texts = entry.get(key)
        for locale in locales if key in entry else ():
            if not isinstance(texts, Mapping) or not texts.get(locale):
                yield Fault(name, key, f"has no text in {locale}")


def _reference_faults(name: str, entry: Declaration, declarations: Mapping[str, Declaration]) -> Iterator[Fault]:
    if entry.get("type") == ElementType.CODE and "codes" not in entry:
        yield Fault(name, "codes", "is missing: an element of type code names its code list")
    for source in entry.get("derived_from", ()):
        if source not in declarations:
            yield Fault(name, "derived_from", f"{source} is not in the dictionary")
