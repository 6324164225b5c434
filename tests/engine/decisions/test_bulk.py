"""A decision over a population gives what it gives for each case."""

from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings

from lingnan.engine.decisions import UnknownElement, load
from lingnan.engine.decisions.bulk import FactsMismatch, NotForBulk, bulk, bulk_problems
from tests.engine.decisions.dmn import decision, definitions, input_data, literal, requires, single_table, table
from tests.engine.decisions.populations import (
    CELLS,
    OUTCOMES,
    assert_alike,
    counting_cells,
    facts,
    giving,
    models,
    outcomes,
    people,
    somebody,
)

# Ibis 12 asks DuckDB 2 by a name that it will lose.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
SERVICES = Path(__file__).parents[3] / "content" / "guangdong" / "services"


@pytest.fixture(scope="module")
def duckdb() -> ibis.BaseBackend:
    return ibis.duckdb.connect()


@pytest.mark.parametrize("name", CELLS)
def test_every_kind_of_condition_agrees(duckdb, name) -> None:
    population = somebody(400)
    duckdb.con.register("facts", facts(population))
    model = counting_cells(name)
    assert_alike(model, population, outcomes(model, duckdb.table("facts")))


@pytest.mark.parametrize("kind", OUTCOMES)
def test_every_kind_of_outcome_agrees(duckdb, kind) -> None:
    population = somebody(100)
    duckdb.con.register("facts", facts(population))
    model = giving(kind)
    assert_alike(model, population, outcomes(model, duckdb.table("facts")))


# Six seconds: Ibis takes a tenth of one to write the SQL of a graph. A failing graph is shown as it was drawn.
@settings(
    deadline=None,
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(models(), people(60))
def test_single_and_bulk_agree(duckdb, model, population) -> None:
    duckdb.con.register("facts", facts(population))
    assert_alike(model, population, outcomes(model, duckdb.table("facts")))


def columns(model, **values) -> dict[str, list]:
    """The outcomes of one decision over a few rows, column by column, in the order of the rows."""
    relation = ibis.memtable(pa.table({"row": range(len(next(iter(values.values())))), **values}))
    found = bulk(model, "Outcome")(relation, keep=["row"]).order_by("row").drop("row")
    return ibis.duckdb.connect().to_pyarrow(found).to_pydict()


def test_rules_in_conflict_give_null_and_are_counted() -> None:
    rules = [(">= 18", '"a"'), ("[10..20]", '"b"')]
    model = load(single_table([("age", "number")], [("rate", "string")], rules))
    assert columns(model, age=[5, 12, 18, 30]) == {
        "value": [None, "b", None, "a"],
        "rule": [None, 2, None, 1],
        "conflicts": [0, 0, 1, 0],
    }


def test_rules_that_never_meet_are_one_case() -> None:
    rules = [("< 18", '"a"'), (">= 18", '"b"')]
    model = load(single_table([("age", "number")], [("rate", "string")], rules))
    written = ibis.to_sql(bulk(model, "Outcome")(ibis.table({"age": "int16"}, name="facts")), dialect="duckdb")
    assert written.count("CASE") == 1
    assert written.count('"age" < 18') == written.count('"age" >= 18') == 1
    assert "JOIN" not in written


def test_names_that_differ_in_capitals_are_different() -> None:
    first = decision(
        "Age", table([("age", "number")], [("x", "number")], [("-", "age + 1")]), requires("age"), "number"
    )
    needs = requires("age") + requires("Age", kind="requiredDecision")
    second = decision("Outcome", table([("Age", "number")], [("x", "number")], [("-", "age * 10 + Age")]), needs)
    model = load(definitions(input_data("age", "number"), first, second))
    assert columns(model, age=[1, None])["value"] == [12, None]


def test_a_score_of_many_rules_is_a_sum() -> None:
    rules = [(f">= {number}", "0.5") for number in range(40)]
    model = load(single_table([("age", "number")], [("score", "number")], rules, "COLLECT", "SUM"))
    found = columns(model, age=[0, 38, 99, None])
    assert found["value"] == [Decimal("0.5"), Decimal("19.5"), 20, None]
    assert found["rules"][:2] == [[1], list(range(1, 40))]


def test_the_digits_of_a_product_are_kept() -> None:
    amount = pa.decimal128(16, 8)
    model = load(single_table([("a", "number"), ("b", "number")], [("c", "number")], [("-", "-", "a * b")]))
    values = [Decimal("12345678.12345678"), Decimal("99999999.99999999")]
    found = columns(model, a=pa.array(values, amount), b=pa.array(values, amount))["value"]
    assert found == [model.evaluate("Outcome", {"a": value, "b": value}).value for value in values]
    assert str(found[0]) == "152415768327999.3208352565279684"


def test_a_product_beyond_the_digits_of_feel_is_refused() -> None:
    model = load(single_table([("a", "number"), ("b", "number")], [("c", "number")], [("-", "-", "a * b")]))
    wide = ibis.table({"a": "decimal(30, 2)", "b": "int64"}, name="facts")
    with pytest.raises(NotForBulk, match="row 1, column 3: the result may have 49 digits"):
        bulk(model, "Outcome")(wide)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('matches(?, "a.*")', "matches() is not for bulk"),
        ("today() = ?", "today() reads a clock"),
        ("upper case(?) = ?", "upper case() is not for bulk"),
        ("> 3", "string and number don't compare"),
        ("some x in [1, 2] satisfies x > 1", "quantified is not for bulk"),
        ("?.length = 3", "string has no 'length' for bulk"),
    ],
)
def test_what_lies_outside_is_refused_by_its_cell(cell, reason) -> None:
    model = load(single_table([("age", "number"), ("name", "string")], [("rate", "string")], [("-", cell, '"a"')]))
    with pytest.raises(NotForBulk) as refused:
        bulk(model, "Outcome")
    problem = refused.value.problems[0]
    assert reason in problem.message
    assert (problem.code, problem.file, problem.element_id) == ("bulk-outside", "<bytes>", "cell-1-2")
    assert (problem.row, problem.column) == (1, 2)


