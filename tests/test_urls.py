"""Every address, found by walking the URL table: those who may not come see and change nothing, the rest is quick."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.addresses import ADDRESSES, OWN, RESIDENTS, Address, list_routes
from tests.world import NOBODY, World, untouched, world

__all__ = ["world"]

MOST_QUERIES = 12
# allauth's own ways: a closed door says so to any method, and a passkey may be removed by DELETE too
ALLAUTHS = {"account_signup", "mfa_remove_webauthn"}
NOT_THE_HOUSES = {"django_session", "kernel_cache"}


def _addresses(wanted: Callable[[Address], object]) -> list[tuple[str, Address]]:
    return [(name, address) for name, address in ADDRESSES.items() if wanted(address)]


def _state() -> dict[str, str]:
    """Where every row of every table stands: a row that is inserted, changed or deleted moves."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - NOT_THE_HOUSES)
        rows = " UNION ALL ".join(f"SELECT '{table}', string_agg(ctid::text, ' ') FROM {table}" for table in tables)
        cursor.execute(rows)
        return dict(cursor.fetchall())


def _ask(client: Client, path: str, address: Address, world: World) -> Iterator[HttpResponse]:
    """Visit an address in every way that it can be used."""
    yield client.get(path)
    if address.sends:
        yield client.post(path, address.sends(world))


def _is_refused(answer: HttpResponse, who: str) -> bool:
    if who == NOBODY and answer.status_code == 302:
        return answer["Location"].startswith("/accounts/login/")
    return answer.status_code in (403, 404, 405)


def test_every_route_is_declared() -> None:
    assert set(list_routes()) == set(ADDRESSES)


def test_whoever_may_not_come_changes_nothing(world: World, subtests: pytest.Subtests) -> None:
    for name, address in _addresses(lambda address: address.wrong):
        with subtests.test(name), untouched():
            path, before = address.path(name, world), _state()
            for who in address.wrong:
                answers = _ask(world.visitor(who), path, address, world)
                assert [answer for answer in answers if not _is_refused(answer, who)] == [], who
                assert _state() == before, who


def test_whoever_may_come_is_heard(world: World, subtests: pytest.Subtests) -> None:
    """The bodies are good, so it was their senders that were refused above."""
    for name, address in _addresses(lambda address: address.sends):
        with subtests.test(name), untouched():
            path, body = address.path(name, world), address.sends(world)
            answer = world.visitor(address.right).post(path, body)
            assert answer.status_code in (200, 302)


def test_a_stranger_sees_nothing_of_others(world: World, subtests: pytest.Subtests) -> None:
    for name, address in _addresses(lambda address: address.is_page and address.wrong in (RESIDENTS, OWN)):
        with subtests.test(name), untouched():
            path = address.path(name, world)
            page = world.visitor("stranger").get(path).content.decode().replace(path, "")
            assert [each for each in world.belongings() if each in page] == []


def test_a_stranger_is_no_more_open_by_a_query_than_by_a_path(world: World, subtests: pytest.Subtests) -> None:
    before = _state()
    for path in ("/licences/", "/codes/"):
        with subtests.test(path):
            assert world.visitor("stranger").get(path, {"holder": world.father.uuid}).status_code == 404
    assert _state() == before


def test_no_one_is_offered_to_a_stranger(world: World) -> None:
    page = world.visitor("stranger").get("/apply/", {"subject": world.father.uuid})
    assert page.status_code == 200
    assert f'value="{world.father.uuid}"' not in page.content.decode()


def test_a_page_is_shown_with_few_queries(world: World, subtests: pytest.Subtests) -> None:
    for name, address in _addresses(lambda address: address.is_page):
        with subtests.test(name), untouched():
            client, path = world.visitor(address.right), address.path(name, world)
            client.get(path)  # what is published is read once by a process
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            asked = [each["sql"][:150] for each in queries if "SAVEPOINT" not in each["sql"]]
            assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_an_address_takes_the_methods_that_it_has_and_no_others(world: World, subtests: pytest.Subtests) -> None:
    for name, address in _addresses(lambda address: True):
        with subtests.test(name), untouched():
            client, path = world.visitor(address.right), address.path(name, world)
            shown, head = client.get(path), client.head(path)
            assert (head.status_code, head.content) == (shown.status_code, b"")
            assert (shown.status_code == 200) == address.is_page
            assert name in ALLAUTHS or client.delete(path).status_code in (302, 404, 405)


def test_whoever_may_look_may_not_revoke(world: World) -> None:
    before, path = _state(), f"/desk/licences/{world.card.licence}/revoke/"
    assert world.visitor("clerk").post(path, {"reason": "不符。"}).status_code == 403
    assert _state() == before
