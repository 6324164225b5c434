"""The colours of a population on Spark are those of each person: the expressions of DuckDB, another engine.

Half a minute on two cores, eight seconds of it for the session.
"""

from random import Random

import ibis
import pyarrow.parquet as pq
import pytest

from lingnan.engine.evidence.population import population_facts
from lingnan.rooms.health.api import judge_population, read_rule_book_in
from tests.conftest import ROOT
from tests.engine.evidence.crowds import crowd_of, in_order, one_by_one, tables
from tests.health.crowds import KINDS, MOMENTS, TEXTS, colours
from tests.spark import spark  # noqa: F401  (a fixture)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
BOOK = read_rule_book_in(folder=ROOT / "content" / "guangdong")
PEOPLE = 400


def relations(session, crowd, folder):
    """The crowd's evidence as tables of Spark's, and its people."""
    for name, table in tables(crowd, KINDS).items():
        pq.write_table(table, folder / f"{name}.parquet")
    connection = ibis.pyspark.connect(session)
    found = {name: connection.read_parquet(str(folder / f"{name}.parquet")) for name in (*KINDS, "people")}
    return found.pop("people"), found


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: at.date().isoformat())
def test_a_population_has_the_colours_of_each(spark, tmp_path, at):  # noqa: F811
    crowd = crowd_of(Random(at.toordinal()), KINDS, TEXTS, at, PEOPLE)
    people, evidence = relations(spark, crowd, tmp_path)
    found = judge_population(book=BOOK, evidence=evidence, people=people, at=at)
    assert in_order(found.to_pyarrow().to_pylist()) == colours(BOOK, crowd, at)


def test_a_population_has_the_facts_of_each(spark, tmp_path):  # noqa: F811
    at = MOMENTS[-1]
    crowd = crowd_of(Random(1), KINDS, TEXTS, at, PEOPLE)
    people, evidence = relations(spark, crowd, tmp_path)
    found = population_facts(declarations=BOOK.declarations, evidence=evidence, people=people, at=at)
    names = [fact.name for fact in BOOK.declarations.facts]
    assert in_order(found.to_pyarrow().to_pylist()) == one_by_one(BOOK.declarations, crowd, names, at)
