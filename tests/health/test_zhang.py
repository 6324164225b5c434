"""小张's story of the winter of 2020, day by day in a browser: back from a trip, the place listed two days later, the
call, the test, fourteen days, green. The listing is the real one of Manzhouli; the father stands for her.
"""

from collections.abc import Iterator
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.health import api
from tests.browser import browse
from tests.house import officer
from tests.portal.residents import sign_in

from .test_way_through import Province

PLACE = "内蒙古自治区呼伦贝尔市满洲里市东山街道"
BACK = datetime(2020, 11, 30, 12, tzinfo=PROVINCE_ZONE)
PHONE, DESK = {"width": 375, "height": 812}, {"width": 1280, "height": 800}


@pytest.fixture
def pages(live_server, published) -> str:
    """The pages' address."""
    return live_server.url


@pytest.fixture
def province(pages, patient, publish_lists, monkeypatch) -> Province:
    found = Province(monkeypatch, publish_lists, patient)
    found.now = BACK
    return found


@pytest.fixture
def zhang(browser: Browser, pages: str, province: Province) -> Iterator[Page]:
    page = browse(browser, pages, sign_in(province.people.father), PHONE)
    yield page
    page.context.close()


@pytest.fixture
def worker(browser: Browser, pages: str, province: Province) -> Iterator[Page]:
    """The community worker of her district."""
    by = officer("community-worker", division="440104", department="440104-civil-affairs")
    page = browse(browser, pages, _client_of(by), DESK)
    yield page
    page.context.close()


def _client_of(by: Actor):
    from django.test import Client

    from lingnan.rooms.identity.models import Account

    client = Client()
    client.force_login(Account.objects.get(pk=by.ref.removeprefix("officer:")))
    return client


def test_from_the_trip_to_green_day_by_day(province: Province, zhang: Page, worker: Page) -> None:
    key = province.people.father_key
    province.travel(key, area=PLACE)
    province.wait()
    zhang.goto("/health/")
    expect(zhang.get_by_role("main")).to_contain_text("绿码")
    expect(zhang.get_by_role("main")).to_contain_text("没有发现需要管理的情况")

    province.wait(2)  # 2 December: the street is a high-risk area
    zhang.reload()
    expect(zhang.get_by_role("main")).to_contain_text("红码")
    expect(zhang.get_by_role("main")).to_contain_text("您到过高风险地区，观察到2020年12月12日")
    expect(zhang.get_by_role("main")).to_contain_text("观察期满（14天）的次日自动恢复，您不用申请")
    zhang.goto("/messages/")
    expect(zhang.get_by_role("main")).to_contain_text("红码")

    worker.goto("/desk/")
    worker.get_by_role("link", name="陈*栋").click()
    worker.get_by_role("button", name="领取，由我来打").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("陈国栋")
    expect(worker.get_by_role("main")).to_contain_text("做核酸检测方便吗")
    worker.get_by_label("通了，都说到了").check()
    worker.get_by_role("button", name="登记结果").click()
    expect(worker.get_by_text("没有要打的电话")).to_be_visible()

    province.wait(1)
    province.test(key, "T1")
    zhang.goto("/health/")
    expect(zhang.get_by_role("main")).to_contain_text("红码")
    expect(zhang.get_by_role("main")).to_contain_text("阴性")

    for day in range(4, 13):
        province.wait(1)
        assert province.now.date().day == day
        zhang.reload()
        expect(zhang.get_by_role("main")).to_contain_text("红码")

    province.wait(1)  # 13 December: by itself, fourteen days after she was there
    zhang.reload()
    expect(zhang.get_by_role("main")).to_contain_text("绿码")
    zhang.goto("/messages/")
    expect(zhang.get_by_role("main")).to_contain_text("绿码")
    zhang.goto("/access/")
    expect(zhang.get_by_role("main")).to_contain_text("健康码随访电话")
    assert api.list_overdue(at=province.now) == []
    assert list(api.verify_log()) == []
