"""Reading a name: the divisions it begins with, then town, community and place."""

import re
from collections import defaultdict
from collections.abc import Iterable

from lingnan.engine.elements.divisions import Division, DivisionTable, Level

from .area import Area
from .wording import exceptions, fold_area, members

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
PROVINCE_DIGITS, CITY_DIGITS = 2, 4
UNSETTLED_SINCE = 2019  # lists name a county's towns under the county that had them before

_PLACEHOLDER = re.compile(r"^(?:市辖区|省直辖县级行政(?:区划|单位)|自治区直辖县级行政(?:区划|单位)|县(?=.+县))")
_GENERIC_NAMES = frozenset({"市辖区", "县", "市辖县"})
_SHORT = re.compile(
    r"(?:(?:维吾尔|壮族|回族)?自治区|特别行政区|(?:[一-龥]+族)+自治[州县]|省|市|地区|盟|新区|[区县旗])$"
)
# 南区街道 is a town and no county, but 从化区街口街道 is a town in one.
_NAMES_GO_ON = re.compile(r"街道|社区|[街镇乡村社路](?![一-龥]{1,4}(?:街道|镇|乡|街(?!道)))")
_NOT_AFTER = "市区县州盟地街镇乡村社路道小"
_TOWN = re.compile(
    r"^([一-龥]{1,12}?)(?:镇街道|街道|镇(?=镇)|镇|乡|苏木|办事处)(?:镇|办事处|办(?!公))?(?!路|街|中心|政府)"
)
_STREET_OFFICE = re.compile(r"^([一-龥]{1,5}?)街(?![道0-9(一二三四五六七八九十]|社区|小区)")
_ZONE = re.compile(r"^[^街镇乡村社号路0-9]{2,12}?(?:开发区|高新区|科技新城|名胜区|新区|示范区|港区|管理区)")
_COMMUNITY = re.compile(
    r"^[一-龥]{1,10}?(?:村社区|村(?=村)|新村|社区|行政村|自然村|村)(?:居民委员会|民委员会|居委会|居委|委会|委)?(?!民|庄|委)"
)
_COMMITTEE = re.compile(r"(?:(?<=村)民委员会|(?<=村)委会|(?<=村)委|(?<=社区)居民委员会|(?<=社区)居委会|(?<=社区)居委)$")


class Gazetteer:
    """Names of divisions from province to county, today's and those of earlier years."""

    def __init__(self, divisions: DivisionTable) -> None:
        self._divisions = divisions
        self._provinces = _by_name(division for division in divisions if division.level is Level.PROVINCE)
        self._cities = _by_name(division for division in divisions if _is_city(division))
        self._counties = _by_name(
            division for division in divisions if division.level is Level.COUNTY and division.name not in _GENERIC_NAMES
        )
        self._longest = max(len(name) for name in (*self._counties, *self._cities, *self._provinces))
        self._short_provinces = _shortened(self._provinces)
        self._short_cities = _shortened(self._cities)
        self._short_counties = _shortened(self._counties)
        self._renamed = _renamed(division for counties in self._counties.values() for division in counties)

    def read(self, text: str) -> tuple[Area, ...]:
        """The areas that a line of a list, or a person, names. A six- or twelve-digit code is read as its division."""
        folded = fold_area(text)
        if folded.isdigit() and (division := self._divisions.find(folded)):
            folded = self._divisions.full_name(division.code)
        folded, left_out = exceptions(folded)
        codes, rest = self._divide(folded)
        head = folded.removesuffix(rest)
        areas: list[Area] = []
        for member in members(rest) if rest else [""]:
            inner, detail = self._divide(member, within=codes) if areas else (codes, member)
            areas.append(self._area(head + member, inner, detail, _left_out(left_out)))
            codes = inner
        return tuple(areas)

    def _area(self, text: str, codes: frozenset[str], detail: str, without: frozenset[str]) -> Area:
        town, names = _read_detail(detail)
        return Area(
            text=text,
            codes=codes,
            town=town,
            names=names,
            without=without,
            is_unsettled=any(map(self._is_unsettled, codes)),
        )

    def _divide(self, text: str, within: frozenset[str] = frozenset()) -> tuple[frozenset[str], str]:
        """The codes of the divisions at the beginning of a name, and the rest of it.

        A part may be missing or repeated, and a county may follow another of its city: the last one counts.
        """
        codes, rest = within, text
        while True:
            rest = _PLACEHOLDER.sub("", rest).lstrip("、,;-") if codes else rest
            found, length = self._next(rest, codes)
            if not length:
                return codes, rest
            codes, rest = found, rest[length:]

    def _next(self, text: str, codes: frozenset[str]) -> tuple[frozenset[str], int]:
        for index in (self._provinces, self._cities, self._counties):
            if match := self._longest_name(text, index, codes):
                return match
        for index in (self._short_provinces, self._short_cities):
            match = self._longest_name(text, index, codes)
            if match and text[match[1] : match[1] + 1] not in tuple(_NOT_AFTER):
                return match
        if text in self._short_counties and (match := self._longest_name(text, self._short_counties, codes)):
            return match
        return frozenset(), 0

    def _longest_name(
        self, text: str, index: dict[str, list[Division]], codes: frozenset[str]
    ) -> tuple[frozenset[str], int] | None:
        for length in range(min(self._longest, len(text)), 1, -1):
            named = index.get(text[:length])
            if named and not (index is self._counties and _NAMES_GO_ON.match(text, length)):
                fitting = [division for division in named if _fits(self._digits(division), codes)]
                if fitting:
                    return frozenset(map(self._digits, _current(fitting))), length
        return None

    def _digits(self, division: Division) -> str:
        current = self._divisions.current_code(division.code)
        code = _significant(self._renamed.get(current, current))
        is_gone = len(code) == CITY_DIGITS and division.valid_to is not None and code == division.code[:CITY_DIGITS]
        return code[:PROVINCE_DIGITS] if is_gone else code  # a dissolved prefecture's counties lie elsewhere now

    def _is_unsettled(self, code: str) -> bool:
        if len(code) < 6:
            return False
        history = self._divisions.history(code)
        return any(
            (holder.valid_from or 0) >= UNSETTLED_SINCE or (holder.valid_to or 0) >= UNSETTLED_SINCE
            for holder in history
        )


