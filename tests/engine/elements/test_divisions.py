"""Divisions with their history."""

from datetime import date

import pytest

from lingnan.engine.elements import Division, DivisionTable, Level, is_within
from lingnan.engine.elements.divisions import check_division
from lingnan.engine.elements.finding import Accepted, Problem

TODAY = date(2026, 11, 23)


def judge(code: str, divisions: DivisionTable) -> Accepted | Problem:
    return check_division(code, today=TODAY, divisions=divisions)


@pytest.mark.parametrize(
    ("typed", "normal", "level", "full_name"),
    [
        ("440000", "440000", "province", "广东省"),
        ("440103", "440103", "county", "广东省广州市荔湾区"),
        ("440103000000", "440103", "county", "广东省广州市荔湾区"),
        ("440103001", "440103001000", "town", "广东省广州市荔湾区沙面街道"),
        ("４４０１０３００１０００", "440103001000", "town", "广东省广州市荔湾区沙面街道"),
        ("441900", "441900", "city", "广东省东莞市"),
        ("110105", "110105", "county", "北京市朝阳区"),
        ("430400", "430400", "city", "湖南省衡阳市"),
        ("440103001101", "440103001101", "village", "广东省广州市荔湾区沙面街道"),
        ("110105001000", "110105001000", "town", "北京市朝阳区"),
    ],
)
def test_codes_of_each_level(typed: str, normal: str, level: str, full_name: str, divisions: DivisionTable) -> None:
    found = judge(typed, divisions)
    assert isinstance(found, Accepted), found
    assert (found.value, found.parts["level"], found.parts["full_name"]) == (normal, level, full_name)
    assert found.parts["statistical_code"] == normal.ljust(12, "0")


def test_an_abolished_county_is_known_and_says_what_became_of_it(divisions: DivisionTable) -> None:
    found = judge("440102", divisions)
    assert isinstance(found, Accepted)
    assert (found.parts["name"], found.parts["status"], found.parts["successor"]) == ("东山区", "abolished", "440104")


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("44010", "division.form"),
        ("广州", "division.form"),
        ("4401030", "division.form"),
        ("440199", "division.unknown"),
        ("440103999", "division.unknown"),
        ("440103999101", "division.unknown"),
    ],
)
def test_each_fault_is_told_apart(code: str, fault: str, divisions: DivisionTable) -> None:
    found = judge(code, divisions)
    assert isinstance(found, Problem), found
    assert found.code == fault


def test_successors_are_followed_to_the_present(divisions: DivisionTable) -> None:
    assert divisions.current_code("440126") == "440113"  # 番禺县, 番禺市, 番禺区
    assert divisions.current_code("440104") == "440104"
    assert divisions.current_code("510228") == "500151"  # 铜梁县, now a district of Chongqing


def test_a_code_given_twice_answers_by_year(divisions: DivisionTable) -> None:
    names = {year: divisions.find_in("440111", year=year).name for year in (1970, 1986, 1987, 2026)}  # type: ignore[union-attr]
    assert names == {1970: "郊区", 1986: "郊区", 1987: "白云区", 2026: "白云区"}


def test_names_in_three_languages(divisions: DivisionTable) -> None:
    assert divisions.full_name("440114") == "广东省广州市花都区"
    assert divisions.full_name("440114", locale="zh-Hant") == "廣東省廣州市花都區"
    assert divisions.full_name("440114", locale="en") == "Huadu District, Guangzhou, Guangdong"
    assert divisions.full_name("999999") == ""


def test_children_in_force(divisions: DivisionTable) -> None:
    districts = [district.name for district in divisions.children("440100", year=2026) if district.name != "市辖区"]
    assert len(districts) == 11
    assert "东山区" not in districts
    assert "东山区" in [district.name for district in divisions.children("440100", year=2000)]


def test_nesting_by_digits() -> None:
    assert is_within("440103001000", ancestor="440000")
    assert is_within("440103001000", ancestor="440103")
    assert is_within("440103", ancestor="440103000000")
    assert is_within("441900003000", ancestor="441900")
    assert not is_within("440104", ancestor="440103")
    assert not is_within("441900", ancestor="440100")


def test_a_ring_of_successors_ends() -> None:
    ring = DivisionTable(
        [
            Division("440101", "甲", Level.COUNTY, None, valid_to=1990, successor="440102"),
            Division("440102", "乙", Level.COUNTY, None, valid_to=1991, successor="440101"),
        ]
    )
    assert ring.current_code("440101") in ("440101", "440102")
