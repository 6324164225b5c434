"""The guide's check before applying: two questions, the rule's own answer, nothing kept."""

import pytest
from django.test import Client
from django.urls import reverse

from .residents import text_of

pytestmark = pytest.mark.usefixtures("published", "db", "house_time")


def _answers(year: str, division: str) -> dict[str, str]:
    born = {f"person_birth_date_{part}": value for part, value in (("year", year), ("month", "3"), ("day", "8"))}
    return born | {"person_household_division": division}


@pytest.mark.parametrize(
    ("service", "year", "division", "said"),
    [
        ("senior-card", "1950", "440104", ["看来可以办", "户籍在广东，可以领证"]),
        ("senior-card", "1980", "440104", ["看来暂时不能办", "年满60周岁才能领证", "满60周岁那天起再来办", "可以办理"]),
        ("senior-card", "1950", "430000", ["还要看登记", "由系统去查", "广东省」：可以办理"]),
        ("senior-allowance", "1930", "440402", ["看来可以办", "每人每月发300元"]),
        ("senior-allowance", "1960", "430000", ["看来暂时不能办", "不在广东"]),
    ],
)
def test_two_answers_say_whether_it_can_be_done(service: str, year: str, division: str, said: list[str]) -> None:
    page = Client().post(reverse("guide", args=[service]), _answers(year, division))
    assert page.status_code == 200
    words = text_of(page)
    assert [each for each in said if each not in words] == []


def test_an_unanswered_question_is_named_and_the_other_answer_kept() -> None:
    page = Client().post(reverse("guide", args=["senior-card"]), {"person_household_division": "440104"})
    assert page.status_code == 422
    assert "没法看能不能办" in text_of(page)
    assert '<option value="440104" selected' in page.content.decode()
    assert "看来可以办" not in text_of(page)


def test_only_the_answer_comes_where_the_page_stays() -> None:
    page = Client().post(
        reverse("guide", args=["senior-card"]), _answers("1950", "440104"), headers={"HX-Request": "true"}
    )
    assert "看来可以办" in text_of(page)
    assert "<main" not in page.content.decode()


@pytest.mark.parametrize(("language", "expected"), [("zh-hant", "看來可以辦"), ("en", "It looks as though you can")])
def test_the_check_answers_in_other_languages(language: str, expected: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    page = client.post(reverse("guide", args=["senior-card"]), _answers("1950", "440104"))
    assert expected in text_of(page)
