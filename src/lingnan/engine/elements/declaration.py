"""Declarations of elements, as content files write them: what is wrong with one, and the element that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias, cast

from lingnan.engine.elements.code_list import CodeList
from lingnan.engine.elements.element import Element, ElementType
from lingnan.engine.elements.masking import MaskStyle, Sensitivity, default_style
from lingnan.engine.elements.validators import VALIDATORS, Tables

Declaration: TypeAlias = Mapping[str, object]

DIVISIONS = "divisions"
"""The code list of elements whose codes are administrative divisions."""

_ID = re.compile(r"[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+")
_REQUIRED = ("type", "label", "sensitivity")
_OPTIONAL = (
    "help",
    "standard",
    "unit",
    "validator",
    "codes",
    "mask",
    "max_length",
    "pattern",
    "minimum",
    "maximum",
    "input_mode",
    "autocomplete",
    "media_types",
    "max_bytes",
    "derived_from",
)
_KEYS = frozenset(_REQUIRED + _OPTIONAL)


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
        yield from _choice_faults(name, entry, choices)
        yield from _text_faults(name, entry, locales)
        yield from _reference_faults(name, entry, declarations)


def make_element(name: str, entry: Declaration, *, code_lists: Mapping[str, CodeList], tables: Tables) -> Element:
    """The element of a declaration without faults."""
    sensitivity = Sensitivity(cast("int", entry["sensitivity"]))
    code_list = cast("str | None", entry.get("codes"))
    return Element(
        id=name,
        type=ElementType(str(entry["type"])),
        labels=MappingProxyType(dict(cast("Mapping[str, str]", entry["label"]))),
        help=MappingProxyType(dict(cast("Mapping[str, str]", entry.get("help", {})))),
        sensitivity=sensitivity,
        mask_style=MaskStyle(str(entry["mask"])) if "mask" in entry else default_style(sensitivity),
        standard=cast("str | None", entry.get("standard")),
        unit=cast("str | None", entry.get("unit")),
        validator="division" if code_list == DIVISIONS else cast("str | None", entry.get("validator")),
        code_list=code_list,
        max_length=cast("int | None", entry.get("max_length")),
        pattern=cast("str | None", entry.get("pattern")),
        minimum=_decimal(entry.get("minimum")),
        maximum=_decimal(entry.get("maximum")),
        input_mode=cast("str | None", entry.get("input_mode")),
        autocomplete=cast("str | None", entry.get("autocomplete")),
        media_types=tuple(cast("Iterable[str]", entry.get("media_types", ()))),
        max_bytes=cast("int | None", entry.get("max_bytes")),
        derived_from=tuple(cast("Iterable[str]", entry.get("derived_from", ()))),
        tables=tables,
        codes=code_lists.get(code_list) if code_list else None,
    )


def _key_faults(name: str, entry: Declaration) -> Iterator[Fault]:
    if not _ID.fullmatch(name):
        yield Fault(name, "id", "write it as group.name in lower case, as in person.id_number")
    for key in sorted(entry.keys() - _KEYS):
        yield Fault(name, key, f"no such key; use one of {', '.join(sorted(_KEYS))}")
    for key in _REQUIRED:
        if key not in entry:
            yield Fault(name, key, "is missing")


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
    for source in cast("Iterable[str]", entry.get("derived_from", ())):
        if source not in declarations:
            yield Fault(name, "derived_from", f"{source} is not in the dictionary")


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
