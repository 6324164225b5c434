"""Signing in: with a one-time code, with a passkey, and after too many tries."""

import base64
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from lingnan.demo.cast import PASSWORD

TRIES = 5
STEP_SECONDS = 30


def _sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def _sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="退出登录").click()


def _confirm(page: Page) -> None:
    """What keeps an account safe is changed only by who knows its password."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="确认").click()


def _one_time_code(secret: str) -> str:
    """RFC 6238 with SHA-1, six digits, thirty seconds, as authenticator apps do it."""
    counter = struct.pack(">Q", int(time.time()) // STEP_SECONDS)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    at = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_with_a_one_time_code(page_as, household) -> None:
    page = page_as(None)
    _sign_in(page, household.daughter)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="启用动态码").click()
    _confirm(page)
    secret = page.locator(".totp-secret").inner_text()
    page.get_by_role("textbox").last.fill(_one_time_code(secret))
    page.get_by_role("main").get_by_role("button").first.click()
    _sign_out(page)
    _sign_in(page, household.daughter)
    expect(page.get_by_role("heading", level=1)).to_have_text("请输入动态码")
    page.get_by_label("动态码或备用码").fill("000000")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("这个码不对，或者已经过时")
    page.get_by_label("动态码或备用码").fill(_one_time_code(secret))
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("link", name=f"替{household.masked}")).to_be_visible()


@pytest.fixture
def at_home(live, new_context) -> Page:
    """A page at `localhost`, for a passkey belongs to a name, with a device that knows its owner."""
    page: Page = new_context(base_url=live.url.replace("127.0.0.1", "localhost")).new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_with_a_passkey(at_home: Page, household) -> None:
    page = at_home
    _sign_in(page, household.daughter)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="添加通行密钥").click()
    _confirm(page)
    page.get_by_role("main").get_by_role("textbox").first.fill("手机")
    page.locator("[data-passkey=create]").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    _sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("link", name=f"替{household.masked}")).to_be_visible()


def test_after_too_many_tries(page_as, household) -> None:
    page = page_as(None)
    for _ in range(TRIES):
        _sign_in(page, household.father, "not-his-password")
        expect(page.get_by_role("main")).to_contain_text("账号或密码不对")
    _sign_in(page, household.father)
    expect(page.get_by_role("main")).to_contain_text("请10分钟后再试")
    page.goto("/me/")
    assert "/accounts/login/" in page.url
    other = page_as(None)
    _sign_in(other, household.daughter)
    expect(other.get_by_role("link", name=f"替{household.masked}")).to_be_visible()
