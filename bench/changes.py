"""A gate that starts, and from a change's commit to a gate that knows it, at 500 changes a second.

The gate's own follower listens, in this process; eight writers commit, each change a transaction as the platform's is.
Of a hundred million credentials one in 97 is not valid, as in the bench of the gate.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import local
from typing import Any

import psycopg

from bench import Result
from bench._gate import EVERY, LISTS
from bench._load import percentile
from lingnan.engine.credentials import Status
from lingnan.engine.secrecy import Vault
from lingnan.engine.verification import LIST_CAPACITY
from lingnan.gate.following import Follower
from lingnan.gate.snapshot import Place, Snapshot
from tests.province import Province

RATE = 500.0
SECONDS = 20
WRITERS = 8
CHANGES = int(RATE * SECONDS)
PATIENCE_SECONDS = 30.0
CHANGE = """
    WITH changed AS (UPDATE codes_statusentry SET status = 2, changed_at = now() WHERE list_id = %(list)s
                     AND index = %(index)s RETURNING list_id, index, status)
    INSERT INTO codes_change (topic, list_id, index, status, at) SELECT 'status', list_id, index, status, now()
    FROM changed
"""


class Watched(Snapshot):
    """A snapshot that notes when it heard of each place."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[int, float] = {}

    def set_status(self, *, place: Place, status: Status) -> None:
        super().set_status(place=place, status=status)
        self.heard[place.index] = time.monotonic()


class Writers:
    """Commits changes at a steady rate, and notes when each was due and when it was committed."""

    def __init__(self, *, url: str, list_id: int) -> None:
        self._url = url
        self._list_id = list_id
        self._kept = local()
        self.committed: dict[int, float] = {}

    def write_all(self) -> None:
        began = time.monotonic()

        def write(index: int) -> None:
            time.sleep(max(0.0, began + index / RATE - time.monotonic()))
            self._connection().execute(CHANGE, {"list": self._list_id, "index": index})
            self.committed[index] = time.monotonic()

        with ThreadPoolExecutor(WRITERS) as writers:
            list(writers.map(write, range(CHANGES)))

    def _connection(self) -> psycopg.Connection[Any]:
        if not hasattr(self._kept, "connection"):
            self._kept.connection = psycopg.connect(self._url, autocommit=True)
        connection: psycopg.Connection[Any] = self._kept.connection
        return connection


def run() -> list[Result]:
    """Start a province without people, and measure; under a minute."""
    with Province.started(people=0) as province:
        url = province.server.url("lingnan")
        writers, snapshot = Writers(url=url, list_id=_prepare(url)), Watched()
        master = bytes.fromhex((province.var / "master.key").read_text().strip())
        _fill(url)
        follower = Follower(
            database_url=url, database_role="lingnan_app", vault=Vault(master=master), snapshot=snapshot,
            clock=lambda: datetime.now(UTC),
        )  # fmt: skip
        started = asyncio.run(_follow(follower, snapshot, writers))
    waits = [snapshot.heard[index] - committed for index, committed in writers.committed.items()]
    rate = CHANGES / (max(writers.committed.values()) - min(writers.committed.values()))
    p95 = percentile(waits, 0.95)
    return [
        Result(name="a gate knows a hundred million statuses, from its start", value=started, unit="s", goal="< 2 s",
               met=started < 2),
        Result(name="changes committed a second meanwhile", value=rate, unit="1/s", goal=f">= {RATE:.0f} 1/s",
               met=rate >= RATE * 0.99),
        Result(name="a change known to a gate, p95 from its commit", value=p95, unit="s", goal="< 1 s", met=p95 < 1),
    ]  # fmt: skip


def _prepare(url: str) -> int:
    """A list with as many credentials as will change; its number."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "INSERT INTO codes_statuslist (kind, issued) VALUES ('bench', %s) RETURNING id", [CHANGES]
        ).fetchone()
        assert row is not None
        connection.execute(
            "INSERT INTO codes_statusentry (list_id, index, holder_key, status, allocated_at)"
            " SELECT %s, place, place, 0, now() FROM generate_series(0, %s) place", [row[0], CHANGES - 1]
        )  # fmt: skip
        return int(row[0])


def _fill(url: str) -> None:
    """The statuses that are not valid of a hundred million."""
    with psycopg.connect(url) as connection:
        lists = connection.execute(
            "INSERT INTO codes_statuslist (kind, issued) SELECT 'bench', %s FROM generate_series(1, %s) RETURNING id",
            [LIST_CAPACITY, LISTS],
        ).fetchall()
        connection.execute(
            "INSERT INTO codes_statusentry (list_id, index, holder_key, status, allocated_at, changed_at)"
            " SELECT list, place, place, 2, now(), now() FROM unnest(%s::bigint[]) list,"
            " generate_series(0, %s, %s) place", [[row[0] for row in lists], LIST_CAPACITY - 1, EVERY]
        )  # fmt: skip


async def _follow(follower: Follower, snapshot: Watched, writers: Writers) -> float:
    """The seconds until it knew everything; then all the changes."""
    began = time.monotonic()
    following = asyncio.create_task(follower.run())
    async with asyncio.timeout(PATIENCE_SECONDS + SECONDS):
        while not snapshot.is_ready:
            await asyncio.sleep(0.01)
        started = time.monotonic() - began
        await asyncio.to_thread(writers.write_all)
        while len(snapshot.heard) < CHANGES:
            await asyncio.sleep(0.01)
    following.cancel()
    await asyncio.wait([following])
    return started
