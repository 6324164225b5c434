"""What a running province believes and what not: keys rotated and revoked, receipts and content altered, old tokens."""

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.province import ROOT, Province

from .acts import PHONE, apply_for, scan, verify, wait_until
from .families import Household
from .inside import do_inside, query

TOKENS = """
import json
from datetime import timedelta
from uuid import UUID
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Purpose
from lingnan.rooms.licences import api as licences

himself = Actor(kind="person", ref="person:himself", name="", person_key={key})

def show(at):
    return licences.show_licence(uuid=UUID("{licence}"), by=himself, at=at).token
"""
OF_TWO_TIMES = TOKENS + "print(json.dumps([show(clock.now() - timedelta(seconds=75)), show(clock.now())]))"
KEYS_ARE_OLD = "SELECT now() - min(not_before) > interval '80 seconds' FROM codes_key"
# The successor was named a minute ago, so it signs by now.
OF_TWO_KEYS = (
    TOKENS
    + """
now = clock.now()
before = show(now)
signing = max((key for key in codes.list_keys() if key.purpose is Purpose.TOKEN), key=lambda key: key.not_before)
codes.rotate_key(purpose=Purpose.TOKEN, by=PLATFORM, at=now - timedelta(seconds=61))
print(json.dumps([before, show(now), signing.kid]))
"""
)
REVOKE = """
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api
api.revoke_key(kid="{kid}", by=PLATFORM, at=clock.now())
"""


@pytest.fixture
def granted(page_as, household: Household) -> Page:
    """The daughter, who looks at what came of her application."""
    page: Page = page_as(household.daughter, viewport=PHONE)
    apply_for(page, household.masked)
    return page


def _minted(program: str, live: Province, household: Household) -> list[str]:
    ((licence,),) = query(live, "SELECT uuid FROM licences_licence WHERE holder_key = %s", household.father_key)
    minted: list[str] = json.loads(do_inside(live, program.format(key=household.father_key, licence=licence)))
    return minted


def test_a_receipt_is_verified_offline_unless_a_byte_was_changed(granted: Page, live: Province, tmp_path: Path) -> None:
    granted.get_by_role("link", name="看决定书").first.click()
    with granted.expect_download() as download:
        granted.get_by_role("link", name="下载带签名的决定书").click()
    receipt = tmp_path / "receipt.cose"
    download.value.save_as(receipt)
    verified = live.run("verify", str(receipt))
    assert verified.returncode == 0, verified.stderr
    assert "重新决定一遍，结果相同" in verified.stdout
    signed = bytearray(receipt.read_bytes())
    signed[len(signed) // 2] ^= 1
    receipt.write_bytes(signed)
    refused = live.run("verify", str(receipt))
    assert refused.returncode == 1
    assert "这份决定书不能采信" in refused.stderr


def test_broken_content_is_told_by_file_and_line(live: Province, tmp_path: Path) -> None:
    content = shutil.copytree(ROOT / "content" / "guangdong", tmp_path / "guangdong")
    service = content / "services" / "senior-card" / "service.yaml"
    service.write_text(service.read_text().replace("person.household_division", "person.no_such_thing", 1))
    checked = live.run("content", "check", str(content))
    assert checked.returncode == 1
    assert "services/senior-card/service.yaml:" in checked.stdout
    assert "person.no_such_thing" in checked.stdout


def test_a_token_is_refused_after_its_minute(granted: Page, live: Province, household: Household, page_as) -> None:
    wait_until(lambda: query(live, KEYS_ARE_OLD) == [(True,)])
    old, new = _minted(OF_TWO_TIMES, live, household)
    anyone = page_as(None)
    assert verify(anyone, new) == "有效"
    assert verify(anyone, old) == "码已过时"
    expect(anyone.get_by_role("main")).to_contain_text("屏幕上的码每分钟更换一次")
    assert scan(live, old) == "replayed"


def test_a_rotated_key_is_believed_and_a_revoked_one_is_not(
    granted: Page, live: Province, household: Household, page_as
) -> None:
    anyone = page_as(None)
    before, after, kid = _minted(OF_TWO_KEYS, live, household)
    assert verify(anyone, before) == verify(anyone, after) == "有效"
    wait_until(lambda: scan(live, after) == "valid")
    assert scan(live, before) == "valid"
    do_inside(live, REVOKE.format(kid=kid))
    wait_until(lambda: scan(live, before) == "revoked-key")
    assert verify(anyone, before) != "有效"
    expect(anyone.get_by_role("main")).to_contain_text("签发这个码的密钥已经停用")
    expect(anyone.get_by_role("main")).to_contain_text("这不是持有人的过错")
    assert verify(anyone, after) == "有效"
