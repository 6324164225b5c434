"""The province's own dictionary, read once."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml

from lingnan.engine.elements import Checked, Dictionary, DivisionTable, load_dictionary

CONTENT = Path(__file__).parents[3] / "content" / "guangdong"
TODAY = date(2026, 11, 23)

Check = Callable[[str, object], Checked]


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    return load_dictionary(
        elements=yaml.load((CONTENT / "elements.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader),
        code_lists={path.stem: read_rows(path) for path in (CONTENT / "codes").glob("*.csv")},
        divisions=read_rows(CONTENT / "divisions.csv"),
    )


@pytest.fixture(scope="session")
def divisions(dictionary: Dictionary) -> DivisionTable:
    return dictionary.divisions


@pytest.fixture(scope="session")
def check(dictionary: Dictionary) -> Check:
    """Check a value against an element, as of 23 November 2026."""
    return lambda element, value: dictionary[element].check(value, today=TODAY)
