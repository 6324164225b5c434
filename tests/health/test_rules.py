"""The dated rules of Guangdong: their examples, their words, and the version in force on a day."""

import re
import shutil
from datetime import date
from string import Formatter

import pytest
import yaml

from lingnan.engine.decisions import check
from lingnan.engine.facts import variable_of
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.health.api import (
    NoRuleInForce,
    RulesOutOfLine,
    judge,
    read_rule_book_in,
    reason_in,
    rule_set_in_force,
)
from lingnan.rooms.health.types import LOCALES
from tests.conftest import ROOT

CONTENT = ROOT / "content" / "guangdong"
FOLDER = CONTENT / "health"
BOOK = read_rule_book_in(folder=CONTENT)
EXAMPLES = {
    name: yaml.safe_load((FOLDER / "examples" / f"{name}.yaml").read_text(encoding="utf-8"))
    for name in ("colour", "risk-area")
}


def records(example: dict) -> dict[str, list[dict]]:
    given = example.get("evidence", {})
    assert set(given) <= set(BOOK.declarations.kinds)
    return {
        kind: [{variable_of(name): value for name, value in record.items()} for record in given.get(kind, [])]
        for kind in BOOK.declarations.kinds
    }


@pytest.mark.parametrize("example", EXAMPLES["colour"], ids=lambda example: example["name"])
def test_a_person_gets_the_colour_that_the_example_says(example):
    found = judge(book=BOOK, evidence=records(example), at=example["at"].astimezone(PROVINCE_ZONE))
    assert {"colour": found.colour, "class": found.class_code, "way_out": found.way_out} == example["expect"]
    assert f"{found.version}/{found.rule}" == example["covers"]
    for locale in LOCALES:
        reason, way_out = reason_in(book=BOOK, colour=found, locale=locale)
        assert reason
        assert way_out
        assert not re.search(r"[{}]|None", reason)


@pytest.mark.parametrize("example", EXAMPLES["risk-area"], ids=lambda example: example["name"])
def test_an_area_gets_the_level_that_the_example_says(example):
    rules = rule_set_in_force(book=BOOK, rules_on="risk-area", day=example["at"])
    found = rules.model.evaluate(rules.decision, example["given"])
    assert found.value == example["expect"]
    assert f"{rules.version}/{found.matched[-1].rule_id}" == example["covers"]


@pytest.mark.parametrize("rules", BOOK.rule_sets, ids=lambda rules: f"{rules.rules_on}-{rules.version}")
def test_every_rule_has_an_example_and_no_table_a_fault(rules):
    covered = {example["covers"] for example in EXAMPLES[rules.rules_on]}
    table = rules.model.table(rules.decision)
    assert {f"{rules.version}/{rule.id}" for rule in table.rules} <= covered
    assert check(rules.model) == []


def test_every_class_and_way_out_has_its_words_in_each_language_and_nothing_is_left_over():
    expected = {"class": set(), "way_out": set()}
    for rules in BOOK.rule_sets:
        if rules.rules_on == "colour":
            table = rules.model.table(rules.decision)
            columns = [output.name for output in table.outputs]
            for rule in table.rules:
                for column, text in zip(columns, rule.output_texts, strict=True):
                    expected.get(column, set()).add(text.strip('"'))
    expected["class"] |= set(BOOK.grounds)
    expected["way_out"] |= {ground.way_out for ground in BOOK.grounds.values()}
    for texts in BOOK.texts.values():
        assert set(texts.classes) == expected["class"]
        assert set(texts.ways_out) == expected["way_out"]


def test_the_words_of_each_language_name_the_same_facts():
    def places(locale):
        return {
            code: {field for _, field, _, _ in Formatter().parse(words.reason) if field}
            for code, words in BOOK.texts[locale].classes.items()
        }

    assert places("zh-Hans") == places("zh-Hant") == places("en")
    facts = {fact.name for fact in BOOK.declarations.facts}
    facts |= {"manual_place", "manual_from", "manual_until", "manual_ends"}
    assert all(named <= facts for named in places("en").values())


@pytest.mark.parametrize(
    ("day", "version"),
    [("2020-04-28", "2020-03"), ("2020-04-29", "2020-04"), ("2021-01-01", "2021-01"), ("2023-02-15", "2022-04")],
)
def test_a_day_has_the_version_in_force(day, version):
    found = rule_set_in_force(book=BOOK, rules_on="colour", day=date.fromisoformat(day))
    assert found.version == version


@pytest.mark.parametrize("day", ["2020-02-03", "2023-02-16", "2026-11-23"])
def test_before_the_first_rule_and_after_the_sunset_there_is_no_colour(day):
    with pytest.raises(NoRuleInForce):
        rule_set_in_force(book=BOOK, rules_on="colour", day=date.fromisoformat(day))


@pytest.mark.parametrize("begins", ["2020-04-30", "2020-04-28"])
def test_versions_with_a_gap_or_an_overlap_are_refused(begins, tmp_path):
    folder = tmp_path / "health"
    shutil.copytree(FOLDER, folder)
    register = (folder / "rules.yaml").read_text(encoding="utf-8")
    changed = register.replace("valid_from: 2020-04-29", f"valid_from: {begins}")
    (folder / "rules.yaml").write_text(changed, encoding="utf-8")
    with pytest.raises(RulesOutOfLine):
        read_rule_book_in(folder=tmp_path)
