"""A colour that its holder disagrees with: two taps, an answer, and a correction where the record was wrong."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lingnan.demo.cast import PASSWORD, cast_members
from tests.province import Province

from .acts import DESK, PHONE

DAY = date(2021, 8, 2)
COLUMNS = "id_number,order_number,kind,isolated_from,isolated_until,released_on"
ANSWERED = "健康码申诉有答复了：已经更正"


@pytest.fixture(scope="module")
def august() -> Iterator[Province]:
    """A province as of a day on which rules are in force."""
    with Province.started(people=20, as_of=DAY.isoformat()) as province:
        yield province


@pytest.fixture
def sitting(august: Province, new_context) -> Callable[..., Page]:
    """A page with somebody signed in by the form."""

    def sign_in(username: str, **options: object) -> Page:
        page: Page = new_context(base_url=august.url, **options).new_page()
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    return sign_in


def test_two_taps_an_answer_and_green_again(august: Province, sitting, tmp_path) -> None:
    _order(august, tmp_path, released="")
    holder, officer = sitting("guodong", viewport=PHONE), sitting("health", viewport=DESK)
    holder.goto("/health/")
    expect(holder.get_by_role("main")).to_contain_text("红码")
    holder.get_by_role("link", name="不同意这个颜色").click()
    holder.get_by_role("button", name="提出申诉").click()
    expect(holder.get_by_role("main")).to_contain_text("正在核对")

    officer.goto("/desk/appeals/")
    officer.get_by_role("link", name="居家隔离").click()
    _answer(officer)
    expect(officer.get_by_role("main")).to_contain_text("重新判定以后颜色没有变")
    _order(august, tmp_path, released=DAY.isoformat())
    _answer(officer)
    expect(officer.get_by_role("main")).to_contain_text("已经答复，申诉人会收到消息")

    holder.goto("/health/")
    expect(holder.get_by_role("main")).to_contain_text("绿码")
    _wait_for(holder, ANSWERED)
    holder.get_by_role("button", name=ANSWERED).click()
    expect(holder.get_by_role("main")).to_contain_text("您说得对，已经更正")


def _order(province: Province, folder: Path, *, released: str) -> None:
    """The father has to stay at home, or, as the source corrects it, had not to."""
    father = cast_members(today=DAY)["father"].id_number
    table = folder / "orders.csv"
    table.write_text(f"{COLUMNS}\n{father},I1,2,2021-08-01,2021-08-14,{released}\n", encoding="utf-8")
    done = province.run("exchange", "load", "isolation-order", str(table))
    assert done.returncode == 0, done.stderr


def _answer(officer: Page) -> None:
    officer.get_by_label("更正：记录或依据有错").check()
    officer.get_by_role("textbox", name="理由").fill("核对了隔离令：已经由来源部门更正。")
    officer.get_by_role("button", name="答复并送达").click()


def _wait_for(holder: Page, words: str) -> None:
    """A message comes by a job, a moment later."""
    for _ in range(30):
        holder.goto("/messages/")
        if words in holder.content():
            return
        holder.wait_for_timeout(500)
