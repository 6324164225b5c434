"""Dates in each language, in three parts, and money in yuan."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lingnan.portal.dates import DateParts, read_date_parts, split_date, write_date, write_moment
from lingnan.portal.templatetags.portal import qr, yuan

NIGHT = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)


def test_date_in_chinese_and_english() -> None:
    with translation.override("zh-hans"):
        assert write_date(date(2026, 11, 3)) == "2026年11月3日"
    with translation.override("en"):
        assert write_date(date(2026, 11, 3)) == "3 November 2026"


def test_moment_is_local_time() -> None:
    with translation.override("zh-hans"):
        assert write_moment(NIGHT) == "2026年11月23日 00:30"
        assert write_date(NIGHT) == "2026年11月23日"


def test_nothing_is_written_of_nothing() -> None:
    assert write_date(None) == ""
    assert write_moment("") == ""
    assert str(split_date(None)) == ""


@given(st.dates())
def test_a_date_survives_its_three_parts(value: date) -> None:
    parts = split_date(value)
    sent = {f"birth_{part}": text for part, text in parts._asdict().items()}
    assert str(read_date_parts(data=sent, name="birth")) == value.isoformat()


def test_what_was_typed_is_kept_as_typed() -> None:
    parts = read_date_parts(data={"d_year": "２０２６", "d_month": "13", "d_day": ""}, name="d")
    assert parts == DateParts("２０２６", "13", "")
    assert split_date(parts) is parts


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [(120_000, "1,200 元", "CNY 1,200"), (120_050, "1,200.50 元", "CNY 1,200.50"), (-5, "-0.05 元", "CNY -0.05")],
)
def test_money(fen: int, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert yuan(fen) == zh
    with translation.override("en"):
        assert yuan(fen) == en


def test_a_code_drawn_carries_neither_style_nor_the_text_itself() -> None:
    drawing = qr("LN1:<b>")
    assert drawing.startswith("<svg")
    assert "style" not in drawing
    assert "<b>" not in drawing
