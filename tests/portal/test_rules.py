"""A service's rule in public: in words, in each language, tried without being kept, held to its examples."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.house import BOTH, CONTENT

from .residents import text_of

pytestmark = pytest.mark.usefixtures("published", "db", "house_time")
ALLOWANCE = ["senior-allowance"]
BORN_1950 = {"person_birth_date_year": "1950", "person_birth_date_month": "3", "person_birth_date_day": "8"}
WELL = BORN_1950 | {
    "person_household_division": "440104",
    "facts_conflict": "false",
    "person_alive": "true",
    "benefit_paid_elsewhere": "false",
}


def test_a_rule_is_told_in_words_with_its_version_and_its_file() -> None:
    words = text_of(Client().get(reverse("rule", args=ALLOWANCE)))
    for said in (
        "户籍县区 广州市黄埔区、广州市萝岗区",  # codes as places
        "350 元",  # fen as yuan
        "按「每月发多少」",  # another table
        "户籍省 不是广东省",
        "38 个例子用到",
        "全部 52 条规则都有例子用到",
        "2025年1月1日",
    ):
        assert said in words
    file = Client().get(reverse("rule_file", args=ALLOWANCE))
    assert file.content == (CONTENT / "services/senior-allowance/decision.dmn").read_bytes()
    assert "attachment" in file["Content-Disposition"]


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_nothing_of_a_rule_is_left_in_another_language(language: str) -> None:
    from lingnan.portal.rules.tables import described_tables
    from lingnan.rooms.catalogue import api as catalogue

    with translation.override(language):
        tables = [table for code in BOTH for table in described_tables(catalogue.get_service(code=code))]
        rules = [rule for table in tables for rule in table.rules]
        labels = [label for rule in rules for label, _ in [*rule.conditions, *rule.outcomes]]
    phrases = [*(table.title for table in tables), *labels, *(note for rule in rules for note in rule.notes)]
    assert [phrase.text for phrase in phrases if phrase.language] == []


def test_a_rule_that_no_example_uses_is_pointed_at() -> None:
    from lingnan.portal.rules.tables import count_hits, described_tables
    from lingnan.rooms.catalogue import api as catalogue

    service = catalogue.get_service(code="senior-card")
    runs = [run for run in catalogue.run_examples(service=service) if ("Outcome", "deceased") not in run.matched]
    (table,) = described_tables(service, hits=count_hits(runs))
    assert [rule.notes[0].text for rule in table.untried] == ["死亡登记已有记录"]


def test_a_trial_says_what_why_and_what_would_change_it_and_keeps_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        page = Client().post(reverse("rule_try", args=ALLOWANCE), WELL)
    assert [each["sql"] for each in queries if not each["sql"].startswith("SELECT")] == []
    words = text_of(page)
    for said in (
        "长者76周岁，户籍所在市按这个年龄段每人每月发30元",
        "如果在世是「否」：暂时不能办",
        "户籍市 广州市 年龄段 70至79周岁",
        "要求户籍县区：广州市黄埔区、广州市萝岗区；填的是：广州市越秀区。",
        "也相符，但前面的一条已经定了",
    ):
        assert said in words
    assert page.content.count(b'class="rule-matched"') == 3  # one in each table


def test_what_cannot_be_read_is_told_beside_its_field() -> None:
    typed = WELL | {"person_birth_date_month": "13"}
    page = Client().post(reverse("rule_try", args=ALLOWANCE), typed)
    assert page.status_code == 422
    assert "error-person_birth_date" in page.content.decode()
    part = Client().post(reverse("rule_try", args=ALLOWANCE), typed, headers={"HX-Request": "true"})
    assert part.status_code == 200  # htmx puts nothing else in place
    assert "#field-person_birth_date" in part.content.decode()
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize(
    ("typed", "is_read"),
    [("60", True), ("60.5", True), ("", True), ("sixty", False), ("NaN", False), ("1e999999", False)],
)
def test_a_number_is_one_that_can_be_compared(typed: str, is_read: bool) -> None:
    from lingnan.engine.decisions.feel_types import NUMBER
    from lingnan.portal.rules.questions import Question
    from tests.house import AT

    _, problem = Question(name="age", label="周岁", kind=NUMBER).read(typed, today=AT.date())
    assert (problem == "") is is_read


def test_a_trial_begins_with_an_example() -> None:
    granted = Client().get(reverse("rule_try", args=ALLOWANCE)).content.decode()
    abolished = Client().get(reverse("rule_try", args=ALLOWANCE), {"example": "1"}).content.decode()
    assert re.search(r'name="person_alive" value="true"[^>]* checked', granted)
    assert '<option value="442523" selected>' in abolished  # a place of the example that may no longer be chosen
    assert Client().get(reverse("rule_try", args=ALLOWANCE), {"example": "9" * 30}).status_code == 200
