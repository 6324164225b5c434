"""The demo people, one household after another: the same for the same number, seed, tables and day."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from random import Random

from .addresses import Address, Addresses
from .census import County, allot_people, draw_people
from .drafts import Draft, Dwelling
from .families import form_dwellings
from .identifiers import IdNumbers, draw_mobile
from .kin import Kinfolk
from .lineage import Lineage
from .names import Names
from .origins import Origins
from .places import Places
from .registers import Registers
from .tables import Tables
from .types import DemoHousehold, DemoPerson

HOUSEHOLD_NUMBERS = (100_000_000, 800_000_000)  # nine digits; each seed begins elsewhere, so two rarely meet


def generate(
    *, people: int, seed: int, tables: Tables, today: date, taken: Sequence[str] = ()
) -> Iterator[DemoHousehold]:
    """Yield households until there are exactly `people` people; nobody gets a number in `taken`.

    City, county, sex and age follow the census of 2020, ages as of `today`. Cities come in turn, those that people
    leave before those that people move to, so that children find parents where they left them. Kin are told with the
    household of the later of the two.
    """
    shares = allot_people(total=people, counties=tables.counties)
    first_household = Random(f"{seed}:{people}").randrange(*HOUSEHOLD_NUMBERS)
    maker = _Maker(tables=tables, today=today, taken=taken, first_household=first_household)
    for city, counties in groupby(_in_order_of_leaving(tables.counties), key=lambda county: county.city):
        rng = Random(f"{seed}:{people}:{city}")
        yield from maker.make_city(counties=list(counties), shares=shares, rng=rng)


def _in_order_of_leaving(counties: Sequence[County]) -> list[County]:
    arrived: Counter[str] = Counter()
    living: Counter[str] = Counter()
    for county in counties:
        arrived[county.city] += county.registered_other_county + county.registered_other_province
        living[county.city] += county.people
    return sorted(counties, key=lambda county: (arrived[county.city] / living[county.city], county.division))


class _Maker:
    """Everything that must be remembered from one city to the next."""

    def __init__(self, *, tables: Tables, today: date, taken: Sequence[str], first_household: int) -> None:
        places = Places(divisions=tables.divisions, year=today.year)
        self._today = today
        self._origins = Origins(places=places, counties=tables.counties)
        self._lineage = Lineage(names=Names(surnames=tables.surnames))
        self._numbers = IdNumbers(taken=taken)
        self._addresses = Addresses(places=places, first_household=first_household)
        self._kinfolk = Kinfolk()
        self._registers = Registers(places=places, today=today)

    def make_city(
        self, *, counties: Sequence[County], shares: Mapping[str, int], rng: Random
    ) -> Iterator[DemoHousehold]:
        """The households of one city."""
        settled = [(county, self._settle(county, shares[county.division], rng)) for county in counties]
        self._lineage.link(people=[p for _, dwellings in settled for p in _members(dwellings)], rng=rng)
        for county, dwellings in settled:
            minority_share = county.minority_people / county.people
            self._lineage.name(people=_members(dwellings), minority_share=minority_share, rng=rng)
            self._number(_members(dwellings), rng)
        for county, dwellings in settled:
            for dwelling in dwellings:
                yield self._finish(dwelling, county, rng)

    def _settle(self, county: County, share: int, rng: Random) -> list[Dwelling]:
        drafts = list(draw_people(county=county, total=share, today=self._today, rng=rng))
        dwellings = form_dwellings(people=drafts, county=county, rng=rng)
        self._origins.settle(dwellings=dwellings, county=county, rng=rng)
        return dwellings

    def _number(self, people: Sequence[Draft], rng: Random) -> None:
        for person in people:
            person.id_number = self._numbers.draw(
                place=person.birth_place, birth_date=person.birth_date, sex=person.sex, rng=rng
            )

    def _finish(self, dwelling: Dwelling, county: County, rng: Random) -> DemoHousehold:
        here = self._addresses.draw(county=county.division, rng=rng)
        people = tuple(self._register(dwelling, here, rng))
        kinships = tuple(self._kinfolk.tell(dwelling.members))
        records = tuple(self._registers.record(people=people, kinships=kinships, rng=rng))
        return DemoHousehold(people=people, kinships=kinships, records=records, is_collective=dwelling.is_collective)

    def _register(self, dwelling: Dwelling, here: Address, rng: Random) -> Iterator[DemoPerson]:
        """Those of one dwelling who are registered together share a household number, except in dormitories."""
        books: dict[str, tuple[str, Address]] = {}
        for place, person in enumerate(dwelling.members):
            county = person.household_county
            book = f"{county}-{place}" if dwelling.is_collective else county
            if book not in books:
                home = here if county == here.division[:6] else self._addresses.draw(county=county, rng=rng)
                books[book] = self._addresses.next_household_number(), home
            yield self._person(person, books[book], here, rng)

    def _person(self, draft: Draft, book: tuple[str, Address], here: Address, rng: Random) -> DemoPerson:
        number, home = book
        return DemoPerson(
            id_number=draft.id_number,
            name=draft.name,
            sex=draft.sex,
            birth_date=draft.birth_date,
            nation=draft.nation,
            household_number=number,
            household_division=home.division,
            household_address=home.text,
            residence_division=here.division,
            residence_address=here.text,
            mobile=draw_mobile(rng),
        )


def _members(dwellings: Sequence[Dwelling]) -> list[Draft]:
    return [person for dwelling in dwellings for person in dwelling.members]
