"""What the scripts add to pages that work without them: reading aloud, a code that renews itself, keys at a desk."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, Route, expect

SHOW = f"{settings.ENVIRONMENT.effective_gate_url}/show"
GALLERY_LATER = "2026-11-23T06:36:00Z"
# A voice that says each sentence at once and remembers it.
VOICE = """
window.said = []
window.SpeechSynthesisUtterance = class { constructor (text) { this.text = text } }
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ lang: 'zh-CN' }],
  cancel () {},
  speak (saying) { window.said.push([saying.lang, saying.text]); if (!window.holds) setTimeout(() => saying.onend()) }
} })
"""
# A loudspeaker that remembers what pitches it was given.
TONES = """
window.pitches = []
window.AudioContext = class {
  currentTime = 0
  createOscillator () {
    const frequency = { set value (pitch) { window.pitches.push(pitch) } }
    return { frequency, connect () {}, start () {}, stop () {} }
  }
}
"""


@pytest.fixture
def page(browser: Browser, serve) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 375, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    page.route("**/*", serve(Client()))
    yield page
    context.close()
    assert broken == []


def _listen(page: Page, address: str, *, holds: bool = False) -> None:
    page.add_init_script(VOICE + f"window.holds = {json.dumps(holds)}")
    page.goto(address)
    page.get_by_role("button", name="朗读", exact=True).click()
    page.get_by_role("button", name="朗读本页").click()


def test_a_boarding_list_has_its_codes_drawn_in_the_browser(page: Page, site: str) -> None:
    page.goto(f"{site}/gallery/boarding_line/")
    expect(page.get_by_role("img", name="张三的码").locator("svg.code-svg")).to_be_visible()


def test_reading_aloud_says_question_help_and_error_in_order(page: Page, site: str) -> None:
    _listen(page, f"{site}/gallery/field/")
    expect(page.get_by_role("button", name="朗读本页")).to_be_visible()
    said = [text for _, text in page.evaluate("window.said")]
    order = ["收款账户", "津贴每月发到这个账户。", "请用老人本人名下的银行卡。", "身份证号"]
    assert [said.index(words) for words in order] == sorted(said.index(words) for words in order)
    assert any("身份证号第18位与前17位对不上" in words for words in said)


def test_reading_pauses_goes_on_with_the_same_sentence_and_stops(page: Page, site: str) -> None:
    _listen(page, f"{site}/gallery/notice/", holds=True)
    page.get_by_role("button", name="暂停").click()
    page.get_by_role("button", name="继续").click()
    first, again = page.evaluate("window.said")
    assert first == again
    assert page.evaluate("CSS.highlights.get('reading').size") == 1
    page.get_by_role("button", name="停止").click()
    assert page.evaluate("CSS.highlights.get('reading').size") == 0


def test_reading_in_cantonese_says_so_when_the_device_has_no_such_voice(page: Page, site: str) -> None:
    _listen(page, f"{site}/gallery/notice/", holds=True)
    page.get_by_label("粤语").check()
    assert page.evaluate("window.said.at(-1)[0]") == "zh-HK"
    expect(page.get_by_text("没有装这种话的语音")).to_be_visible()


def test_a_field_that_is_entered_while_listening_says_itself(page: Page, site: str) -> None:
    _listen(page, f"{site}/gallery/error_summary/", holds=True)
    page.evaluate("window.said.length = 0; window.holds = false")
    page.get_by_label("身份证号").focus()
    expect(page.locator("#read-aloud")).to_have_attribute("data-state", "idle")
    question, *error = [text for _, text in page.evaluate("window.said")]
    assert question == "身份证号"
    assert "".join(error) == "需要改正：身份证号第18位与前17位对不上，请再核对一次。"


@pytest.fixture
def code(page: Page, site: str) -> Locator:
    """A code with a minute to go, and a clock that the test turns."""
    page.clock.install()
    page.goto(f"{site}/gallery/code/")
    code = page.locator("[data-code]").first
    code.evaluate("code => { code.dataset.key = 'display key' }")
    return code


def _gate(page: Page, site: str, **answer: Any) -> list[str]:
    """A gate that always answers so; returns the keys that it was asked with, as they come."""
    allowed = {
        "access-control-allow-origin": site,
        "access-control-allow-headers": "authorization",
        "access-control-expose-headers": "retry-after",
    }
    asked: list[str] = []

    def reply(route: Route) -> None:
        if route.request.method == "POST":
            asked.append(route.request.headers["authorization"])
        route.fulfill(**{**answer, "headers": allowed | answer.get("headers", {})})

    page.route(SHOW, reply)
    return asked


def _shown(token: str | None, outcome: str, **more: Any) -> dict[str, Any]:
    """The gate's answer half an hour long, by the clock of the gallery's example."""
    return {"token": token, "outcome": outcome, "expires_at": GALLERY_LATER, "age_seconds": 1, "notice": None} | more


def test_a_code_renews_itself_when_it_ends_and_tells_a_changed_status(page: Page, site: str, code: Locator) -> None:
    asked = _gate(page, site, json=_shown("LN1:NEXT", "revoked"))
    before = code.locator("svg.code-svg").inner_html()
    page.clock.run_for(45_000)
    assert asked == []
    page.clock.run_for(16_000)
    expect(code.get_by_role("status").first).to_have_text("已撤销")
    assert code.locator("svg.code-svg").inner_html() != before
    page.clock.run_for(600_000)  # the gate gave half an hour
    assert asked == ["Bearer display key"]


def test_a_gate_under_strain_gives_the_status_and_its_age_without_a_code(page: Page, site: str, code: Locator) -> None:
    _gate(page, site, json=_shown(None, "valid", age_seconds=130))
    page.clock.run_for(61_000)
    expect(code.get_by_text("暂时不出码")).to_be_visible()
    expect(code.get_by_text("2分钟前")).to_be_visible()
    expect(code.locator("[data-code-picture]")).to_be_hidden()


def test_a_code_comes_again_no_sooner_than_the_gate_asks_it_to(page: Page, site: str, code: Locator) -> None:
    page.evaluate("Math.random = () => 0.5")  # spread by half: 15 seconds for the gate's 10, 7.5 for the page's own 5
    asked = _gate(page, site, status=503, headers={"retry-after": "10"})
    page.clock.run_for(61_000)
    expect(code.get_by_text("请出示身份证或纸质证")).to_be_visible()
    page.clock.run_for(9_000)
    assert len(asked) == 1
    with page.expect_response(SHOW):
        page.clock.run_for(12_000)
    expect(code.get_by_text("请出示身份证或纸质证")).to_be_visible()
    assert len(asked) == 2


def test_a_refused_key_loads_the_page_once_and_not_at_once(page: Page, site: str, code: Locator) -> None:
    page.evaluate("Math.random = () => 0.5")
    asked = _gate(page, site, status=403)
    with page.expect_response(SHOW):
        page.clock.run_for(61_000)
    expect(code.get_by_text("请出示身份证或纸质证")).to_be_visible()
    page.evaluate("window.isSame = true")
    page.clock.run_for(7_000)
    assert page.evaluate("window.isSame")
    page.wait_for_event("load")  # by itself: a page that goes away cannot say that its clock was turned
    code.evaluate("code => { code.dataset.key = 'display key' }")
    with page.expect_response(SHOW):
        page.clock.run_for(61_000)
    expect(code.get_by_text("请出示身份证或纸质证")).to_be_visible()
    page.clock.run_for(600_000)
    assert len(asked) == 2


def test_a_code_says_so_when_the_gate_is_out_of_reach(page: Page, code: Locator) -> None:
    page.route(SHOW, lambda route: route.abort())
    page.clock.run_for(61_000)
    expect(code.get_by_text("请出示身份证或纸质证")).to_be_visible()


def test_the_clock_runs_in_the_provinces_time_wherever_the_phone_believes_to_be(
    browser: Browser, serve, site: str
) -> None:
    context = browser.new_context(timezone_id="America/New_York")
    page = context.new_page()
    page.route("**/*", serve(Client()))
    page.clock.install()
    page.goto(f"{site}/gallery/code/")
    clock = page.locator("[data-code-clock]").first
    expect(clock).to_have_text(re.compile(r"2026年11月23日.*14:05:0\d"))
    before = clock.text_content()
    page.clock.run_for(1_000)
    assert clock.text_content() != before
    context.close()


def test_a_name_is_masked_until_it_is_asked_for_and_again_after_ten_seconds(page: Page, code: Locator) -> None:
    expect(code.get_by_text("张*三")).to_be_visible()
    expect(code.get_by_text("张大三")).to_be_hidden()
    code.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(code.get_by_text("张大三")).to_be_visible()
    expect(code.get_by_text("张*三")).to_be_hidden()
    page.clock.run_for(6_000)
    expect(code.get_by_text("张大三")).to_be_visible()
    page.clock.run_for(5_000)
    expect(code.get_by_text("张大三")).to_be_hidden()


def test_a_status_is_heard_by_its_tones_and_its_words(page: Page, site: str) -> None:
    page.add_init_script(VOICE + TONES)
    page.goto(f"{site}/gallery/code/")
    stopped = page.locator("[data-code]").nth(1)
    stopped.get_by_role("button", name="听状态").click()
    expect(stopped.get_by_text("已注销")).to_be_visible()
    page.wait_for_function("window.said.length === 2")
    assert [words for _, words in page.evaluate("window.said")] == ["老年人优待证", "已注销"]
    assert page.evaluate("window.pitches") == [420, 240]


def test_a_status_that_changes_is_heard_at_once(page: Page, site: str) -> None:
    page.add_init_script(TONES)
    page.clock.install()
    page.goto(f"{site}/gallery/code/")
    _gate(page, site, json=_shown("LN1:NEXT", "suspended"))
    code = page.locator("[data-code]").first
    code.evaluate("code => { code.dataset.key = 'display key' }")
    page.clock.run_for(61_000)
    expect(code.get_by_role("status").first).to_have_text("暂停使用")
    assert page.evaluate("window.pitches") == [520, 520]


def test_a_desk_is_worked_by_keys(page: Page, site: str) -> None:
    page.goto(f"{site}/gallery/table/")
    rows = page.get_by_role("table").get_by_role("link")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()


def test_without_script_nothing_is_shown_that_needs_it(browser: Browser, serve, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*", serve(Client()))
    page.goto(f"{site}/gallery/code/")
    expect(page.locator("[data-needs-script]").first).to_be_hidden()
    expect(page.get_by_text("每分钟自动换新").first).to_be_visible()
    page.locator("[data-code] summary").click()
    expect(page.get_by_text("张大三")).to_be_visible()
    context.close()


def test_a_map_is_drawn_and_a_city_leads_to_its_areas(page: Page, site: str) -> None:
    page.goto(f"{site}/gallery/risk_map/")
    expect(page.locator(".risk-map-canvas canvas").first).to_be_visible()
    expect(page.locator(".risk-map-failed").first).to_be_hidden()
    canvas = page.locator(".risk-map-canvas").first
    assert canvas.get_attribute("aria-hidden") == "true"  # the table beside it is what is read
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.515, "y": box["height"] * 0.4})
    page.wait_for_url("**#4401")


def test_a_map_that_cannot_be_drawn_says_so(page: Page, site: str) -> None:
    page.route("**/gallery/risk_map/", _without_cities)
    page.goto(f"{site}/gallery/risk_map/")
    expect(page.locator(".risk-map-failed").first).to_be_visible()


def _without_cities(route: Route) -> None:
    page = Client().get("/gallery/risk_map/", headers={"accept-language": "zh-hans"})
    body = page.content.replace(b'data-risk-map="[', b'data-risk-map="no list [')
    route.fulfill(status=200, headers=dict(page.headers), body=body)


def test_the_hours_are_drawn_from_their_table_and_drawn_anew_when_it_changes(page: Page, site: str) -> None:
    page.goto(f"{site}/gallery/hour_chart/")
    chart = page.locator(".hour-chart-canvas").first
    expect(chart.locator("canvas")).to_be_visible()
    expect(page.locator(".hour-chart-failed").first).to_be_hidden()
    assert chart.get_attribute("aria-hidden") == "true"  # the table beside it is what is read
    drawn = "document.querySelector('.hour-chart-canvas canvas').toDataURL()"
    before = page.evaluate(drawn)
    page.evaluate("document.querySelector('[data-hour=\"9\"] [data-number]').dataset.number = '900000'")
    assert page.evaluate(drawn) == before
    page.evaluate("document.body.dispatchEvent(new Event('htmx:afterSettle'))")
    assert page.evaluate(drawn) != before


def test_hours_that_cannot_be_drawn_say_so(page: Page, site: str) -> None:
    page.route("**/gallery/hour_chart/", _without_hours)
    page.goto(f"{site}/gallery/hour_chart/")
    expect(page.locator(".hour-chart-failed").first).to_be_visible()


def _without_hours(route: Route) -> None:
    page = Client().get("/gallery/hour_chart/", headers={"accept-language": "zh-hans"})
    body = page.content.replace(b'data-hour-chart="example', b'data-hour-chart="no')
    route.fulfill(status=200, headers=dict(page.headers), body=body)


@pytest.fixture
def screen(page: Page, site: str) -> Locator:
    """A venue's screen with codes for half an hour, and a clock that the test turns."""
    page.clock.install()
    page.goto(f"{site}/gallery/venue_screen/")
    return page.locator("[data-venue-screen]")


