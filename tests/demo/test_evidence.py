"""The demo's health codes: each colour has its holder by the rules of the day; without rules there is no evidence."""

from datetime import UTC, datetime

import pytest

from lingnan.demo.cast import cast_members
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import local_date
from tests.health.test_way_through import Province
from tests.house import officer

GREEN, YELLOW, RED = "daughter", "traveller", "contact"


@pytest.fixture
def seed_as_of(published, db, settings):
    from lingnan.demo.seeding import seed

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def _seed(day: str, number: int = 7) -> datetime:
        at = datetime.fromisoformat(day).replace(hour=4, tzinfo=UTC)
        seed(people=20, seed=number, at=at, progress=lambda done, total: None)
        return at

    return _seed


def outcome(part: str, at: datetime) -> tuple[str, str]:
    from lingnan.rooms.health import api as health
    from lingnan.rooms.identity import api as identity

    number = cast_members(today=local_date(at))[part].id_number
    key = identity.find_person_by_id_number(id_number=number).key
    colour = health.colour_of(subject_key=key, by=PLATFORM, at=at).colour
    return colour.colour, colour.class_code


def called(by) -> set[str]:
    """The classes of those whom an officer has to call."""
    from lingnan.rooms.outreach import api as outreach

    return {each.class_code for each in outreach.list_follow_ups(by=by)}


def count_evidence() -> dict[str, int]:
    from django.db import connection

    from lingnan.rooms.exchange import api as exchange

    kinds = [resource.id for resource in exchange.list_resources().values() if resource.keep_days is not None]
    with connection.cursor() as cursor:
        counts = {}
        for kind in kinds:
            cursor.execute(f'SELECT count(*) FROM exchange."{kind}"')
            counts[kind] = cursor.fetchone()[0]
    return {kind: number for kind, number in counts.items() if number}


@pytest.mark.parametrize(
    ("day", "green", "yellow", "red"),
    [
        ("2020-03-25", ("blue", "no-finding"), ("blue", "no-finding"), ("red", "close-contact")),
        ("2020-12-07", ("green", "no-finding"), ("red", "exposed-high"), ("red", "close-contact")),
        ("2021-01-10", ("green", "no-finding"), ("yellow", "health-monitoring"), ("red", "close-contact")),
        ("2021-06-08", ("green", "no-finding"), ("yellow", "exposed-untested"), ("red", "close-contact")),
        ("2021-08-02", ("green", "no-finding"), ("yellow", "exposed-untested"), ("red", "close-contact")),
        ("2022-04-10", ("green", "no-finding"), ("yellow", "health-monitoring"), ("red", "close-contact")),
    ],
)
def test_each_colour_has_its_holder_by_the_rules_of_the_day(seed_as_of, day, green, yellow, red):
    at = seed_as_of(day)
    assert (outcome(GREEN, at), outcome(YELLOW, at), outcome(RED, at)) == (green, yellow, red)


def test_the_traveller_of_december_2020_lives_the_story_of_the_press(seed_as_of):
    """Back on 30 November; Manzhouli's Dongshan listed as high on 2 December; green again after fourteen days."""
    at = seed_as_of("2020-12-07")
    expected = {1: "green", 2: "red", 7: "red", 14: "red", 15: "green"}
    assert {day: outcome(YELLOW, at.replace(day=day))[0] for day in expected} == expected


def test_he_is_called_and_after_fourteen_days_no_longer(seed_as_of, monkeypatch):
    from lingnan.rooms.codes.models import Key

    province = Province(monkeypatch, publish_lists=None, people=None)
    province.now = seed_as_of("2020-12-07")
    Key.objects.update(not_before=province.now)
    callers = [officer(role, division="440104") for role in ("community-worker", "police-officer", "health-officer")]
    province.wait()
    assert [called(by) for by in callers] == [{"close-contact", "exposed-high"}] * 2 + [set()]
    province.wait(8)
    assert [called(by) for by in callers] == [set(), set(), {"close-contact"}]


def test_evidence_is_loaded_once(seed_as_of):
    seed_as_of("2021-08-02")
    first = count_evidence()
    assert sum(first.values()) == 7
    seed_as_of("2021-08-04", number=8)
    assert count_evidence() == first


def test_without_rules_in_force_there_is_no_evidence(seed_as_of):
    from lingnan.demo.evidence import is_judged

    at = seed_as_of("2026-11-23")
    assert not is_judged(at=at)
    assert count_evidence() == {}
