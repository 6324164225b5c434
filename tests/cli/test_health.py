import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lingnan.cli import main
from tests.conftest import ROOT

RISK = "date,level,full_address\n2020-12-07,medium,成都市郫都区郫筒街道太平村\n"
REAL = ROOT.parent / "shared" / "data" / "risk" / "risk_areas_2020-07-29_2020-12-14.csv"


def run(folder: Path, stays: str, *options: str, encoding: str = "utf-8") -> Result:
    (folder / "stays.csv").write_text(stays, encoding=encoding)
    return CliRunner().invoke(main, ["health", "exposure", "--stays", str(folder / "stays.csv"), *options])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_line_of_json_per_stay_and_bad_rows_told(tmp_path, encoding):
    (tmp_path / "risk.csv").write_text(RISK, encoding="utf-8")
    stays = "area,case,to,from\n太平村,1,,2020-12-05\n成都市郫都区太平村,2,,2020-12-05\n成都市郫都区太平村,3,,昨天\n"
    done = run(tmp_path, stays, "--risk", str(tmp_path / "risk.csv"), encoding=encoding)
    unplaced, flagged = map(json.loads, done.stdout.splitlines())
    assert (unplaced["flagged"], unplaced["first_date"]) == (False, None)
    assert list(flagged.items()) == [
        ("case", "2"),
        ("flagged", True),
        ("first_date", "2020-12-07"),
        ("level", "medium"),
        ("listing", "成都市郫都区郫筒街道太平村"),
        ("rule", "listed-during-stay"),
    ]
    assert done.exit_code == 1
    assert done.stderr.startswith("stays.csv:4:")


def test_the_provinces_own_lists_are_the_default(tmp_path):
    done = run(tmp_path, "case,area,from,to\n小张,满洲里市东山街道,2020-11-15,2020-11-20\n")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["first_date"], found["level"]) == (0, "2020-11-22", "high")


def test_a_table_of_another_kind_is_refused(tmp_path):
    done = run(tmp_path, "name\n张三\n")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "case" in done.stderr


def test_every_published_spelling_is_found_on_its_first_day(tmp_path):
    if not REAL.exists():
        pytest.skip("the lists of 2020 are not here")
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        first = {row["full_address"]: row["date"] for row in reversed(list(csv.DictReader(file)))}
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("case", "area", "from", "to"), *((a, a, day, day) for a, day in first.items())])
    done = run(tmp_path, (tmp_path / "rows.csv").read_text(encoding="utf-8"), "--risk", str(REAL))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(first)
    assert all(line["flagged"] and line["first_date"] <= first[line["case"]] for line in lines)


def test_the_rule_beside_the_lists(tmp_path):
    counts = (
        "date,cityCode,confirmed\n2020-03-20,440600,5\n2020-03-24,440600,6\n2020-03-24,4406y0,9\n2020-03-24,441200,20"
    )
    (tmp_path / "counts.csv").write_text(counts, encoding="utf-8")
    options = ["--counts", str(tmp_path / "counts.csv"), "--from", "2020-03-24", "--to", "2020-03-24"]
    done = CliRunner().invoke(main, ["health", "areas", *options])
    foshan, zhaoqing = map(json.loads, done.stdout.splitlines())
    assert (foshan["division"], foshan["level"], foshan["listed"]) == ("440600", "medium", "medium")
    assert (zhaoqing["division"], zhaoqing["level"], zhaoqing["listed"]) == ("441200", "medium", None)


def test_the_rule_of_the_ninth_edition_by_counts(tmp_path):
    (tmp_path / "counts.csv").write_text("date,cityCode,confirmed\n2022-07-01,440600,5\n", encoding="utf-8")
    options = ["--counts", str(tmp_path / "counts.csv"), "--from", "2022-07-08", "--to", "2022-07-11"]
    found = [
        [json.loads(line)["level"] for line in done.stdout.splitlines()]
        for done in (
            CliRunner().invoke(main, ["health", "areas", *options, *kind]) for kind in ([], ["--kind", "county"])
        )
    ]
    assert found == [["medium"] * 3, []]
