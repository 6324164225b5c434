"""Seeding: the demo people go through the rooms' doors into the database, all of them or none."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date, midnight_of
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Record
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewHousehold, NewKinship, NewPerson

from .cast import MANDATES, PASSWORD, SIGN_INS, Mandate, Part, SignIn, cast_households, cast_members
from .evidence import health_tables, is_judged
from .generator import generate
from .guests import GUESTS, GuestPart
from .tables import load_tables
from .types import DemoHousehold, DemoPerson

SEEDER = Actor(kind="system", ref="demo", name="演示数据")
SEEDED = "demo.people.seeded"
BATCH_PEOPLE = 2_000
YEAR = timedelta(days=365)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeding:
    """A seeding that was done: how many people, from which seed."""

    people: int
    seed: int


def seed(*, people: int, seed: int, at: datetime, progress: Progress) -> bool:
    """Write the cast and `people` others, in one transaction; False if this was done before, and then nothing changes.

    `progress` is told how many of the `people` are written. The same number and seed on the same day give the same
    people; ages are as of `at`.
    """
    wanted = Seeding(people=people, seed=seed)
    if wanted in list_seedings():
        return False
    today = local_date(at)
    members = cast_members(today=today)
    households = generate(
        people=people,
        seed=seed,
        tables=load_tables(content=settings.ENVIRONMENT.content),
        today=today,
        taken=[person.id_number for person in members.values()],
    )
    with transaction.atomic():
        writer = _Writer(at=at)
        writer.write(cast_households(today=today))
        _load_evidence(members, at)
        _open_doors({part: writer.keys[person.id_number] for part, person in members.items()} | _admit_guests(at), at)
        for batch in _batches(households):
            writer.write(batch)
            progress(len(writer.keys) - len(members), people)
        _remember(wanted, writer.keys[members["daughter"].id_number], at)
    return True


def list_seedings() -> list[Seeding]:
    """The seedings of this database, the latest first. They are remembered in the audit trail of the daughter."""
    daughter = cast_members(today=date.max - YEAR)["daughter"]
    person = identity.find_person_by_id_number(id_number=daughter.id_number)
    if person is None:
        return []
    entries = audit.list_entries(subject_key=person.key, kind=AuditEntry.Kind.ACT)
    return [Seeding(**entry.details) for entry in entries if entry.name == SEEDED]


def _remember(seeding: Seeding, daughter_key: int, at: datetime) -> None:
    audit.record(
        kind=AuditEntry.Kind.ACT,
        name=SEEDED,
        subject_key=daughter_key,
        by=SEEDER,
        at=at,
        details={"people": seeding.people, "seed": seeding.seed},
    )


def _batches(households: Iterable[DemoHousehold]) -> Iterator[list[DemoHousehold]]:
    batch: list[DemoHousehold] = []
    people = 0
    for household in households:
        batch.append(household)
        people += len(household.people)
        if people >= BATCH_PEOPLE:
            yield batch
            batch, people = [], 0
    if batch:
        yield batch


class _Writer:
    """Writes households in turn; `keys` maps each identity number so far to the person's key."""

    def __init__(self, *, at: datetime) -> None:
        self._at = at
        self.keys: dict[str, int] = {}

    def write(self, households: Sequence[DemoHousehold]) -> None:
        """Write people, households, kin and records of these households, whose kin may be in earlier ones."""
        people = [person for household in households for person in household.people]
        self._register(people)
        identity.record_households(households=self._households(people), at=self._at)
        identity.record_kinships(
            kinships=[
                NewKinship(
                    person_key=self.keys[kin.person], relative_key=self.keys[kin.relative], relation=kin.relation
                )
                for household in households
                for kin in household.kinships
            ]
        )
        for resource, records in self._records(households).items():
            exchange.load_records(resource=resource, records=records, by=SEEDER, at=self._at)

    def _register(self, people: Sequence[DemoPerson]) -> None:
        new = [NewPerson(id_number=person.id_number, name=person.name) for person in people]
        keys = identity.register_people(people=new, at=self._at)
        self.keys.update(zip((person.id_number for person in people), keys, strict=True))

    def _households(self, people: Iterable[DemoPerson]) -> list[NewHousehold]:
        """By the household register, which may split a dwelling or name a place far away."""
        books: dict[tuple[str, str], list[int]] = defaultdict(list)
        for person in people:
            books[person.household_number, person.household_division].append(self.keys[person.id_number])
        return [
            NewHousehold(number=number, division=division, member_keys=tuple(members))
            for (number, division), members in books.items()
        ]

    def _records(self, households: Iterable[DemoHousehold]) -> Mapping[str, list[Record]]:
        by_resource: dict[str, list[Record]] = defaultdict(list)
        for household in households:
            for record in household.records:
                as_of = midnight_of(record.as_of)
                by_resource[record.resource].append(
                    Record(subject_key=self.keys[record.person], values=record.values, as_of=as_of)
                )
        return by_resource


def _load_evidence(members: Mapping[Part, DemoPerson], at: datetime) -> None:
    """Through the exchange, as departments send it; once, for what is loaded again on another day would be younger."""
    if list_seedings() or not is_judged(at=at):
        return
    for resource, rows in health_tables(members=members, at=at).items():
        if rows:
            exchange.load_table(resource=resource, columns=rows[0], rows=rows, by=SEEDER, at=at)


def _admit_guests(at: datetime) -> dict[Part | GuestPart, int]:
    keys = identity.register_people(people=[guest.registered() for guest in GUESTS], at=at)
    return {guest.part: key for guest, key in zip(GUESTS, keys, strict=True)}


def _open_doors(keys: Mapping[Part | GuestPart, int], at: datetime) -> None:
    """Accounts for those who sign in, and the mandates between them."""
    for sign_in in SIGN_INS:
        _open_account(sign_in, keys, at)
    for mandate in MANDATES:
        _grant(mandate, keys, at)


def _open_account(sign_in: SignIn, keys: Mapping[Part | GuestPart, int], at: datetime) -> None:
    if sign_in.part is None:
        identity.create_officer_account(
            username=sign_in.username, password=PASSWORD, name=sign_in.name, roles=sign_in.roles, at=at
        )
    else:
        identity.create_resident_account(
            username=sign_in.username, password=PASSWORD, person_key=keys[sign_in.part], at=at
        )


def _grant(mandate: Mandate, keys: Mapping[Part | GuestPart, int], at: datetime) -> None:
    principal = identity.get_person(key=keys[mandate.principal])
    granted_at = at - timedelta(days=mandate.days_ago)
    given = identity.list_delegations(person_key=principal.key)
    if any(held.delegate.key == keys[mandate.delegate] for held in given):
        return
    identity.grant_delegation(
        principal_key=principal.key,
        delegate_key=keys[mandate.delegate],
        services=mandate.services,
        ends_at=granted_at + YEAR,
        by=Actor(kind="person", ref=f"person:{principal.uuid}", name=principal.masked_name, person_key=principal.key),
        at=granted_at,
    )
