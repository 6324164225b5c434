"""Derived facts: worked out in order, unknown stays unknown, circles are refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.facts import CircularDerivation, Derivation, Formula, base_names, derive, variable_of

AGE = Derivation(name="age", formula=Formula("years and months duration(born, day).years"))
OLD = Derivation(name="old", formula=Formula("age >= 60"))


def test_names_are_found_in_order() -> None:
    assert Formula("years and months duration(born, day).years").names == ("born", "day")


def test_derives_through_steps() -> None:
    values = derive(wanted=["old"], derivations=[AGE, OLD], known={"born": date(1960, 2, 29), "day": date(2020, 2, 29)})
    assert values["old"] is True
    assert values["age"] == Decimal(60)


def test_the_day_before_the_birthday_is_a_year_younger() -> None:
    known = {"born": date(1966, 11, 24), "day": date(2026, 11, 23)}
    assert derive(wanted=["age"], derivations=[AGE], known=known)["age"] == Decimal(59)


def test_unknown_stays_unknown() -> None:
    assert derive(wanted=["old"], derivations=[AGE, OLD], known={"day": date(2026, 1, 1)})["old"] is None


def test_a_known_value_is_not_derived_again() -> None:
    assert derive(wanted=["old"], derivations=[AGE, OLD], known={"old": False})["old"] is False


def test_a_circle_is_refused_and_named() -> None:
    rules = [Derivation(name="a", formula=Formula("b + 1")), Derivation(name="b", formula=Formula("a + 1"))]
    with pytest.raises(CircularDerivation, match="a → b → a"):
        derive(wanted=["a"], derivations=rules, known={})


def test_base_names_stop_at_what_is_known() -> None:
    assert base_names(wanted=["old"], derivations=[AGE, OLD]) == ["born", "day"]
    assert base_names(wanted=["old"], derivations=[AGE, OLD], known=["age"]) == ["age"]


@given(born=st.dates(date(1900, 1, 1), date(2026, 11, 22)), day=st.dates(date(2026, 11, 23), date(2030, 1, 1)))
def test_age_agrees_with_the_calendar(born: date, day: date) -> None:
    age = derive(wanted=["age"], derivations=[AGE], known={"born": born, "day": day})["age"]
    assert age == day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_variables_hold_no_dots() -> None:
    assert variable_of("person.birth_date") == "person_birth_date"
