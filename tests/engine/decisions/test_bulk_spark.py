"""A decision over a population gives on Spark what it gives for each case: the expression of DuckDB, another engine.

Half a minute on two cores: a session takes eight seconds to start, a cluster fifteen, and each query one or two.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import ibis
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings

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
from tests.spark import spark  # noqa: F401  (a fixture)

cluster = pytest.importorskip("bench._spark").cluster
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
PEOPLE = 400


def relation(session, population, path):
    """The facts as a table of Spark's."""
    pq.write_table(facts(population), path)
    session.read.parquet(str(path)).createOrReplaceTempView("facts")
    return ibis.pyspark.connect(session).table("facts")


@pytest.fixture(scope="module")
def crowd(spark, tmp_path_factory):  # noqa: F811
    return relation(spark, somebody(PEOPLE), tmp_path_factory.mktemp("crowd") / "facts.parquet")


@pytest.mark.parametrize("name", CELLS)
def test_every_kind_of_condition_agrees(crowd, name) -> None:
    model = counting_cells(name)
    assert_alike(model, somebody(PEOPLE), outcomes(model, crowd))


@pytest.mark.parametrize("kind", OUTCOMES)
def test_every_kind_of_outcome_agrees(crowd, kind) -> None:
    model = giving(kind)
    assert_alike(model, somebody(PEOPLE), outcomes(model, crowd))


@settings(
    deadline=None, max_examples=5, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(models(), people(PEOPLE))
def test_single_and_bulk_agree(spark, tmp_path_factory, model, population) -> None:  # noqa: F811
    path = tmp_path_factory.mktemp("drawn") / "facts.parquet"
    assert_alike(model, population, outcomes(model, relation(spark, population, path)))


def decided(address, path):
    """Run in a process of its own: a process has one Spark."""
    from bench._spark import session

    with session(address, spark_executor_memory="768m") as connected:
        return outcomes(counting_cells("age"), relation(connected, somebody(PEOPLE), path))


def test_a_cluster_of_processes_agrees(tmp_path) -> None:
    with (
        cluster() as address,
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart,
    ):
        found = apart.submit(decided, address, tmp_path / "facts.parquet").result()
    assert_alike(counting_cells("age"), somebody(PEOPLE), found)
