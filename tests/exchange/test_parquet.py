"""Parquet as a warehouse writes it: typed columns are judged as the same texts are, a few rows at a time."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from lingnan.cli import steps
from lingnan.cli.root import main
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.exchange import api, parquet, tables
from lingnan.rooms.exchange.types import Need
from tests.exchange.test_tables import COLUMNS, FATHER, load, results, row
from tests.house import AT

TESTS = "nucleic-acid-test"
SAMPLED = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)


@pytest.fixture
def write(tmp_path):
    def _write(columns, **options):
        file = tmp_path / "tests.parquet"
        pq.write_table(pa.table(columns), file, **options)
        return file

    return _write


def typed(count=1, **changed):
    """So many tests of the father's, as a warehouse has them."""
    return {
        "id_number": pa.array([FATHER] * count).dictionary_encode(),
        "sample_number": [f"S{number}" for number in range(count)],
        "sampled_at": pa.array([SAMPLED] * count, pa.timestamp("us", tz="UTC")),
        "result": pa.array([1] * count, pa.int8()),
        "laboratory": ["省疾控中心"] * count,
        "as_of": pa.array([AT - timedelta(days=1)] * count, pa.timestamp("ms", tz="Asia/Shanghai")),
        **changed,
    }


def take(file, resource=TESTS, at=AT):
    return api.load_parquet(resource=resource, file=file, by=PLATFORM, at=at)


def value(family, resource, element):
    need = Need(resource=resource, element=element)
    look = api.list_facts(subject_key=family.father_key, needs=[need], purpose="核对", by=PLATFORM, at=AT)
    return look.value(element)


def test_typed_columns_are_taken_as_the_same_texts_are(family, write):
    done = take(write(typed()))
    assert (done.loaded, done.held, done.refused) == (1, 0, ())
    assert value(family, TESTS, "health.test_sampled_at") == SAMPLED
    texts = load(row(sample_number="S0", sampled_at="2026-11-20 08:30", as_of=(AT - timedelta(days=1)).isoformat()))
    assert (texts.loaded, texts.held) == (0, 1)


def test_the_same_file_twice_is_loaded_once(family, write):
    file = write(typed(3))
    assert [take(file).loaded, take(file).loaded] == [3, 0]
    assert results(family) == ["1"] * 3


def test_a_moment_without_a_zone_is_beijing_time_and_midnight_is_a_day(family, write):
    local = pa.array(["2026-11-20 08:30:00"]).cast(pa.timestamp("ns"))
    assert take(write(typed(sampled_at=local))).loaded == 1
    assert value(family, TESTS, "health.test_sampled_at") == datetime(2026, 11, 20, 8, 30, tzinfo=PROVINCE_ZONE)
    day = pa.array(["2026-11-20 00:00:00"]).cast(pa.timestamp("ns"))
    assert not take(write(isolation(isolated_from=day)), resource="isolation-order").refused
    assert value(family, "isolation-order", "health.isolation_from") == date(2026, 11, 20)


def isolation(**changed):
    """An order in columns named by element, by the resource, and in capitals."""
    return {
        "person.id_number": [FATHER], "health.isolation_number": ["I1"], " KIND": ["2"],
        "isolated_from": [date(2026, 11, 20)], "health.isolation_until": [date(2026, 12, 3)], **changed,
    }  # fmt: skip


def test_columns_may_be_named_by_their_elements(family, write):
    done = take(write(isolation()), resource="isolation-order")
    assert (done.loaded, done.refused) == (1, ())
    assert value(family, "isolation-order", "health.isolation_until") == date(2026, 12, 3)


def declaration(**changed):
    return {
        "id_number": [FATHER], "declaration_number": ["D1"],
        "declared_at": pa.array([SAMPLED], pa.timestamp("us", tz="UTC")), **changed,
    }  # fmt: skip


def test_decimals_and_booleans_are_exact(family, write):
    known = declaration(temperature=[Decimal("36.50")], risk_area_history=[True])
    done = take(write(known), resource="health-declaration")
    assert done.loaded == 1
    assert value(family, "health-declaration", "health.temperature") == Decimal("36.50")


