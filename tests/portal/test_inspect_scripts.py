"""The inspector's page with script: a scanner that types, a camera, an answer over the whole screen, the next code."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from lingnan.portal.templatetags.portal import asset, qr

CODE = "LN1:6BFOXN%TSMAHN-H3O4:PVH AJ2J$9J0II:Q5 43SLG/EBOD0+GD6EQR8TKG%C5.2MXH7E8V2QTYUG"
ANSWER = """<section class="verdict verdict-stop" role="status" data-sound="stop"><h1>红码</h1>
<a href="/inspect/" data-scanner-next>查下一个</a></section>"""
# What was heard, and a camera that sees the picture of a code.
WORLD = """
window.heard = []
window.AudioContext = class {
  currentTime = 0
  resume () {}
  createOscillator () {
    return { frequency: { set value (pitch) { window.heard.push(pitch) } }, connect () {}, start () {}, stop () {} }
  }
}
window.asked = 0
Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => {
  window.asked++
  if (window.denied) throw new DOMException('', 'NotAllowedError')
  const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 480 })
  const picture = canvas.getContext('2d')
  const image = new Image()
  image.src = 'data:image/svg+xml,' + encodeURIComponent(window.code)
  await image.decode()
  const paint = () => { picture.fillRect(0, 0, 480, 480); picture.drawImage(image, 0, 0, 480, 480) }
  picture.fillStyle = '#fff'
  setInterval(paint, 50)
  return canvas.captureStream(20)
} } })
delete window.BarcodeDetector
"""
Serve = Callable[[Client], Callable[[Route], None]]


@pytest.fixture
def sent() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, serve: Serve, sent: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 375, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    answer = serve(Client())

    def reply(route: Route) -> None:
        if route.request.method != "POST":
            return answer(route)
        sent.extend(parse_qs(route.request.post_data or "")["text"])
        return route.fulfill(body=ANSWER, content_type="text/html; charset=utf-8")

    page.route("**/*", reply)
    page.add_init_script(WORLD)
    yield page
    context.close()
    assert broken == []


@pytest.fixture
def scanner(page: Page, site: str) -> Page:
    """The page of a component, whose form stands as at a device."""
    page.goto(f"{site}/gallery/scanner/")
    page.locator("[data-scanner-field]").focus()
    return page


def test_a_scanner_types_the_answer_fills_the_screen_and_the_next_code_takes_it_away(scanner: Page, sent: list[str]):
    scanner.keyboard.type("LN1:FIRST")
    scanner.keyboard.press("Enter")
    expect(scanner.get_by_role("heading", name="红码")).to_be_visible()
    box = scanner.locator("#scanner-answer").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (375, 800)
    assert scanner.evaluate("window.heard") == [420, 240]
    scanner.keyboard.type("LN1:NEXT")
    expect(scanner.locator("#scanner-answer")).to_be_hidden()
    expect(scanner.locator("[data-scanner-field]")).to_have_value("LN1:NEXT")
    scanner.keyboard.press("Enter")
    expect(scanner.get_by_role("heading", name="红码")).to_be_visible()
    assert sent == ["LN1:FIRST", "LN1:NEXT"]


def test_next_by_a_tap_leads_back_to_the_field(scanner: Page, sent: list[str]):
    scanner.keyboard.type("LN1:FIRST")
    scanner.keyboard.press("Enter")
    scanner.get_by_role("link", name="查下一个").click()
    expect(scanner.locator("[data-scanner-field]")).to_be_focused()
    expect(scanner.locator("[data-scanner-field]")).to_have_value("")
    scanner.keyboard.press("Enter")
    assert sent == ["LN1:FIRST"]


def test_while_an_answer_is_shown_nothing_under_it_is_reached_by_keyboard(scanner: Page):
    scanner.keyboard.type(CODE)
    scanner.keyboard.press("Enter")
    expect(scanner.locator("[data-scanner-next]")).to_be_focused()
    for _ in range(4):
        scanner.keyboard.press("Tab")
        assert scanner.evaluate("!document.querySelector(':focus:not([data-scanner-next])')")
    assert scanner.locator("h1").evaluate_all("all => all.filter(each => !each.closest('[inert]')).length") == 1
    scanner.locator("[data-scanner-next]").click()
    expect(scanner.locator("[data-scanner-field]")).to_be_focused()
    assert scanner.locator("[inert]").count() == 0


def test_nothing_typed_leads_back_to_the_field(scanner: Page, sent: list[str]):
    scanner.locator("[data-scanner-send]").click()
    expect(scanner.locator("[data-scanner-field]")).to_be_focused()
    assert sent == []


def test_no_answer_is_told_aloud(scanner: Page):
    scanner.route("**/gallery/scanner/", lambda route: route.abort())
    scanner.keyboard.type("LN1:FIRST")
    scanner.keyboard.press("Enter")
    expect(scanner.get_by_role("heading", name="没有查成")).to_be_visible()
    assert scanner.evaluate("window.heard") == [520, 520]


def test_a_camera_is_asked_for_by_its_button_and_read_by_our_own_decoder(page: Page, site: str, sent: list[str]):
    page.goto(f"{site}/inspect/pair/")  # where the policy is a device's
    page.evaluate("code => { window.code = code }", qr(CODE).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"'))
    assert page.evaluate("window.asked") == 0
    wasm = settings.ENVIRONMENT.assets / asset("decoder.wasm").removeprefix("/assets/")
    page.route("**/decoder-*.wasm", lambda route: route.fulfill(path=wasm, content_type="application/wasm"))
    page.get_by_role("button", name="用摄像头扫").click()
    expect(page.get_by_role("heading", name="红码")).to_be_visible(timeout=20_000)
    assert sent == [CODE]


def test_a_camera_that_is_refused_is_told(scanner: Page):
    scanner.evaluate("window.denied = true")
    scanner.get_by_role("button", name="用摄像头扫").click()
    expect(scanner.get_by_text("没有得到使用摄像头的许可")).to_be_visible()
    expect(scanner.get_by_role("button", name="用摄像头扫")).to_be_visible()
