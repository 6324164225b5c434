"""The inspector's page without network: what it keeps, what it answers, what it tells afterwards, and how it ends."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from lingnan.engine.credentials import SigningKey, decode_payload, encode_payload, sign1
from lingnan.kernel import clock
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.models import Inspection, Scan, StatusEntry
from lingnan.rooms.codes.types import Status
from tests.codes.cards import HOLDER, INSPECTOR, NOON, Card, issue
from tests.codes.scanners import PLACE, inspector, scanner
from tests.portal.switched import Answer, Portal, drawn, no_connection_stays

__all__ = ["no_connection_stays"]

# Before any browser: while its event loop runs, no database can be made.
pytestmark = pytest.mark.usefixtures("published")
ROOT = Path(__file__).resolve().parents[2]
COOKIE = "lingnan_device"
PAGE, KIT, UPLOAD, WORKER = (reverse(name) for name in ("inspect", "inspect_kit", "inspect_upload", "inspect_worker"))
A_DAY = 86_400_000
MINUTE = timedelta(minutes=1)


@pytest.fixture
def keeper(published, db, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return inspector("keeper")


@pytest.fixture
def card(keeper) -> Card:
    return issue()


@pytest.fixture
def revoked(card: Card) -> Card:
    """Requested before the page, whose lists are drawn once."""
    other = issue(holder_key=HOLDER + 1)
    codes.set_status(ref=other.ref, status=Status.INVALID, by=INSPECTOR, at=NOON)
    return other


@pytest.fixture
def enterprise(card: Card) -> Card:
    return issue(holder_key=HOLDER + 2, kind="enterprise-code", holder="岭南示范有限公司")


@pytest.fixture
def device(keeper) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.cookies[COOKIE] = scanner(keeper)[1]
    return client


def pages_of(client: Client) -> dict[str, Answer]:
    """All that a device asks for, as it is now."""
    lists = [reverse("codes-status-list", args=[number]) for number in codes.get_kit(at=NOON).kinds]
    return {path: drawn(client, path) for path in (PAGE, KIT, WORKER, *lists)}


def paper_of(card: Card, *, until: date = date(2026, 12, 7), status: Status = Status.VALID) -> str:
    claims = replace(card, valid_until=until).claims
    return codes.print_codes(displays=[(claims, status)], at=NOON)[0]


def over(card: Card) -> str:
    return Card(ref=card.ref, valid_until=date(2026, 11, 22)).paper()


def altered(card: Card) -> str:
    message = decode_payload(card.paper())
    return encode_payload(message[:-1] + bytes([message[-1] ^ 1]))


@pytest.fixture
def portal(device: Client, card: Card, no_connection_stays) -> Iterator[Portal]:
    portal = Portal(pages_of(device))
    yield portal
    portal.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 375, "height": 800}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, portal: Portal) -> Page:
    """The page, once its device has kept the lists and the page itself."""
    page = context.new_page()
    page.goto(portal.url + PAGE)
    expect(page.get_by_text("断了网也能核验")).to_be_visible()
    kept = f"(await (await caches.open('inspection')).match('{PAGE}')) !== undefined"
    page.wait_for_function("() => navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    for _ in range(200):
        if page.evaluate(f"async () => {kept}"):
            break
        page.wait_for_timeout(50)
    return page


def cut_off(portal: Portal, page: Page) -> None:
    portal.is_off = True
    page.reload()
    expect(page.get_by_text("现在没有网络")).to_be_visible()


def read(page: Page, text: str, word: str) -> Locator:
    page.locator("[data-scanner-field]").fill(text)
    page.keyboard.press("Enter")
    answer = page.locator("#scanner-answer")
    expect(answer.get_by_role("heading", name=word)).to_be_visible()
    return answer


def test_the_page_opens_without_network_and_answers_by_the_list_and_says_its_age(
    page: Page, portal: Portal, card: Card
):
    cut_off(portal, page)
    answer = read(page, card.paper(), "有效")
    for line in ("张*三", "老年人优待证", "到2027年6月30日", "名单于2026年11月23日"):
        expect(answer).to_contain_text(line)
    expect(answer.locator("[data-sound='valid'] svg").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("待上传（条）：1")).to_be_visible()


def test_a_kind_and_its_holder_have_their_names_without_network_too(enterprise: Card, page: Page, portal: Portal):
    cut_off(portal, page)
    answer = read(page, paper_of(enterprise), "有效")
    lines = ["码 企业码", "企业 岭南示范有限公司", "有效期 到2026年12月7日"]
    assert [" ".join(line.split()) for line in answer.locator("dl > div").all_inner_texts()][:3] == lines


def test_without_network_a_number_and_a_screen_are_not_guessed_at(page: Page, portal: Portal, card: Card):
    cut_off(portal, page)
    for text, meaning in ((card.token(), "屏幕上每分钟一换"), ("440106195001010015", "不能按号码查")):
        expect(read(page, text, "要联网查")).to_contain_text(meaning)
        page.wait_for_timeout(400)
        page.keyboard.press("Escape")
    assert all(scan["text"] == "" for scan in _kept(page))


def test_a_portal_that_fails_is_as_good_as_none(page: Page, portal: Portal, card: Card):
    portal.reply = lambda path, form: (503, {}, b"")
    expect(read(page, card.paper(), "有效")).to_contain_text("名单于")


def test_a_list_older_than_a_day_is_not_shown_as_new(page: Page, portal: Portal, card: Card):
    portal.is_off = True
    page.clock.install()
    page.clock.fast_forward(A_DAY + 60_000)
    page.reload()
    expect(page.get_by_text("名单已经超过24小时没有更新")).to_be_visible()
    answer = read(page, card.paper(), "名单太旧")
    expect(answer).not_to_contain_text("张*三")
    expect(answer).to_contain_text("身份证件")


def test_what_was_read_goes_up_once_and_what_failed_stays(page: Page, portal: Portal, device: Client, card: Card):
    cut_off(portal, page)
    for text, word in ((card.paper(), "有效"), ("https://example.com/", "认不出")):
        read(page, text, word)
        page.wait_for_timeout(400)
        page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_text("待上传（条）：2")).to_be_visible()
    portal.reply = lambda path, form: (503, {}, b"")
    portal.is_off = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("待上传（条）：2")).to_be_visible()
    _wait_for(lambda: len(portal.sent) == 1, page)

    def first_alone(path: str, form: dict[str, str]) -> Answer:
        return _as_json({"taken": _ids(form["scans"])[:1], "repeated": [], "refused": []})

    portal.reply = first_alone
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("待上传")).to_be_hidden()
    assert [path for path, _ in portal.sent] == [UPLOAD] * 3
    for _, form in portal.sent[:2]:
        _upload(device, form["scans"])
    assert sorted(Inspection.objects.values_list("outcome", flat=True)) == ["foreign", "valid"]
    assert Scan.objects.get().place == PLACE


def test_with_the_network_switched_off_each_code_is_told_apart_and_all_go_up_once(
    revoked: Card, card: Card, device: Client, page: Page, context: BrowserContext, portal: Portal
):
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text("现在没有网络")).to_be_visible()
    for text, word in (
        (card.paper(), "有效"), (revoked.paper(), "已撤销"), (over(card), "已过期"), (altered(card), "不可信"),
    ):  # fmt: skip
        read(page, text, word)
        page.wait_for_timeout(400)
        page.keyboard.press("Escape")
    assert portal.sent == []

    def known_already(path: str, form: dict[str, str]) -> Answer:
        if len(portal.sent) == 1:
            # Taken, and the answer is lost on its way.
            return 502, {}, b""
        return _as_json({"taken": [], "repeated": _ids(form["scans"]), "refused": []})

    portal.reply = known_already
    context.set_offline(False)
    _wait_for(lambda: len(portal.sent) == 1, page)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("待上传")).to_be_hidden()
    (_, first), (_, again) = portal.sent
    assert _upload(device, first["scans"]) == {"taken": _ids(first["scans"]), "repeated": [], "refused": []}
    assert _upload(device, again["scans"]) == json.loads(known_already(UPLOAD, again)[2])
    told = sorted(Inspection.objects.values_list("outcome", flat=True))
    assert told == ["expired", "revoked", "tampered", "valid"]
    assert sorted(Scan.objects.values_list("outcome", flat=True)) == ["revoked", "valid"]


def test_a_revoked_device_uploads_what_came_before_is_wiped_and_told(
    page: Page, portal: Portal, device: Client, keeper, card: Card
):
    cut_off(portal, page)
    read(page, card.paper(), "有效")
    page.wait_for_timeout(400)
    page.keyboard.press("Escape")
    (use,) = codes.list_devices(by=keeper, at=NOON)
    codes.revoke_device(uuid=use.device.uuid, by=keeper, at=NOON + 5 * MINUTE)
    portal.pages |= {PAGE: drawn(device, PAGE), KIT: drawn(device, KIT)}
    assert portal.pages[KIT][0] == 403
    portal.reply = lambda path, form: _as_json({"taken": _ids(form["scans"]), "repeated": [], "refused": []})
    portal.is_off = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("存在这台设备上的名单已经清除")).to_be_visible()
    expect(page.locator("[data-scanner]")).to_be_hidden()
    assert len(portal.sent) == 1
    assert _kept(page) == []
    assert page.evaluate("caches.has('inspection')") is False
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(each => each.length)") == 0


def test_the_script_judges_as_the_platform_does(page: Page, portal: Portal, device: Client, card: Card):
    texts, later = _texts(card), NOON + MINUTE
    kit = json.loads(drawn(device, KIT)[2]) | {"takenAt": NOON.timestamp()}
    judged = _judge(page, kit, _lists(later), texts, ahead=60)
    by_platform = {name: codes.verify_code(text=text, at=later).outcome.value for name, text in texts.items()}
    # A stream that ends too early and one that is damaged are the same to a browser.
    same = {"truncated": "unreadable"}
    assert {name: same.get(each, each) for name, each in judged.items()} == {
        name: same.get(each, each) for name, each in by_platform.items()
    }
    assert {"valid", "revoked", "suspended", "marked", "withdrawn", "expired", "tampered", "unknown-key"} <= {
        *judged.values()
    }


def test_the_script_goes_by_the_later_of_list_and_paper_and_by_no_revoked_key(
    page: Page, portal: Portal, device: Client, card: Card
):
    kit = json.loads(drawn(device, KIT)[2]) | {"takenAt": NOON.timestamp()}
    lists, claims = _lists(NOON), card.claims
    later = codes.print_codes(displays=[(claims, Status.SUSPENDED)], at=NOON + 5 * MINUTE)[0]
    earlier = codes.print_codes(displays=[(claims, Status.SUSPENDED)], at=NOON)[0]
    kit["takenAt"] += 60
    texts = {"later": later, "earlier": earlier, "licence": card.paper()}
    assert _judge(page, kit, lists, texts, ahead=400) == {"later": "suspended", "earlier": "valid", "licence": "valid"}
    assert _judge(page, kit, {}, texts, ahead=400) == dict.fromkeys(texts, "old-list")
    assert _judge(page, kit, lists, {"licence": card.paper()}, ahead=25 * 3600) == {"licence": "old-list"}
    for key in kit["keys"]:
        key["is_revoked"] = "credential" in key["purposes"]
    assert _judge(page, kit, lists, texts, ahead=400) == dict.fromkeys(texts, "revoked-key")
    for key in kit["keys"]:
        key["is_revoked"] = "status_list" in key["purposes"]
    assert _judge(page, kit, lists, texts, ahead=400) == dict.fromkeys(texts, "old-list")


def test_a_kit_holds_no_secret_and_is_given_to_devices_alone(device: Client, card: Card):
    kit = device.get(KIT).json()
    assert {purpose for key in kit["keys"] for purpose in key["purposes"]} == {"credential", "status_list"}
    assert all("d" not in key["jwk"] and "k" not in key["jwk"] for key in kit["keys"])
    refused = Client().get(KIT)
    assert (refused.status_code, refused.json()["code"]) == (403, "device-unknown")


ENDLESS = '[{"id": "00", "text": "", "outcome": "", "scanned_at": 99999999999999999999, "listed_at": null}]'


@pytest.mark.parametrize("scans", ["", "[", "7", "[7]", '[{"id": "x"}]', ENDLESS, "[" * 200_000])
def test_what_no_script_of_ours_sends_is_refused(device: Client, scans: str):
    answer = device.post(UPLOAD, {"scans": scans})
    assert (answer.status_code, answer.json()["code"]) == (400, "upload-malformed")


def _texts(card: Card) -> dict[str, str]:
    """Good codes of each status, and codes damaged in many ways."""
    of_status = {status: issue(holder_key=HOLDER + status) for status in Status if status}
    for status, each in of_status.items():
        codes.set_status(ref=each.ref, status=status, by=INSPECTOR, at=NOON)
    lost = issue()
    lost_paper, lost_licence = paper_of(lost), lost.paper()
    StatusEntry.objects.filter(index=lost.ref.index).update(paper_withdrawn_at=NOON + timedelta(microseconds=1))
    good, licence = paper_of(card), card.paper()
    message, middle = decode_payload(good), len(licence) // 2
    return {
        "paper": good,
        "licence": f"  {licence}\n",
        **{f"licence {status.name}": each.paper() for status, each in of_status.items()},
        **{f"paper {status.name}": paper_of(each) for status, each in of_status.items()},
        "lost": lost_paper,
        "lost licence": lost_licence,
        "over": paper_of(card, until=date(2026, 11, 22)),
        "over as a licence": over(card),
        "over and revoked": paper_of(of_status[Status.INVALID], until=date(2026, 11, 22)),
        "altered": encode_payload(message[:-1] + bytes([message[-1] ^ 1])),
        "cut": good[:-3],
        "cut in the middle": licence[:middle],
        "cut at a wrong place": good[:-4],
        "small letters": good.lower(),
        "foreign": "https://example.com/",
        "nothing": "LN1:",
        "no digits": "LN1:äöü",
        "rubbish": "LN1:" + "A" * 300,
        "endless": "LN1:" + "A" * 10_000,
        "ones": "LN1:111111",
        "another's": _of_another_issuer(),
    }


def _lists(at: datetime) -> dict[int, str]:
    return {
        number: b64encode(codes.get_status_list(list_id=number, at=at).token).decode()
        for number in codes.get_kit(at=at).kinds
    }


def _of_another_issuer() -> str:
    """A code by a key that was never published."""
    return encode_payload(sign1(payload=b"\xa0", key=SigningKey.generate()))


def _judge(page: Page, kit: Any, lists: Any, texts: dict[str, str], *, ahead: int = 0) -> dict[str, str]:
    source = ROOT / "src/lingnan/portal/components/offline_check/check.js"
    command = [ROOT / "node_modules/.bin/esbuild", source, "--bundle", "--format=iife", "--global-name=checking"]
    page.evaluate(
        subprocess.run(command, capture_output=True, check=True, text=True).stdout + ";window.checking = checking"
    )
    judged: dict[str, str] = page.evaluate(
        """async ([kit, lists, texts, now]) => {
          const bytes = text => Uint8Array.from(atob(text), each => each.charCodeAt(0))
          const tokens = new Map(Object.entries(lists).map(([number, token]) => [Number(number), bytes(token)]))
          const judged = {}
          for (const name in texts) judged[name] = (await checking.check(texts[name], kit, tokens, now)).outcome
          return judged
        }""",
        [kit, lists, texts, NOON.timestamp() + ahead],
    )
    return judged


def _kept(page: Page) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = page.evaluate(
        """() => new Promise(resolve => {
          const opening = indexedDB.open('lingnan.inspection')
          opening.onsuccess = () => {
            const all = opening.result.transaction('scans').objectStore('scans').getAll()
            all.onsuccess = () => resolve(all.result)
          }
        })"""
    )
    return kept


def _upload(device: Client, scans: str) -> Any:
    return device.post(UPLOAD, {"scans": scans}).json()


def _ids(scans: str) -> list[str]:
    return [scan["id"] for scan in json.loads(scans)]


def _as_json(told: Any) -> Answer:
    return 200, {"Content-Type": "application/json"}, json.dumps(told).encode()


def _wait_for(condition: Any, page: Page) -> None:
    for _ in range(400):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def test_a_device_is_told_which_lists_ended_and_believes_no_older_copy(
    page: Page, portal: Portal, device: Client, card: Card
):
    lists, text = _lists(NOON), {"licence": card.paper()}
    with transaction.atomic():
        codes.end_kind(kind="senior-card", at=NOON)
    kit = device.get(KIT).json() | {"takenAt": NOON.timestamp()}
    assert (kit["lists"], kit["ended"]) == ({}, [card.ref.list_id])
    assert _judge(page, kit, lists, text, ahead=60) == {"licence": "ended"}
