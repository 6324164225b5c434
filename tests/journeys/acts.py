"""What people do at the pages, by the words they read there: it works with script and without."""

import json
import time
from collections.abc import Callable
from functools import lru_cache
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.province import Province

from .inside import do_inside

PHONE = {"width": 375, "height": 812}
DESK = {"width": 1280, "height": 800}
MOBILE = "13800138000"
SECONDS = 120
DEVICE = """
from uuid import uuid4
from tests.codes.scanners import inspector, scanner
from lingnan.kernel import clock
print(scanner(inspector(f"keeper-{uuid4().hex[:8]}"), name=uuid4().hex[:8], at=clock.now())[1])
"""


def begin_for(page: Page, masked: str) -> None:
    """From home: act for the one who agreed; both services are chosen already."""
    page.goto("/")
    page.get_by_role("link", name=f"替{masked}").click()
    expect(page.get_by_role("radio", name=masked)).to_be_checked()
    for service in page.get_by_role("checkbox").all():
        expect(service).to_be_checked()
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("政府已经知道这些")


def answer_all(page: Page) -> list[str]:
    """From the facts on to the check, answering what is asked; returns the questions."""
    page.get_by_role("link", name="都对，继续").click()
    asked = []
    while "/ask/" in page.url:
        for question in page.locator("main form .field").all():
            asked.append(question.locator(".field-label").inner_text())
            question.locator("input").fill(MOBILE)
        page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请看一遍，再提交")
    return asked


def send(page: Page) -> None:
    """Agree and send; the result is on the screen."""
    page.get_by_role("checkbox", name="同意").check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/applications/*/")


def apply_for(page: Page, masked: str) -> None:
    begin_for(page, masked)
    answer_all(page)
    send(page)


def verify(page: Page, token: str) -> str:
    """Anyone checks a code at the public page; returns the answer in a word."""
    page.goto("/verify/")
    page.get_by_label("码的内容").fill(token)
    page.get_by_role("button", name="核验", exact=True).click()
    return page.get_by_role("heading", level=1).inner_text()


def scan(province: Province, token: str) -> str:
    """A checkpoint scans a code; returns the gate's outcome."""
    headers = {"Authorization": f"Bearer {_device_key(province)}"}
    asked = Request(f"{province.gate_url}/scan", data=token.encode(), headers=headers, method="POST")
    with urlopen(asked, timeout=SECONDS) as answer:
        outcome: str = json.load(answer)["outcome"]
        return outcome


@lru_cache
def _device_key(province: Province) -> str:
    """Of a device that the gate knows by now."""
    key = do_inside(province, DEVICE)
    wait_until(lambda: _is_known(province, key))
    return key


def _is_known(province: Province, key: str) -> bool:
    headers = {"Authorization": f"Bearer {key}"}
    try:
        urlopen(Request(f"{province.gate_url}/scan", data=b"", headers=headers, method="POST"), timeout=SECONDS).close()
    except HTTPError as refused:
        refused.close()
        return False
    return True


def next_token(page: Page) -> dict[str, str]:
    """The code renews itself within its minute; returns what the gate gave."""
    with page.expect_response(lambda answer: answer.url.endswith("/show")) as shown:
        page.clock.run_for(61_000)
    given: dict[str, str] = shown.value.json()
    return given


def revoke(page: Page, identifier: str, reason: str) -> None:
    """A keeper of licences finds one by its identifier and revokes it."""
    page.goto("/desk/licences/")
    page.get_by_label("电子证照标识").fill(identifier)
    page.get_by_role("button", name="查证照").click()
    page.get_by_role("link", name="撤销这份证照").click()
    page.get_by_label("撤销的理由").fill(reason)
    page.get_by_role("button", name="撤销", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("已经撤销")


def wait_until(condition: Callable[[], object]) -> None:
    """Ask again and again, for two minutes at most."""
    give_up = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.2)
