"""Who one is over HTTP, and for whom one may act."""

from datetime import timedelta

import pytest

from lingnan.kernel import clock
from tests.clients import resident, stranger
from tests.house import AT, BOTH, Family


def test_a_daughter_learns_for_whom_she_may_act(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    from lingnan.rooms.identity import api as identity

    monkeypatch.setattr(clock, "now", lambda: AT)
    caller = resident(family.daughter)
    me = caller.get("/me").json()
    (father,) = me["acts_for"]
    assert (me["name"], father["name"], set(father["services"])) == ("陈*岚", "陈*栋", set(BOTH))
    assert father["uuid"] == str(identity.get_person(key=family.father_key).uuid)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=31))
    assert caller.get("/me").json()["acts_for"] == []


def test_who_gave_a_mandate_acts_for_nobody_by_it(family: Family) -> None:
    assert resident(family.father).get("/me").json()["acts_for"] == []


def test_a_stranger_is_nobody(family: Family) -> None:
    assert stranger().get("/me").status_code == 401
