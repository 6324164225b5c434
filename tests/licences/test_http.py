"""Licences over HTTP: one's own, those of whoever one acts for, nobody else's."""

import pytest

from lingnan.kernel import clock
from tests.cases.applying import apply
from tests.clients import officer_at, resident, stranger
from tests.house import AT, Family, officer


@pytest.fixture(autouse=True)
def house_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def card(family: Family) -> str:
    return str(apply(family)[0].licence)


def holder(family: Family) -> str:
    from lingnan.rooms.identity import api as identity

    return str(identity.get_person(key=family.father_key).uuid)


def test_the_holder_has_it_with_secrets_masked(card: str, family: Family) -> None:
    caller = resident(family.father)
    (licence,) = caller.get("/licences").json()
    assert caller.get(f"/licences/{card}").json() == licence
    assert (licence["uuid"], licence["title"], licence["status"]) == (card, "老年人优待证", "valid")
    assert licence["fields"]["person.name"] == "陈国栋"
    assert licence["fields"]["person.id_number"] == "4401**********1235"


def test_whoever_acts_for_her_sees_it_and_she_sees_that(card: str, family: Family) -> None:
    caller = resident(family.daughter)
    assert caller.get("/licences").json() == []
    assert [each["uuid"] for each in caller.get("/licences", holder=holder(family)).json()] == [card]
    assert caller.get(f"/licences/{card}").status_code == 200
    latest = resident(family.father).get("/accesses").json()[0]
    assert (latest["by"]["name"], latest["elements"]) == ("陈*岚", ["licence.senior-card"])


def test_another_sees_nothing(card: str, family: Family) -> None:
    caller = resident(family.stranger)
    assert caller.get(f"/licences/{card}").status_code == 404
    assert caller.get("/licences", holder=holder(family)).json() == []
    assert stranger().get(f"/licences/{card}").status_code == stranger().get("/licences").status_code == 401
    assert officer_at(officer("licence-officer")).get(f"/licences/{card}").status_code == 403


def test_few_queries(card: str, family: Family, django_assert_max_num_queries) -> None:
    caller = resident(family.father)
    with django_assert_max_num_queries(6):
        caller.get("/licences")
