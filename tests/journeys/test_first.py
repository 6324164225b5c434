"""The first journey: from form to licence to code, revoked in the end, and all that the father sees of it."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from lingnan.demo.cast import cast_members
from lingnan.engine.elements.masking import MaskStyle, mask
from lingnan.kernel import clock
from lingnan.kernel.clock import local_date

from .acts import DESK, PHONE, answer_all, begin_for, next_token, revoke, scan, send, verify, wait_until
from .families import Household
from .scanner import read_code

REASON = "经核对，证照发错了人（依据：老年人优待证管理规定）。"
MOST_QUESTIONS = 2


@pytest.fixture
def cast() -> Household:
    """The daughter and the father of the demonstration."""
    father = cast_members(today=local_date(clock.now()))["father"]
    masked = mask(father.name, style=MaskStyle.NAME)
    return Household(daughter="xiaolan", father="guodong", masked=masked, id_number=father.id_number)


def test_from_form_to_licence_to_code(page_as, live, cast, picture) -> None:
    page = page_as(cast.daughter, viewport=PHONE)
    page.goto("/")
    picture(page, "home")
    begin_for(page, cast.masked)
    picture(page, "facts")
    assert len(answer_all(page)) <= MOST_QUESTIONS
    send(page)
    _expect_both_granted(page)
    picture(page, "result")

    page.get_by_role("link", name="看证照").click()
    identifier = re.search(r"[\d.]{20,}\.\w+(\.\w+)*", page.locator(".licence-card").inner_text()).group()
    page.clock.install()
    page.get_by_role("link", name="出示这份证照的码").click()
    picture(page, "code")
    first = read_code(page)
    next_token(page)
    second = read_code(page)
    assert first != second

    anyone = page_as(None, viewport=PHONE)
    assert verify(anyone, second) == "有效"
    expect(anyone.get_by_role("main")).to_contain_text(cast.masked)
    assert cast.id_number not in anyone.content()
    picture(anyone, "verify")
    assert scan(live, second) == "valid"

    revoke(page_as("licences", viewport=DESK), identifier, REASON)
    wait_until(lambda: next_token(page)["outcome"] == "revoked")
    expect(page.get_by_role("status").filter(has_text="已撤销")).to_be_visible()
    after = read_code(page)
    assert verify(anyone, after) == "已撤销"
    assert scan(live, after) == "revoked"

    father = page_as(cast.father, viewport=PHONE)
    wait_until(lambda: _count_reads(father)["扫码查验"] == 4)
    assert _count_reads(father) == {"填写申请": 1, "核对资格": 2, "查看证照": 5, "亮证": 1, "扫码查验": 4}
    picture(father, "access-log")
    wait_until(lambda: _count_messages(father) == {"办好了": 2, "证照已撤销": 1, "您委托了别人代您办事": 1})


def _expect_both_granted(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("都办好了")
    said = page.get_by_role("main")
    expect(said).to_contain_text("批准了，每月发给长者100元。")
    expect(said).to_contain_text(re.compile(r"长者8\d周岁，户籍所在市按这个年龄段每人每月发100元。"))
    expect(said).to_contain_text(re.compile(r"长者8\d周岁，户籍在广东，可以领证。"))


def _count_reads(page: Page) -> Counter[str]:
    """The purposes in the access log, each by its first word, with how often it stands there."""
    page.goto("/access/")
    return Counter(re.split("[：· ]", purpose)[0] for purpose in page.locator(".access-why").all_inner_texts())


def _count_messages(page: Page) -> Counter[str]:
    page.goto("/messages/")
    return Counter(
        title.removeprefix("新").split("：")[0] for title in page.locator(".message-title").all_inner_texts()
    )
