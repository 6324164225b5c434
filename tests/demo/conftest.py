"""A small province of demo people, made once."""

from datetime import date
from pathlib import Path

import pytest

from lingnan.demo.generator import generate
from lingnan.demo.tables import Tables, load_tables
from lingnan.demo.types import DemoHousehold

CONTENT = Path(__file__).resolve().parents[2] / "content" / "guangdong"
TODAY = date(2026, 11, 23)
PEOPLE = 6_000


@pytest.fixture(scope="session")
def tables() -> Tables:
    return load_tables(content=CONTENT)


@pytest.fixture(scope="session")
def households(tables: Tables) -> list[DemoHousehold]:
    return list(generate(people=PEOPLE, seed=7, tables=tables, today=TODAY))
