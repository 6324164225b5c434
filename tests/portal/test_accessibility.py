"""axe finds nothing on any component in any mode, and nothing is wider than a phone of 320 px."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from lingnan.portal.gallery.views import list_components

from .axe import EVERYTHING, LOOKS, PHONE, findings, make_ready


@pytest.fixture(scope="module", params=["standard", "elder", "dark"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def phone(browser: Browser, mode: str, serve) -> Iterator[Page]:
    scheme = "dark" if mode == "dark" else "light"
    with browser.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce") as context:
        page = context.new_page()
        page.route("**/*", serve(Client()))
        make_ready(page)
        yield page


def _show(address: str, mode: str) -> str:
    client = Client(headers={"accept-language": "zh-hans"})
    client.cookies["lingnan_mode"] = mode
    return client.get(address).content.decode()


@pytest.mark.parametrize("address", [f"/gallery/{name}/" for name in list_components()])
def test_axe_finds_nothing(address: str, phone: Page, mode: str) -> None:
    assert findings(phone, _show(address, mode), EVERYTHING if mode == "standard" else LOOKS) == []


@pytest.mark.parametrize("address", ["/gallery/", "/accounts/login/", "/no-such-page/"])
def test_nor_on_whole_pages(address: str, phone: Page, mode: str) -> None:
    assert findings(phone, _show(address, mode), EVERYTHING) == []


@pytest.mark.parametrize(
    ("worse", "rule"),
    [
        ('<html lang="">', "html-has-lang"),
        ('<input name="x">', "label"),
        ('<p style="color: #999; background: #aaa">', "color-contrast"),
        ('<div style="width: 400px">', "88 px wider"),
    ],
)
def test_what_is_wrong_is_found_after_pages_without_fault(worse: str, rule: str, phone: Page) -> None:
    """Pages are written over one another, so the one before must neither hide nor lend anything."""
    right = '<html lang="zh-Hans"><title>岭南</title><main><h1>岭南</h1></main>'
    wrong = worse + right.partition(">")[2] if worse.startswith("<html") else right + f"<main>{worse}岭南"
    assert findings(phone, right, EVERYTHING) == []
    assert any(each.startswith(rule) for each in findings(phone, wrong, EVERYTHING))
    assert findings(phone, right, EVERYTHING) == []
