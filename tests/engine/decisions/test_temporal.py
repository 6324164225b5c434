"""Dates, times and durations beyond what Python holds, and the agreement of both sorts."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.decisions.arithmetic import add, subtract
from lingnan.engine.decisions.operators import less
from lingnan.engine.decisions.temporal import LargeDate, LargeDuration, OutOfRange, date_of_days, days_of, make_duration
from lingnan.engine.decisions.temporal_text import NotTemporal, parse_datetime, parse_temporal
from lingnan.engine.decisions.text import literal_text


@given(st.integers(-400_000_000, 400_000_000))
def test_days_and_dates_are_each_others_inverse(days: int) -> None:
    assert days_of(date_of_days(days)) == days


@given(st.dates(), st.integers(-3000, 3000))
def test_date_arithmetic_is_pythons_where_python_can(day: date, days: int) -> None:
    try:
        expected = day + timedelta(days=days)
    except OverflowError:
        return
    assert add(day, timedelta(days=days)) == expected
    assert subtract(expected, day) == timedelta(days=days)


@given(st.datetimes(timezones=st.none() | st.timezones()))
def test_a_date_and_time_survives_its_text(moment: datetime) -> None:
    found = parse_datetime(literal_text(moment))
    assert found == moment
    assert literal_text(found) == literal_text(moment)


@given(st.timedeltas() | st.integers().map(make_duration))
def test_a_duration_survives_its_text(duration: Any) -> None:
    assert parse_temporal(literal_text(duration)) == duration


@given(st.integers(-(10**20), 10**20), st.integers(-(10**20), 10**20))
def test_durations_of_both_sorts_add_and_compare(first: int, second: int) -> None:
    left, right = make_duration(first), make_duration(second)
    assert add(left, right) == make_duration(first + second)
    assert less(left, right) is (first < second)


def test_only_what_python_cannot_hold_has_a_type_of_our_own() -> None:
    assert isinstance(parse_temporal("9999-12-31"), date)
    assert parse_temporal("10000-01-01") == LargeDate(10000, 1, 1)
    assert parse_temporal("PT0.000000001S") == LargeDuration(1)
    for text in ("-0004-02-29", "999999999-12-31T23:59:59.999999999@Europe/Paris", "10:11:12.123456789+01:35:20"):
        assert str(parse_temporal(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("998-12-31", "01211-12-31", "+99999-12-01", "2017-02-29", "24:00:01", "7:00:00", "10:00:00+19:00"),
        *("10:00:00+02:00@Europe/Paris", "10:00:00@xyz/abc", "P", "PT", "P1Y2D", "P1DT", "1D", "2017-12-31T7:20", ""),
    ],
)
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises((NotTemporal, OutOfRange)):
        parse_temporal(text)
