"""A Spark session on this machine, for the tests that ask Spark what they asked DuckDB."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="the extra 'spark' is not installed")

from bench._spark import session


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One session in this process for all tests."""
    with session("local[2]") as started:
        yield started
