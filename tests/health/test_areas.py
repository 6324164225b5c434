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


@pytest.mark.parametrize(
    ("day", "kind", "level", "reason"),
    [
        ("2022-07-07", "residence", "high", "residence"),
        ("2022-07-08", "residence", "medium", "residence-7-days"),
        ("2022-07-10", "residence", "medium", "residence-7-days"),
        ("2022-07-11", "residence", "low", "residence-10-days"),
        ("2022-07-07", "visited", "medium", "visited"),
        ("2022-07-08", "visited", "low", "visited-7-days"),
        ("2022-07-01", "county", "low", "county"),
        ("2022-06-28", "residence", "low", "county"),  # nobody was infected yet
    ],
)
def test_a_level_of_the_ninth_edition_by_the_days_without_a_case(day, kind, level, reason):
    """The last case is of 1 July; a count that was corrected downwards is none."""
    totals = [(date(2022, 6, 28), 0), (date(2022, 6, 30), 3), (date(2022, 7, 1), 5), (date(2022, 7, 4), 4)]
    found = api.level_by_counts(book=BOOK, totals=totals, day=date.fromisoformat(day), area_kind=kind)
    assert (found.level, found.reason) == (level, reason)
    assert found.area_kind == ("county" if found.cases_total == 0 else kind)


def test_a_level_of_november_2022_by_the_days_without_a_case():
    totals = [(date(2022, 11, 20), 2)]
    days = {day: api.level_by_counts(book=BOOK, totals=totals, day=date(2022, 11, day)) for day in (24, 25)}
    assert {day: (found.level, found.days_clear) for day, found in days.items()} == {24: ("high", 4), 25: ("low", 5)}


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
