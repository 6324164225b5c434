"""The data-element dictionary: all elements of a province with their code lists and divisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from lingnan.engine.elements.code_list import Code, CodeList
from lingnan.engine.elements.declaration import Declaration, Fault, find_faults, make_element
from lingnan.engine.elements.divisions import Division, DivisionTable, Level
from lingnan.engine.elements.element import Element
from lingnan.engine.elements.validators import Tables
from lingnan.engine.elements.wording import LOCALES


class InvalidDictionary(ValueError):
    """The declarations do not make a dictionary; `faults` lists everything wrong in them."""

    code = "elements.invalid_dictionary"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class UnknownElement(KeyError):
    """No element of the dictionary has this id."""

    code = "elements.unknown_element"

    def __init__(self, element_id: str) -> None:
        super().__init__(element_id)
        self.element_id = element_id


class Dictionary(Mapping[str, Element]):
    """Elements by id, in the order declared. Immutable; a look-up of an unknown id raises UnknownElement."""

    def __init__(self, *, elements: Iterable[Element], code_lists: Mapping[str, CodeList], tables: Tables) -> None:
        self._elements = {element.id: element for element in elements}
        self.code_lists: Mapping[str, CodeList] = MappingProxyType(dict(code_lists))
        self.tables = tables

    @property
    def divisions(self) -> DivisionTable:
        return self.tables.divisions

    def __getitem__(self, element_id: str) -> Element:
        try:
            return self._elements[element_id]
        except KeyError:
            raise UnknownElement(element_id) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._elements)

    def __len__(self) -> int:
        return len(self._elements)


def load_dictionary(
    *,
    elements: Mapping[str, Declaration | None],
    code_lists: Mapping[str, Iterable[Mapping[str, str]]],
    divisions: Iterable[Mapping[str, str]],
    locales: Iterable[str] = LOCALES,
) -> Dictionary:
    """A dictionary from parsed content: `elements.yaml`, the rows of each `codes/*.csv` by stem, `divisions.csv`.

    Rows of a code list have `code` and a column for each locale. The lists `countries` (with `numeric`) and
    `plate_authorities`, where present, inform the validators. Every element must be labelled in every locale.
    Raises InvalidDictionary with all faults at once.
    """
    locales = tuple(locales)
    rows = {name: tuple(entries) for name, entries in code_lists.items()}
    lists = {name: _code_list(name, entries, locales) for name, entries in rows.items()}
    declared = {name: entry or {} for name, entry in elements.items()}
    faults = tuple(find_faults(declared, code_lists=lists, locales=locales))
    if faults:
        raise InvalidDictionary(faults)
    tables = _tables(rows, divisions)
    loaded = (make_element(name, entry, code_lists=lists, tables=tables) for name, entry in declared.items())
    return Dictionary(elements=loaded, code_lists=lists, tables=tables)


def _code_list(name: str, rows: Iterable[Mapping[str, str]], locales: tuple[str, ...]) -> CodeList:
    return CodeList(name=name, codes=(Code(row["code"], {locale: row[locale] for locale in locales}) for row in rows))


def _tables(rows: Mapping[str, tuple[Mapping[str, str], ...]], divisions: Iterable[Mapping[str, str]]) -> Tables:
    return Tables(
        divisions=DivisionTable(_division(row) for row in divisions),
        countries={row["numeric"]: row["zh-Hans"] for row in rows.get("countries", ()) if row.get("numeric")},
        plate_authorities={row["code"]: row["zh-Hans"] for row in rows.get("plate_authorities", ())},
    )


def _division(row: Mapping[str, str]) -> Division:
    translations = {"zh-Hant": row.get("name_zh_hant"), "en": row.get("name_en")}
    return Division(
        code=row["code"],
        name=row["name"],
        level=Level(row["level"]),
        parent=row["parent"] or None,
        valid_from=int(row["valid_from"]) if row["valid_from"] else None,
        valid_to=int(row["valid_to"]) if row["valid_to"] else None,
        successor=row["successor"] or None,
        translations={locale: name for locale, name in translations.items() if name},
    )
