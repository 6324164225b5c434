"""Facts of a population are those of each person."""

from datetime import datetime
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lingnan.engine.evidence import EvidenceMissing, read_declarations
from lingnan.engine.evidence.population import FactNotForBulk, population_facts
from tests.engine.evidence.crowds import DAY, MOMENT, TEXT, ZONE, crowds, in_order, one_by_one, tables

# Ibis 12 asks DuckDB 2 by a name that it will lose.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
AT = datetime(2022, 4, 10, 12, tzinfo=ZONE)
MOMENTS = (AT, datetime(2022, 4, 10, 0, tzinfo=ZONE), datetime(2022, 4, 10, 23, 59, 59, 999_999, tzinfo=ZONE))
KINDS = {
    "test": {"test_at": MOMENT, "test_result": TEXT},
    "order": {"order_from": DAY, "order_until": DAY, "order_kind": TEXT},
}
POSITIVE = 'test_result = "2"'
FACTS = [
    {"name": "positive_at", "from": "test", "where": POSITIVE, "take": "latest", "of": "test.at"},
    {"name": "negatives", "from": "test", "where": 'test_result in ("1", "x")', "take": "count"},
    {
        "name": "cleared_at", "from": "test", "take": "pair", "of": "test.at", "apart": "PT24H", "within": "PT72H",
        "where": 'test_result = "1" and positive_at != null and test_at > positive_at',
    },
    {"name": "tested_twice_at", "from": "test", "take": "pair", "of": "test.at"},
    {"name": "twice_positive_at", "from": "test", "where": POSITIVE, "take": "pair", "of": "test.at",
     "within": "PT24H"},
    {"name": "first_at", "from": "test", "take": "earliest", "of": "test.at"},
    {"name": "last_result", "from": "test", "take": "last", "of": "test.result"},
    {"name": "positive", "is": "positive_at != null and cleared_at = null"},
    {"name": "ordered", "from": "order", "take": "exists"},
    {"name": "orders_since", "from": "order", "take": "count",
     "where": "positive and order_from >= date(positive_at) or negatives = 0"},
    {"name": "ordered_twice", "from": "order", "take": "pair", "of": "order.until", "apart": "PT24H",
     "where": "order_from != null"},
    {"name": "until", "from": "order", "where": "ordered and orders_since > 0", "take": "latest", "of": "order.until"},
    {"name": "last_kind", "from": "order", "where": "order_until > decision_date", "take": "last", "of": "order.kind"},
    {"name": "bound", "is": "until != null and until >= decision_date and (positive or decision_time > positive_at)"},
    {"name": "tested_today", "from": "test", "where": "date(test_at) = decision_date", "take": "exists"},
]  # fmt: skip
EVIDENCE = {"test": {"time": "test.at", "days": 21}, "order": {"time": "order.from"}}
DECLARATIONS = read_declarations({"evidence": EVIDENCE, "facts": FACTS})
NAMES = [fact.name for fact in DECLARATIONS.facts]


def relations(given):
    """The tables in an engine of their own."""
    connection = ibis.duckdb.connect()
    for name, table in given.items():
        connection.con.register(name, table)
    return {name: connection.table(name) for name in given}


def population(given, at, wanted=None, declarations=DECLARATIONS):
    found = relations(given)
    people = found.pop("people")
    return population_facts(declarations=declarations, evidence=found, people=people, at=at, wanted=wanted)


@settings(deadline=None, max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(crowd=crowds(KINDS, "12x", at=AT), at=st.sampled_from(MOMENTS))
def test_a_population_has_the_facts_of_each(crowd, at):
    found = population(tables(crowd, KINDS), at).to_pyarrow().to_pylist()
    assert in_order(found) == one_by_one(DECLARATIONS, crowd, NAMES, at)


@settings(deadline=None, max_examples=5)
@given(crowd=crowds(KINDS, "12x", at=AT), wanted=st.sets(st.sampled_from(NAMES), min_size=1))
def test_only_what_is_wanted_is_worked_out(crowd, wanted):
    found = population(tables(crowd, KINDS), AT, wanted).to_pyarrow().to_pylist()
    kept = [name for name in NAMES if name in wanted]
    assert in_order(found) == one_by_one(DECLARATIONS, crowd, kept, AT)


def test_kinds_that_no_wanted_fact_looks_at_need_no_table():
    given = tables({1: {kind: [] for kind in KINDS}}, KINDS)
    del given["order"]
    assert population(given, AT, {"positive"}).to_pyarrow().to_pylist() == [{"subject_key": 1, "positive": False}]
    with pytest.raises(EvidenceMissing):
        population(given, AT)


@pytest.mark.parametrize(
    "fact",
    [
        {"name": "x", "from": "test", "where": "unheard_of = 1", "take": "exists"},
        {"name": "x", "from": "test", "where": 'matches(test_result, "1")', "take": "exists"},
        {"name": "x", "from": "test", "where": 'test_at > "2022"', "take": "exists"},
        {"name": "x", "from": "test", "take": "latest", "of": "unheard.of"},
        {"name": "x", "from": "test", "take": "pair", "of": "test.result"},
        {"name": "x", "from": "test", "where": "now() > test_at", "take": "exists"},
        {"name": "x", "is": "positive_at + duration(\"P1D\") > decision_time"},
    ],
)  # fmt: skip
def test_what_a_population_can_not_be_asked_is_refused_by_its_name(fact):
    declarations = read_declarations({"evidence": EVIDENCE, "facts": [*FACTS, fact]})
    with pytest.raises(FactNotForBulk) as refused:
        population(tables({}, KINDS), AT, declarations=declarations)
    assert refused.value.name == "x"


@pytest.mark.parametrize("at", [AT.astimezone(ZoneInfo("Europe/Lisbon")), AT.replace(tzinfo=None)])
def test_a_zone_whose_days_shift_is_refused(at):
    with pytest.raises(FactNotForBulk):
        population(tables({}, KINDS), at)


def test_moments_with_a_zone_are_refused():
    given = tables({}, KINDS)
    given["test"] = given["test"].set_column(1, "test_at", pa.array([], pa.timestamp("us", "UTC")))
    with pytest.raises(FactNotForBulk):
        population(given, AT)
