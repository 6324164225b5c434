"""The desk of those who run the province's codes: from what gates wrote to the page, live."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Route, expect

from lingnan.kernel import clock
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.models import Count, Pulse
from tests.codes.cards import NOON
from tests.codes.scanners import inspector, scanner
from tests.codes.test_numbers import Gate, take_in
from tests.world import World, world

from .residents import text_of
from .switched import no_connection_stays

__all__ = ["no_connection_stays", "world"]

SECOND = timedelta(seconds=1)
HX = {"HX-Request": "true"}


@pytest.fixture
def at(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=10))
    return NOON + timedelta(minutes=10)


def page(world: World, **more) -> str:
    return text_of(world.visitor("operator").get(reverse("cockpit_codes"), **more))


def pulse(at, **told) -> None:
    usual = {
        "name": "gz:4711-abc",
        "began_at": at - 60 * SECOND,
        "told_at": at,
        "confirmed_at": at,
        "level": "full",
        "clock_ahead_seconds": 0,
    }
    Pulse.objects.create(part="gate", **usual | told)


def test_figures_stand_by_hour_by_city_and_by_kind(world: World, at, tmp_path) -> None:
    gate = Gate(tmp_path)
    gate.count(displays=range(1200), devices=range(2), at=NOON - timedelta(hours=1))
    gate.count(displays=range(30), devices=range(0))
    take_in(tmp_path)
    for division, times in (("440104", 11), ("4403", 9), ("4406", 25)):
        device, _ = scanner(inspector(f"keeper-{division}", division=division), name=division)
        for _ in range(times):
            codes.inspect_code(text="LN1:AAAA", device=device, at=NOON)
    words = page(world)
    for said in (
        "今天亮码 1,230 次", "一共 1,230 次", "11:00 1,200 2", "12:00 还没过完 30 0",
        "佛山市 25 广州市 11 深圳市 不到10次",
        "老年人优待证 1,230 2", "读不出",
    ):  # fmt: skip
        assert said in words


def test_what_is_renewed_is_the_figures_alone_and_one_may_stop_it(world: World, at) -> None:
    visitor, path = world.visitor("operator"), reverse("cockpit_codes")
    shown = visitor.get(path).content.decode()
    assert 'hx-trigger="every 5s"' in shown
    part = visitor.get(path, headers=HX).content.decode()
    assert "今天亮码" in part
    assert "<html" not in part
    still = visitor.get(path + "?still").content.decode()
    assert "hx-trigger" not in still
    assert "接着自动更新" in still


def test_all_is_well_where_gates_and_workers_say_so(world: World, at) -> None:
    pulse(at)
    Pulse.objects.create(part="worker", name="gz", began_at=at, told_at=at, waiting=3)
    words = page(world)
    assert "一切正常" in words
    assert "gz · 4711 正常" in words
    assert "约 3 次" in words


@pytest.mark.parametrize(
    ("told", "concern"),
    [
        ({"told_at": -60}, "亮码服务 gz · 4711 已经1分钟没有消息"),
        ({"confirmed_at": -9}, "亮码服务 gz · 4711 连不上数据库"),
        ({"confirmed_at": None}, "亮码服务 gz · 4711 连不上数据库"),
        ({"level": "status_only"}, "亮码服务 gz · 4711 吃紧：只给状态，不给码"),
        ({"clock_ahead_seconds": 7, "told_at": 7, "confirmed_at": 7}, "的时钟和数据库差7秒"),
    ],
)
def test_a_gate_that_needs_a_hand_is_named_first(world: World, at, told, concern) -> None:
    moments = {
        name: at + value * SECOND if name.endswith("_at") and value is not None else value
        for name, value in told.items()
    }
    pulse(at, **moments)
    words = page(world)
    assert concern in words
    assert words.index(concern) < words.index("今天亮码")
    assert "一切正常" not in words


@pytest.mark.parametrize(
    ("ago", "waiting", "concern"),
    [(31, 0, "机器 gz 的收录程序已经31秒没有消息"), (1, 9_000, "机器 gz 上约有 9000 次扫码等着收录")],
)
def test_a_worker_that_needs_a_hand_is_named(world: World, at, ago, waiting, concern) -> None:
    pulse(at)
    Pulse.objects.create(part="worker", name="gz", began_at=at, told_at=at - ago * SECOND, waiting=waiting)
    assert concern in page(world)


def test_without_a_gate_it_says_so_and_a_kind_that_nobody_named_reads_well(world: World, at) -> None:
    from tests.codes.cards import issue

    issue(kind="kite-licence")
    words = page(world)
    assert "两天里没有一个亮码服务报过消息" in words
    assert "其他码 1 1 还没有人取过" in words
    assert "到换新的为止" in words


def test_who_runs_the_codes_begins_here(world: World) -> None:
    answer = world.visitor("operator").get(reverse("desk"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("cockpit_codes"))
    assert "全省亮码" in page(world)
    assert "全省亮码" not in text_of(world.visitor("operator-of-a-city").get(reverse("desk")))


@pytest.fixture
def pages(world: World, at, no_connection_stays) -> tuple[str, str]:
    """The page, and the part that comes in its place after 30 more displays."""
    visitor, kept = world.visitor("operator"), {"gate": "gz", "kind": "senior-card", "act": "display"}
    Count.objects.create(hour=NOON - timedelta(hours=1), number=1200, **kept)
    codes.inspect_code(text="LN1:AAAA", device=scanner(inspector("keeper"))[0], at=NOON)
    first = visitor.get(reverse("cockpit_codes")).content.decode()
    Count.objects.create(hour=NOON, number=30, **kept)
    return first, visitor.get(reverse("cockpit_codes"), headers=HX).content.decode()


def test_what_is_renewed_under_ones_eyes_keeps_the_chart_and_the_focus(browser: Browser, pages, site) -> None:
    first, part = pages

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(site)
        if path.startswith("/assets/"):
            return route.fulfill(path=settings.ENVIRONMENT.assets / path.removeprefix("/assets/"))
        return route.fulfill(content_type="text/html", body=part if "hx-request" in route.request.headers else first)

    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.clock.install()
    page.route("**/*", answer)
    page.goto(f"{site}{reverse('cockpit_codes')}")
    expect(page.locator(".hour-chart-canvas canvas")).to_be_visible()
    drawn = "document.querySelector('.hour-chart-canvas canvas').toDataURL()"
    page.evaluate("document.querySelector('.hour-chart-canvas canvas').dataset.first = 'yes'")
    page.locator("#cities-table").focus()
    before = page.evaluate(drawn)
    page.clock.run_for(5_100)
    expect(page.locator(".figure-value").first).to_have_text("1,230")
    expect(page.locator(".hour-chart-canvas canvas")).to_have_attribute("data-first", "yes")
    page.wait_for_function(f"before => {drawn} !== before", arg=before)
    assert page.evaluate("document.activeElement.id") == "cities-table"
    page.close()
