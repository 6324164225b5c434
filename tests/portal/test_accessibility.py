"""axe finds nothing on any component in any mode, and nothing is wider than a phone of 320 px."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from lingnan.portal.gallery.views import list_components

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
EVERYTHING = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# another mode changes colours and sizes, not the page
LOOKS = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}


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


def _findings(page: Page, rules: object) -> list[str]:
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run(document, rules)", rules)
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("address", [f"/gallery/{name}/" for name in list_components()])
def test_axe_finds_nothing(address: str, phone: Page, mode: str, site: str) -> None:
    phone.goto(site + address)
    assert _findings(phone, EVERYTHING if mode == "standard" else LOOKS) == []


@pytest.mark.parametrize("address", ["/gallery/", "/accounts/login/", "/no-such-page/"])
def test_nothing_is_wider_than_the_screen(address: str, phone: Page, site: str) -> None:
    phone.goto(site + address)
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert _findings(phone, EVERYTHING) == []
