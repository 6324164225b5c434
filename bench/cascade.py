"""The cascade: an area is listed, and everyone who was there has another colour, a message and two tasks that call her.

As of August 2021, when rules were in force, with two workers, for 100,000 people: the line is worked off a thousand at
a time however long it is. All is on this machine: PostgreSQL, the workers and the watcher.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import DEVNULL
from typing import LiteralString

import psycopg

from bench import Result
from tests.province import Province, environment

DAY = "2021-08-02"
PEOPLE = 100_000
GOAL_PEOPLE, GOAL_SECONDS = 1_000_000, 120.0
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 600.0
# To look costs as well: until the line is empty, only whether it is.
BEGUN = "SELECT EXISTS (SELECT FROM health_colourchange WHERE colour = 'yellow')"
WORKED_OFF = "SELECT NOT EXISTS (SELECT FROM health_waiting)"
DONE = """
    SELECT (SELECT count(*) FROM health_standingcolour s JOIN health_colourchange c ON c.id = s.change_id
            WHERE c.colour = 'yellow'),
           (SELECT count(*) FROM outreach_message WHERE kind = 'health-yellow'),
           (SELECT count(*) FROM outreach_followup)
"""


def run() -> list[Result]:
    """Start a province without people, gather a crowd, list where it was; some minutes."""
    with Province.started(people=0, as_of=DAY) as province, _second_worker(province):
        _crowd(province, "gather", str(PEOPLE))
        listed = float(_crowd(province, "list"))
        first, last = _watch(province)
    rate, goal = PEOPLE / (last - first), GOAL_PEOPLE / GOAL_SECONDS
    return [
        Result(
            name=f"one area listed: colour, message and two tasks of the last of {PEOPLE:,} people",
            value=last - listed, unit="s",
        ),
        Result(
            name="the same, people a second from the first change on", value=rate, unit="1/s",
            reference="a million in 2 minutes", ratio=rate / goal, goal=1.0, met=rate >= goal,
        ),
    ]  # fmt: skip


@contextmanager
def _second_worker(province: Province) -> Iterator[None]:
    command = [sys.executable, "-m", "lingnan.cli", "worker"]
    with subprocess.Popen(
        command, env=environment(province.var, province.port), stdout=DEVNULL, stderr=DEVNULL
    ) as worker:
        try:
            yield
        finally:
            worker.terminate()


def _crowd(province: Province, *arguments: str) -> str:
    command = [sys.executable, "-m", "bench._crowd", *arguments]
    return subprocess.run(
        command, env=environment(province.var, province.port), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _watch(province: Province) -> tuple[float, float]:
    """When the first colour was seen to have changed, and when all was done."""
    with psycopg.connect(province.server.url("lingnan"), autocommit=True) as connection:
        first = _wait(connection, BEGUN, (True,))
        _wait(connection, WORKED_OFF, (True,))
        return first, _wait(connection, DONE, (PEOPLE, PEOPLE, 2 * PEOPLE))


def _wait(connection: psycopg.Connection, question: LiteralString, wanted: tuple[object, ...]) -> float:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while (found := connection.execute(question).fetchone()) != wanted:
        assert time.monotonic() < give_up, f"not yet: {found}"
        time.sleep(LOOK_SECONDS)
    return time.monotonic()