def test_a_venues_screen_draws_another_code_each_minute_without_network(page: Page, screen: Locator) -> None:
    page.route("**/gallery/venue_screen/", lambda route: route.abort())
    picture = screen.locator("[data-venue-screen-picture]")
    drawn = {picture.inner_html()}
    for _ in range(9):
        page.clock.run_for(60_000)
        drawn.add(picture.inner_html())
    assert len(drawn) == 10
    page.clock.run_for(120_000)
    expect(screen.get_by_text("还能用到 14:35")).to_be_visible()
    page.clock.run_for(20 * 60_000)
    expect(screen.get_by_text("请扫入口处的海报")).to_be_visible()
    expect(picture).to_be_hidden()


def test_a_venues_screen_fetches_more_codes_and_comes_back_when_there_is_network(page: Page, screen: Locator) -> None:
    page.clock.run_for(11 * 60_000)
    expect(screen.locator("[data-venue-screen-offline]")).to_be_hidden()
    page.route("**/gallery/venue_screen/", lambda route: route.abort())
    page.clock.run_for(12 * 60_000)
    expect(screen.get_by_text("还能用到")).to_be_visible()
    page.unroute("**/gallery/venue_screen/")
    with page.expect_response("**/gallery/venue_screen/"):
        page.clock.run_for(70_000)
    expect(screen.locator("[data-venue-screen-offline]")).to_be_hidden()
