"""A Spark session on this machine, for the tests that ask Spark what they asked DuckDB."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

pyspark_sql = pytest.importorskip("pyspark.sql", reason="the extra 'spark' is not installed")


def session(master: str, **options: str) -> Any:
    """A session that listens on loopback alone; `options` are Spark's, with _ for the points."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder = pyspark_sql.SparkSession.builder.master(master).appName("lingnan")
    fixed = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.log.level": "ERROR",
    }
    for name, value in (fixed | {name.replace("_", "."): value for name, value in options.items()}).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One local session for all tests of a process."""
    started = session("local[2]")
    yield started
    started.stop()
