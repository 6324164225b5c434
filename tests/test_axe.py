"""axe finds nothing on any page of the URL table, nor on what it becomes when a form is sent empty.

All rules for the pages as they stand, and in elder mode, which leaves choices out and has sizes of its own. Another
language changes words alone, so there the rules about words and the room they take are enough.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse

from tests.addresses import ADDRESSES, Address
from tests.portal.axe import EVERYTHING, look_at
from tests.world import World, untouched, world

__all__ = ["world"]

WORDS = {
    "runOnly": {
        "type": "rule",
        "values": [
            "html-has-lang", "html-lang-valid", "valid-lang", "document-title", "page-has-heading-one", "empty-heading",
            "link-name", "button-name", "label", "aria-command-name", "aria-input-field-name", "landmark-unique",
            "target-size", "label-content-name-mismatch",
        ],
    }
}  # fmt: skip
LOOKS = {
    ("zh-hans", "standard"): EVERYTHING,
    ("zh-hans", "elder"): EVERYTHING,
    ("zh-hant", "standard"): WORDS,
    ("en", "standard"): WORDS,
}


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_every_page(world: World, look: tuple[str, str]) -> None:
    pages = dict(_pages(world, *look))
    assert look_at(pages, rules=LOOKS[look], assets=settings.ENVIRONMENT.assets) == {}


def _pages(world: World, language: str, mode: str) -> Iterator[tuple[str, str]]:
    """By name, each page as whoever may come sees it, and as she sees it after sending nothing."""
    for name, address in ADDRESSES.items():
        with untouched():
            for answer in _answers(world, name, address, {"django_language": language, "lingnan_mode": mode}):
                if answer.content and answer["Content-Type"].startswith("text/html"):
                    yield f"/{name}/{answer.wsgi_request.method}/", answer.content.decode()


def _answers(world: World, name: str, address: Address, look: dict[str, str]) -> Iterator[HttpResponse]:
    client, path = world.visitor(address.right), address.path(name, world)
    for cookie, value in look.items():
        client.cookies[cookie] = value
    yield client.get(path)
    if address.sends:
        yield client.post(path)
