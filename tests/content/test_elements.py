"""The province's elements, code lists, divisions, departments, standards and holidays, as they are in content/."""

import csv
from collections import Counter
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from lingnan.engine.elements import Dictionary, ElementType, Level, Sensitivity, load_dictionary
from lingnan.engine.elements.credit_code import check as check_credit_code
from lingnan.engine.elements.finding import Accepted

CONTENT = Path(__file__).parents[2] / "content" / "guangdong"
ADMIN_2020 = CONTENT.parents[2] / "shared" / "data" / "admin"
LOCALES = ("zh-Hans", "zh-Hant", "en")
SIMPLIFIED_ONLY = set("国务区县证码号别级构时间单门龄残医发环领开关写请")


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def read_yaml(name: str) -> Any:
    return yaml.load((CONTENT / name).read_text(encoding="utf-8"), yaml.CSafeLoader)


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return load_dictionary(
        elements=read_yaml("elements.yaml"),
        code_lists={path.stem: read_rows(path) for path in (CONTENT / "codes").glob("*.csv")},
        divisions=read_rows(CONTENT / "divisions.csv"),
    )


def test_there_are_enough_elements_and_their_names_differ(dictionary: Dictionary) -> None:
    assert len(dictionary) >= 120
    for locale in LOCALES:
        labels = Counter((name.split(".")[0], element.label(locale)) for name, element in dictionary.items())
        assert [label for label, count in labels.items() if count > 1] == []


def test_every_element_has_three_labels_and_a_standard(dictionary: Dictionary) -> None:
    standards = {row["id"] for row in read_rows(CONTENT / "standards.csv")}
    for element in dictionary.values():
        assert set(element.labels) == set(LOCALES), element.id
        assert not SIMPLIFIED_ONLY & set(element.labels["zh-Hant"]), element.id
        assert element.labels["en"].isascii(), element.id
        assert element.standard in standards, element.id


def test_identity_numbers_accounts_and_health_are_sensitive(dictionary: Dictionary) -> None:
    for name, element in dictionary.items():
        if element.validator in ("citizen_number", "bank_card"):
            assert element.sensitivity is Sensitivity.SENSITIVE, name
        if element.sensitivity is Sensitivity.SENSITIVE and element.type is not ElementType.CODE:
            assert element.mask("440106194602031234") != "440106194602031234", name


def test_personal_texts_are_bounded(dictionary: Dictionary) -> None:
    unbounded = [name for name, e in dictionary.items() if e.type is ElementType.STRING and e.max_length is None]
    assert unbounded == []


def test_every_code_list_is_used_and_translated(dictionary: Dictionary) -> None:
    used = {element.code_list for element in dictionary.values()} | {"plate_authorities"}
    assert set(dictionary.code_lists) <= used
    for name, code_list in dictionary.code_lists.items():
        for code in code_list.codes.values():
            assert all(code.labels[locale] for locale in LOCALES), (name, code)


def test_code_lists_have_no_code_twice() -> None:
    for path in (CONTENT / "codes").glob("*.csv"):
        codes = [row["code"] for row in read_rows(path)]
        assert len(codes) == len(set(codes)), path.name


def test_the_nations_are_fifty_six(dictionary: Dictionary) -> None:
    nations = dictionary.code_lists["nations"].codes
    assert sorted(nations)[:56] == [f"{number:02d}" for number in range(1, 57)]
    assert nations["01"].labels["zh-Hans"] == "汉族"
    assert nations["56"].labels["zh-Hans"] == "基诺族"


def test_divisions_hang_together(dictionary: Dictionary) -> None:
    divisions = dictionary.divisions
    for division in divisions:
        assert division.parent is None or division.parent in divisions, division
        assert division.successor is None or division.successor in divisions, division
        assert (division.valid_from or 0) <= (division.valid_to or 9999), division


def test_guangdong_has_21_cities_and_122_counties_and_its_towns(dictionary: Dictionary) -> None:
    divisions = dictionary.divisions
    cities = divisions.children("440000", year=2026)
    assert len(cities) == 21
    counties = [county for city in cities for county in divisions.children(city.code, year=2026)]
    towns = [
        town
        for place in chain(cities, counties)
        for town in divisions.children(place.code, year=2026)
        if len(town.code) == 12
    ]
    assert len([county for county in counties if len(county.code) == 6 and county.name != "市辖区"]) == 122
    assert len(towns) > 1600
    for place in chain(cities, counties):
        if len(place.code) == 6:
            assert place.label("en").isascii(), place


def test_abolished_codes_of_guangdong_are_kept(dictionary: Dictionary) -> None:
    for code, name in (("440102", "东山区"), ("440107", "芳村区"), ("442527", "东莞县"), ("440524", "潮阳县")):
        found = dictionary.divisions.find(code)
        assert found is not None
        assert found.name == name
        assert found.valid_to is not None


def test_towns_and_zones_closed_since_2020_are_kept(dictionary: Dictionary) -> None:
    found = dictionary.divisions.find("440113118")
    assert found is not None
    assert (found.name, found.valid_to) == ("沙湾镇", 2022)
    assert dictionary.divisions.current_code("320571") == "320576"


@pytest.mark.skipif(not ADMIN_2020.exists(), reason="the published divisions of 2020 are not at hand")
@pytest.mark.parametrize("name", ["cn_divisions_to_county_2020-06.csv", "gd_divisions_to_town_2020-06.csv"])
def test_every_division_of_2020_is_known(name: str, dictionary: Dictionary) -> None:
    rows = read_rows(ADMIN_2020 / name)
    assert [row for row in rows if row["code12"] not in dictionary.divisions] == []
    for row in rows:
        holders = dictionary.divisions.history(row["code12"])
        if row["level"] == "county" and holders[-1].level is Level.COUNTY and holders[-1].name != "市辖区":
            assert row["name"] in {holder.name for holder in holders}, row


def test_departments_have_valid_credit_codes_of_their_division(dictionary: Dictionary) -> None:
    departments = read_rows(CONTENT / "departments.csv")
    ids = {row["id"] for row in departments}
    assert {row["division"] for row in departments if row["level"] == "city"} == {
        city.code for city in dictionary.divisions.children("440000", year=2026)
    }
    for row in departments:
        found = check_credit_code(row["credit_code"], divisions=dictionary.divisions)
        assert isinstance(found, Accepted), row
        assert found.parts["division"] == row["division"]
        assert not row["parent"] or row["parent"] in ids
        assert all(row[locale] for locale in LOCALES)
    assert len({row["credit_code"] for row in departments}) == len(departments)


@pytest.mark.parametrize(("year", "days_off"), [(2020, 30), (2021, 31), (2026, 33), (2027, 13)])
def test_holidays_and_the_days_worked_instead(year: int, days_off: int) -> None:
    province = read_yaml("province.yaml")
    calendar = {entry["year"]: entry for entry in province["calendar"]}[year]
    off = [day for span in calendar["holidays"] for day in days_between(span["first"], span["last"])]
    worked = [day for span in calendar["holidays"] for day in span.get("works", ())]
    assert len(off) == len(set(off)) == days_off
    assert all(day.year == year for day in off)
    assert all(day.weekday() >= 5 for day in worked)
    assert not set(off) & set(worked)
    assert {span["name"] for span in calendar["holidays"]} <= set(province["holiday_names"])
    assert calendar["provisional"] == (year == 2027)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
