"""Browsers and programs at the door of a house: signed in as someone, speaking JSON to the API."""

from typing import Any

from django.test import Client

from lingnan.kernel.actors import Actor
from tests.house import AT

API = "/api/v1"


class Caller:
    """A program that speaks JSON to the API, in someone's session or in nobody's."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(API + path, query)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(API + path, body, content_type="application/json", headers=headers)


def stranger() -> Caller:
    """Nobody is signed in."""
    return Caller(Client(headers={"accept-language": "zh-hans"}))


def resident(actor: Actor) -> Caller:
    """In a resident's session."""
    from lingnan.rooms.identity import api as identity

    assert actor.person_key is not None
    identity.create_resident_account(username=actor.name, password="-", person_key=actor.person_key, at=AT)
    return Caller(signed_in(actor.name))


def officer_at(actor: Actor) -> Caller:
    """In an officer's session."""
    from lingnan.rooms.identity.models import Account

    return Caller(signed_in(Account.objects.get(pk=int(actor.ref.removeprefix("officer:"))).username))


def signed_in(username: str, **options: Any) -> Client:
    from lingnan.rooms.identity.models import Account

    client = Client(headers={"accept-language": "zh-hans"}, **options)
    client.force_login(Account.objects.get(username=username))
    return client
