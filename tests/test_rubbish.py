"""Rubbish in every parameter of every address: refused or ignored with a page, never a failure."""

import inspect
import re
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from tests.addresses import ADDRESSES, Address
from tests.clients import API
from tests.house import BOTH
from tests.world import World, untouched, world

__all__ = ["world"]

READ = re.compile(r'(?:GET|POST)\.get(?:list)?\("(\w+)"')
NUL, ENDLESS = "一\0二", "9" * 5_000  # the second is a number and a text longer than any column
RUBBISH = (NUL, ENDLESS, str(10**25), "9999-12-31T23:59:59-14:00", "٣")
CALLS = {
    "/forms": {"services": BOTH},
    "/applications": {"services": BOTH, "answers": {"contact.mobile": "13800138000"}, "consent": True},
    "/verify": {"code": "LN1:"},
}
KEY = {"Idempotency-Key": "rubbish-1"}
HALF_A_CHARACTER = '{"code": "\\ud800"}'


def _parameters(path: str) -> set[str]:
    """The names that an address's view reads from the address or a form."""
    return set(READ.findall("".join(_sources(inspect.unwrap(resolve(path).func)))))


def _sources(function: FunctionType) -> Iterator[str]:
    """What the function says, and the functions beside it that it calls."""
    yield inspect.getsource(function)
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if inspect.isfunction(called) and called.__module__ == function.__module__:
            yield from _sources(called)


def _tries(path: str, address: Address, world: World) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A look with rubbish in every parameter; a form with rubbish in each field in turn, and good in the others."""
    if names := _parameters(path):
        yield from (("get", dict.fromkeys(names, rubbish)) for rubbish in RUBBISH)
    if address.sends:
        good = address.sends(world)
        yield from (("post", {**good, name: ENDLESS}) for name in good)
        yield "post", dict.fromkeys(good, NUL)


def test_no_page_fails_at_rubbish(world: World, subtests: pytest.Subtests) -> None:
    for name, address in ADDRESSES.items():
        with subtests.test(name):
            client, path = world.visitor(address.right, raise_request_exception=False), address.path(name, world)
            for method, parameters in _tries(path, address, world):
                with untouched():
                    assert getattr(client, method)(path, parameters).status_code < 500, (method, parameters)


def _bodies(good: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The good body with one rubbish value, alone or in an object."""
    for name in good:
        for rubbish in (*RUBBISH, 10**25):
            yield from ({**good, name: value} for value in (rubbish, {"contact.mobile": rubbish}))


def test_no_call_of_the_api_fails_at_rubbish(world: World) -> None:
    client = world.visitor("daughter", raise_request_exception=False)
    for path, good in CALLS.items():
        for body in _bodies({**good, "subject": str(world.father.uuid)}):
            with untouched():
                answer = client.post(API + path, body, content_type="application/json", headers=KEY)
                assert answer.status_code < 500, body
    for text in (HALF_A_CHARACTER, '{"code": NaN}', "[1", "9" * 5_000):
        assert client.post(f"{API}/verify", text, content_type="application/json").status_code == 422, text
    for rubbish in RUBBISH:
        assert client.get(f"{API}/accesses", {"before": rubbish, "limit": rubbish}).status_code == 422, rubbish


def test_a_cookie_of_rubbish_is_no_cookie() -> None:
    client = Client(raise_request_exception=False)
    for cookie in settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "lingnan_mode":
        client.cookies.load(f'{cookie}="\\000"')
    page = client.get("/about/")
    assert page.status_code == 200


def test_text_that_cannot_be_kept_is_refused_with_a_sentence(world: World) -> None:
    answer = world.visitor("stranger").get("/services/", {"q": "老\0人"})
    assert (answer.status_code, "无法保存的控制字符" in answer.content.decode()) == (422, True)
