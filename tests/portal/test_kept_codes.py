"""A code without network: what a holder's phone keeps, for how long, and what is left of it when she has gone."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import KEPT_FOR, Outcome
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from tests.health.conftest import patient
from tests.health.evidence import moment
from tests.house import Family
from tests.portal.residents import public_id, sign_in
from tests.portal.switched import Portal, drawn, no_connection_stays

__all__ = ["no_connection_stays", "patient"]

CODE, HOME, LOGIN = "/health/code/", "/", "/accounts/login/"
SHOW = f"{settings.ENVIRONMENT.effective_gate_url}/show"
HOURS = 3_600_000
MATCH = f"(await (await caches.open('codes')).match('{CODE}'))"


@pytest.fixture
def august(patient: Family, monkeypatch: pytest.MonkeyPatch) -> Family:
    """The second of August 2021: the father is green, and the daughter may show his code."""
    identity.grant_delegation(
        principal_key=patient.father_key, delegate_key=patient.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(1) + timedelta(days=90), by=patient.father, at=moment(1),
    )  # fmt: skip
    health.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    monkeypatch.setattr(clock, "now", lambda: moment(2))
    return patient


@pytest.fixture
def portal(august: Family, no_connection_stays) -> Iterator[Portal]:
    client = sign_in(august.father)
    hers = {path: drawn(client, path) for path in (CODE, reverse("my_code"), reverse("code_worker"))}
    portal = Portal(hers | {path: drawn(Client(), path) for path in (HOME, LOGIN)})
    yield portal
    portal.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce")
    yield context
    context.close()


def until(page: Page, condition: str) -> None:
    """Ask again until it holds; `wait_for_function` does not wait for a promise."""
    give_up = time.monotonic() + 60
    while not page.evaluate(f"async () => {condition}"):
        assert time.monotonic() < give_up, condition
        time.sleep(0.05)


def _open(context: BrowserContext, portal: Portal) -> Page:
    """The code, once its phone has kept it. The gate is out of reach throughout."""
    page = context.new_page()
    page.route(SHOW, lambda route: route.abort())
    page.goto(portal.url + CODE)
    until(page, f"{MATCH} !== undefined")
    return page


def _kept(page: Page) -> list[str]:
    kept: list[str] = page.evaluate(
        "async () => (await (await caches.open('codes')).keys()).map(each => new URL(each.url).pathname)"
    )
    return kept


def _code(page: Page) -> Locator:
    return page.locator("[data-code]")


def test_the_code_opens_without_network_with_the_status_and_its_age(context: BrowserContext, portal: Portal) -> None:
    page = _open(context, portal)
    portal.stop()
    page.clock.install()
    page.clock.fast_forward(HOURS // 2)
    page.reload()
    code = _code(page)
    expect(code.get_by_text("没有网络，换不了新码")).to_be_visible()
    expect(code.get_by_text("30分钟前")).to_be_visible()
    expect(code.locator("[data-code-state]")).to_have_text("绿码")
    expect(code.locator("svg.code-svg")).to_be_visible()
    expect(code.locator("[data-code-left]")).to_be_hidden()
    expect(code.get_by_text("身份证或纸质码").first).to_be_visible()


def test_whoever_checks_without_network_is_shown_the_code_that_proves_itself(
    context: BrowserContext, portal: Portal, august: Family
) -> None:
    page = _open(context, portal)
    code = _code(page)
    before = code.locator("[data-code-picture]").inner_html()
    code.get_by_role("button", name="对方没有网络").click()
    expect(code.get_by_text("这是对方没有网络时用的码")).to_be_visible()
    assert code.locator("[data-code-picture]").inner_html() != before
    expect(code.locator("[data-code-left]")).to_be_hidden()


def test_after_the_declared_time_no_code_is_shown_and_the_copy_goes(context: BrowserContext, portal: Portal) -> None:
    page = _open(context, portal)
    portal.stop()
    page.clock.install()
    page.clock.fast_forward(12 * HOURS + 60_000)
    page.reload()
    code = _code(page)
    expect(code.get_by_text("已经过了12小时，不能再出示")).to_be_visible()
    for part in ("picture", "state", "top", "say"):
        expect(code.locator(f"[data-code-{part}]")).to_be_hidden()
    until(page, f"{MATCH} === undefined")


def test_nothing_but_the_code_and_what_draws_it_is_kept_and_nothing_after_signing_out(
    context: BrowserContext, portal: Portal
) -> None:
    page = _open(context, portal)
    kept = _kept(page)
    assert [path for path in kept if not path.startswith("/assets/")] == [CODE]
    page.goto(portal.url + reverse("my_code"))
    assert sorted(_kept(page)) == sorted(kept)
    page.goto(portal.url + HOME)  # as whoever has signed out sees it
    until(page, "!(await caches.has('codes'))")
    until(page, "(await navigator.serviceWorker.getRegistrations()).length === 0")
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('code'))") == []


def test_a_page_that_is_hers_no_more_is_not_kept(context: BrowserContext, portal: Portal) -> None:
    page = _open(context, portal)
    portal.pages[CODE] = drawn(Client(), CODE)  # the session has ended
    page.reload()
    expect(page).to_have_url(re.compile(LOGIN))
    until(page, f"{MATCH} === undefined")


def test_the_newest_status_is_the_one_that_is_kept(context: BrowserContext, portal: Portal) -> None:
    page = _open(context, portal)
    allowed = {"access-control-allow-origin": portal.url, "access-control-allow-headers": "authorization"}
    later = (moment(2) + timedelta(minutes=5)).isoformat()
    answer = {"token": "LN1:NEXT", "outcome": "marked", "expires_at": later, "age_seconds": 1, "notice": None}
    page.unroute(SHOW)
    page.route(SHOW, lambda route: route.fulfill(json=answer, headers=allowed))
    page.clock.install()
    page.clock.run_for(61_000)
    expect(_code(page).locator("[data-code-state]")).to_have_text("红码")
    portal.stop()
    page.unroute(SHOW)
    page.route(SHOW, lambda route: route.abort())
    page.reload()
    expect(_code(page).get_by_text("没有网络，换不了新码")).to_be_visible()
    expect(_code(page).locator("[data-code-state]")).to_have_text("红码")


def test_what_is_kept_scans_with_the_status_of_now_and_ends_with_its_day(august: Family) -> None:
    shown = health.show_code(subject_key=august.father_key, by=august.father, at=moment(2))
    assert codes.verify_code(text=shown.kept, at=moment(2) + KEPT_FOR).outcome is Outcome.VALID
    assert codes.verify_code(text=shown.kept, at=moment(4)).outcome is Outcome.EXPIRED


def test_anothers_code_is_not_kept_for_it_would_outlast_the_mandate(august: Family) -> None:
    page = sign_in(august.daughter).get(f"{CODE}?holder={public_id(august.father_key)}").content.decode()
    assert "data-key=" in page
    assert "data-kept-code" not in page


def test_the_worker_keeps_its_address_and_may_be_of_this_site_alone() -> None:
    answer = Client().get("/code-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
