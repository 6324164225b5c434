"""A rule that changed, and everyone whose colour it would not give: from sealed records to keys.

The whole of `health.list_outdated`: records read, opened and held against the lists of risk areas, facts and colours in
bulk, beside the colours that stand. Its reference is a bare COPY of the same columns, sealed as they lie: the least
that reading them can take. BENCH_PEOPLE sets the population.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from bench import Result
from lingnan.kernel.database import Server
from tests.province import environment

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "200_000"))
DAY = date(2021, 8, 2)
COLUMNS = {
    "nucleic-acid-test": ("sampled_at", "result"),
    "journey": ("stay_area", "arrived_at", "left_at"),
    "isolation-order": ("kind", "isolated_from", "isolated_until", "released_on"),
    "outside-health-code": ("as_told_at", "colour"),
}


def run() -> list[Result]:
    """Measure; some minutes, most of them for the evidence."""
    with _database() as var:
        records = int(_in_it(var, "fill", str(PEOPLE)))
        copied = _copy(Server(var))
        found = json.loads(_in_it(var, "sweep"))
    return [
        Result(
            name=f"whom the rules outdate, of {PEOPLE:,} people with {records:,} records",
            value=PEOPLE / found["seconds"], unit="1/s", reference="a bare COPY of the same columns",
            ratio=copied / found["seconds"],
        ),
        Result(name="the most memory the process had", value=found["memory"], unit="MiB"),
        Result(name="how many they are", value=found["people"], unit=""),
    ]  # fmt: skip


@contextmanager
def _database() -> Iterator[Path]:
    """A province's database without a process beside it, as of the day; gone afterwards."""
    var = Path("var").absolute() / f"province-{os.getpid()}-sweep"
    var.mkdir(parents=True)
    server = Server(var)
    try:
        (var / "days-back").write_text(f"{(datetime.now(UTC).date() - DAY).days}\n")
        server.start()
        server.ensure_database()
        subprocess.run([sys.executable, "-m", "lingnan.cli", "migrate"], env=environment(var, 8000), check=True)
        yield var
    finally:
        server.stop()
        shutil.rmtree(var, ignore_errors=True)


def _in_it(var: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "bench._sweep", *arguments]
    return subprocess.run(command, env=environment(var, 8000), check=True, stdout=subprocess.PIPE, text=True).stdout


def _copy(server: Server) -> float:
    begin = time.perf_counter()
    with psycopg.connect(server.url()) as connection, connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            asked = f'SELECT subject_key, {", ".join(columns)} FROM exchange."{table}"'  # noqa: S608  constants of ours
            with cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT binary)") as copy:
                while copy.read():
                    pass
    return time.perf_counter() - begin
