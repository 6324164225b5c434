"""Numbers, money, answers, days and moments."""

from datetime import MINYEAR, UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements.calendar_date import BEIJING_TIME, check_date, check_datetime, check_past_date
from lingnan.engine.elements.finding import Accepted, Problem
from lingnan.engine.elements.quantity import check_boolean, check_money, check_number


@pytest.mark.parametrize(
    ("check", "typed", "value"),
    [
        (check_number, "１，２３４．５", Decimal("1234.5")),
        (check_number, "-3", Decimal(-3)),
        (check_money, "1,234.50", 123450),
        (check_money, "￥300", 30000),
        (check_money, "300元", 30000),
        (check_money, "人民币 12.3 元整", 1230),
        (check_money, "0.01", 1),
        (check_boolean, "是", True),
        (check_boolean, "没有", False),
        (check_boolean, "No", False),
        (check_boolean, "１", True),
        (check_date, "2026年1月3日", date(2026, 1, 3)),
        (check_date, "20260103", date(2026, 1, 3)),
        (check_date, "2026/1/3", date(2026, 1, 3)),
        (check_date, "２０２６．０１．０３", date(2026, 1, 3)),
        (check_datetime, "2026-11-23 09:30", datetime(2026, 11, 23, 9, 30, tzinfo=BEIJING_TIME)),
        (check_datetime, "2026-11-23T01:30:00Z", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
    ],
)
def test_what_is_typed_is_read(check, typed: str, value: object) -> None:
    assert check(typed) == Accepted(value)


@pytest.mark.parametrize(
    ("check", "typed", "code"),
    [
        (check_number, "12,34", "number.form"),
        (check_number, "NaN", "number.form"),
        (check_number, "1e5", "number.form"),
        (check_number, "٣", "number.form"),
        (check_money, "三百", "money.form"),
        (check_money, "1.005", "money.fraction"),
        (check_boolean, "也许", "boolean.form"),
        (check_date, "2026-11", "date.form"),
        (check_date, "26-11-23", "date.form"),
        (check_date, "2026-02-29", "date.not_real"),
        (check_date, "0000-01-01", "date.not_real"),
        (check_datetime, "明天上午", "datetime.form"),
    ],
)
def test_each_fault_is_told_apart(check, typed: str, code: str) -> None:
    found = check(typed)
    assert isinstance(found, Problem), found
    assert found.code == code


def test_a_past_date_has_come() -> None:
    today = date(2026, 11, 23)
    assert check_past_date("2026-11-23", today=today) == Accepted(today)
    found = check_past_date("2026-11-24", today=today)
    assert isinstance(found, Problem)
    assert found.code == "date.future"


@given(fen=st.integers(min_value=-(10**15), max_value=10**15))
def test_money_is_exact(fen: int) -> None:
    assert check_money(f"{Decimal(fen).scaleb(-2):,.2f}") == Accepted(fen)


@given(day=st.dates())
def test_days_are_read_in_each_way_of_writing(day: date) -> None:
    year = f"{day.year:04d}"
    for written in (day.isoformat(), day.isoformat().replace("-", ""), f"{year}年{day.month}月{day.day}日"):
        assert check_date(written) == Accepted(day)


@given(moment=st.datetimes(timezones=st.just(BEIJING_TIME)).filter(lambda moment: moment.year > MINYEAR))
def test_moments_survive_their_iso_form(moment: datetime) -> None:
    assert check_datetime(moment.isoformat()) == Accepted(moment)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+14:00", "0001-12-31 23:59"])
def test_a_moment_that_could_be_before_the_calendar_is_none(written: str) -> None:
    found = check_datetime(written)
    assert isinstance(found, Problem)
    assert found.code == "datetime.form"
