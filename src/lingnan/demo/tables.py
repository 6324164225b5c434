"""The tables behind the demo people, read from the province's content."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lingnan.engine.elements.divisions import Division, DivisionTable, Level

from .census import Band, County


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Divisions with their history, the census by county, and surnames with their weights."""

    divisions: DivisionTable
    counties: tuple[County, ...]
    surnames: tuple[tuple[str, float], ...]


def load_tables(*, content: Path) -> Tables:
    """Read them from a province's content folder (`divisions.csv` and `demo/`)."""
    return Tables(
        divisions=DivisionTable(map(_division, _rows(content / "divisions.csv"))),
        counties=tuple(_counties(content / "demo")),
        surnames=tuple((row["surname"], float(row["per_100k"])) for row in _rows(content / "demo" / "surnames.csv")),
    )


def _division(row: dict[str, str]) -> Division:
    return Division(
        code=row["code"],
        name=row["name"],
        level=Level(row["level"]),
        parent=row["parent"] or None,
        valid_from=_number(row["valid_from"]),
        valid_to=_number(row["valid_to"]),
        successor=row["successor"] or None,
    )


def _counties(folder: Path) -> Iterator[County]:
    bands = defaultdict(list)
    for row in _rows(folder / "population.csv"):
        bands[row["division"]].append(
            Band(
                sex=row["sex"],
                start=int(row["age_from"]),
                end=_number(row["age_until"]),
                people=int(row["people"]),
            )
        )
    for row in _rows(folder / "households.csv"):
        division, name = row.pop("division"), row.pop("name")
        counts = {column: int(count) for column, count in row.items()}
        yield County(division=division, name=name, bands=tuple(bands[division]), **counts)


def _number(text: str) -> int | None:
    return int(text) if text else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