def _by_name(divisions: Iterable[Division]) -> dict[str, list[Division]]:
    names: dict[str, list[Division]] = defaultdict(list)
    for division in divisions:
        names[division.name].append(division)
    return dict(names)


def _shortened(names: dict[str, list[Division]]) -> dict[str, list[Division]]:
    short: dict[str, list[Division]] = defaultdict(list)
    for name, divisions in names.items():
        if len(stem := _SHORT.sub("", name)) > 1 and stem != name:
            short[stem] += divisions
    return dict(short)


def _renamed(counties: Iterable[Division]) -> dict[str, str]:
    """A dissolved county and the one county of its city that began a year later under a like name: 郫县, 郫都区."""
    begun: dict[tuple[str, int | None, str], list[str]] = defaultdict(list)
    ended: dict[str, tuple[str, int | None, str]] = {}
    for county in counties:
        city, initial = county.code[:CITY_DIGITS], county.name[0]
        if county.valid_to is None:
            begun[city, county.valid_from, initial].append(county.code)
        elif county.successor is None:
            ended[county.code] = (city, county.valid_to + 1, initial)
    return {code: begun[key][0] for code, key in ended.items() if len(begun.get(key, ())) == 1}


def _is_city(division: Division) -> bool:
    return division.level is Level.CITY and division.code[:2] not in MUNICIPALITIES and "直辖" not in division.name


def _current(divisions: list[Division]) -> list[Division]:
    """Those in force, where a name is borne by divisions of today and of the past."""
    return [division for division in divisions if division.valid_to is None] or divisions


def _significant(code: str) -> str:
    digits = code[:6]
    if digits[2:] == "0000":
        return digits[:2]
    return digits[:4] if digits[4:] == "00" else digits


def _fits(code: str, codes: frozenset[str]) -> bool:
    """Below, at or beside what was read so far: a county after its city, or after another county of that city."""
    return not codes or any(
        code.startswith(known) or known.startswith(code) or _are_beside(code, known) for known in codes
    )


def _are_beside(code: str, known: str) -> bool:
    return len(code) == len(known) == 6 and (code[:4] == known[:4] or code[:2] == known[:2] in MUNICIPALITIES)


def _read_detail(text: str) -> tuple[str, tuple[str, ...]]:
    """Stem of the town, and the names in it, widest first. A zone before its town says no more than the town does."""
    town, rest = "", text
    names: list[str] = []
    while rest:
        if found := _ZONE.match(rest):
            names.append(found[0])
        elif found := _TOWN.match(rest) or (None if town or names else _STREET_OFFICE.match(rest)):
            town, names = found[1], []
        else:
            found = _COMMUNITY.match(rest)
            names.append(_plain(found[0] if found else rest))
        rest = rest[found.end() :].lstrip("、,-") if found else ""
    return town, tuple(name for name in names if name)


def _plain(name: str) -> str:
    """A name without the words that are written or left out at will."""
    name = _COMMITTEE.sub("", name)
    return name.replace("村民小组", "组").replace("居民小组", "组").removesuffix("小区")


def _left_out(exceptions: Iterable[str]) -> frozenset[str]:
    details = [_read_detail(name) for name in exceptions]
    return frozenset(name for town, names in details for name in (town, *names) if name)
