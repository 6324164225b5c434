"""A venue's screen that is opened anew without network: its codes go on as long as they were signed ahead."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from lingnan.kernel import clock
from lingnan.rooms.codes import api as codes
from lingnan.rooms.identity.models import Account
from tests.house import AT, Family, officer
from tests.portal.switched import Portal, drawn, no_connection_stays
from tests.portal.test_kept_codes import until

__all__ = ["no_connection_stays"]


@pytest.fixture
def address(family: Family, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(clock, "now", lambda: AT)
    by = officer("inspector")
    venue = codes.open_venue(name="广州南站", place="石壁街道", operator="广州南站", by=by, at=AT)
    return reverse("officer_venue_screen", args=[venue.uuid])


@pytest.fixture
def portal(address: str, no_connection_stays) -> Iterator[Portal]:
    client = Client()
    client.force_login(Account.objects.get(username="inspector-44-gd-civil-affairs"))
    portal = Portal({path: drawn(client, path) for path in (address, reverse("code_worker"))})
    yield portal
    portal.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


def _reload_later(context: BrowserContext, portal: Portal, address: str, *, minutes: int) -> Locator:
    """The screen, kept, then opened anew without network so many minutes after."""
    page = context.new_page()
    page.goto(portal.url + address)
    until(page, f"{_match(address)} !== undefined")
    portal.stop()
    page.clock.install()
    page.clock.fast_forward(minutes * 60_000)
    page.reload()
    return page.locator("[data-venue-screen]")


def _match(address: str) -> str:
    return f"(await (await caches.open('codes')).match('{address}'))"


def test_it_opens_without_network_with_the_code_of_the_minute_and_says_how_long(context, portal, address) -> None:
    first = portal.pages[address][2].decode()
    screen = _reload_later(context, portal, address, minutes=30)
    expect(screen.get_by_text("这个屏幕还能用到 12:00")).to_be_visible()
    expect(screen.locator("[data-venue-screen-picture] svg")).to_be_visible()
    assert screen.locator("[data-venue-screen-picture] path").get_attribute("d") not in first
    expect(screen.locator("[data-venue-screen-clock]")).to_contain_text("2026年11月23日 10:3")


def test_when_its_codes_are_used_up_it_sends_to_the_poster(context, portal, address) -> None:
    screen = _reload_later(context, portal, address, minutes=2 * 60 + 1)
    expect(screen.get_by_text("请扫入口处的海报")).to_be_visible()
    for part in ("picture", "note", "offline"):
        expect(screen.locator(f"[data-venue-screen-{part}]")).to_be_hidden()


def test_a_screen_that_was_signed_out_keeps_nothing(context, portal, address) -> None:
    page: Page = context.new_page()
    page.goto(portal.url + address)
    until(page, f"{_match(address)} !== undefined")
    portal.pages[address] = 302, {"Location": reverse("account_login")}, b""
    portal.pages[reverse("account_login")] = drawn(Client(), reverse("account_login"))
    page.reload()
    until(page, f"{_match(address)} === undefined")
