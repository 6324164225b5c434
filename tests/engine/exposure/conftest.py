import csv

import pytest

from lingnan.engine.elements import load_dictionary
from lingnan.engine.exposure import Gazetteer
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    with (ROOT / "content" / "guangdong" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return Gazetteer(load_dictionary(elements={}, code_lists={}, divisions=rows).divisions)
