"""The appeal at its pages: two taps for the holder, a queue and a case for the officer, and nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.rooms.health.models import Appeal, ColourChange
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.models import Account
from tests.health.evidence import isolate, moment
from tests.house import Family, officer
from tests.portal.residents import public_id, sign_in, text_of

NOTE, ANSWER = "那天我不在家。", "核对了隔离令，记录没有错，8月14日期满。"


@pytest.fixture
def red(patient: Family, monkeypatch: pytest.MonkeyPatch) -> Family:
    """The second of August 2021: the father has to stay at home, and his daughter may look after his code."""
    isolate(patient, first=1, last=14)
    identity.grant_delegation(
        principal_key=patient.father_key, delegate_key=patient.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(1) + timedelta(days=90), by=patient.father, at=moment(1),
    )  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: moment(2))
    sign_in(patient.father).get(reverse("health"))
    return patient


def sitting(division: str = "44") -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    name = officer("health-officer", division=division, department="gd-health").ref.removeprefix("officer:")
    client.force_login(Account.objects.get(pk=name))
    return client


def page_of_change() -> str:
    return reverse("health_appeal", args=[ColourChange.objects.get().uuid])


def page_of_appeal() -> str:
    return reverse("officer_appeal", args=[Appeal.objects.latest("id").uuid])


def answer(client: Client, **changes: str):
    return client.post(page_of_appeal(), {"outcome": "stands", "answer": ANSWER, **changes})


def test_two_taps_and_it_is_filed_with_a_promised_time(red):
    father = sign_in(red.father)
    assert page_of_change() in father.get(reverse("health")).content.decode()
    page = text_of(father.get(page_of_change()))
    assert "您正在居家隔离，到2021年8月14日期满。" in page
    assert "提出申诉" in page
    for _ in range(2):
        assert father.post(page_of_change(), {"note": ""}).url == page_of_change()
    assert Appeal.objects.count() == 1
    page = text_of(father.get(page_of_change()))
    assert "最晚2021年8月3日 12:00答复" in page
    assert "提出申诉" not in page
    assert "已经申诉，最晚2021年8月3日 12:00答复" in text_of(father.get(reverse("health")))


def test_too_long_a_note_is_given_back(red):
    answered = sign_in(red.father).post(page_of_change(), {"note": "长" * 201})
    assert answered.status_code == 422
    assert "最多200字" in text_of(answered)
    assert "长" * 201 in answered.content.decode()


def test_the_daughter_appeals_for_her_father_and_a_stranger_does_not(red):
    stranger = sign_in(red.stranger)
    for answered in (stranger.get(page_of_change()), stranger.post(page_of_change(), {"note": NOTE})):
        assert answered.status_code == 404
    assert not Appeal.objects.exists()
    daughter = sign_in(red.daughter)
    fathers = daughter.get(reverse("health"), {"holder": public_id(red.father_key)})
    assert page_of_change() in fathers.content.decode()
    daughter.post(page_of_change(), {"note": NOTE})
    assert "不同意陈*栋的颜色" in text_of(daughter.get(page_of_change()))
    assert Appeal.objects.get().applicant_key == red.daughter.person_key


def test_on_a_day_without_rules_there_is_nothing_to_appeal(red, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(2).replace(year=2026))
    father = sign_in(red.father)
    assert father.post(page_of_change(), {"note": NOTE}).status_code == 302
    assert not Appeal.objects.exists()
    assert "现在不用申诉" in text_of(father.get(page_of_change()))


def test_the_officer_reads_what_it_rests_on_and_answers(red):
    father, desk = sign_in(red.father), sitting()
    father.post(page_of_change(), {"note": NOTE})
    queue = desk.get(reverse("officer_appeals"))
    assert "还有 24 小时" in text_of(queue)
    assert "陈*栋" not in text_of(queue)
    assert desk.get(reverse("desk")).url == reverse("officer_health")
    case = text_of(desk.get(page_of_appeal()))
    for told in ("陈*栋", "广州市", NOTE, "您正在居家隔离，到2021年8月14日期满。", "隔离管理"):
        assert told in case
    assert answer(desk).url == reverse("officer_appeals")
    assert "没有要答复的申诉" in text_of(desk.get(reverse("officer_appeals")))
    told = text_of(father.get(page_of_change()))
    assert "核对过了，颜色不变" in told
    assert ANSWER in told
    assert "还是不同意，可以再申诉一次" in told
    assert "您的申诉有答复了" in text_of(father.get(reverse("health")))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outcome": ""}, "还没有选维持还是更正"),
        ({"answer": " "}, "还没有写答复的理由"),
        ({"outcome": "corrected"}, "重新判定以后颜色没有变"),
    ],
)
def test_half_an_answer_is_given_back_with_what_is_wrong(red, changes, sentence):
    sign_in(red.father).post(page_of_change())
    desk = sitting()
    answered = answer(desk, **changes)
    assert answered.status_code in (409, 422)
    assert sentence in text_of(answered)
    assert Appeal.objects.get().answered_at is None


def test_the_same_officer_has_no_second_answer_to_give(red):
    father, desk = sign_in(red.father), sitting()
    for _ in range(2):
        father.post(page_of_change())
        answer(desk)
    assert "由另一位同事" in text_of(desk.get(reverse("officer_appeals")))
    assert "要由另一位同事答复" in text_of(desk.get(page_of_appeal()))
    assert answer(desk).status_code == 403
    assert answer(sitting("4401")).status_code == 302
    assert "这里不再受理" in text_of(father.get(page_of_change()))


def test_what_is_late_stands_first_and_says_by_how_much(red, monkeypatch):
    sign_in(red.father).post(page_of_change())
    monkeypatch.setattr(clock, "now", lambda: moment(3, 14))
    page = text_of(sitting().get(reverse("officer_appeals")))
    assert "超时 2 小时" in page
    assert "超时 1 件" in page


def test_an_officer_of_another_city_finds_nothing(red):
    sign_in(red.father).post(page_of_change())
    assert sitting("4403").get(page_of_appeal()).status_code == 404
