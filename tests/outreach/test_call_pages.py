"""The pages of those who call: the list by urgency, the sheet with what to say and ask, and what came of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.rooms.identity.models import Account
from lingnan.rooms.outreach import api
from lingnan.rooms.outreach.models import FollowUp
from tests.house import AT, Family, officer, step
from tests.portal.residents import sign_in, text_of

YUEXIU = "440104"


@pytest.fixture(autouse=True)
def house_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def sitting(role: str = "community-worker", *, division: str = YUEXIU, department: str = "gd-civil-affairs") -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    by = officer(role, division=division, department=department)
    client.force_login(Account.objects.get(pk=by.ref.removeprefix("officer:")))
    return client


@pytest.fixture
def red(family: Family) -> Family:
    """The father is red and the daughter yellow: both are to be called."""
    for key, colour, class_code in (
        (family.daughter.person_key, "yellow", "exposed-medium"),
        (family.father_key, "red", "home-isolation"),
    ):
        found = step(key, colour=colour, class_code=class_code, way_out="isolation-ends")
        api.open_follow_ups(steps=[found], at=AT)
    return family


def _of(family: Family) -> FollowUp:
    return FollowUp.objects.get(subject_key=family.father_key, calling="community")


def at(name: str, family: Family) -> str:
    return reverse(name, args=[_of(family).uuid])


def test_the_urgent_come_first_and_nobody_is_named(red: Family) -> None:
    desk = sitting(division="44")
    assert desk.get(reverse("desk")).url == reverse("officer_calls")
    page = text_of(desk.get(reverse("officer_calls")))
    assert page.index("红码") < page.index("黄码")
    assert "陈*栋" in page
    assert "陈国栋" not in page
    assert "还有 24 小时" in page


def test_the_sheet_opens_to_who_takes_it_and_the_father_sees_that(red: Family) -> None:
    desk = sitting()
    before = text_of(desk.get(at("officer_call", red)))
    assert "陈国栋" not in before
    assert "再问" not in before
    assert desk.post(at("officer_call_take", red)).url == at("officer_call", red)
    page = text_of(desk.get(at("officer_call", red)))
    for said in ("陈国栋", "居家隔离", "我是您所在社区的工作人员", "我们可以请人上门采样", "隔离期满的次日自动恢复"):
        assert said in page
    assert "健康码随访电话" in text_of(sign_in(red.father).get(reverse("accesses")))


def test_a_second_caller_is_told_who_has_it(red: Family) -> None:
    sitting().post(at("officer_call_take", red))
    second = sitting(division="4401")
    assert "周敏正在联系这位居民，请不要重复打电话" in text_of(second.get(at("officer_call", red)))
    refused = second.post(at("officer_call_take", red))
    assert refused.status_code == 409
    assert "由周敏负责联系" in text_of(refused)


def test_a_call_that_reached_her_ends_it(red: Family) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    refused = desk.post(at("officer_call_record", red), {})
    assert refused.status_code == 400
    assert "请在列出的通话结果里选一项" in text_of(refused)
    done = desk.post(at("officer_call_record", red), {"outcome": "reached"}, follow=True)
    assert "这位居民不用再打电话了" in text_of(done)
    assert _of(red).ended_at == AT
    assert desk.get(at("officer_call", red)).status_code == 404


def test_whom_the_community_reached_the_police_see_as_reached(red: Family, django_assert_max_num_queries) -> None:
    desk, constable = sitting(), sitting("police-officer", department="gd-public-security")
    his = reverse("officer_call", args=[FollowUp.objects.get(subject_key=red.father_key, calling="police").uuid])
    desk.post(at("officer_call_take", red))
    assert "周敏正在联系这位居民，请不要重复打电话" in text_of(constable.get(his))
    desk.post(at("officer_call_record", red), {"outcome": "reached"})
    with django_assert_max_num_queries(12):
        listed = text_of(constable.get(reverse("officer_calls")))
    for said in ("对方已经联系上的，不用再打", "24小时内 1 位", "陈*栋", "社区"):
        assert said in listed
    page = text_of(constable.get(his))
    assert "联系上这位居民，不用再打电话" in page
    assert "领取" not in page
    late = constable.post(f"{his}result/", {"outcome": "no-answer", "words": "下午再打"})
    assert late.status_code == 409
    assert "对方部门已经联系上这位居民" in text_of(late)
    assert "您写的是： 下午再打" in text_of(late)


def test_the_next_shift_reads_the_note(red: Family) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    refused = desk.post(at("officer_call_hand_over", red), {"note": " "})
    assert refused.status_code == 400
    assert "请写明交班说明" in text_of(refused)
    desk.post(at("officer_call_hand_over", red), {"note": "下午三点后在家"})
    assert "下午三点后在家" in text_of(sitting(division="4401").get(at("officer_call", red)))


def test_a_note_is_given_back_where_the_call_has_gone_up_meanwhile(red: Family) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    api.escalate_overdue(at=AT + timedelta(days=1))
    answered = desk.post(at("officer_call_hand_over", red), {"note": "下午三点后在家"})
    assert answered.status_code == 404
    assert "您写的是： 下午三点后在家" in text_of(answered)


def test_what_goes_up_is_the_health_officers(red: Family) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    assert "已转给疾控部门" in text_of(desk.post(at("officer_call_escalate", red), follow=True))
    assert desk.get(at("officer_call", red)).status_code == 404
    above = sitting("health-officer", division="4401", department="gd-health")
    assert "转来，还没有人领" in text_of(above.get(reverse("officer_calls")))
    assert "再问" not in text_of(above.get(at("officer_call", red)))


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hant", "您好，我是您住處派出所的民警"), ("en", "police station where you live")]
)
def test_the_police_have_words_of_their_own_in_each_language(red: Family, language: str, said: str) -> None:
    call = FollowUp.objects.get(subject_key=red.father_key, calling="police")
    constable = sitting("police-officer", department="gd-public-security")
    constable.cookies["django_language"] = language
    constable.post(reverse("officer_call_take", args=[call.uuid]))
    assert said in text_of(constable.get(reverse("officer_call", args=[call.uuid])))


def test_what_is_said_and_asked_depends_on_what_happened(red: Family) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    page = text_of(desk.get(at("officer_call", red)))
    said = [
        "我是您所在社区的工作人员", "您正在居家隔离，期满自动恢复", "我们不会问您的银行卡", "每天的体温有人记吗",
        "您现在住在哪里",
    ]  # fmt: skip
    assert [page.index(each) for each in said] == sorted(page.index(each) for each in said)
    assert "到过中风险地区" not in page


def test_on_paper_there_is_what_to_tick_and_no_form(red: Family) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    page = desk.get(at("officer_call", red)).content.decode()
    forms, paper = page.index("data-screen-only"), page.index("print-only")
    assert paper < forms < page.index(reverse("officer_call_record", args=[_of(red).uuid]))
    assert "<li>通了，需要帮助</li><li>没有人接</li>" in page[paper:forms]
    assert '<ol class="tick-list' in page


def test_who_has_no_such_post_is_told_so(red: Family) -> None:
    assert "您的岗位不打随访电话" in text_of(sitting("clerk").get(reverse("officer_calls")))
    assert sitting("clerk", division="4401").get(at("officer_call", red)).status_code == 404


def test_a_sheet_asks_the_database_little(red: Family, django_assert_max_num_queries) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    for path in (reverse("officer_calls"), at("officer_call", red)):
        desk.get(path)
        with django_assert_max_num_queries(12):
            desk.get(path)


def test_help_a_note_and_a_time_to_call_again_are_told_on_the_list(red: Family) -> None:
    desk = sitting()
    desk.post(at("officer_call_take", red))
    given = {"outcome": "needs-help", "words": "胰岛素只够两天", "again": "2"}
    refused = desk.post(at("officer_call_record", red), given)
    assert refused.status_code == 400
    page = text_of(refused)
    assert "还没有选要帮什么" in page
    assert "胰岛素只够两天" in page
    desk.post(at("officer_call_record", red), given | {"need": "medicine"})
    listed = text_of(desk.get(reverse("officer_calls")))
    for said in ("要帮忙：买药、看病", "约好", "通了，需要帮助"):
        assert said in listed
    assert "胰岛素只够两天" in text_of(desk.get(at("officer_call", red)))


def test_a_late_call_tells_how_late(red: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=26))
    assert "超时 2 小时" in text_of(sitting().get(reverse("officer_calls")))


def test_the_list_has_pages(red: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "A_PAGE", 1)
    monkeypatch.setattr("lingnan.rooms.outreach.calls.A_PAGE", 1)
    desk = sitting(division="44")
    first = text_of(desk.get(reverse("officer_calls")))
    second = text_of(desk.get(reverse("officer_calls"), {"page": "2"}))
    assert "红码" in first
    assert "第 1 页，共 2 页" in first
    assert "黄码" in second
    assert "红码" not in second
    assert desk.get(reverse("officer_calls"), {"page": "x"}).status_code == 200
