"""What every journey stands on: a running province and a family of one's own."""

import json
from collections.abc import Iterator

import pytest

from tests.province import Province

from .families import Household
from .inside import run_inside

FAMILIES = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder runs in a browser, on a province."""
    for item in items:
        if __package__.replace(".", "/") in item.nodeid:
            item.add_marker("journey")


@pytest.fixture(scope="session")
def households(live: Province) -> Iterator[Household]:
    """One family after another, each for one journey alone."""
    return _make(live)


@pytest.fixture
def household(households: Iterator[Household]) -> Household:
    """A daughter who may act for her father, and nothing done yet."""
    return next(households)


def _make(live: Province) -> Iterator[Household]:
    while True:
        made = run_inside(live, "-m", "tests.journeys.families", str(FAMILIES))
        yield from (Household(**each) for each in json.loads(made))
