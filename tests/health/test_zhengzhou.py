"""Zhengzhou, June 2022: 1,317 depositors were coloured red; 871 had never been there, a forwarded venue code sufficed.

Here a venue code colours nobody, by rule or by hand: two officers who would have it so lack a record that anyone was
there, one alone may not, and whoever owns the database and forces it leaves a trace with everyone's name.
"""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import connection

from lingnan.engine.elements.iso7064 import mod_11_2
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Record
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange, HealthCode, ManualColour, StandingColour
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from tests.health.evidence import travel
from tests.house import Family, officer

DEPOSITORS, JUDGED = 1_317, 24
CHECKED_IN = datetime(2022, 6, 13, 9, tzinfo=PROVINCE_ZONE)
NEXT_DAY = datetime(2022, 6, 14, 9, tzinfo=PROVINCE_ZONE)
MADE_UP = """
    INSERT INTO health_standingcolour (subject_key, change_id, judged_at)
        SELECT key, 900000000 + key, now() FROM identity_person WHERE key = ANY(%s)
"""
RED = """
    INSERT INTO health_colourchange
        (uuid, subject_key, colour, class_code, way_out, version, at, leaf, receipt_sealed, division)
        SELECT gen_random_uuid(), key, 'red', 'close-contact', 'observation-ends', '2022-04', now(), sha256('x'), '', ''
        FROM identity_person WHERE key = ANY(%s)
"""
ORDERED = """
    INSERT INTO health_manualcolour
        (uuid, "order", subject_key, division, ground, starts_on, ends_on, proposed_by, proposed_at, proposal_sealed,
         decided_by, decided_at, order_sealed, lifted_by)
        SELECT each, each, key, '440000', 'contact-traced', '2022-06-13', '2022-06-20', 'officer:1', now(), 'x',
               'officer:2', now(), 'x', ''
        FROM (SELECT gen_random_uuid() AS each, key FROM identity_person WHERE key = ANY(%s)) AS people
"""
SITE = "郑州市金水区经八路街道"
SHOWN_RED = "UPDATE codes_statusentry SET status = 3, changed_at = now() WHERE holder_key = ANY(%s)"


@pytest.fixture
def depositors(patient: Family) -> list[int]:
    """Depositors from everywhere, each with the same venue's code scanned at home."""
    numbers = [_number(place) for place in range(DEPOSITORS)]
    keys = identity.register_people(people=[NewPerson(id_number=each, name="储户") for each in numbers], at=CHECKED_IN)
    exchange.load_records(
        resource="venue-checkin",
        records=[
            Record(
                subject_key=key,
                as_of=CHECKED_IN,
                values={
                    "person.id_number": number,
                    "health.venue_code": "V4101050001",
                    "place.division": "410105",
                    "health.checked_in_at": CHECKED_IN,
                    "health.checkin_method": "1",
                },
            )
            for key, number in zip(keys, numbers, strict=True)
        ],
        by=PLATFORM,
        at=CHECKED_IN,
    )
    return keys


def test_a_forwarded_venue_code_colours_nobody(depositors):
    assert not api.is_evidence(resource="venue-checkin")
    api.recolour(subject_keys=depositors[:JUDGED], by=PLATFORM, at=NEXT_DAY)
    changes = ColourChange.objects.values_list("colour", "class_code")
    assert Counter(changes) == {("green", "no-finding"): JUDGED}


def test_nor_does_an_officer_who_has_nothing_but_the_scan(depositors):
    first = officer("health-officer", department="gd-health")
    for place in range(JUDGED):
        with pytest.raises(api.PresenceNotProven):
            _propose(place, by=first)
    assert not ManualColour.objects.exists()
    assert not ColourChange.objects.exists()


def test_one_officer_alone_colours_not_even_who_was_there(depositors):
    first = officer("health-officer", department="gd-health")
    travel(depositors[0], "J1", f"{SITE}1号", first=11, last=12, month=6, year=2022)
    uuid = _propose(0, by=first)
    with pytest.raises(api.SameHand):
        api.decide_manual(uuid=uuid, outcome="approved", by=first, at=NEXT_DAY)
    assert not ColourChange.objects.exists()


def test_orders_forced_on_all_of_them_colour_nobody_and_are_named_one_by_one(depositors):
    some = depositors[:JUDGED]
    _force(ORDERED, depositors)
    api.recolour(subject_keys=some, by=PLATFORM, at=NEXT_DAY)
    assert set(ColourChange.objects.values_list("colour", flat=True)) == {"green"}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = list(api.verify_log())
    assert {each.person for each in found} == _uuids(depositors)
    assert {each.reason for each in found} == {"a manual colour was not ordered by two officers here"}


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (MADE_UP, "a colour stands by no change of the person"),
        (RED, "the change was written around the log"),
    ],
)
def test_colours_forced_on_all_of_them_are_named_one_by_one(depositors, statement, reason):
    _force(statement, depositors)
    named = {found.person for found in api.verify_log() if found.reason == reason}
    assert named == _uuids(depositors)


def test_codes_turned_red_behind_the_colours_are_named_too(depositors):
    some = depositors[:JUDGED]
    api.recolour(subject_keys=some, by=PLATFORM, at=NEXT_DAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(api.verify_log()) == []
    _force(SHOWN_RED, some)
    found = list(api.verify_log())
    assert {each.person for each in found} == _uuids(some)
    assert {each.reason for each in found} == {"the code shows another colour than the one that stands"}
    assert StandingColour.objects.count() == HealthCode.objects.count() == JUDGED


def _propose(place: int, *, by: Actor) -> UUID:
    uuid: UUID = api.propose_manual(
        id_number=_number(place), name="储户", ground="contact-traced", place=SITE, seen_from=date(2022, 6, 10),
        seen_until=date(2022, 6, 13), ends_on=date(2022, 6, 20), by=by, at=NEXT_DAY,
    )  # fmt: skip
    return uuid


def _force(statement: str, keys: list[int]) -> None:
    """Do what only someone with the database's own keys could do, past its triggers and foreign keys."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, [keys])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _uuids(keys: list[int]) -> set:
    return {person.uuid for person in identity.list_people(keys=keys).values()}


def _number(place: int) -> str:
    """A valid number of Zhengzhou's Jinshui district, another for each place."""
    number = f"4101051{970 + place // 999:03d}0101{place % 999 + 1:03d}"
    return number + mod_11_2(number)
