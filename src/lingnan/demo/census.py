"""The census's figures, and people drawn to match them."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from .drafts import Draft

OLDEST = 105
# The census has one open band from 85. People in it thin out by a quarter a year, so about 2 % are 100 or older.
DEATHS_A_YEAR_FROM_85 = 0.23


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """People of one sex, of an age from `start` to `end` (inclusive; the last band is open)."""

    sex: str
    start: int
    end: int | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county, or a city without counties, as the census found it. `division` has six digits."""

    division: str
    name: str
    people: int
    households: int
    household_people: int
    one_person_households: int
    registered_other_county: int
    registered_other_province: int
    minority_people: int
    bands: tuple[Band, ...]

    @property
    def city(self) -> str:
        return self.division[:4]


def allot(*, total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` in proportion to the weights, by largest remainder, so that the shares sum to it."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in remainders[: total - sum(shares)]:
        shares[place] += 1
    return shares


def allot_people(*, total: int, counties: Sequence[County]) -> Mapping[str, int]:
    """How many of `total` people each county gets."""
    shares = allot(total=total, weights=[county.people for county in counties])
    return {county.division: share for county, share in zip(counties, shares, strict=True)}


def draw_people(*, county: County, total: int, today: date, rng: Random) -> Iterator[Draft]:
    """People by the county's pyramid: systematic sampling, so every band is within one person of its due share."""
    cumulated = list(accumulate(band.people for band in county.bands))
    step = cumulated[-1] / total if total else 0.0
    start = rng.random()
    for place in range(total):
        band = county.bands[bisect(cumulated, (place + start) * step)]
        age = _draw_age(band, rng)
        yield Draft(age=age, sex=band.sex, birth_date=draw_birth_date(age=age, today=today, rng=rng))


def _draw_age(band: Band, rng: Random) -> int:
    if band.end is not None:
        return rng.randint(band.start, band.end)
    return min(OLDEST, band.start + int(rng.expovariate(DEATHS_A_YEAR_FROM_85)))


def draw_birth_date(*, age: int, today: date, rng: Random) -> date:
    """A day on which someone of this age today may have been born."""
    latest = _years_before(today, age)
    earliest = _years_before(today, age + 1) + timedelta(days=1)
    return earliest + timedelta(days=rng.randrange((latest - earliest).days + 1))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: the day before keeps the age right
        return day.replace(year=day.year - years, day=28)
