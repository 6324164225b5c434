"""Seeding a database: everyone gets in, once, and the daughter may act for her father."""

from datetime import timedelta

import pytest

from lingnan.demo.cast import PASSWORD, SIGN_INS, cast_members
from lingnan.demo.guests import GUESTS
from lingnan.kernel.clock import local_date
from tests.house import AT

PEOPLE = 60
MEMBERS = cast_members(today=local_date(AT))


@pytest.fixture
def seeded(published, db, settings):
    from lingnan.demo.seeding import seed

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    told = []
    assert seed(people=PEOPLE, seed=7, at=AT, progress=lambda done, total: told.append((done, total)))
    return told


def counts():
    from django.apps import apps

    return {model.__name__: model.objects.count() for model in apps.get_app_config("identity").get_models()}


def key_of(part):
    from lingnan.rooms.identity import api as identity

    return identity.find_person_by_id_number(id_number=MEMBERS[part].id_number).key


def test_everyone_gets_in_and_progress_is_told(seeded):
    assert counts()["Person"] == PEOPLE + len(MEMBERS) + len(GUESTS)
    assert seeded[-1] == (PEOPLE, PEOPLE)


@pytest.mark.parametrize("guest", GUESTS, ids=lambda guest: guest.part)
def test_guests_are_found_by_their_documents(seeded, guest):
    from lingnan.rooms.catalogue import api as catalogue
    from lingnan.rooms.identity import api as identity

    element = catalogue.dictionary()["person.id_document_number"]
    checked = element.check(guest.id_number.lower(), today=local_date(AT))
    found = identity.find_person_by_id_number(id_number=checked.normal, id_kinds=checked.parts["kinds"].split(","))
    assert (found.name, found.id_kind) == (guest.name, guest.id_kind)


def test_a_second_run_changes_nothing(seeded):
    from lingnan.demo.seeding import Seeding, list_seedings, seed

    before = counts()
    assert not seed(people=PEOPLE, seed=7, at=AT + timedelta(days=3), progress=lambda done, total: None)
    assert counts() == before
    assert list_seedings() == [Seeding(people=PEOPLE, seed=7)]


def test_another_seed_adds_people_and_leaves_the_cast_as_it_is(seeded):
    from lingnan.demo.seeding import seed

    before = counts()
    assert seed(people=PEOPLE, seed=8, at=AT + timedelta(hours=1), progress=lambda done, total: None)
    after = counts()
    assert after["Person"] == before["Person"] + PEOPLE
    assert (after["Account"], after["Delegation"]) == (before["Account"], before["Delegation"])


def test_what_fails_halfway_leaves_nothing(published, db, settings):
    from lingnan.demo.seeding import list_seedings, seed

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def fail(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seed(people=PEOPLE, seed=7, at=AT, progress=fail)
    assert counts()["Person"] == 0
    assert list_seedings() == []


def test_the_daughter_may_act_for_her_father_for_a_year(seeded):
    from lingnan.kernel.actors import Actor
    from lingnan.rooms.identity import api as identity

    daughter = Actor(kind="person", ref="person:x", name="陈*岚", person_key=key_of("daughter"))
    both = ("senior-card", "senior-allowance")
    for days, may in ((0, True), (364, True), (366, False)):
        at = AT + timedelta(days=days)
        assert identity.may_act(by=daughter, subject_key=key_of("father"), services=both, at=at) is may
    assert not identity.may_act(by=daughter, subject_key=key_of("grandmother"), services=both, at=AT)


def test_the_fathers_facts_are_there(seeded):
    from lingnan.kernel.actors import PLATFORM
    from lingnan.rooms.exchange import api as exchange
    from lingnan.rooms.exchange.types import Need

    needs = [
        Need(resource="population", element="person.birth_date"),
        Need(resource="household", element="person.household_division"),
        Need(resource="benefit-account", element="benefit.account_holder"),
    ]
    look = exchange.list_facts(subject_key=key_of("father"), needs=needs, purpose="测试", by=PLATFORM, at=AT)
    assert look.value("person.birth_date") == MEMBERS["father"].birth_date
    assert look.value("person.household_division") == MEMBERS["father"].household_division
    assert look.value("benefit.account_holder") == "陈国栋"


@pytest.mark.parametrize("sign_in", SIGN_INS, ids=lambda sign_in: sign_in.username)
def test_everyone_who_is_promised_a_sign_in_has_one(seeded, sign_in):
    from django.contrib.auth import get_user_model

    account = get_user_model().objects.get(username=sign_in.username)
    assert account.check_password(PASSWORD)
