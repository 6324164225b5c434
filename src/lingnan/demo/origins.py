"""Where people are registered and where they were born: Guangdong is a province of migrants.

The census counts, by county, the residents registered in another county of the province and in another province.
Whole dwellings migrate together, the young and those in dormitories first, until the counts are reached.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random

from .census import County
from .drafts import Draft, Dwelling
from .families import by_age
from .places import Places

MIGRATES_FROM = ((0, 1.0), (45, 0.5), (60, 0.15), (75, 0.05))
DORMITORY_WEIGHT = 2.0
ADULT = 18
SAME_CITY_SHARE = 0.4
# Rough shares of ours, in the order in which the census of 2020 ranks the provinces that people come from.
PROVINCES = {
    "45": 22, "43": 21, "42": 9, "51": 9, "36": 8, "41": 8, "52": 7, "50": 4, "35": 3, "53": 2, "34": 2,
    "61": 1, "46": 1, "37": 1, "33": 1, "32": 1, "13": 1, "23": 1,
}  # fmt: skip
# Grown-up locals who came from elsewhere and have moved their registration. Ours too, higher where the jobs are.
NEWCOMERS = {"4401": 0.3, "4403": 0.5, "4404": 0.3, "4406": 0.2, "4413": 0.15, "4419": 0.2, "4420": 0.2}
FEW_NEWCOMERS = 0.04


class Origins:
    """Gives each person the county of registration and the county code of birth."""

    def __init__(self, *, places: Places, counties: Sequence[County]) -> None:
        self._places = places
        self._codes = [county.division for county in counties]
        self._locals = [max(_locals(county), 0) for county in counties]

    def settle(self, *, dwellings: Sequence[Dwelling], county: County, rng: Random) -> None:
        """Fill `household_county` and `birth_place` for everyone in the dwellings of a county."""
        residents = sum(len(dwelling.members) for dwelling in dwellings)
        outside = round(residents * county.registered_other_province / county.people)
        inside = round(residents * county.registered_other_county / county.people)
        queue = iter(sorted(dwellings, key=lambda dwelling: _rank(dwelling, rng)))
        for dwelling in _take(queue, outside):
            self._register(dwelling, lambda: self._elsewhere(rng), rng)
        for dwelling in _take(queue, inside):
            self._register(dwelling, lambda: self._other_county(county, rng), rng)
        for dwelling in queue:
            self._register(dwelling, lambda: county.division, rng)

    def _register(self, dwelling: Dwelling, draw: Callable[[], str], rng: Random) -> None:
        shared = draw()
        for person in dwelling.members:
            person.household_county = draw() if dwelling.is_collective else shared
            home = self._childhood_home(person, rng)
            year = person.birth_date.year
            person.birth_place = self._places.draw_birth_code(county=home, year=year, rng=rng)

    def _childhood_home(self, person: Draft, rng: Random) -> str:
        county = person.household_county
        newcomer = person.age >= ADULT and rng.random() < _newcomers(county)
        return self._elsewhere(rng) if newcomer else county

    def _elsewhere(self, rng: Random) -> str:
        province = rng.choices(list(PROVINCES), weights=list(PROVINCES.values()))[0]
        return self._places.draw_county(province=province, rng=rng)

    def _other_county(self, county: County, rng: Random) -> str:
        near = [code for code in self._codes if code[:4] == county.city and code != county.division]
        if near and rng.random() < SAME_CITY_SHARE:
            return rng.choice(near)
        return rng.choices(self._codes, weights=self._locals)[0]


def _locals(county: County) -> int:
    return county.people - county.registered_other_county - county.registered_other_province


def _newcomers(county: str) -> float:
    return NEWCOMERS.get(county[:4], FEW_NEWCOMERS) if county.startswith("44") else 0.0


def _rank(dwelling: Dwelling, rng: Random) -> float:
    weight = by_age(MIGRATES_FROM, dwelling.head.age) * (DORMITORY_WEIGHT if dwelling.is_collective else 1.0)
    return -math.pow(rng.random(), 1 / weight)


def _take(queue: Iterator[Dwelling], people: int) -> Iterable[Dwelling]:
    """Dwellings off the queue until they hold so many people, or one less: whole dwellings overshoot."""
    while people > 1 and (dwelling := next(queue, None)):
        people -= len(dwelling.members)
        yield dwelling