def test_every_cell_outside_is_named_at_once() -> None:
    rules = [('matches(?, "a")', "1 / 3"), ("-", "exp(1) ** n")]
    model = load(single_table([("name", "string")], [("rate", "number")], rules))
    assert [(each.row, each.column) for each in bulk_problems(model, "Outcome")] == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    ("logic", "kind", "element"),
    [
        (table([("a", "number")], [("x", "string", '"b"')], [("-", '"b"')], "PRIORITY"), "number", "table"),
        (table([("a", "number")], [("x", "boolean")], [("-", "true")], "COLLECT", "MIN"), "number", "table"),
        (table([("a", "number")], [("x", "date")], [("-", "null")], "COLLECT", "SUM"), "number", "table"),
        (table([("a", "number")], [("x", "date")], []), "number", "table"),
        (literal("{b: 1}", "text"), "number", "text"),
        (literal("a + 1", "text"), "", "a"),
        (literal("a", "text"), "time", "a"),
    ],
)
def test_decisions_that_are_not_for_bulk(logic, kind, element) -> None:
    model = load(definitions(input_data("a", kind), decision("Outcome", logic, requires("a"))))
    assert [problem.element_id for problem in bulk_problems(model, "Outcome")] == [element]


def test_facts_have_the_columns_of_the_inputs() -> None:
    model = load(single_table([("age", "number"), ("city", "string")], [("rate", "string")], [("-", "-", '"a"')]))
    with pytest.raises(FactsMismatch, match=r"age \(number\), city \(string\)") as refused:
        bulk(model, "Outcome")(ibis.table({"age": "float64"}, name="facts"))
    assert refused.value.names == ("age (number)", "city (string)")


def test_a_decision_that_is_not_there() -> None:
    model = load(single_table([("age", "number")], [("rate", "string")], [("-", '"a"')]))
    with pytest.raises(UnknownElement):
        bulk(model, "Other")


def test_values_that_are_not_allowed_are_null() -> None:
    item = '<itemDefinition name="size"><typeRef>string</typeRef><allowedValues><text>"s", "m"</text></allowedValues>'
    logic = table([("a", "size")], [("x", "string")], [("null", '"none"'), ("-", "a")], "FIRST")
    data = definitions(item + "</itemDefinition>", input_data("a", "size"), decision("Outcome", logic, requires("a")))
    assert columns(load(data), a=["s", "xl", None])["value"] == ["s", "none", "none"]


def test_lists_of_facts() -> None:
    item = '<itemDefinition name="tags" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    logic = table([("tags", "tags")], [("x", "string")], [('list contains(?, "b")', '"yes"'), ("-", '"no"')], "FIRST")
    data = definitions(item, input_data("tags", "tags"), decision("Outcome", logic, requires("tags")))
    model, values = load(data), [["a", "b"], [], None, [None, "a"]]
    assert columns(model, tags=values)["value"] == ["yes", "no", "no", "no"]
    assert [model.evaluate("Outcome", {"tags": value}).value for value in values] == ["yes", "no", "no", "no"]


@pytest.mark.parametrize("service", ["senior-allowance", "senior-card"])
def test_services_marked_for_bulk_agree_with_their_examples(service) -> None:
    model = load(SERVICES / service / "decision.dmn")
    assert model.for_bulk == ("Outcome",)
    inputs = model.inputs("Outcome")
    kinds = {"number": pa.int32(), "string": pa.string(), "boolean": pa.bool_()}
    examples = [yaml.safe_load(path.read_text()) for path in sorted((SERVICES / service / "examples").glob("*.yaml"))]
    found = columns(
        model,
        **{
            name: pa.array([example["given"].get(name) for example in examples], kinds[str(kind)])
            for name, kind in inputs.items()
        },
    )
    assert examples
    for example, value, rule in zip(examples, found["value"], found["rule"], strict=True):
        assert example["expect"].items() <= value.items()
        assert model.evaluate("Outcome", example["given"]).matched[-1].rule == rule
