"""A venue's code: opened and printed at the desk, scanned by a phone that must sign in first, entered and left."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from lingnan.demo.cast import PASSWORD
from tests.province import Province

from .acts import DESK, PHONE
from .scanner import read_code

VENUE = {"场所的名称": "天河图书馆", "在哪里": "广州市天河区体育东路", "由谁管理": "天河区图书馆"}


@pytest.fixture(scope="module")
def august() -> Iterator[Province]:
    """A province as of a day on which rules are in force."""
    with Province.started(people=20, as_of="2021-08-02") as province:
        yield province


def test_from_the_poster_to_the_way_out(august: Province, new_context) -> None:
    officer = new_context(base_url=august.url, viewport=DESK).new_page()
    officer.goto("/desk/venues/new/")
    _sign_in(officer, "inspector")
    for label, words in VENUE.items():
        officer.get_by_role("textbox", name=label).fill(words)
    officer.get_by_role("button", name="开通").click()
    expect(officer.get_by_role("main")).to_contain_text("已经开通")
    officer.get_by_role("link", name="打印海报").click()
    poster = read_code(officer)

    phone = new_context(base_url=august.url, viewport=PHONE).new_page()
    phone.goto(poster)
    _sign_in(phone, "guodong")
    expect(phone.get_by_role("heading", level=1)).to_have_text("天河图书馆")
    phone.get_by_role("button", name="登记进入").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("可以进入")
    phone.goto("/")
    expect(phone.get_by_role("main")).to_contain_text("您正在：天河图书馆")
    _expect_inside(officer, 1)

    phone.get_by_role("button", name="离开登记").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("已经登记离开")
    _expect_inside(officer, 0)

    officer.get_by_role("link", name="换一张新海报").click()
    officer.get_by_role("button", name="换新海报").click()
    phone.goto(poster)
    expect(phone.get_by_role("main")).to_contain_text("这张场所码已经换成新的")


def _sign_in(page: Page, username: str) -> None:
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def _expect_inside(officer: Page, number: int) -> None:
    officer.goto("/desk/venues/")
    officer.get_by_role("link", name="天河图书馆").click()
    expect(officer.get_by_text("现在在里面").locator("..")).to_have_text(re.compile(rf"\s*现在在里面\s*{number}\s*"))
