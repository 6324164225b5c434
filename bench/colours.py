"""From a piece of evidence's commit to the changed colour, with one worker, at the rate that is the goal.

As of August 2021, when rules were in force: each piece is an order to isolate about another person, in a transaction of
its own; the colour is changed when its receipt is signed, logged and committed. Everything is on this machine: the
writers, PostgreSQL, the worker and what it does besides (messages, follow-ups).
"""

import subprocess
import sys
import time
from threading import Event, Thread

import psycopg

from bench import Result
from bench._load import percentile
from tests.province import Province, environment

DAY = "2021-08-02"
GOAL_RATE, SECONDS = 200.0, 20
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 300.0


def run() -> list[Result]:
    """Start a province without people, and measure; some minutes."""
    with Province.started(people=0, as_of=DAY) as province:
        waits, rate = _measure(province, people=int(GOAL_RATE * SECONDS), rate=GOAL_RATE)
    p95 = percentile(waits, 0.95)
    return [
        Result(
            name=f"a colour changed, p95 from its evidence's commit, {GOAL_RATE:.0f} pieces a second for {SECONDS} s",
            value=p95, unit="s", goal="< 2 s", met=p95 < 2,
        ),
        Result(name="colours changed a second by one worker", value=rate, unit="1/s"),
    ]  # fmt: skip


def _measure(province: Province, *, people: int, rate: float) -> tuple[list[float], float]:
    """The seconds from commit to change of each, and how many a second were changed."""
    changed: dict[int, float] = {}
    done = Event()
    watcher = Thread(target=_watch, args=(province, changed, people, done))
    watcher.start()
    command = [sys.executable, "-m", "bench._evidence", str(people), str(rate)]
    told = subprocess.run(
        command, env=environment(province.var, province.port), check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    assert done.wait(PATIENCE_SECONDS), f"only {len(changed)} of {people} colours were changed"
    watcher.join()
    committed = {int(key): float(at) for key, at in (line.split() for line in told.splitlines())}
    measured = [changed[key] for key in committed]
    seconds = max(measured) - min(measured)
    return [changed[key] - at for key, at in committed.items()], people / seconds


def _watch(province: Province, changed: dict[int, float], people: int, done: Event) -> None:
    last, give_up = 0, time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(province.server.url("lingnan"), autocommit=True) as connection:
        while len(changed) <= people and time.monotonic() < give_up:
            rows = connection.execute(
                "SELECT id, subject_key FROM health_colourchange WHERE id > %s ORDER BY id", [last]
            ).fetchall()
            now = time.monotonic()
            for number, key in rows:
                last = number
                changed[key] = now
            time.sleep(LOOK_SECONDS)
    done.set()
