"""The boarding list of a special train of 1,600: printed a hundred lines at a time, with little asked of the server."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lingnan.engine.elements.iso7064 import mod_11_2
from lingnan.kernel import audit, clock
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.errors import NotFound
from lingnan.rooms.health import api
from lingnan.rooms.health.types import BatchRow, BoardingList
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.models import Account
from lingnan.rooms.identity.types import NewPerson
from tests.health.evidence import moment
from tests.health.test_batches import DAY, TITLE, officer

A_TRAIN, A_PART = 1_600, 100


@pytest.fixture
def organiser(patient) -> Actor:
    return officer("organiser")


@pytest.fixture
def keys(patient) -> dict[str, int]:
    """The workers of a train by number, each with a green code."""
    numbers = [f"44010419800101{serial:03d}" for serial in range(1, 1_000)]
    numbers += [f"44010419800102{serial:03d}" for serial in range(1, A_TRAIN - 998)]
    numbers = [number + mod_11_2(number) for number in numbers]
    people = [NewPerson(id_number=number, name="工友") for number in numbers]
    found = identity.register_people(people=people, at=moment(1))
    api.recolour(subject_keys=found, by=PLATFORM, at=moment(1))
    return dict(zip(numbers, found, strict=True))


def board(numbers: list[str], organiser: Actor) -> UUID:
    rows = [BatchRow(line=line, name="工友", id_number=number) for line, number in enumerate(numbers, start=2)]
    return api.make_batch(title=TITLE, travels_on=DAY, rows=rows, by=organiser, at=moment(2))


def count_queries(act: Callable[[], object]) -> int:
    """But for the newest version, which is asked every two seconds, however long the list."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return sum("catalogue_publication" not in query["sql"] for query in queries)


def test_a_train_is_looked_up_at_once_and_printed_part_by_part(keys, organiser, monkeypatch):
    numbers = list(keys)
    few, many = board(numbers[:5], organiser), board(numbers, organiser)

    def boarding(uuid: UUID, part: int = 1) -> BoardingList:
        return api.get_boarding(uuid=uuid, by=organiser, at=moment(2), part=part)

    for look in (boarding, lambda uuid: api.get_batch(uuid=uuid, by=organiser, at=moment(2))):
        look(few)
        assert count_queries(lambda look=look: look(many)) == count_queries(lambda look=look: look(few))
    first, last = boarding(many), boarding(many, part=16)
    assert (first.parts, first.lines, last.lines) == (16, (2, 101), (1_502, 1_601))
    assert [each.line for each in (*first.people, *last.people)] == [*range(2, 102), *range(1_502, 1_602)]
    for part in (0, 17):
        with pytest.raises(NotFound):
            boarding(many, part=part)
    looks = audit.list_entries(subject_key=keys[numbers[-1]], kind="read")
    assert [look.name for look in looks].count("health.batch.read") == 2  # the whole list, and her own part alone

    monkeypatch.setattr(clock, "now", lambda: moment(2))
    desk = Client()
    desk.force_login(Account.objects.get(username="organiser"))
    short, address = (reverse("officer_boarding", args=[each]) for each in (few, many))
    assert count_queries(lambda: desk.get(address, {"page": "16"})) == count_queries(lambda: desk.get(short))
    page = desk.get(address, {"page": "16"}).content.decode()
    assert (page.count("data-boarding-code"), page.count("code-svg"), len(page) < 120_000) == (A_PART, 0, True)
    assert "第 16 份，共 16 份：名单第 1502 到 1601 行" in page
    drawn = desk.get(short, {"drawn": "yes"}).content.decode()
    assert (drawn.count("data-boarding-code"), drawn.count("code-svg")) == (0, 5)
    assert desk.get(address, {"page": "17"}).status_code == 404
