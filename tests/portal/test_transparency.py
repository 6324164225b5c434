"""The public page of the colours: counts of whole days, and a head to keep."""

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.health import api
from tests.health.conftest import patient as _patient
from tests.health.evidence import isolate, moment
from tests.health.test_counts import GUANGZHOU, change
from tests.house import AT

patient = _patient
# A head is put together of one node for each bit of the log's size.
MOST = 12


@pytest.fixture
def august(patient, monkeypatch):
    """The day after one with 45 changes."""
    monkeypatch.setattr(clock, "now", lambda: moment(3))
    change(45, class_code="positive", division=GUANGZHOU)
    change(4, class_code="close-contact", division="4403")
    return patient


def page(query: str = "", language: str = "zh-hans") -> str:
    answer = Client(headers={"accept-language": language}).get(reverse("transparency_health") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_yesterday_is_told_with_what_is_withheld(august):
    told = page()
    assert "2021年8月2日" in told
    assert "核酸检测阳性" in told
    assert "红码 · 2021-01" in told
    assert ">—</abbr>" in told
    assert ">4<" not in told


@pytest.mark.parametrize("query", ["?day=2021-08-01", "?day=2021-07-15"])
def test_a_quiet_day_is_said(august, query):
    assert "这一天没有颜色变化" in page(query)


@pytest.mark.parametrize("query", ["?day=2021-08-03", "?day=2031-01-01", "?day=0001-01-01", "?day=x", "?day="])
def test_any_other_day_is_yesterday(august, query):
    assert "2021年8月2日" in page(query)


def test_it_is_told_in_three_languages(august):
    assert "Changes of health codes, in public" in page(language="en")
    assert "Positive" in page(language="en")
    assert "健康碼變色公開" in page(language="zh-hant")


def test_the_head_is_shown_and_can_be_kept(august):
    answer = Client().get(reverse("transparency_head"))
    assert answer["Content-Type"] == "application/vnd.lingnan.tree-head+cbor"
    head = api.read_head(data=answer.content)
    assert head.root.hex() in page()


def test_after_the_sunset_it_says_so_and_gives_the_certificate(patient, monkeypatch):
    isolate(patient, first=1, last=14)
    assert Client().get(reverse("transparency_certificate")).status_code == 404
    signed = api.end_room(names=["何敏仪", "黄启明"], by=PLATFORM, at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT)
    told = page()
    assert "健康码已于2026年11月23日停用" in told
    assert "没有颜色变化" not in told
    assert Client().get(reverse("transparency_certificate")).content == signed


def test_it_takes_few_queries(august, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(MOST):
        page()
