"""axe finds nothing on any component in any mode, and nothing is wider than a phone of 320 px."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from lingnan.portal.gallery.views import list_components

from .axe import EVERYTHING, LOOKS, findings


@pytest.fixture(scope="module", params=["standard", "elder", "dark"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def phone(browser: Browser, mode: str, serve) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, color_scheme="dark" if mode == "dark" else "light", bypass_csp=True
    )
    client = Client()
    client.cookies["lingnan_mode"] = mode
    page = context.new_page()
    page.route("**/*", serve(client))
    yield page
    context.close()


@pytest.mark.parametrize("address", [f"/gallery/{name}/" for name in list_components()])
def test_axe_finds_nothing(address: str, phone: Page, mode: str, site: str) -> None:
    phone.goto(site + address)
    assert findings(phone, EVERYTHING if mode == "standard" else LOOKS) == []


@pytest.mark.parametrize("address", ["/gallery/", "/accounts/login/", "/no-such-page/"])
def test_nothing_is_wider_than_the_screen(address: str, phone: Page, site: str) -> None:
    phone.goto(site + address)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert findings(phone, EVERYTHING) == []