def test_rows_that_can_not_be_used_are_set_aside_with_reasons(family, write):
    far = pa.array([2**61, 0, 0, 0], pa.timestamp("us"))
    columns = typed(
        4,
        id_number=[FATHER, "11010519491231002X", None, FATHER],
        result=pa.array([1, 1, 1, 9], pa.uint8()),
        sampled_at=far,
    )
    done = take(write(columns))
    assert done.loaded == 0
    assert [(refused.number, *refused.reasons) for refused in done.refused] == [
        (1, "sampled_at"), (2, "sampled_at"), (3, "id_number", "sampled_at"), (4, "result", "sampled_at"),
    ]  # fmt: skip
    sound = typed(3, id_number=["11010519491231002X", None, FATHER])
    done = take(write(sound))
    assert (done.loaded, [refused.number for refused in done.refused]) == (1, [1, 2])


@pytest.mark.parametrize(
    ("error", "columns"),
    [
        (api.ColumnUnfit, {"result": [1.0]}),
        (api.ColumnUnfit, {"laboratory": [b"x"]}),
        (api.ColumnUnfit, {"laboratory": [{"name": "x", "code": "y"}]}),
        (api.ColumnsUnknown, {"colour": ["red"]}),
        (api.ColumnsTwice, {"health.test_result": ["1"]}),
    ],
)
def test_a_file_that_can_not_be_read_exactly_is_refused_whole(family, write, error, columns):
    file = write(typed(**columns))
    with pytest.raises(error):
        take(file)
    assert results(family) == [None]


def test_a_moment_of_the_old_kind_which_no_zone_is_known_of_is_refused(family, write):
    file = write(typed(), use_deprecated_int96_timestamps=True)
    with pytest.raises(api.ColumnUnfit, match="INT96"):
        take(file)


def test_a_file_without_a_needed_column_is_refused(family, write):
    with pytest.raises(api.ColumnsMissing):
        take(write({"id_number": [FATHER]}))


def test_what_is_no_parquet_or_is_cut_off_is_refused_and_nothing_is_loaded(family, write):
    file = write(typed(3))
    whole = file.read_bytes()
    for damaged in (b"", b"id_number,result", whole[:-20], whole[:4] + bytes(200) + whole[204:]):
        file.write_bytes(damaged)
        with pytest.raises(api.ParquetUnreadable):
            take(file)
    assert results(family) == [None]


def test_a_long_file_is_read_and_loaded_a_few_rows_at_a_time(family, write, monkeypatch):
    """However long it is, no more rows are held than a portion: the first are loaded before the last are read."""
    monkeypatch.setattr(parquet, "BATCH", 2)
    monkeypatch.setattr(tables, "PORTION", 4)
    heard, held = [], []
    look_up = tables.identity.find_keys_by_document
    monkeypatch.setattr(
        tables.identity, "find_keys_by_document",
        lambda documents: held.append((len(list(documents)), len(heard))) or look_up(documents=documents),
    )  # fmt: skip
    done = api.load_parquet(
        resource=TESTS, file=write(typed(9), row_group_size=5), by=PLATFORM, at=AT,
        progress=lambda done, total: heard.append((done, total)),
    )  # fmt: skip
    assert done.loaded == 9
    assert heard == [(2, 9), (4, 9), (6, 9), (8, 9), (9, 9)]
    assert [many for many, _ in held] == [4, 4, 1]
    assert held[0][1] < len(heard)


def test_the_command_tells_and_sets_aside(family, write, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(steps, "SOON", 0)
    file = write(typed(2, result=["1", "不知道"]))
    done = CliRunner().invoke(main, ["exchange", "load", TESTS, str(file)])
    assert done.exit_code == 1, done.output
    assert "已读入的行" not in done.stderr, "a bar is for a terminal"
    assert done.stdout == "装入 1 条，已有 0 条，搁置 1 条。\n"
    with file.with_name("tests.refused.csv").open(encoding="utf-8-sig") as aside:
        (refused,) = csv.DictReader(aside)
    assert (refused["sample_number"], refused["line"], refused["result"]) == ("S1", "2", "不知道")
    assert refused["reason"].startswith("result：")
    assert set(COLUMNS) <= set(refused)


def test_the_command_says_what_is_no_parquet(family, write, monkeypatch):
    file = write(typed())
    file.write_bytes(b"x")
    done = CliRunner().invoke(main, ["exchange", "load", TESTS, str(file)])
    assert done.exit_code == 1
    assert "tests.parquet 读不成 Parquet" in done.stderr
