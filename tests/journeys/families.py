"""Families for the journeys, one each: a daughter who may act for her father, both registered and on record.

Run with a province's settings: `python -m tests.journeys.families 5` makes five more and prints them as JSON. Their
password is the cast's.
"""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

SERVICES = ("senior-card", "senior-allowance")
BORN = date(1943, 5, 12)
NAMES = [f"{surname}{given}" for given in "文志秀凤" for surname in "陈李黄张梁林何罗吴郑"]
EARLIER = "daughter-"
PLACE, ADDRESS = "440104", "广东省广州市越秀区北京街道文明路18号"


@dataclass(frozen=True, kw_only=True)
class Household:
    """The user names of a daughter and her father; his name as others see it, his number, and his key where known."""

    daughter: str
    father: str
    masked: str
    id_number: str
    father_key: int = 0


def main(number: int) -> None:
    import django

    django.setup()
    from django.contrib.auth.hashers import ScryptPasswordHasher

    from lingnan.rooms.identity.models import Account

    ScryptPasswordHasher.work_factor = 2  # everyone's password is known anyway
    first = Account.objects.filter(username__startswith=EARLIER).count()
    json.dump([asdict(make(each)) for each in range(first, first + number)], sys.stdout)


def make(each: int) -> Household:
    """The family of that number; in one province each number once."""
    from lingnan.demo.cast import PASSWORD
    from lingnan.kernel import clock
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import NewKinship

    at, born = clock.now(), BORN + timedelta(days=each)
    name = NAMES[each % len(NAMES)]
    people = [_person(f"{name}山", born, sequence=101), _person(f"{name}月", born.replace(year=1975), sequence=102)]
    father, daughter = identity.register_people(people=people, at=at)
    identity.record_kinships(
        kinships=[
            NewKinship(person_key=daughter, relative_key=father, relation="father"),
            NewKinship(person_key=father, relative_key=daughter, relation="daughter"),
        ]
    )
    _record(father, {"person.id_number": people[0].id_number, "person.name": people[0].name}, born, at)
    household = Household(
        daughter=f"{EARLIER}{each}",
        father=f"father-{each}",
        masked=identity.get_person(key=father).masked_name,
        id_number=people[0].id_number,
        father_key=father,
    )
    for username, key in ((household.father, father), (household.daughter, daughter)):
        identity.create_resident_account(username=username, password=PASSWORD, person_key=key, at=at)
    _agree(father, daughter, at)
    return household


def _person(name: str, born: date, *, sequence: int) -> Any:
    from lingnan.engine.elements import citizen_number
    from lingnan.rooms.identity.types import NewPerson

    number = citizen_number.compose(division=PLACE, birth_date=born, sequence=sequence)
    return NewPerson(id_number=number, name=name)


def _record(key: int, who: dict[str, Any], born: date, at: datetime) -> None:
    from lingnan.demo.seeding import SEEDER
    from lingnan.rooms.exchange import api as exchange
    from lingnan.rooms.exchange.types import Record

    records = {
        "population": {"person.sex": "1", "person.birth_date": born, "person.residence_division": PLACE},
        "household": {
            "household.number": f"T-{key}",
            "person.household_division": PLACE,
            "person.household_address": ADDRESS,
        },
        "benefit-account": {
            "benefit.bank_name": "岭南示范银行",
            "benefit.bank_account": "6222021234567894",
            "benefit.account_holder": who["person.name"],
        },
    }
    for resource, values in records.items():
        declared = {column.element for column in exchange.list_resources()[resource].columns}
        known = {element: value for element, value in who.items() if element in declared}
        record = Record(subject_key=key, values={**known, **values}, as_of=at)
        exchange.load_records(resource=resource, records=[record], by=SEEDER, at=at)


def _agree(father: int, daughter: int, at: datetime) -> None:
    from lingnan.kernel.actors import Actor
    from lingnan.rooms.identity import api as identity

    himself = Actor(kind="person", ref=f"person:{father}", name="", person_key=father)
    identity.grant_delegation(
        principal_key=father, delegate_key=daughter, services=SERVICES, ends_at=at + timedelta(days=30),
        by=himself, at=at,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
