"""Where people come from: county codes through time, and towns to live in."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from random import Random

from lingnan.engine.elements.divisions import Division, DivisionTable, Level

# Hainan and Chongqing became provinces in 1988 and 1997; their people born before carry the codes of the old one.
FORMER_PROVINCE = {"46": "44", "50": "51"}
SUMMARY_NAMES = frozenset({"市辖区", "县", "市区", "市辖县"})
CITIES_WITHOUT_COUNTIES = frozenset({"441900", "442000", "460400", "620200"})


class NoCodeInForce(ValueError):
    """No county code of a province was in force in a year."""


class Places:
    """Draws counties, towns, and the codes that people's numbers begin with."""

    def __init__(self, *, divisions: DivisionTable, year: int) -> None:
        self._divisions = divisions
        self._counties: dict[str, list[Division]] = defaultdict(list)
        self._heirs: dict[str, list[Division]] = defaultdict(list)
        self._towns: dict[str, list[str]] = defaultdict(list)
        for division in divisions:
            if _numbers_people(division):
                self._counties[division.code[:2]].append(division)
                self._heirs[divisions.current_code(division.code)].append(division)
            elif division.parent and _is_town(division) and division.in_force(year=year):
                self._towns[division.parent].append(division.code)
        self._year = year
        self._births = cache(self._find_birth_codes)
        self._in_force = cache(self._find_in_force)
        self.full_name = cache(divisions.full_name)

    def draw_county(self, *, province: str, rng: Random) -> str:
        """A county of today in a province (two digits)."""
        return rng.choice(self._in_force(province, self._year)).code

    def draw_birth_code(self, *, county: str, year: int, rng: Random) -> str:
        """The code that stood for today's `county`, or for one near it, in the year. Raises `NoCodeInForce`."""
        return rng.choice(self._births(county, year))

    def draw_town(self, *, county: str, rng: Random) -> str:
        """A town of a county, or the county itself where the table has no towns."""
        return rng.choice(self._towns[county] or [county])

    def _find_birth_codes(self, county: str, year: int) -> Sequence[str]:
        same = [place.code for place in self._heirs[county] if place.in_force(year=year)]
        if same:
            return same
        province = county[:2]
        inside = self._in_force(province, year) or self._in_force(FORMER_PROVINCE.get(province, ""), year)
        near = self._namesakes(county, inside) or [place for place in inside if place.code[:4] == county[:4]] or inside
        if not near:
            raise NoCodeInForce(f"no county code near {county} was in force in {year}")
        return [place.code for place in near]

    def _namesakes(self, county: str, places: Sequence[Division]) -> list[Division]:
        """A county that became a city or a district keeps the first two characters of its name."""
        found = self._divisions.find(county)
        return [place for place in places if found is not None and place.name[:2] == found.name[:2]]

    def _find_in_force(self, province: str, year: int) -> list[Division]:
        return [place for place in self._counties.get(province, []) if place.in_force(year=year)]


def _is_town(division: Division) -> bool:
    """True for towns and streets proper; farms and development zones have a statistical code too."""
    return division.level is Level.TOWN and division.name.endswith(("镇", "乡", "街道"))


def _numbers_people(division: Division) -> bool:
    """True for counties, and for the cities that have none; not for codes that sum up a city's districts."""
    is_county = division.level is Level.COUNTY and division.name not in SUMMARY_NAMES
    return is_county or division.code in CITIES_WITHOUT_COUNTIES
