"""Seeding: 20,000 demo people through the rooms' doors, beside a bare COPY of as many rows into the same server."""

import time

import psycopg

from bench import Result
from tests.province import Province

PEOPLE = 20_000
GOAL_SECONDS = 30.0
TABLES = (
    "identity_person",
    "identity_kinship",
    "identity_household",
    "identity_householdmember",
    'exchange."population"',
    'exchange."household"',
    'exchange."kinship"',
    'exchange."death"',
    'exchange."social-assistance"',
    'exchange."benefit-account"',
)
FILLING = "x" * 200  # about what a sealed row takes


def run() -> list[Result]:
    """Seed a new province with `lingnan seed`, its start-up included, and copy as many rows."""
    with Province.started(people=0) as province:
        seconds = _seed(province)
        with psycopg.connect(province.server.url()) as connection:
            rows = sum(_count(connection, table) for table in TABLES)
            copied = _copy(connection, rows)
    return [
        Result(name=f"seed {PEOPLE} people", value=seconds, unit="s", goal=GOAL_SECONDS, met=seconds < GOAL_SECONDS),
        Result(name="seeded rows", value=rows / seconds, unit="1/s", reference="bare COPY", ratio=copied / seconds),
    ]


def _seed(province: Province) -> float:
    begin = time.perf_counter()
    done = province.run("seed", f"--people={PEOPLE}", "--seed=7")
    assert done.returncode == 0, done.stderr
    return time.perf_counter() - begin


def _count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 a constant of ours
    assert row is not None
    return int(row[0])


def _copy(connection: psycopg.Connection, rows: int) -> float:
    connection.execute("CREATE TEMPORARY TABLE bare (id bigint PRIMARY KEY, body text NOT NULL)")
    begin = time.perf_counter()
    with connection.cursor().copy("COPY bare (id, body) FROM STDIN") as copy:
        for place in range(rows):
            copy.write_row((place, FILLING))
    return time.perf_counter() - begin
