"""The demo people against the census's figures."""

from collections import Counter
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.demo.census import allot

from .conftest import PEOPLE, TODAY


def age(birth_date) -> int:
    return TODAY.year - birth_date.year - ((TODAY.month, TODAY.day) < (birth_date.month, birth_date.day))


@pytest.fixture(scope="module")
def people(households):
    return [person for household in households for person in household.people]


@pytest.fixture(scope="module")
def families(households):
    return [household for household in households if not household.is_collective]


def test_there_are_as_many_people_as_asked_for(people):
    assert len(people) == PEOPLE


def test_each_county_has_its_share(people, tables):
    lived_in = Counter(person.residence_division[:6] for person in people)
    whole = sum(county.people for county in tables.counties)
    assert set(lived_in) <= {county.division for county in tables.counties}
    for county in tables.counties:
        assert abs(lived_in[county.division] - PEOPLE * county.people / whole) < 1


def test_ages_and_sexes_follow_the_pyramid(people, tables):
    drawn = Counter((person.sex, min(age(person.birth_date), 85) // 5) for person in people)
    due = Counter()
    for county in tables.counties:
        for band in county.bands:
            due[band.sex, band.start // 5] += band.people
    whole = due.total()
    for cell, number in due.items():
        share = number / whole
        assert abs(drawn[cell] / PEOPLE - share) < 4 * sqrt(share * (1 - share) / PEOPLE), cell


def test_households_have_the_size_of_the_census(families, tables):
    due = sum(county.household_people for county in tables.counties) / sum(c.households for c in tables.counties)
    size = sum(len(household.people) for household in families) / len(families)
    assert size == pytest.approx(due, rel=0.03)


def test_as_many_live_alone_as_in_the_census(families, tables):
    due = sum(county.one_person_households for county in tables.counties) / sum(c.households for c in tables.counties)
    alone = sum(len(household.people) == 1 for household in families) / len(families)
    assert alone == pytest.approx(due, abs=0.03)


def test_as_many_are_registered_in_another_province(people, tables):
    due = sum(c.registered_other_province for c in tables.counties) / sum(c.people for c in tables.counties)
    elsewhere = sum(not person.household_division.startswith("44") for person in people) / PEOPLE
    assert elsewhere == pytest.approx(due, abs=0.02)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**8), min_size=1).filter(any))
def test_shares_sum_to_the_whole_and_differ_by_less_than_one(total, weights):
    shares = allot(total=total, weights=weights)
    assert sum(shares) == total
    assert all(
        abs(share * sum(weights) - total * weight) < sum(weights) for share, weight in zip(shares, weights, strict=True)
    )
