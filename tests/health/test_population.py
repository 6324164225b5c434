"""The colours of a population are those of each person, by every dated rule."""

from dataclasses import replace

import ibis
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lingnan.engine.decisions import load
from lingnan.rooms.health.api import NoRuleInForce, judge_population, read_rule_book_in
from tests.conftest import ROOT
from tests.engine.evidence.crowds import crowds, in_order, tables
from tests.health.crowds import KINDS, MOMENTS, TEXTS, colours

# Ibis 12 asks DuckDB 2 by a name that it will lose.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
CONTENT = ROOT / "content" / "guangdong"
BOOK = read_rule_book_in(folder=CONTENT)


def judged(crowd, at, book=BOOK):
    connection = ibis.duckdb.connect()
    for name, table in tables(crowd, KINDS).items():
        connection.con.register(name, table)
    evidence = {kind: connection.table(kind) for kind in KINDS}
    found = judge_population(book=book, evidence=evidence, people=connection.table("people"), at=at)
    return in_order(found.to_pyarrow().to_pylist())


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: at.date().isoformat())
@settings(deadline=None, max_examples=6, phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_a_population_has_the_colours_of_each(at, data):
    crowd = data.draw(crowds(KINDS, TEXTS, at=at))
    assert judged(crowd, at) == colours(BOOK, crowd, at)


def test_where_the_rules_say_nothing_there_is_no_colour():
    silent = [_without_last_rule(rules) for rules in BOOK.rule_sets]
    book = replace(BOOK, rule_sets=tuple(silent))
    crowd = {7: {kind: [] for kind in KINDS}}
    assert judged(crowd, MOMENTS[-1], book) == colours(book, crowd, MOMENTS[-1])
    assert judged(crowd, MOMENTS[-1], book)[0]["colour"] is None


def _without_last_rule(rules):
    path = CONTENT / "health" / rules.rules_on / f"{rules.version}.dmn"
    text = path.read_text(encoding="utf-8")
    start, end = text.rindex("<rule id"), text.rindex("</decisionTable>")
    return replace(rules, model=load((text[:start] + text[end:]).encode()))


def test_after_the_sunset_nobody_is_judged():
    with pytest.raises(NoRuleInForce):
        judged({}, MOMENTS[0].replace(year=2026))
