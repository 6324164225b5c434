"""Who would get another outcome, and nobody picked out."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.house import CONTENT

DMN = CONTENT / "services" / "senior-card" / "decision.dmn"
DAY = date(2026, 11, 23)


@pytest.fixture
def raised(tmp_path: Path) -> Path:
    """The card's rule with the age raised to 65."""
    file = tmp_path / "raised.dmn"
    file.write_text(DMN.read_text().replace("&lt; 60", "&lt; 65"))
    return file


def people(ages: dict[int, int]) -> list[dict[str, str]]:
    """So many women of each age from Guangzhou, as rows of a file; and one man of 62."""
    row = {
        "facts_conflict": "false", "record_death": "false", "licence_held": "false", "person.sex": "2",
        "person.household_division": "440104", "person.residence_division": "440104",
    }  # fmt: skip
    rows = [
        {**row, "person.birth_date": f"{DAY.year - age}-01-01"} for age, count in ages.items() for _ in range(count)
    ]
    return [*rows, {**row, "person.sex": "1", "person.birth_date": "1964-01-01"}]


def write(file: Path, rows: list[dict[str, str]]) -> Path:
    if file.suffix == ".csv":
        with file.open("w", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif file.suffix == ".parquet":
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    else:
        file.write_text("\n".join(map(json.dumps, rows)))
    return file


def run(*arguments: object) -> str:
    from lingnan.cli.rehearse import rehearse

    done = CliRunner().invoke(rehearse, [*map(str, arguments), "--content", str(CONTENT)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_who_moves_is_told_from_any_form_of_file(tmp_path: Path, raised: Path, form: str) -> None:
    facts = write(tmp_path / f"facts.{form}", people({50: 20, 62: 30, 80: 50}))
    told = json.loads(run(DMN, raised, "--facts", facts, "--json"))
    assert [(move["before"], move["after"]) for move in told["moves"]] == [
        ("granted", "refused"), ("granted", "granted"), ("refused", "refused")
    ]  # fmt: skip
    assert (told["people"], told["counts"], told["changed_share"]) == (101, [31, 50, 20], "0.307")
    ages, sexes = told["breakdowns"][1], told["breakdowns"][2]
    assert dict(zip(ages["groups"], ages["totals"], strict=True)) == {"0-59": 20, "60-69": 31, "80-89": 50}
    # One man moves: he is withheld, and so are the women beside him.
    assert sexes["groups"] == ["1", "2"]
    assert sexes["totals"] == [None, None]
    assert [counts[0] for counts in sexes["counts"]] == [None, None]


def test_what_changes_beside_the_outcome_is_named(tmp_path: Path) -> None:
    changed = tmp_path / "changed.dmn"
    changed.write_text(DMN.read_text().replace('"eligible"', '"of-age"'))
    facts = write(tmp_path / "facts.jsonl", people({80: 40}))
    assert "granted = (reason)  41" in run(DMN, changed, "--facts", facts)


def test_too_few_are_not_told(tmp_path: Path, raised: Path) -> None:
    from lingnan.cli.rehearse import rehearse
    from lingnan.rooms.catalogue import api

    facts = write(tmp_path / "facts.csv", people({62: 8}))
    with pytest.raises(api.TooFewRecorded):
        CliRunner().invoke(rehearse, [str(DMN), str(raised), "--facts", str(facts)], catch_exceptions=False)


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    from lingnan.rooms.catalogue import api

    rows = [*people({62: 1}), {"person.birth_date": "1964"}]
    with pytest.raises(api.RowUnreadable) as refused:
        list(api.read_recorded(rows=rows, folder=CONTENT, today=DAY))
    assert refused.value.details == {"row": 3, "name": "person_birth_date", "value": "1964"}
