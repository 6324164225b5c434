"""How much codes are used, for anyone: from the gates' tallies to the page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.rooms.codes import api as codes
from tests.codes.cards import NOON
from tests.codes.scanners import inspector, scanner
from tests.codes.test_numbers import Gate, counting, take_in, taken_in

from .residents import text_of

__all__ = ["counting"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty displays and two scans at noon, two displays an hour later; it is two o'clock."""
    gate = Gate(tmp_path)
    gate.count(displays=range(30), devices=range(2))
    gate.count(displays=range(2), devices=range(0), at=NOON + timedelta(hours=1))
    take_in(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))


def test_anyone_sees_today_by_hour_and_in_total(counted) -> None:
    page = Client().get(reverse("transparency_codes"))
    words = text_of(page)
    for said in ("今天亮码 32 次", "今天扫码 2 次", "今天扫过码的设备 约 2 台", "12:00 30 2", "13:00 2 0"):
        assert said in words
    assert 'hx-trigger="every 5s"' in page.content.decode()


def test_what_is_renewed_is_the_figures_alone(counted) -> None:
    part = Client().get(reverse("transparency_codes"), headers={"HX-Request": "true"})
    assert "今天亮码 32 次" in text_of(part)
    assert "<html" not in part.content.decode()


def test_a_day_without_codes_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert "今天还没有人亮码" in text_of(Client().get(reverse("transparency_codes")))


def inspect(number: int, *, division: str) -> None:
    device, _ = scanner(inspector(f"keeper-{division}", division=division), name=division)
    for _ in range(number):
        codes.inspect_code(text="LN1:AAAA", device=device, at=NOON)


def test_what_devices_read_is_told_by_city_and_small_counts_are_not(published, counted, counting, tmp_path) -> None:
    inspect(7, division="440104")
    inspect(5, division="440106")
    inspect(9, division="4403")
    taken_in(counting, tmp_path)
    page = Client().get(reverse("transparency_codes"))
    assert "广州市 12" in text_of(page)
    assert "深圳市 不到10次" in text_of(page)
    data = Client().get(reverse("transparency_codes_data"))
    assert data["Access-Control-Allow-Origin"] == "*"
    told = data.json()
    assert told["cities"] == [
        {"division": "4401", "inspections": 12},
        {"division": "4403", "inspections": None},
    ]
    assert (told["displays_today"], told["scans_today"], told["devices_today"]) == (32, 2 + 7 + 5 + 9, 2 + 3)
    assert [hour["displays"] for hour in told["hours"]] == [30, 2]


def test_yesterdays_inspections_are_not_todays(counted, monkeypatch: pytest.MonkeyPatch) -> None:
    inspect(10, division="4401")
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=1))
    assert Client().get(reverse("transparency_codes_data")).json()["cities"] == []
