"""Codes of service items, on our own and on the published ones."""

import csv
from pathlib import Path

import pytest

from lingnan.engine.elements import DivisionTable
from lingnan.engine.elements.finding import Accepted, Problem
from lingnan.engine.elements.item_code import check

PUBLISHED = Path(__file__).parents[4] / "shared" / "data" / "service_items" / "gd_gz_haizhu_hrss_item_codes_2021.csv"


def test_a_package_item(divisions: DivisionTable) -> None:
    found = check("114401134554137174444tc12049000", divisions=divisions)
    assert isinstance(found, Accepted)
    assert found.value == "114401134554137174444TC12049000"
    assert found.parts == {
        "item": "114401134554137174444TC12049000",
        "credit_code": "114401134554137174",
        "organisation_code": "455413717",
        "division": "440113",
        "level": "4",
        "level_name": "县级",
        "catalogue": "44TC12049000",
        "situation": None,
    }


def test_a_situation_of_an_item(divisions: DivisionTable) -> None:
    found = check("1144010500749949XT444011100200502", divisions=divisions)
    assert isinstance(found, Accepted)
    assert (found.parts["item"], found.parts["situation"]) == ("1144010500749949XT4440111002005", "02")


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("1144010500749949XT44421119560", "item_code.length"),
        ("1144010500749949XT44421119560021", "item_code.length"),
        ("1144010500749949XA4442111956002", "item_code.credit_code"),
        ("1144010500749949XT7442111956002", "item_code.level"),
        ("1144010500749949XT4442111956市02", "item_code.catalogue"),
        ("1144010500749949XT44421119560020A", "item_code.situation"),
    ],
)
def test_each_fault_is_told_apart(code: str, fault: str, divisions: DivisionTable) -> None:
    found = check(code, divisions=divisions)
    assert isinstance(found, Problem)
    assert found.code == fault


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published codes of Haizhu are not at hand")
def test_all_published_codes_of_haizhu(divisions: DivisionTable) -> None:
    with PUBLISHED.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 100
    for row in rows:
        found = check(row["carry_out_code"], divisions=divisions)
        assert isinstance(found, Accepted), (row, found)
        assert found.parts["catalogue"] == row["base_catalog_code12"]
        assert found.parts["situation"] == (row["situation_suffix"] or None)
