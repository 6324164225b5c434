"""Levels of areas by their counts, and journeys against the lists that were known."""

from datetime import date, datetime, timedelta

import pytest

from lingnan.cli.elements import load
from lingnan.engine.exposure import Gazetteer, Level, Listing, Register
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.health import api
from tests.conftest import ROOT

CONTENT = ROOT / "content" / "guangdong"
BOOK = api.read_rule_book_in(folder=CONTENT)
TOWN = "汕尾市陆丰市南塘镇"
LISTED = date(2020, 8, 20)


@pytest.fixture(scope="module")
def register() -> Register:
    medium = Listing(name=TOWN, level=Level.MEDIUM, first=LISTED, last=LISTED + timedelta(days=3))
    high = Listing(name=TOWN, level=Level.HIGH, first=LISTED + timedelta(days=4), last=LISTED + timedelta(days=8))
    return Register([medium, high], gazetteer=Gazetteer(load(CONTENT).divisions))


@pytest.mark.parametrize(
    ("day", "cluster", "level", "recent"),
    [
        (9, None, "medium", 4),
        (15, None, "medium", 4),
        (16, None, None, 49),
        (16, True, "high", 49),
        (35, None, "low", 0),
    ],
)
def test_a_level_by_counts(day, cluster, level, recent):
    start = date(2020, 3, 1)
    totals = [(start + timedelta(days=at), total) for at, total in [(0, 1), (2, 4), (12, 5), (16, 53), (18, 52)]]
    found = api.level_by_counts(book=BOOK, totals=totals, day=start + timedelta(days=day), cluster_14_days=cluster)
    assert (found.level, found.cases_14_days) == (level, recent)


def journey(left: int | None, area: str = TOWN) -> dict:
    arrived = datetime(2020, 8, 15, 23, tzinfo=PROVINCE_ZONE)
    gone = None if left is None else arrived + timedelta(days=left)
    return {"travel_stay_area": area, "travel_arrived_at": arrived, "travel_left_at": gone}


def exposures(register: Register, days_listed: int, *journeys: dict) -> list[tuple[str, date, date]]:
    at = datetime(2020, 8, 20, 12, tzinfo=PROVINCE_ZONE) + timedelta(days=days_listed)
    return [tuple(found.values()) for found in api.list_exposures(journeys=journeys, register=register, at=at)]


def test_a_journey_is_an_exposure_by_the_lists_known_then(register):
    assert exposures(register, -1, journey(3)) == []
    assert exposures(register, 0, journey(3), journey(3, "汕尾市陆丰市")) == [("2", LISTED, date(2020, 9, 3))]
    assert exposures(register, 5, journey(3)) == [("3", LISTED, date(2020, 9, 3))]


def test_who_has_not_left_is_there_until_now(register):
    assert exposures(register, 2, journey(None)) == [("2", LISTED, date(2020, 9, 5))]


def test_the_highest_level_in_a_city(register):
    assert register.highest_level(division="4415", day=LISTED) is Level.MEDIUM
    assert register.highest_level(division="441581", day=LISTED + timedelta(days=4)) is Level.HIGH
    assert register.highest_level(division="4401", day=LISTED) is None
