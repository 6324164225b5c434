"""Working days: the province's holidays and the days worked instead."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st


@cache
def calendar():
    from lingnan.rooms.catalogue.calendar import read_calendar
    from lingnan.rooms.catalogue.kinds import read_province
    from tests.house import CONTENT

    files = {name: (CONTENT / name).read_text() for name in ("province.yaml", "departments.csv")}
    return read_calendar(read_province(files).calendar)


def after(start: date, days: int, unit: str = "workday") -> date:
    from lingnan.rooms.catalogue.types import Period

    return calendar().after(start=start, period=Period(days=days, unit=unit))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_holidays_are_passed_over_and_made_up_saturdays_are_not(start: date, days: int, due: date) -> None:
    assert after(start, days) == due


@given(start=st.dates(date(2026, 1, 1), date(2027, 6, 1)), days=st.integers(0, 60))
def test_calendar_days_are_just_days(start: date, days: int) -> None:
    assert after(start, days, unit="day") == start + timedelta(days=days)
