"""When a stay is an exposure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.exposure import (
    LOOKBACK,
    Fault,
    Level,
    Listing,
    PublishedArea,
    Register,
    RowRefused,
    Rule,
    Stay,
    list_listings,
    read_stay,
)

TOWN = "内蒙古自治区呼伦贝尔市满洲里市东山街道"
DAY = date(2020, 11, 1)


def on(number: int) -> date:
    return DAY + timedelta(days=number)


def stay(first: int, last: int | None, area: str = TOWN) -> Stay:
    return Stay(area=area, first=on(first), last=None if last is None else on(last))


def listing(first: int, last: int, level: Level = Level.MEDIUM, name: str = TOWN) -> Listing:
    return Listing(name=name, level=level, first=on(first), last=on(last))


def lists(days: dict[int, Level | None]) -> list[PublishedArea]:
    """A list a day; the other county is on every one of them."""
    town = [PublishedArea(day=on(day), level=level, name=TOWN) for day, level in days.items() if level]
    return [*town, *(PublishedArea(day=on(day), level=Level.HIGH, name="佛山市禅城区") for day in days)]


levels = st.lists(st.sampled_from([None, Level.MEDIUM, Level.HIGH]), min_size=1, max_size=40)


@given(levels=levels, first=st.integers(-30, 50), length=st.integers(0, 30))
def test_flagged_as_the_daily_lists_say_one_by_one(gazetteer, levels, first, length):
    """The plain reading of the rule: on some list's day she is there, or was in the 14 days before."""
    published = lists(dict(enumerate(levels)))
    here = stay(first, first + length)
    days = [
        on(day)
        for day, level in enumerate(levels)
        if level and here.first <= on(day) and here.last and here.last >= on(day) - LOOKBACK
    ]
    found = Register(list_listings(published), gazetteer=gazetteer).judge(here)
    assert found.is_flagged == bool(days)
    assert found.first_date == (min(days) if days else None)


def test_a_rise_under_observation_is_noticed_and_a_later_one_is_not(gazetteer):
    soon = Register([listing(10, 15), listing(16, 20, Level.HIGH)], gazetteer=gazetteer)
    late = Register([listing(10, 24), listing(25, 30, Level.HIGH)], gazetteer=gazetteer)
    assert soon.judge(stay(7, 8)).level == Level.HIGH
    assert late.judge(stay(7, 8)).level == Level.MEDIUM
    assert late.judge(stay(7, None)).level == Level.HIGH


def test_a_listing_goes_on_under_another_spelling(gazetteer):
    register = Register([listing(1, 5, name=TOWN + "办事处"), listing(6, 9)], gazetteer=gazetteer)
    assert register.judge(stay(9, 12)).rule == Rule.LISTED_DURING
    assert register.judge(stay(10, 12)).rule == Rule.NOT_THEN


def test_why_not(gazetteer):
    register = Register(
        [listing(1, 5), listing(1, 5, name="内蒙古自治区呼伦贝尔市海拉尔区东山街道")], gazetteer=gazetteer
    )
    assert register.judge(stay(1, 2, "呼伦贝尔市东山街道")).rule == Rule.AMBIGUOUS
    assert register.judge(stay(1, 2, "呼伦贝尔市满洲里市")).rule == Rule.TOO_WIDE
    assert register.judge(stay(1, 2, "呼伦贝尔市满洲里市北区街道")).rule == Rule.NOT_LISTED


def test_days_without_a_list_end_nothing_for_two_weeks():
    def spans(gap: int) -> int:
        return sum(found.name == TOWN for found in list_listings(lists({0: Level.HIGH, gap: Level.HIGH})))

    assert (spans(14), spans(15)) == (1, 2)


@pytest.mark.parametrize(
    "written",
    [
        "2020-12-07", "2020/12/7", "20201207", "2020年12月7日", "２０２０-１２-０７", "2020-12-07 08:30",
        "2020/12/7 8:30", "2020-12-06T17:00:00Z",
    ],
)  # fmt: skip
def test_dates_as_people_write_them(written):
    row = {"case": "1", "area": TOWN, "from": written, "to": ""}
    assert read_stay(row)[1] == Stay(area=TOWN, first=date(2020, 12, 7))


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"area": ""}, Fault.EMPTY),
        ({"from": "春天"}, Fault.DATE),
        ({"from": "2020-12-09"}, Fault.ORDER),
        ({None: ["多出来"]}, Fault.WIDTH),
    ],
)
def test_a_row_that_is_no_stay(row, fault):
    with pytest.raises(RowRefused) as refused:
        read_stay({"case": "1", "area": TOWN, "from": "2020-12-07", "to": "2020-12-08"} | row)
    assert refused.value.fault == fault


def test_what_stands_on_the_lists_of_a_day_is_told_with_the_divisions_of_its_name(gazetteer):
    street = Listing(name="广州市荔湾区东漖街", level=Level.MEDIUM, first=date(2021, 6, 4), last=date(2021, 6, 12))
    later = Listing(name="佛山市禅城区", level=Level.HIGH, first=date(2021, 6, 13), last=date(2021, 6, 14))
    register = Register([street, later], gazetteer=gazetteer)
    assert register.list_listed(day=date(2021, 6, 12)) == [(street, frozenset({"440103"}))]
    assert register.list_listed(day=date(2021, 6, 13)) == [(later, frozenset({"440604"}))]
    assert register.list_listed(day=date(2021, 6, 3)) == []
