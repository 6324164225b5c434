"""The smallest change to one input that changes an outcome."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.engine.decisions import compile_unary, explain, load
from tests.engine.decisions.dmn import decision, definitions, input_data, literal, requires, single_table, table

INPUTS = [("age", "number", "[0..150]"), ("resident", "boolean"), ("income", "number")]
RULES = [
    (">= 80", "true", "-", '"300"'),
    ("[60..80)", "true", "< 1000", '"60"'),
    ("[60..80)", "true", ">= 1000", '"0"'),
    ("< 60", "-", "-", '"0"'),
    (">= 60", "false", "-", '"0"'),
]
MODEL = load(single_table(INPUTS, [("amount", "string")], RULES))


def test_each_input_has_its_nearest_change_and_the_smallest_comes_first() -> None:
    changes = explain(MODEL, "Outcome", {"age": 75, "resident": True, "income": 1200})
    assert [(c.input, c.condition, c.sample, c.outcome) for c in changes] == [
        ("age", "[80..150]", Decimal(80), "300"),
        ("income", "< 1000", Decimal(999), "60"),
    ]
    assert [match.rule for match in changes[0].matched] == [1]


def test_where_no_single_change_helps_there_is_none() -> None:
    assert explain(MODEL, "Outcome", {"age": 30, "resident": False, "income": 1}) == ()


def test_on_the_way_to_an_outcome_looked_for_others_are_passed_over() -> None:
    rows = [("< 70", '"no"'), ("[70..79]", '"later"'), ("[80..89]", '"yes"')]
    model = load(single_table([("age", "number")], [("answer", "string")], rows))
    (change,) = explain(model, "Outcome", {"age": 65}, towards=lambda value: value == "yes")
    assert (change.condition, change.sample) == ("[80..89]", Decimal(80))


def test_the_change_is_sought_through_all_tables_on_the_way() -> None:
    bands = table([("age", "number")], [("band", "string")], [("< 80", '"none"'), (">= 80", '"aged"')])
    model = load(
        definitions(
            input_data("age", "number"),
            decision("band", bands, requires("age"), "string"),
            decision("Amount", literal('if band = "aged" then 100 else 0'), requires("band", kind="requiredDecision")),
        )
    )
    (change,) = explain(model, "Amount", {"age": 79})
    assert (change.input, change.condition, change.outcome) == ("age", ">= 80", Decimal(100))


def test_a_member_of_an_input_is_changed_in_its_place() -> None:
    person = (
        '<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>number</typeRef></itemComponent>'
        '<itemComponent name="name"><typeRef>string</typeRef></itemComponent></itemDefinition>'
    )
    logic = table([("person.age", "number")], [("x", "string")], [("< 60", '"no"'), (">= 60", '"yes"')])
    model = load(definitions(person, input_data("person", "tPerson"), decision("D", logic, requires("person"))))
    (change,) = explain(model, "D", {"person": {"age": 59, "name": "Mei"}})
    assert (change.input, change.members, change.condition, change.outcome) == ("person", ("age",), ">= 60", "yes")


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 150), st.booleans(), st.integers(0, 3000))
def test_every_change_does_change_the_outcome(age: int, resident: bool, income: int) -> None:
    inputs = {"age": age, "resident": resident, "income": income}
    before = MODEL.evaluate("Outcome", inputs).value
    for change in explain(MODEL, "Outcome", inputs):
        assert compile_unary(change.condition)(change.sample) is True
        assert compile_unary(change.condition)(change.current) is not True
        after = MODEL.evaluate("Outcome", inputs | {change.input: change.sample}).value
        assert after == change.outcome != before
