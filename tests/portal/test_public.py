"""Pages without sign-in: the home page, the catalogue and its search, guides, verification."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.house import Family, officer

from .residents import apply, sign_in, text_of

pytestmark = pytest.mark.usefixtures("published", "db", "house_time")
MOST = 12


def test_the_home_page_shows_services_under_the_events_of_a_life() -> None:
    words = text_of(Client().get("/"))
    assert "养老" in words
    assert "高龄津贴" in words
    assert "出生" not in words  # no service yet, so no heading


@pytest.mark.parametrize("typed", ["老人证", "laorenzheng", "lrz", "敬老卡", "senior card", "老人證"])
def test_search_finds_by_words_pinyin_and_initials(typed: str) -> None:
    page = Client().get(reverse("services"), {"q": typed})
    assert reverse("guide", args=["senior-card"]) in page.content.decode()


def test_a_search_without_a_find_says_what_else_to_try() -> None:
    words = text_of(Client().get(reverse("services"), {"q": "火星移民"}))
    assert "没有和「火星移民」对应的事项" in words
    assert "12345" in words


def test_a_cache_tells_a_page_from_a_part_of_it() -> None:
    page = Client().get(reverse("services"), {"q": "津贴"})
    assert "HX-Request" in page.headers["Vary"]


def test_suggestions_come_as_a_part_of_a_page() -> None:
    part = Client().get(reverse("services"), {"q": "津贴"}, headers={"HX-Request": "true"}).content.decode()
    assert reverse("guide", args=["senior-allowance"]) in part
    assert "<html" not in part
    nothing_typed = Client().get(reverse("services"), {"q": ""}, headers={"HX-Request": "true"})
    assert "link-list" not in nothing_typed.content.decode()


def test_a_guide_says_who_what_how_long_and_on_what_ground() -> None:
    page = Client().get(reverse("guide", args=["senior-allowance"]))
    words = text_of(page)
    for said in ("谁可以办", "居民身份证", "免费", "20 个工作日", "广东省民政厅", "人工窗口", "第三十三条", "60日内"):
        assert said in words
    assert page.content.decode().count("button-primary") == 1
    assert f"{reverse('apply')}?service=senior-allowance" in page.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_a_guide_is_read_in_other_languages(language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    expected = {"en": "Senior Allowance", "zh-hant": "高齡津貼"}[language]
    assert expected in text_of(client.get(reverse("guide", args=["senior-allowance"])))


def test_a_guide_that_does_not_exist_is_told_kindly() -> None:
    page = Client().get(reverse("guide", args=["nothing-of-the-kind"]))
    assert page.status_code == 404
    assert "回到首页" in text_of(page)


def test_a_resident_keeps_her_way_around(family: Family) -> None:
    assert reverse("my_code") in sign_in(family.father).get(reverse("services")).content.decode()
    assert reverse("my_code") not in Client().get(reverse("services")).content.decode()


def test_anyone_verifies_a_code_and_learns_no_more_than_needed(family: Family) -> None:
    from lingnan.rooms.licences import api as licences
    from tests.house import AT

    card, _ = apply(sign_in(family.daughter), family)
    shown = licences.show_licence(uuid=card.licence, by=family.father, at=AT)
    page = Client().post(reverse("verify"), {"code": shown.token})
    words = text_of(page)
    assert "有效" in words
    assert "陈*栋" in words
    assert "老年人优待证" in words
    for secret in ("陈国栋", "440104194305121235", "4401**********1235", str(card.licence)):
        assert secret not in page.content.decode()


def test_the_next_scan_of_a_revoked_licence_says_so(family: Family) -> None:
    from lingnan.rooms.licences import api as licences
    from tests.house import AT

    card, _ = apply(sign_in(family.daughter), family)
    shown = licences.show_licence(uuid=card.licence, by=family.father, at=AT)
    licences.revoke_licence(uuid=card.licence, reason="重复发证", by=officer("licence-officer"), at=AT)
    words = text_of(Client().post(reverse("verify"), {"code": shown.printed}))
    assert "已撤销" in words
    assert "重复发证" not in words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("https://example.com/", "这不是本平台的码"),
        ("LN1:!!!!", "读不出"),
        ("LN1:" + "A" * 9000, "不可能是一个码"),
    ],
)
def test_what_is_no_code_is_told_apart(code: str, words: str) -> None:
    page = Client().post(reverse("verify"), {"code": code})
    assert words in text_of(page)
    assert "verdict-valid" not in page.content.decode()


def test_an_empty_field_is_asked_for() -> None:
    page = Client().post(reverse("verify"), {"code": "  "})
    assert page.status_code == 422
    assert "还没有码的内容" in text_of(page)


@pytest.mark.parametrize("address", ["/", "/services/", "/services/senior-card/", "/verify/"])
def test_public_pages_take_few_queries(address: str, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(MOST):
        assert Client().get(address).status_code == 200
