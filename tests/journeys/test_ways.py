"""Other ways through the same pages: without script, by keyboard, in elder mode, in other languages, on two devices."""

import re

import pytest
from playwright.sync_api import Page, expect

from .acts import PHONE, answer_all, apply_for, begin_for, scan, send, verify
from .scanner import read_code

HAN = re.compile(r"[\u4e00-\u9fff]")
STEPS = 60


def test_without_script(page_as, live, household) -> None:
    page = page_as(household.daughter, viewport=PHONE, java_script_enabled=False)
    apply_for(page, household.masked)
    expect(page.get_by_role("heading", level=1)).to_have_text("都办好了")
    page.get_by_role("link", name="出示证照的码").click()
    first = read_code(page)
    assert page.locator("noscript").inner_html().count('http-equiv="refresh"') == 1
    page.reload()
    second = read_code(page)
    assert first != second
    assert verify(page_as(None, java_script_enabled=False), second) == "有效"
    assert scan(live, second) == "valid"
    page.get_by_role("link", name="打印纸质码").click()
    assert scan(live, read_code(page)) == "valid"


def test_by_keyboard_alone(page_as, household) -> None:
    page = page_as(household.daughter)
    page.goto("/")
    _press(page, f"替{household.masked}")
    _press(page, "继续")
    _press(page, "都对，继续")
    _reach(page, "手机号")
    page.keyboard.type("13800138000")
    _press(page, "继续")
    _reach(page, "同意")
    page.keyboard.press("Space")
    _press(page, "提交")
    expect(page.get_by_role("heading", level=1)).to_have_text("都办好了")


def _press(page: Page, words: str) -> None:
    before = page.url
    _reach(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def _reach(page: Page, words: str) -> None:
    """Go on by Tab until what has the focus says these words; each stop on the way shows that it has the focus."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        stop = page.evaluate("""() => {
          const here = document.activeElement, look = getComputedStyle(here)
          const words = [here.textContent, ...[...(here.labels ?? [])].map(label => label.textContent)]
          return { words: words.join(' ').trim(), seen: look.outlineStyle !== 'none' || look.boxShadow !== 'none' }
        }""")
        assert stop["seen"], stop["words"]
        if words in stop["words"]:
            return
    pytest.fail(f"{words} can't be reached")


def test_elder_mode_is_one_tap_and_remembered(page_as, household) -> None:
    page = page_as(household.daughter, viewport=PHONE)
    page.goto("/services/senior-card/")
    page.get_by_role("button", name="长者版").click()
    page.wait_for_url("**/services/senior-card/")
    assert _mode(page) == "elder"
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "24px"
    expect(page.get_by_role("button", name="朗读本页")).to_be_visible()
    apply_for(page, household.masked)
    assert _mode(page) == "elder"
    other = page_as(household.daughter)
    other.goto("/")
    assert _mode(other) == "elder"
    other.get_by_role("button", name="标准版").click()
    expect(other.locator("html")).to_have_attribute("data-mode", "standard")


def _mode(page: Page) -> str | None:
    return page.locator("html").get_attribute("data-mode")


def test_in_other_languages(page_as, household) -> None:
    page = page_as(household.daughter, viewport=PHONE)
    begin_for(page, household.masked)
    answer_all(page)
    _speak(page, "English", "en")
    page.get_by_role("checkbox").check()
    page.locator("main form").get_by_role("button").click()
    page.wait_for_url("**/applications/*/")
    assert _in_chinese(page, household.masked) == []
    page.locator("main a[href$='/code/']").click()
    assert _in_chinese(page, household.masked) == []
    _speak(page, "繁體中文", "zh-Hant")
    expect(page.get_by_role("main")).to_contain_text("有效")
    assert "證" in page.get_by_role("main").inner_text()


def _in_chinese(page: Page, name: str) -> list[str]:
    """The lines of the page with a Chinese character in them, but for a person's name."""
    said = page.get_by_role("main").inner_text().replace(name, "")
    return [line for line in said.splitlines() if HAN.search(line)]


def _speak(page: Page, name: str, tag: str) -> None:
    here = page.url
    page.locator(".language-switch summary").click()
    page.get_by_role("button", name=name).click()
    expect(page.locator("html")).to_have_attribute("lang", tag)
    assert page.url == here


def test_put_aside_and_taken_up_on_another_device(page_as, household) -> None:
    phone = page_as(household.daughter, viewport=PHONE)
    begin_for(phone, household.masked)
    phone.get_by_role("link", name="都对，继续").click()
    phone.get_by_label("手机号").fill("13900139000")
    phone.get_by_role("button", name="保存，以后再办").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("没填完的申请")
    desk = page_as(household.daughter)
    desk.goto("/")
    desk.get_by_role("link", name="接着办").click()
    desk.get_by_role("link", name="都对，继续").click()
    expect(desk.get_by_role("main")).to_contain_text("13900139000")
    send(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("都办好了")
    phone.goto("/apply/later/")
    expect(phone.get_by_role("main")).to_contain_text("没有填到一半的申请")
