"""The inspector's page: a browser becomes a device once, reads codes and numbers, and tells no more than a scan may."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.models import Inspection, Key, Scan
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from tests.codes.cards import NOON, issue
from tests.codes.scanners import PLACE, enrol, inspector, scanner
from tests.health.evidence import FATHER, isolate, moment
from tests.house import AT, Family
from tests.portal.residents import text_of

COOKIE = "lingnan_device"
NOBODYS = "440106195001010015"
PART = {"HX-Request": "true"}


@pytest.fixture
def keeper(family: Family, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return inspector("keeper")


@pytest.fixture
def august(monkeypatch: pytest.MonkeyPatch):
    """August 2021, when the rules of the health code were in force."""
    monkeypatch.setattr(clock, "now", lambda: moment(2))
    Key.objects.update(not_before=datetime(2020, 1, 1, tzinfo=UTC))


@pytest.fixture
def device(keeper) -> Client:
    """A device at work."""
    client = Client()
    client.cookies[COOKIE] = scanner(keeper)[1]
    return client


def read(client: Client, text: str, **headers: str) -> str:
    answer = client.post("/inspect/", {"text": text}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_browser_becomes_a_device_by_the_key_from_the_desk(keeper):
    client, enrolled = Client(), enrol(keeper)
    assert client.get("/inspect/").status_code == 403
    answer = client.post("/inspect/pair/", {"text": enrolled.pairing_key}, follow=True)
    assert PLACE in answer.content.decode()
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/inspect/")
    assert bool(cookie["secure"]) == settings.SESSION_COOKIE_SECURE
    assert Client().post("/inspect/pair/", {"text": enrolled.pairing_key}).status_code == 403


def test_a_revoked_device_reads_nothing_more(keeper, device):
    (use,) = codes.list_devices(by=keeper, at=NOON)
    codes.revoke_device(uuid=use.device.uuid, by=keeper, at=NOON)
    for headers in ({}, PART):
        assert device.post("/inspect/", {"text": issue().token()}, headers=headers).status_code == 403
    assert not Scan.objects.exists()


def test_the_answer_is_a_colour_a_word_a_shape_a_sound_and_a_masked_name(device):
    page = read(device, issue().token())
    assert "verdict-valid" in page
    assert 'data-sound="valid"' in page
    assert re.search(r"<h1>\s*有效\s*</h1>", page)
    assert "张*三" in page
    assert "<svg" in page


def test_with_script_the_answer_is_a_part_of_the_page(device):
    part = read(device, issue().token(), **PART)
    assert part.lstrip().startswith("<section")
    assert "有效" in part


@pytest.mark.parametrize("text", ["废" * 10_000, "9" * 10_000, "LN1:" + "A" * 10_000, "<script>", "https://x.example/"])
def test_rubbish_is_answered_kindly(device, text):
    page = read(device, text)
    assert "verdict-caution" in page
    assert text not in page


def test_refused_scans_are_kept(device):
    read(device, "LN1:AAAA")
    assert Inspection.objects.count() == 1


def test_nothing_is_asked_about_nothing(device):
    answer = device.post("/inspect/", {"text": "  "})
    assert answer.status_code == 422
    assert "还没有内容" in answer.content.decode()
    assert not Inspection.objects.exists()


@pytest.mark.parametrize("typed", [FATHER, f" {FATHER[:6]} {FATHER[6:]} "])
def test_a_number_is_answered_as_the_code(family, device, august, typed):
    isolate(family, first=1, last=14)
    page = read(device, typed)
    assert "红码" in page
    assert "陈*栋" in page
    assert FATHER not in page
    assert "陈国栋" not in page


def test_a_mistyped_number_is_told_before_anything_is_looked_at(device, august):
    assert "号码不对" in read(device, FATHER[:-1] + "0")
    assert not Inspection.objects.exists()


VISITORS = (("H12345678", "516", "黄家俊"), ("12345678", "511", "林怡君"), ("X1234567", "414", "Mary Smith"))


def arrive(*, number: str, kind: str, name: str) -> int:
    new = NewPerson(id_number=number, id_kind=kind, name=name)
    return identity.register_people(people=[new], at=AT)[0]


@pytest.mark.parametrize(
    ("typed", "masked"),
    [("h12345678", "黄*俊"), ("Ｈ1234 5678 02", "黄*俊"), ("1234567802（B）", "林*君"), ("x1234567", "M*** S****")],
)
def test_permits_and_passports_are_answered_as_cards_are(device, august, typed, masked):
    for number, kind, name in VISITORS:
        arrive(number=number, kind=kind, name=name)
    page = read(device, typed)
    assert "绿码" in page
    assert masked in page


def test_where_two_kinds_have_the_number_the_inspector_is_asked_and_told_nothing(device, august):
    arrive(number="12345678", kind="511", name="林怡君")
    arrive(number="12345678", kind="414", name="Mary Smith")
    page = read(device, "12345678")
    assert "台湾居民来往大陆通行证" in page
    assert "普通护照" in page
    assert not re.search(r"林|君|Mary|M\*|绿码", page)
    assert not Scan.objects.exists()
    assert Inspection.objects.get().outcome == "no-code"
    answer = device.post("/inspect/", {"text": "12345678", "kind": "414"}).content.decode()
    assert "M*** S****" in answer
    assert "林*君" in device.post("/inspect/", {"text": "12345678", "kind": "511"}).content.decode()


def test_a_kind_that_does_not_write_its_numbers_so_is_not_believed(device, august):
    arrive(number="H12345678", kind="516", name="黄家俊")
    assert "黄*俊" in device.post("/inspect/", {"text": "H12345678", "kind": "111"}).content.decode()


@pytest.mark.parametrize("typed", ["H12", "H1234", "AB12(3)", "1234567890123B45"])
def test_what_no_document_bears_is_told_before_anything_is_looked_at(device, august, typed):
    page = read(device, typed)
    assert "verdict-caution" in page
    assert not Inspection.objects.filter(act="number").exists()


def test_a_bar_code_is_no_number(device, august):
    assert "号码不对" not in read(device, "6901234567892")


def test_a_number_without_a_code_stops_nobody(device, august):
    page = read(device, NOBODYS)
    assert "没有查到这个号码的健康码" in page
    assert "不要因为没有码把人拦下" in page


def test_on_a_day_without_rules_every_number_gets_the_same_answer(device):
    def told(number: str) -> str:
        return re.sub(r"csrf\S+", "", read(device, number, **PART))

    assert told(FATHER) == told(NOBODYS)
    assert "不用查码" in told(FATHER)


def test_numbers_are_not_tried_one_after_another(device, august):
    for _ in range(20):
        read(device, NOBODYS)
    page = read(device, FATHER)
    assert "先停一停" in page
    assert "陈*栋" not in page


def test_the_holder_reads_where_and_why(family, device, august):
    from lingnan.rooms.identity.models import Account

    read(device, FATHER)
    key = family.father_key
    identity.create_resident_account(username="father", password="-", person_key=key, at=AT)
    client = Client()
    client.force_login(Account.objects.get(username="father"))
    page = client.get("/access/").content.decode()
    assert f"（{PLACE}）" in page
    assert "凭身份证号查验" in page


def test_only_this_page_may_compile_the_decoder(device):
    for path, may in (("/inspect/", True), ("/inspect/pair/", True), ("/verify/", False)):
        policy = device.get(path)["Content-Security-Policy"]
        assert ("'wasm-unsafe-eval'" in policy) == may
        assert "'unsafe-eval'" not in policy
        assert "default-src 'self'" in policy


def test_the_desk_shows_a_key_once(keeper):
    from lingnan.rooms.identity.models import Account

    client = Client()
    client.force_login(Account.objects.get(username="keeper"))
    page = client.post("/desk/devices/new/", {"place": PLACE, "name": "手持机1"}).content.decode()
    key = re.search(r"<code>([A-Z2-7-]{29})</code>", page)
    assert key
    assert key[1] not in client.get("/desk/devices/").content.decode()
    assert Client().post("/inspect/pair/", {"text": key[1]}).status_code == 302
    again = client.post("/desk/devices/new/", {"place": PLACE, "name": "手持机1"})
    assert again.status_code == 422
    assert "已经有一台" in again.content.decode()
    devices = client.get("/desk/devices/").content.decode()
    assert "在用" in devices
    assert f'href="{reverse("inspect")}"' in devices


def test_the_page_of_a_device_tells_what_it_read_and_of_no_one(keeper, device):
    from lingnan.rooms.identity.models import Account

    read(device, issue().token())
    read(device, "https://example.com/")
    device.post("/inspect/", {"text": NOBODYS})
    desk = Client()
    desk.force_login(Account.objects.get(username="keeper"))
    (use,) = codes.list_devices(by=keeper, at=NOON)
    assert f"/desk/devices/{use.device.uuid}/" in desk.get("/desk/devices/").content.decode()
    page = text_of(desk.get(f"/desk/devices/{use.device.uuid}/"))
    for said in ("联网扫码", "有效", "认不出", "2026年11月2"):
        assert said in page
    assert "陈" not in page.replace("陈旧", "")


def test_the_page_of_a_device_goes_on_to_what_is_older(keeper, device):
    from lingnan.rooms.codes.models import Device
    from lingnan.rooms.identity.models import Account

    row = Device.objects.get()
    Inspection.objects.bulk_create(
        Inspection(device=row, act="scan", outcome="old-list", way="offline", at=NOON) for _ in range(51)
    )
    desk = Client()
    desk.force_login(Account.objects.get(username="keeper"))
    first = desk.get(f"/desk/devices/{row.uuid}/")
    assert text_of(first).count("名单太旧") == 50
    rest = desk.get(f"/desk/devices/{row.uuid}/?{first.context['older']}")
    assert text_of(rest).count("没有网络时扫码") == 1
    assert not rest.context["older"]
