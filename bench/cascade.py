"""The cascade: an area is listed, and everyone who was there has another colour, a message and two tasks that call her.

As of August 2021, when rules were in force, for a million people, with three workers: one has something to do while the
others wait for the disk. All is on this machine: PostgreSQL, the workers and the watcher. Some ten minutes.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from subprocess import DEVNULL
from typing import LiteralString

import psycopg

from bench import Result
from tests.province import Province, environment

DAY = "2021-08-02"
PEOPLE = 1_000_000
MORE_WORKERS = 2
GOAL_SECONDS = 120.0
LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 600.0
# To look costs as well: what reads the tables through is asked when all is over.
LAST_CHANGE = "SELECT coalesce(max(id), 0) FROM health_colourchange"
BEGUN = "SELECT (SELECT max(id) FROM health_colourchange) > %s"
WORKED_OFF = """
    SELECT (SELECT max(id) FROM health_colourchange) >= %s
        AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = %s)
"""
TELLING = "lingnan.kernel.tasks.deliver"
DONE = """
    SELECT (SELECT count(*) FROM health_standingcolour s JOIN health_colourchange c ON c.id = s.change_id
            WHERE c.colour = 'yellow'),
           (SELECT count(*) FROM outreach_message WHERE kind = 'health-yellow'),
           (SELECT count(*) FROM outreach_followup)
"""


def run() -> list[Result]:
    """Start a province without people, gather a crowd, list where it was."""
    with Province.started(people=0, as_of=DAY) as province, _more_workers(province):
        _crowd(province, "gather", str(PEOPLE))
        listed, first, last = _watch(province)
    took = last - listed
    return [
        Result(
            name=f"one area listed: colour, message and two tasks of the last of {PEOPLE:,} people",
            value=took, unit="s", reference="2 minutes", ratio=GOAL_SECONDS / took, goal=1.0, met=took <= GOAL_SECONDS,
        ),
        Result(name="the same, people a second from the first change on", value=PEOPLE / (last - first), unit="1/s"),
    ]  # fmt: skip


@contextmanager
def _more_workers(province: Province) -> Iterator[None]:
    command = [sys.executable, "-m", "lingnan.cli", "worker"]
    with ExitStack() as workers:
        for _ in range(MORE_WORKERS):
            worker = workers.enter_context(
                subprocess.Popen(command, env=environment(province.var, province.port), stdout=DEVNULL, stderr=DEVNULL)
            )
            workers.callback(worker.terminate)
        yield


def _crowd(province: Province, *arguments: str) -> str:
    command = [sys.executable, "-m", "bench._crowd", *arguments]
    return subprocess.run(
        command, env=environment(province.var, province.port), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _watch(province: Province) -> tuple[float, float, float]:
    """When the area was listed, when the first colour was seen to have changed, and when all was done."""
    with psycopg.connect(province.server.url("lingnan"), autocommit=True) as connection:
        (before,) = connection.execute(LAST_CHANGE).fetchone() or (0,)
        listed = float(_crowd(province, "list"))
        first = _wait(connection, BEGUN, before)
        last = _wait(connection, WORKED_OFF, before + PEOPLE, TELLING)
        assert connection.execute(DONE).fetchone() == (PEOPLE, PEOPLE, 2 * PEOPLE)
        return listed, first, last


def _wait(connection: psycopg.Connection, question: LiteralString, *about: object) -> float:
    give_up = time.monotonic() + PATIENCE_SECONDS
    while connection.execute(question, about).fetchone() != (True,):
        assert time.monotonic() < give_up
        time.sleep(LOOK_SECONDS)
    return time.monotonic()
