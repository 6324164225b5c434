"""Administrative divisions: GB/T 2260 county codes with their history, and the statistical 12-digit codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from lingnan.engine.elements.finding import Accepted, Finding, problem
from lingnan.engine.elements.folding import fold_identifier

_WRITTEN = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}|[0-9]{6})?")


class Level(StrEnum):
    """The level of a division. A zone is a development zone with a statistical code but no GB/T 2260 code."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Division:
    """One holder of a code over a span of years; a code that was given to another place has two divisions.

    `code` has 6 digits down to the county and 12 for a town. `valid_from` and `valid_to` are the first and the
    last year in which the code was in force, None where the source gives none. `successor` is the code that the
    place, or most of it, carries now.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    valid_from: int | None = None
    valid_to: int | None = None
    successor: str | None = None
    translations: Mapping[str, str] = field(default_factory=dict, compare=False)

    def in_force(self, *, year: int) -> bool:
        return (self.valid_from or 0) <= year <= (self.valid_to or 9999)

    def label(self, locale: str) -> str:
        """The name in a locale, or in Simplified Chinese where the table has no other."""
        return self.translations.get(locale, self.name)


_NO_END = 9999


def _last_year(division: Division) -> int:
    """The last year of a division, for putting the holders of one code in order; a current one comes last."""
    return division.valid_to or _NO_END


class DivisionTable:
    """All divisions by code. Codes may be given with 6, 9 or 12 digits; unknown codes are answered with None."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._holders: dict[str, tuple[Division, ...]] = {}
        for division in divisions:
            self._holders[division.code] = (*self._holders.get(division.code, ()), division)
        for code, holders in self._holders.items():
            if len(holders) > 1:
                self._holders[code] = tuple(sorted(holders, key=_last_year))
        self._with_children = {division.parent for division in self}
        self._full_names: dict[tuple[str, str], str] = {}

    def __iter__(self) -> Iterator[Division]:
        return (division for holders in self._holders.values() for division in holders)

    def __len__(self) -> int:
        return len(self._holders)

    def __contains__(self, code: str) -> bool:
        return table_code(code) in self._holders

    def history(self, code: str) -> tuple[Division, ...]:
        """Every place that held the code, oldest first."""
        return self._holders.get(table_code(code), ())

    def find(self, code: str) -> Division | None:
        """The place that holds the code now, or held it last."""
        holders = self.history(code)
        return holders[-1] if holders else None

    def find_in(self, code: str, *, year: int) -> Division | None:
        """The place that held the code in a year; failing that its next holder, failing that its last.

        The first citizen numbers were given from 1984 on to people of every age, so the next holder is the
        place that a person born before the code existed was registered in.
        """
        holders = self.history(code)
        if len(holders) == 1:
            return holders[0]
        in_force = (holder for holder in holders if holder.in_force(year=year))
        later = (holder for holder in holders if (holder.valid_from or 0) > year)
        return next(in_force, None) or next(later, None) or (holders[-1] if holders else None)

    def path(self, code: str) -> tuple[Division, ...]:
        """The division and those above it, province first; a municipality's empty city level is left out."""
        division = self.find(code)
        path: list[Division] = []
        while division is not None:
            path.append(division)
            division = self.find(division.parent) if division.parent else None
        return tuple(reversed([step for step in path if step.name not in _PLACEHOLDERS]))

    def full_name(self, code: str, *, locale: str = "zh-Hans") -> str:
        """`广东省广州市越秀区`; in English the smallest first: `Yuexiu District, Guangzhou, Guangdong`.

        Empty for an unknown code.
        """
        key = (table_code(code), locale)
        if key not in self._full_names and key[0] in self._holders:
            names = [step.label(locale) for step in self.path(code)]
            self._full_names[key] = ", ".join(reversed(names)) if locale == "en" else "".join(names)
        return self._full_names.get(key, "")

    def children(self, code: str, *, year: int) -> tuple[Division, ...]:
        """The divisions directly below one that are in force in a year, by code."""
        parent = table_code(code)
        below = (division for division in self if division.parent == parent and division.in_force(year=year))
        return tuple(sorted(below, key=lambda division: division.code))

    def has_children(self, code: str) -> bool:
        return table_code(code) in self._with_children

    def current_code(self, code: str) -> str:
        """The code that a place carries now, following successors; the code itself where there is none."""
        division = self.find(code)
        seen = {table_code(code)}
        while division and division.successor and division.successor not in seen:
            seen.add(division.successor)
            division = self.find(division.successor)
        return division.code if division else table_code(code)


# Names that stand in the tables where a municipality or a province has no real city level.
_PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "市辖县"})


def table_code(code: str) -> str:
    """The code as the table keys it: 6 digits down to the county, 12 for towns and villages."""
    if len(code) > 6 and not code[6:].strip("0"):
        return code[:6]
    return code + "000" if len(code) == 9 else code


def statistical_code(code: str) -> str:
    """The 12-digit form of a code."""
    return code.ljust(12, "0")


def is_within(code: str, *, ancestor: str) -> bool:
    """Whether a division lies in, or is, another. Codes nest by their digits, two by two and three by three."""
    significant = _significant_digits(statistical_code(ancestor))
    return statistical_code(code).startswith(significant)


def _significant_digits(code: str) -> str:
    for end in (2, 4, 6, 9):
        if not code[end:].strip("0"):
            return code[:end]
    return code


def check_division(text: str, *, today: date, divisions: DivisionTable) -> Finding:
    """A GB/T 2260 code or a statistical code; an abolished one is accepted and named as such in the parts.

    Towns are judged only where the table lists the towns of that county, villages by their town.
    """
    written = fold_identifier(text)
    if not _WRITTEN.fullmatch(written):
        return problem("division.form", value=written)
    code = table_code(written)
    known = _nearest_listed(code, divisions)
    if known is None:
        return problem("division.unknown", code=written)
    return Accepted(code, _parts(code, known, today=today, divisions=divisions))


def _nearest_listed(code: str, divisions: DivisionTable) -> Division | None:
    """The listed division that vouches for a code: itself, a village's town, or a county without listed towns."""
    if (itself := divisions.find(code)) or len(code) == 6:
        return itself
    if code[9:] != "000" and (town := divisions.find(code[:9])):
        return town
    return None if divisions.has_children(code[:6]) else divisions.find(code[:6])


def _parts(code: str, known: Division, *, today: date, divisions: DivisionTable) -> dict[str, str | None]:
    is_listed = known.code == code
    return {
        "statistical_code": statistical_code(code),
        "level": known.level.value if is_listed else ("village" if code[9:] != "000" else Level.TOWN.value),
        "name": known.name if is_listed else None,
        "full_name": divisions.full_name(known.code),
        "status": "current" if known.in_force(year=today.year) else "abolished",
        "successor": known.successor,
    }
