"""Derive the demo people's tables from the seventh census (2020) and a corpus of surnames.

    python scripts/derive_demo_tables.py CENSUS_CSV SURNAMES_CSV content/guangdong/demo

CENSUS_CSV is Guangdong by city and county, as transcribed in leiii/census (MIT) from the census yearbook.
SURNAMES_CSV gives surnames with their weight per 100,000 people, after Chinese-Names-Corpus (Apache-2.0).
The result is small, sorted and stable: running it again changes nothing.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

SEXES = {"男": "1", "女": "2"}  # GB/T 2261.1
AGE_BANDS = [(0, 0), (1, 4), *((start, start + 4) for start in range(5, 85, 5)), (85, None)]
CITIES_WITHOUT_COUNTIES = {"441900", "442000"}
HOUSEHOLD_COLUMNS = {
    "people": "人口数_合计",
    "households": "家庭户数",
    "household_people": "家庭户人口数",
    "one_person_households": "一人户数",
    "registered_other_county": "户口登记地在外乡镇街道人口_本省其他县",
    "registered_other_province": "户口登记地在外乡镇街道人口_省外",
}
RAREST_SURNAME_PER_100K = 10

DERIVED = "# Derived by scripts/derive_demo_tables.py.\n"
CENSUS = "# Source: seventh national census, 2020-11-01, as transcribed in leiii/census (MIT).\n" + DERIVED
POPULATION_NOTES = (
    "# Residents of Guangdong by county, sex (GB/T 2261.1) and age in years, both ends inclusive.\n" + CENSUS
)
HOUSEHOLD_NOTES = (
    "# Family households of Guangdong by county, with residents who are registered elsewhere.\n"
    "# minority_people: the census gives a percentage with two decimals, here turned into people.\n" + CENSUS
)
SURNAME_NOTES = (
    "# Surnames borne by at least 10 in 100,000 people.\n# Source: Chinese-Names-Corpus (Apache-2.0).\n" + DERIVED
)

Row = Mapping[str, str]


def _is_leaf(row: Row) -> bool:
    code = row["区划代码"]
    return code in CITIES_WITHOUT_COUNTIES or not code.endswith("00")


def _band_column(sex: str, start: int, end: int | None) -> str:
    if end is None:
        return f"{sex}_{start}岁以上"
    return f"{sex}_{start}岁" if start == end else f"{sex}_{start}到{end}岁"


def _people_rows(row: Row) -> Iterator[dict[str, object]]:
    for sex, code in SEXES.items():
        for start, end in AGE_BANDS:
            people = int(float(row[_band_column(sex, start, end)]))
            until = "" if end is None else end
            yield {
                "division": row["区划代码"],
                "sex": code,
                "age_from": start,
                "age_until": until,
                "people": people,
            }


def _household_row(row: Row) -> dict[str, object]:
    counts = {name: int(float(row[column])) for name, column in HOUSEHOLD_COLUMNS.items()}
    minority = round(counts["people"] * float(row["少数民族人口比重（%）"]) / 100)
    return {"division": row["区划代码"], "name": row["区县"], **counts, "minority_people": minority}


def _write(path: Path, notes: str, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(notes)
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main(census: Path, surnames: Path, folder: Path) -> None:
    leaves = sorted(filter(_is_leaf, _read(census)), key=lambda row: row["区划代码"])
    _write(folder / "population.csv", POPULATION_NOTES, [line for row in leaves for line in _people_rows(row)])
    _write(folder / "households.csv", HOUSEHOLD_NOTES, [_household_row(row) for row in leaves])
    weights = [{"surname": row["surname"], "per_100k": float(row["per_100k"])} for row in _read(surnames)]
    common = [row for row in weights if row["per_100k"] >= RAREST_SURNAME_PER_100K]
    _write(folder / "surnames.csv", SURNAME_NOTES, common)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
