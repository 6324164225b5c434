"""The direct way through a table gives what the general way gives, whatever the table and the input."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.engine.decisions import Model, load
from tests.engine.decisions.dmn import single_table

INPUTS = [("age", "number"), ("city", "string"), ("alone", "boolean"), ("since", "date")]
DAY = date(2020, 1, 1)

ages = st.sampled_from([Decimal(number) for number in ("0", "17.5", "18", "59", "60", "79.9", "80", "101")])
cities = st.sampled_from(["4401", "440103", "4403", "4404", "", "zz"])
days = st.integers(0, 40).map(lambda number: DAY + timedelta(days=number))


def _number_cells() -> st.SearchStrategy[str]:
    bound = st.sampled_from(["18", "60", "80", "17.5"])
    comparison = st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), bound)
    interval = st.builds(
        "{}{}..{}{}".format, st.sampled_from("[("), st.sampled_from(["0", "18"]), bound, st.sampled_from("])")
    )
    simple = st.one_of(bound, comparison, interval, st.just("null"))
    return st.one_of(st.just("-"), simple, st.builds("{}, {}".format, simple, simple), simple.map("not({})".format))


def _string_cells() -> st.SearchStrategy[str]:
    text = st.sampled_from(['"4401"', '"4403"', '"4404"', "null", 'starts with(?, "44")', 'starts with(?, "4401")'])
    return st.one_of(st.just("-"), text, st.builds("{}, {}".format, text, text), text.map("not({})".format))


def _boolean_cells() -> st.SearchStrategy[str]:
    return st.sampled_from(["-", "true", "false", "not(true)", "null"])


def _date_cells() -> st.SearchStrategy[str]:
    day = days.map('@"{}"'.format)
    return st.one_of(st.just("-"), day.map("< {}".format), day.map(">= {}".format), day, day.map("not({})".format))


rules = st.tuples(
    _number_cells(), _string_cells(), _boolean_cells(), _date_cells(), st.sampled_from(['"a"', '"b"', '"c"'])
)
facts = st.fixed_dictionaries(
    {
        "age": st.none() | ages | st.integers(0, 100),
        "city": st.none() | cities,
        "alone": st.none() | st.booleans(),
        "since": st.none() | days,
    }
)


def general(model: Model, inputs: dict[str, Any], *, trace: bool) -> Any:
    return model._evaluate(model.key("Outcome"), inputs, at=None, trace=trace)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(rules, min_size=1, max_size=6),
    st.sampled_from(["UNIQUE", "ANY", "FIRST", "PRIORITY"]),
    st.lists(facts, min_size=1, max_size=8),
)
def test_both_ways_agree(table: list[tuple[str, ...]], policy: str, population: list[dict[str, Any]]) -> None:
    model = load(single_table(INPUTS, [("rate", "string", '"c", "a", "b"')], table, policy))
    for inputs in population:
        assert model.evaluate("Outcome", inputs) == general(model, inputs, trace=False)
        assert model.evaluate("Outcome", inputs, trace=True) == general(model, inputs, trace=True)


def test_a_table_of_constants_goes_the_direct_way() -> None:
    model = load(single_table(INPUTS[:1], [("rate", "string")], [("< 18", '"a"'), (">= 18", '"b"')]))
    first = model.evaluate("Outcome", {"age": 20})
    assert model.evaluate("Outcome", {"age": 30}) is first
