"""A house with content in it: Guangdong published, keys made, and a family with records to work on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from django.db.models.signals import post_migrate

from lingnan.config.environment import ROOT
from lingnan.kernel.actors import PLATFORM, Actor

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOTH = ("senior-card", "senior-allowance")
CONTENT = ROOT / "content" / "guangdong"


@dataclass(frozen=True, kw_only=True)
class Family:
    """A daughter, her father whom she acts for, and a stranger."""

    father: Actor
    daughter: Actor
    stranger: Actor

    @property
    def father_key(self) -> int:
        assert self.father.person_key is not None
        return self.father.person_key


@pytest.fixture(scope="session")
def published(django_db_setup, django_db_blocker) -> None:
    """Guangdong's content, published once for all tests; put back after a test that empties the database."""
    from lingnan.rooms.catalogue import api as catalogue
    from lingnan.rooms.catalogue.models import Publication
    from lingnan.rooms.codes import api as codes
    from lingnan.rooms.exchange import api as exchange

    with django_db_blocker.unblock():
        catalogue.publish_content(folder=CONTENT, by=PLATFORM, at=AT)
        exchange.prepare_tables()
        codes.ensure_keys(by=PLATFORM, at=AT - timedelta(days=1))
        rows = list(Publication.objects.all())

    def put_back(**_: object) -> None:
        Publication.objects.bulk_create(rows, ignore_conflicts=True)
        codes.ensure_keys(by=PLATFORM, at=AT - timedelta(days=1))

    post_migrate.connect(put_back, dispatch_uid="published content", weak=False)


@pytest.fixture
def family(published, db) -> Family:
    """The family of the first journey, with the father's records and his mandate to his daughter."""
    return make_family()


def make_family() -> Family:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import NewKinship, NewPerson

    people = [
        NewPerson(id_number="440104194305121235", name="陈国栋"),
        NewPerson(id_number="440104197803022348", name="陈晓岚"),
        NewPerson(id_number="440304199001013458", name="赵一"),
    ]
    father, daughter, stranger = identity.register_people(people=people, at=AT)
    identity.record_kinships(kinships=[NewKinship(person_key=daughter, relative_key=father, relation="father")])
    family = Family(
        father=person("father", father), daughter=person("daughter", daughter), stranger=person("stranger", stranger)
    )
    record_father(family)
    identity.grant_delegation(
        principal_key=father,
        delegate_key=daughter,
        services=BOTH,
        ends_at=AT + timedelta(days=30),
        by=family.father,
        at=AT - timedelta(days=1),
    )
    return family


def person(name: str, key: int) -> Actor:
    return Actor(kind="person", ref=f"person:{name}", name=name, person_key=key)


def record_father(
    family: Family, changes: Mapping[str, object] = MappingProxyType({}), *, as_of: datetime = AT
) -> None:
    """The father's records; `changes` by element replace or remove (None) values."""
    values = {
        "population": {
            "person.id_number": "440104194305121235",
            "person.name": "陈国栋",
            "person.sex": "1",
            "person.birth_date": date(1943, 5, 12),
            "person.residence_division": "440104",
        },
        "household": {
            "person.id_number": "440104194305121235",
            "household.number": "H-1",
            "person.household_division": "440104",
            "person.household_address": "广东省广州市越秀区北京街道1号",
        },
        "benefit-account": {
            "person.id_number": "440104194305121235",
            "benefit.bank_name": "中国工商银行",
            "benefit.bank_account": "6222021234567894",
            "benefit.account_holder": "陈国栋",
        },
    }
    for resource, record in values.items():
        changed = {element: changes.get(element, value) for element, value in record.items()}
        load(resource, family.father_key, changed, as_of=as_of)


def load(resource: str, subject_key: int, values: dict[str, object], *, as_of: datetime = AT) -> int:
    from lingnan.rooms.exchange import api as exchange
    from lingnan.rooms.exchange.types import Record

    record = Record(subject_key=subject_key, values=values, as_of=as_of)
    return exchange.load_records(resource=resource, records=[record], by=PLATFORM, at=as_of)


@pytest.fixture
def clerk(published, db) -> Actor:
    """A provincial clerk of civil affairs."""
    return officer("clerk", division="44")


def officer(role: str, *, division: str = "44", department: str = "gd-civil-affairs") -> Actor:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.models import Account
    from lingnan.rooms.identity.types import OfficerRole

    username = f"{role}-{division}-{department}"
    roles = [OfficerRole(role=role, department=department, division=division)]  # type: ignore[arg-type]
    identity.create_officer_account(username=username, password="-", name="周敏", roles=roles, at=AT)
    return identity.actor_of(Account.objects.get(username=username))


def step(
    subject_key: int, *, colour: str, class_code: str, way_out: str, cause: int = 1, division: str = "440104"
) -> Any:
    """A change of a person's colour by which she stands, her first."""
    from lingnan.rooms.health.types import Step

    return Step(
        receipt=str(UUID(int=cause)), subject_key=subject_key, colour=colour, class_code=class_code, way_out=way_out,
        division=division, before=None,
    )  # fmt: skip


@pytest.fixture
def sealed_audit(db) -> Iterator[None]:
    """Fires the deferred seal at once, as a commit would, and holds the trail to be whole at the end."""
    from django.db import connection

    from lingnan.kernel import audit

    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(audit.verify()) == []
