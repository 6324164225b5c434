"""The cast is always there, and each member's records tell the story."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.demo.cast import KIN, MANDATES, PASSWORD, ROOFS, SIGN_INS, cast_households, cast_members
from lingnan.engine.elements import citizen_number

from .conftest import TODAY


def age(person, today):
    born = person.birth_date
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def records_of(part):
    number = cast_members(today=TODAY)[part].id_number
    records = [record for household in cast_households(today=TODAY) for record in household.records]
    return {record.resource: record.values for record in records if record.person == number}


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)))
def test_somebody_turns_sixty_tomorrow_and_somebody_is_a_hundred(today):
    members = cast_members(today=today)
    assert age(members["nearly-sixty"], today) == 59
    assert age(members["grandmother"], today) == 100
    assert len({person.id_number for person in members.values()}) == len(members)


def test_numbers_are_valid(tables):
    for person in cast_members(today=TODAY).values():
        checked = citizen_number.check(person.id_number, today=TODAY, divisions=tables.divisions, countries=())
        assert checked.parts["birth_date"] == person.birth_date.isoformat()
        assert checked.parts["sex"] == person.sex


def test_the_father_has_all_that_the_allowance_needs():
    father, records = cast_members(today=TODAY)["father"], records_of("father")
    assert (father.name, father.birth_date.year) == ("陈国栋", 1943)
    assert records["household"]["person.household_division"].startswith("440104")
    assert records["benefit-account"]["benefit.account_holder"] == "陈国栋"
    assert "death" not in records


def test_the_neighbours_record_contradicts_his_number():
    born = records_of("neighbour")["population"]["person.birth_date"]
    assert born != cast_members(today=TODAY)["neighbour"].birth_date


def test_the_visitor_belongs_to_another_province():
    assert records_of("visitor")["household"]["person.household_division"].startswith("43")


def test_the_dead_are_still_in_the_population_register():
    assert {"death", "population"} <= records_of("deceased").keys()


def test_everyone_lives_somewhere_and_only_once():
    assert sorted(part for roof in ROOFS for part in roof) == sorted(cast_members(today=TODAY))


def test_the_daughter_may_act_for_her_father_in_both_services():
    mandate = next(mandate for mandate in MANDATES if mandate.delegate == "daughter")
    assert (mandate.principal, mandate.services) == ("father", ("senior-card", "senior-allowance", "health-code"))


@pytest.mark.parametrize("role", ["clerk", "licence-officer", "auditor"])
def test_there_is_an_officer_for_each_desk(role):
    assert any(held.role == role for sign_in in SIGN_INS for held in sign_in.roles)


def test_sign_ins_are_told_apart_and_long_enough_to_be_accepted():
    assert len({sign_in.username for sign_in in SIGN_INS}) == len(SIGN_INS)
    assert len(PASSWORD) >= 10


def test_kin_of_the_cast_are_told_both_ways():
    told = {(kin.person, kin.relative) for household in cast_households(today=TODAY) for kin in household.kinships}
    assert len(told) == 2 * len(KIN)
    assert all((relative, person) in told for person, relative in told)
