"""Fixtures of the browser tests: the system's Chromium, a running province, and pages with someone signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from lingnan.demo.cast import PASSWORD, SIGN_INS
from tests.province import Province

PICTURE_BYTES = 150_000
PATIENCE = 60_000  # milliseconds, for a machine with much else to do
WIDTHS = {375: 812, 1280: 720}
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--pictures FOLDER`: the journeys draw the pages that they pass, for the README."""
    parser.addoption("--pictures", type=Path, help="write pictures of the pages that the journeys pass to this folder")


@pytest.fixture(scope="session")
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`picture(page, "home")` draws the page as a phone and a desk show it, if pictures were asked for."""
    folder: Path | None = request.config.getoption("--pictures")

    def draw(page: Page, name: str) -> None:
        if folder is None:
            return
        before = page.viewport_size
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            drawn = page.screenshot(path=folder / f"{name}-{width}.png", animations="disabled", caret="hide")
            assert len(drawn) <= PICTURE_BYTES, f"{name}-{width}.png"
        page.set_viewport_size(before)

    return draw


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium; as root it can't sandbox itself."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session", autouse=True)
def _be_patient() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def live() -> Iterator[Province]:
    """A province with web, gate, worker and database of its own, peopled, shared by the journeys of one run."""
    with Province.started(people=300) as province:
        yield province


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """Chinese, and the province's time."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture(scope="session")
def signed_in(live: Province, browser: Browser, browser_context_args) -> Callable[[str], StorageState]:
    """The cookies of one of the cast, who signs in by the form, once a run. Named by part or by username."""
    states: dict[str, StorageState] = {}

    def sign_in(who: str) -> StorageState:
        username = _username(who)
        if username not in states:
            with browser.new_context(**browser_context_args) as context:
                page = context.new_page()
                page.goto(f"{live.url}/accounts/login/")
                page.locator("input[name=login]").fill(username)
                page.locator("input[name=password]").fill(PASSWORD)
                page.locator("input[name=password]").press("Enter")
                page.wait_for_url(lambda url: "/accounts/login" not in url)
                states[username] = context.storage_state()
        return states[username]

    return sign_in


@pytest.fixture
def page_as(new_context, live: Province, signed_in) -> Callable[..., Page]:
    """`page_as("daughter")`: a page of the live province with her signed in; `page_as(None)`: with nobody.

    Further arguments are the context's, such as `viewport`. Addresses may be given without the host.
    """

    def open_page(who: str | None, **options: object) -> Page:
        state = {"storage_state": signed_in(who)} if who else {}
        page: Page = new_context(base_url=live.url, **state, **options).new_page()
        page.set_default_timeout(PATIENCE)
        return page

    return open_page


def browse(browser: Browser, site: str, client: Client, viewport: dict[str, int]) -> Page:
    """A page of the test's own server, in a browser in which whoever the client is of is signed in."""
    context = browser.new_context(base_url=site, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page = context.new_page()
    page.route("**/assets/**", _asset)
    return page


def _asset(route: Route) -> None:
    route.fulfill(path=settings.ENVIRONMENT.assets / route.request.url.partition("/assets/")[2])


def _username(who: str) -> str:
    """Of one of the cast by her part; anyone else is called by it already."""
    return next((sign_in.username for sign_in in SIGN_INS if who == sign_in.part), who)
