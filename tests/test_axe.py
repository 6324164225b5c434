"""axe finds nothing on any page of the URL table, nor on what it becomes when a form is sent empty.

All rules for the pages as they stand, and in elder mode, which leaves choices out and has sizes of its own. Another
language changes words alone, so there the rules about words and the room they take are enough.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.addresses import ADDRESSES, Address
from tests.cases.applying import MOBILE
from tests.house import BOTH
from tests.portal.axe import EVERYTHING, look_at
from tests.world import NOBODY, World, untouched, world

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
    """By name, each page as whoever may come sees it, and as she sees it after sending nothing; then what more."""
    look = {"django_language": language, "lingnan_mode": mode}
    for name, address in ADDRESSES.items():
        with untouched():
            for answer in _answers(world, name, address, look):
                if answer.content and answer["Content-Type"].startswith("text/html"):
                    yield f"/{name}/{answer.wsgi_request.method}/", answer.content.decode()
    with untouched():
        for who, path in _otherwise(world):
            answer = _visitor(world, who, look).get(path)
            assert answer.status_code == 200, path
            yield f"{path} ({who})", answer.content.decode()


def _answers(world: World, name: str, address: Address, look: dict[str, str]) -> Iterator[HttpResponse]:
    client, path = _visitor(world, address.right, look), address.path(name, world)
    yield client.get(path)
    if address.sends:
        yield client.post(path)


def _otherwise(world: World) -> Iterator[tuple[str, str]]:
    """Who sees what where an address shows another page than above."""
    yield NOBODY, "/services/?q=zzz"
    yield NOBODY, reverse("guide", args=["senior-allowance"])
    for name in ("home", "apply", "cases", "family", "delegate"):
        yield "daughter", reverse(name)
    yield "daughter", f"{reverse('licences')}?holder={world.father.uuid}"
    begun = world.visitor("daughter").post(reverse("apply_begin"), {"subject": world.father.uuid, "service": BOTH})
    draft = begun.url.split("/")[2]
    yield "daughter", reverse("apply_ask", args=[draft, "contact"])
    dispute = reverse("apply_dispute", args=[draft])
    yield "daughter", f"{dispute}?element=person.name"
    world.visitor("daughter").post(dispute, {"element": "person.name", "note": "少一个字"})
    world.visitor("daughter").post(reverse("apply_ask", args=[draft, "contact"]), MOBILE)
    yield "daughter", reverse("apply_facts", args=[draft])
    yield "daughter", reverse("apply_check", args=[draft])


def _visitor(world: World, who: str, look: dict[str, str]) -> Client:
    client = world.visitor(who)
    for cookie, value in look.items():
        client.cookies[cookie] = value
    return client
