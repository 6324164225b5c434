"""In a browser: from the way out of her yellow code to the order, the site, the laboratory, the certificate, and green.

The first result comes by the laboratory's page, the second from its own system.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from lingnan.kernel.clock import PROVINCE_ZONE
from tests.browser import browse
from tests.health.conftest import publish_lists as _publish_lists
from tests.health.evidence import travel
from tests.portal.residents import sign_in

from .conftest import House
from .test_machines import Machine, admitted, negative
from .test_pages import officer_at

publish_lists = _publish_lists
NOON = datetime(2022, 5, 10, 12, tzinfo=PROVINCE_ZONE)
PLACE = "韶关市新丰县丰城街道"
PHONE, DESK = {"width": 375, "height": 812}, {"width": 1280, "height": 800}
SITE = "北京街道采样点（演示）"


@pytest.fixture
def broken() -> Iterator[list[str]]:
    """What the consoles of the browsers complain of: nothing."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def opened(live_server, published, house, sampler, laboratory, browser: Browser, broken) -> Iterator[dict[str, Page]]:
    """A page each for her, the officer of the site, and the laboratory."""
    sitting = {
        "her": (sign_in(house.family.father), PHONE),
        "site": (officer_at(sampler), DESK),
        "laboratory": (officer_at(laboratory), DESK),
    }
    pages = {who: browse(browser, live_server.url, *each) for who, each in sitting.items()}
    for page in pages.values():
        page.on("console", lambda line: broken.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: broken.append(str(error)))
    yield pages
    for page in pages.values():
        page.context.close()


def test_from_yellow_by_two_tests_to_green(opened, house: House, publish_lists, laboratory) -> None:
    her = opened["her"]
    house.now = NOON
    publish_lists(f"2022-05-09,2022-05-22,medium,{PLACE}")
    travel(house.family.father_key, "J1", PLACE, first=8, last=9, month=5, year=2022)
    house.work()

    her.goto("/health/")
    _expect(her, "黄码")
    her.get_by_role("link", name="预约核酸检测").click()
    her.get_by_role("link", name=SITE).click()
    _expect(her, "两次采样间隔满24小时")
    her.get_by_role("button", name="约这两次").click()
    _expect(her, "约好了")
    first, second = her.locator(".order-code-number").all_inner_texts()

    house.now += timedelta(minutes=30)
    _take_sample(opened["site"], first, "T-0001")
    house.now += timedelta(hours=5)
    _send_table(opened["laboratory"], "T-0001,阴性")
    house.work()
    her.goto("/health/")
    _expect(her, "黄码")
    her.get_by_role("link", name="预约检测、看电子证明").click()
    her.get_by_role("link", name="电子证明").click()
    expect(her.get_by_role("heading", level=1)).to_have_text("核酸检测阴性证明")
    _expect(her, "2022年5月10日 12:30")

    house.now += timedelta(hours=19)
    _take_sample(opened["site"], second, "T-0002")
    house.now += timedelta(hours=5)
    assert Machine(admitted(laboratory)).send(house, negative("T-0002")).json()["taken"] == 1
    house.work()
    her.goto("/health/")
    _expect(her, "绿码")
    her.goto("/messages/")
    _expect(her, "恢复为绿码")


def _take_sample(site: Page, number: str, tube: str) -> None:
    """The officer scans the order, then the tube."""
    site.goto("/desk/")
    site.get_by_role("link", name="核酸采样").click()
    site.get_by_role("textbox", name="预约码，或者证件号码").fill(number)
    site.keyboard.press("Enter")
    expect(site.get_by_role("heading", level=1)).to_have_text("陈国栋")
    _expect(site, "预约了2022年5月1")
    site.get_by_label("单采，一人一管").check()
    site.get_by_label("采样管编号").fill(tube)
    site.get_by_role("button", name="已采样，登记").click()
    _expect(site, f"已经登记：{tube}")


def _send_table(laboratory: Page, line: str) -> None:
    laboratory.goto("/desk/")
    laboratory.get_by_role("link", name="检测结果").click()
    table = {"name": "r.csv", "mimeType": "text/csv", "buffer": f"sample_number,result\n{line}\n".encode()}
    laboratory.get_by_label("结果表（CSV）").set_input_files(table)
    laboratory.get_by_role("button", name="交结果").click()
    _expect(laboratory, "收下 1 支")


def _expect(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)
