"""Decision tables: hit policies, matched rules, null, places of warnings (DMN 1.5, chapter 8)."""

from decimal import Decimal
from typing import Any

import pytest

from lingnan.engine.decisions import Match, load
from tests.engine.decisions.dmn import single_table

AGE = [("age", "number")]
RATE = [("rate", "string")]


def outcome(rules: list[tuple[str, ...]], age: Any, policy: str, outputs: Any = RATE, **more: Any) -> Any:
    return load(single_table(AGE, outputs, rules, policy, **more)).evaluate("Outcome", {"age": age})


def rules_of(evaluation: Any) -> list[int]:
    return [match.rule for match in evaluation.matched]


OVERLAPPING = [(">= 18", '"adult"'), (">= 60", '"senior"'), (">= 80", '"aged"')]


def test_unique_gives_the_one_rule() -> None:
    found = outcome([("< 18", '"minor"', "below 18"), (">= 18", '"adult"')], 17, "UNIQUE")
    assert found.value == "minor"
    assert found.matched == (Match("Outcome", 1, "rule-1", (("reason", "below 18"),)),)
    assert found.warnings == ()


def test_unique_with_two_rules_is_null_and_names_them() -> None:
    found = outcome(OVERLAPPING, 65, "UNIQUE")
    assert found.value is None
    assert found.matched == ()
    assert "rules 1, 2 match" in found.warnings[0].message
    assert found.warnings[0].place.element_id == "table"


def test_no_rule_is_null_and_names_the_inputs() -> None:
    found = outcome(OVERLAPPING, 3, "UNIQUE")
    assert found.value is None
    assert "no rule matches age 3" in found.warnings[0].message


def test_any_gives_what_all_rules_agree_on() -> None:
    agreeing = [(">= 18", '"x"'), (">= 60", '"x"'), (">= 80", '"y"')]
    found = outcome(agreeing, 65, "ANY")
    assert (found.value, rules_of(found)) == ("x", [1, 2])
    assert outcome(agreeing, 85, "ANY").value is None


def test_first_gives_the_first_rule() -> None:
    found = outcome(OVERLAPPING, 85, "FIRST")
    assert (found.value, rules_of(found)) == ("adult", [1])


def test_priority_gives_the_output_named_first() -> None:
    found = outcome(OVERLAPPING, 85, "PRIORITY", [("rate", "string", '"aged", "senior", "adult"')])
    assert (found.value, rules_of(found)) == ("aged", [3])


def test_rule_order_and_collect_give_all() -> None:
    for policy in ("RULE ORDER", "COLLECT"):
        found = outcome(OVERLAPPING, 65, policy)
        assert (found.value, rules_of(found)) == (["adult", "senior"], [1, 2])
        assert outcome(OVERLAPPING, 3, policy).value is None


def test_output_order_gives_all_by_priority() -> None:
    found = outcome(OVERLAPPING, 85, "OUTPUT ORDER", [("rate", "string", '"aged", "senior", "adult"')])
    assert (found.value, rules_of(found)) == (["aged", "senior", "adult"], [3, 2, 1])


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("SUM", 60), ("MIN", 10), ("MAX", 50), ("COUNT", 2)],
)
def test_collect_aggregates(aggregation: str, expected: int) -> None:
    rules = [(">= 18", "10"), (">= 60", "50")]
    found = outcome(rules, 65, "COLLECT", [("points", "number")], aggregation=aggregation)
    assert found.value == Decimal(expected)
    none = outcome(rules, 3, "COLLECT", [("points", "number")], aggregation=aggregation)
    assert none.value is None


def test_several_outputs_are_a_context_of_its_own_each_time() -> None:
    outputs = [("rate", "string"), ("amount", "number")]
    model = load(single_table(AGE, outputs, [("-", '"a"', "100")]))
    first = model.evaluate("Outcome", {"age": 1})
    first.value["amount"] = None
    assert model.evaluate("Outcome", {"age": 1}).value == {"rate": "a", "amount": Decimal(100)}


def test_a_default_output_stands_in_where_no_rule_matches() -> None:
    assert outcome([(">= 18", '"adult"')], 3, "UNIQUE", defaults=['"nobody"']).value == "nobody"


@pytest.mark.parametrize("cell", ["< 5", ">= 5", "[1..9]", "5", "not(5..9]", "not(< 5)", '"x"'])
def test_null_satisfies_no_order(cell: str) -> None:
    cell = cell.replace("not(5..9]", "not((5..9])")
    assert outcome([(cell, '"x"'), ("null", '"null"')], None, "FIRST").value == "null"


def test_an_input_of_another_type_is_null_with_a_warning() -> None:
    found = outcome([("null", '"null"')], "old", "UNIQUE")
    assert found.value == "null"
    assert "string instead of number" in found.warnings[0].message


def test_a_warning_names_the_cell() -> None:
    found = outcome([(">= 18", '1 + "a"')], 20, "UNIQUE", [("x", "Any")])
    assert found.value is None
    place = found.warnings[0].place
    assert (place.element_id, place.row, place.column) == ("cell-1-2", 1, 2)


def test_a_cell_may_compare_with_another_input() -> None:
    inputs = [("income", "number"), ("limit", "number")]
    model = load(single_table(inputs, RATE, [("< limit", "-", '"low"'), (">= limit", "-", '"high"')]))
    assert model.evaluate("Outcome", {"income": 5, "limit": 10}).value == "low"
    assert model.evaluate("Outcome", {"income": 10, "limit": 10}).value == "high"


def test_an_outcome_of_another_type_than_declared_is_null() -> None:
    found = outcome([("-", '"ten"')], 1, "UNIQUE", [("points", "number")])
    assert found.value is None
    assert found.warnings[0].place.column == 2


def test_a_trace_names_the_first_failed_condition_of_each_rule() -> None:
    inputs = [("age", "number"), ("city", "string")]
    rules = [(">= 80", '"4401"', '"a"'), (">= 60", '"4403"', '"b"'), ("-", "-", '"c"')]
    model = load(single_table(inputs, RATE, rules, "FIRST"))
    found = model.evaluate("Outcome", {"age": 65, "city": "4401"}, trace=True)
    assert found.value == "c"
    failures = found.traces[0].failures
    assert [(f.rule, f.column, f.label, f.condition, f.value) for f in failures] == [
        (1, 1, "age", ">= 80", Decimal(65)),
        (2, 2, "city", '"4403"', "4401"),
    ]
    assert model.evaluate("Outcome", {"age": 65, "city": "4401"}).traces == ()


def test_the_table_is_at_hand_for_showing() -> None:
    model = load(single_table([("age", "number", "[0..150]")], RATE, [("< 18", '"minor"', "below 18")]))
    table = model.table("Outcome")
    assert table is not None
    assert (table.hit_policy, table.inputs[0].label, table.inputs[0].allowed_text) == ("U", "age", "[0..150]")
    rule = table.rules[0]
    assert (rule.input_texts, rule.output_texts, rule.annotations) == (
        ("< 18",),
        ('"minor"',),
        (("reason", "below 18"),),
    )
