"""What the registers say of a household: mostly the truth, and some of it missing, late or contradictory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from .identifiers import draw_bank_account
from .places import Places
from .records import (
    account_record,
    assistance_record,
    death_record,
    household_record,
    kinship_record,
    population_record,
)
from .types import DemoKinship, DemoPerson, DemoRecord

ELDERLY = 60
NOT_YET_RECORDED = 0.015
DIED = 0.012
DEATH_NOT_FOLLOWED = 0.005
BIRTH_DATE_DIFFERS = 0.01
HOUSEHOLD_RECORD_LATE = 0.02
HAS_ACCOUNT = 0.93
ACCOUNT_OF_ANOTHER = 0.01
SUBSISTENCE_SHARE = 0.012
DESTITUTE_SHARE = 0.006
DISABILITY_SHARE = 0.015
ALLOWANCE_FROM = 80
ALLOWANCE_TAKEN = 0.45
# Days before today, from and to.
UPDATED_WITHIN = (1, 90)
LATE_BY = (400, 2000)
DEAD_SINCE = (3, 400)
PAID_SINCE = (30, 3000)
BANKS = ("岭南示范银行", "珠江示范银行", "南粤示范农村商业银行")


class Registers:
    """Writes the records of people, with the faults that registers have."""

    def __init__(self, *, places: Places, today: date) -> None:
        self._places = places
        self._today = today

    def record(
        self, *, people: Sequence[DemoPerson], kinships: Iterable[DemoKinship], rng: Random
    ) -> Iterator[DemoRecord]:
        """All records about the people of one household, and their kin, in a stable order."""
        for person in people:
            yield from self._record_person(person, people, rng)
        for kin in kinships:
            yield kinship_record(kin, as_of=self._some_day(UPDATED_WITHIN, rng))

    def _record_person(self, person: DemoPerson, household: Sequence[DemoPerson], rng: Random) -> Iterator[DemoRecord]:
        fate = rng.random() if self._age(person) >= ELDERLY else 1.0
        if fate < DIED + DEATH_NOT_FOLLOWED:
            yield death_record(person, death_date=self._some_day(DEAD_SINCE, rng))
        if fate < DIED:  # deregistered, as it should be
            return
        if not DIED + DEATH_NOT_FOLLOWED <= fate < DIED + DEATH_NOT_FOLLOWED + NOT_YET_RECORDED:
            birth_date = self._recorded_birth_date(person, rng)
            yield population_record(person, as_of=self._some_day(UPDATED_WITHIN, rng), birth_date=birth_date)
        yield self._record_household(person, rng)
        yield from self._record_benefits(person, household, rng)

    def _recorded_birth_date(self, person: DemoPerson, rng: Random) -> date:
        """Lunar dates, slips of the pen: days to years away from the number's."""
        if rng.random() >= BIRTH_DATE_DIFFERS:
            return person.birth_date
        moved = person.birth_date + timedelta(days=rng.choice((-1, 1)) * rng.choice((1, 10, 29, 31, 365, 731)))
        return min(moved, self._today)

    def _record_household(self, person: DemoPerson, rng: Random) -> DemoRecord:
        """The present place; or the former one, where a move has not reached the register."""
        if rng.random() >= HOUSEHOLD_RECORD_LATE:
            return household_record(person, as_of=self._some_day(UPDATED_WITHIN, rng))
        former = self._places.draw_county(province=person.household_division[:2], rng=rng)
        division = self._places.draw_town(county=former, rng=rng)
        return household_record(person, as_of=self._some_day(LATE_BY, rng), division=division)

    def _record_benefits(
        self, person: DemoPerson, household: Sequence[DemoPerson], rng: Random
    ) -> Iterator[DemoRecord]:
        kinds = list(self._draw_assistance(self._age(person), rng))
        for kind, amount in kinds:
            since = self._some_day(PAID_SINCE, rng)
            yield assistance_record(person, kind=kind, since=max(since, person.birth_date), monthly_amount=amount)
        if (kinds or self._age(person) >= ELDERLY) and rng.random() < HAS_ACCOUNT:
            holder = rng.choice(household) if rng.random() < ACCOUNT_OF_ANOTHER else person
            yield account_record(
                person,
                number=draw_bank_account(rng),
                holder=holder.name,
                bank=rng.choice(BANKS),
                as_of=self._some_day(UPDATED_WITHIN, rng),
            )

    def _draw_assistance(self, age: int, rng: Random) -> Iterator[tuple[str, int]]:
        if rng.random() < SUBSISTENCE_SHARE:
            yield "subsistence-allowance", 100 * rng.randint(300, 1200)
        elif age >= ELDERLY and rng.random() < DESTITUTE_SHARE:
            yield "destitute-support", 100 * rng.randint(900, 1900)
        if rng.random() < DISABILITY_SHARE:
            yield "disability-subsidy", 100 * rng.randint(180, 260)
        if age >= ALLOWANCE_FROM and rng.random() < ALLOWANCE_TAKEN:
            yield "senior-allowance", 100 * rng.randint(30, 300)

    def _some_day(self, days_ago: tuple[int, int], rng: Random) -> date:
        return self._today - timedelta(days=rng.randint(*days_ago))

    def _age(self, person: DemoPerson) -> int:
        born, today = person.birth_date, self._today
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
