"""Numbers of any document: by what is typed, the normal number and the kinds that write it so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.elements import DivisionTable
from lingnan.engine.elements.citizen_number import compose
from lingnan.engine.elements.finding import Accepted, Finding, Problem
from lingnan.engine.elements.id_document import check
from lingnan.engine.elements.iso7064 import mod_11_2

TODAY = date(2026, 11, 23)
DIGITS = "0123456789"
FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in DIGITS + "HMABCUSX"}


def judge(text: str, divisions: DivisionTable) -> Finding:
    return check(text, today=TODAY, divisions=divisions, countries={"840"})


def accepted(text: str, divisions: DivisionTable) -> tuple[object, str | None]:
    found = judge(text, divisions)
    assert isinstance(found, Accepted), found
    return found.value, found.parts["kinds"]


def by_prefix(prefix: str) -> str:
    return compose(division=prefix, birth_date=date(1980, 1, 1), sequence=11)


@pytest.mark.parametrize(
    ("typed", "normal", "kinds"),
    [
        ("11010519491231002x", "11010519491231002X", "111"),
        (by_prefix("810000"), by_prefix("810000"), "154,111"),
        (by_prefix("820000"), by_prefix("820000"), "154,111"),
        (by_prefix("830000"), by_prefix("830000"), "154,111"),
        (by_prefix("911840"), by_prefix("911840"), "553,111"),
        ("usa110073112801", "USA110073112801", "553"),
        ("h12345678", "H12345678", "516,414"),
        ("M12345678 02", "M12345678", "516"),
        ("1234 5678", "12345678", "511,414"),
        ("12345678 02 (B)", "12345678", "511"),
        ("e12345678", "E12345678", "414"),
    ],
)
def test_every_kind_is_known(typed: str, normal: str, kinds: str, divisions: DivisionTable) -> None:
    assert accepted(typed, divisions) == (normal, kinds)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("110105194912310021", "citizen_number.check"),
        ("11010519491231002", "citizen_number.length"),
        ("H123", "id_document.form"),
        ("USA110073132801", "id_document.form"),
        ("张三", "id_document.form"),
        ("", "id_document.form"),
    ],
)
def test_what_is_wrong_is_told(typed: str, code: str, divisions: DivisionTable) -> None:
    found = judge(typed, divisions)
    assert isinstance(found, Problem)
    assert found.code == code


@given(letter=st.sampled_from("HM"), digits=st.text(DIGITS, min_size=8, max_size=8), count=st.text(DIGITS, max_size=2))
def test_a_home_return_permit_is_its_eight_digits(
    letter: str, digits: str, count: str, divisions: DivisionTable
) -> None:
    number = letter + digits
    for typed in (number, number.lower(), number.translate(FULL_WIDTH), f" {letter} {digits[:4]}-{digits[4:]} "):
        assert accepted(typed, divisions)[0] == number
    if len(count) == 2:
        assert accepted(number + count, divisions) == (number, "516")


@given(digits=st.text(DIGITS, min_size=8, max_size=8), count=st.text(DIGITS, min_size=2, max_size=2))
def test_a_taiwan_permit_is_its_eight_digits(digits: str, count: str, divisions: DivisionTable) -> None:
    for typed in (digits + count, f"{digits}{count}A", f"{digits} {count} (a)", f"{digits}{count}（Ａ）"):
        assert accepted(typed, divisions) == (digits, "511")


@given(
    sequence=st.integers(1, 999),
    born=st.dates(date(1900, 1, 1), date(2020, 1, 1)),
    wrong=st.sampled_from("0123456789X"),
)
def test_a_check_digit_that_is_wrong_is_never_another_document(
    sequence: int, born: date, wrong: str, divisions: DivisionTable
) -> None:
    number = compose(division="830000", birth_date=born, sequence=sequence)
    found = judge(number[:17] + wrong, divisions)
    assert isinstance(found, Accepted) == (wrong == mod_11_2(number[:17]))


@given(text=st.text(max_size=30))
def test_whatever_is_typed_is_judged_and_what_is_accepted_is_normal(text: str, divisions: DivisionTable) -> None:
    found = judge(text, divisions)
    if isinstance(found, Accepted):
        assert judge(str(found.value), divisions).value == found.value
