"""The holder's page: colour, why, what now, evidence, tests; the same of whoever let one act for her."""

from django.urls import reverse

from lingnan.kernel import clock
from tests.health.evidence import isolate, moment, record_test
from tests.portal.residents import public_id, sign_in, text_of

MOST = 16


def test_red_is_told_by_colour_word_shape_reason_and_way_out(august):
    isolate(august, first=1, last=14)
    page = sign_in(august.father).get(reverse("health"))
    assert "health-colour-red" in page.content.decode()
    assert "shape-stop" in page.content.decode()
    words = text_of(page)
    for told in (
        "红码",
        "您正在居家隔离，到2021年8月14日期满。",
        "隔离期满的次日自动恢复",
        "最晚到2021年8月15日",
        "隔离管理",
    ):
        assert told in words


def test_green_says_that_there_is_nothing_to_do(august):
    words = text_of(sign_in(august.father).get(reverse("health")))
    assert "绿码" in words
    assert "不需要做什么" in words


def test_tests_are_listed_with_result_and_laboratory(august):
    record_test(august, "S1", day=1, result="1")
    words = text_of(sign_in(august.father).get(reverse("health")))
    assert "阴性" in words
    assert "省疾控中心 S1" in words


def test_the_whole_page_is_the_fathers_with_his_name_in_the_heading(august):
    isolate(august, first=1, last=14)
    daughter = sign_in(august.daughter)
    own = daughter.get(reverse("health"))
    assert "我的健康码" in text_of(own)
    assert "红码" not in text_of(own)
    fathers = daughter.get(reverse("health"), {"holder": public_id(august.father_key)})
    assert "<h1>陈*栋的健康码</h1>" in fathers.content.decode().replace("\n", "")
    assert "红码" in text_of(fathers)


def test_a_strangers_code_is_not_found(august):
    assert sign_in(august.stranger).get(reverse("health"), {"holder": public_id(august.father_key)}).status_code == 404
    assert sign_in(august.stranger).get(reverse("health"), {"holder": "nobody"}).status_code == 404


def test_after_the_last_rule_the_page_says_so(august, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(2).replace(year=2026))
    words = text_of(sign_in(august.father).get(reverse("health")))
    assert "健康码服务已经结束" in words
    assert "2023年2月15日" in words
    assert "绿码" not in words


def test_before_the_first_rule_the_page_says_so(august, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(2).replace(year=2019))
    assert "2020年2月4日" in text_of(sign_in(august.father).get(reverse("health")))


def test_the_receipt_comes_as_a_file(august):
    father = sign_in(august.father)
    page = father.get(reverse("health"))
    file = father.get(reverse("health_receipt", args=[page.context["change"].uuid]))
    assert file["Content-Type"] == "application/vnd.lingnan.colour-receipt+cbor"
    assert file.content


def test_the_page_takes_few_queries(august, django_assert_max_num_queries):
    isolate(august, first=1, last=14)
    for day in range(1, 3):
        record_test(august, f"S{day}", day=day, result="1")
    father = sign_in(august.father)
    father.get(reverse("health"))
    with django_assert_max_num_queries(MOST):
        father.get(reverse("health"))
