"""Following the database: everything once after each connection, then each change when its transaction commits.

The cursor is a snapshot of PostgreSQL's own (see `gate.sql` of the codes' room): new is what it could not see. So a
change that commits late, under an older number, is not missed.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import AsyncConnection, IsolationLevel

from lingnan.engine.credentials import Status
from lingnan.engine.secrecy import Vault

from . import loading
from .snapshot import Place, Snapshot

HEARTBEAT_SECONDS = 1.0
ANSWER_SECONDS = 5.0
LOAD_SECONDS = 120.0
RETRY_SECONDS = 1.0

# An answer that took longer says too little of the moment at which it was given.
PROMPT = timedelta(seconds=2)

SEEN = "SELECT pg_current_snapshot()::text, clock_timestamp()"
CHANGES = """
    SELECT topic, list_id, index, status FROM gate_change
    WHERE txid >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
      AND NOT pg_visible_in_snapshot(txid, %(seen)s::pg_snapshot)
    ORDER BY id
"""

log = logging.getLogger(__name__)


class Follower:
    """Keeps a snapshot as the database has it, for as long as the database answers."""

    def __init__(
        self,
        *,
        database_url: str,
        database_role: str,
        vault: Vault,
        snapshot: Snapshot,
        clock: Callable[[], datetime],
        behind: timedelta = timedelta(),
    ) -> None:
        """`behind` is how far the province's clock is behind the machine's by intent (ADR 0014)."""
        self._database_url = database_url
        self._options = f"-c role={database_role}" if database_role else ""
        self._vault = vault
        self._snapshot = snapshot
        self._clock = clock
        self._behind = behind
        self._seen = ""

    async def run(self) -> None:
        """Follow until cancelled; after any failure connect again and load everything."""
        while True:
            try:
                await self._follow()
            except (psycopg.Error, OSError) as error:
                log.warning("cut off from the database: %s", str(error).strip() or type(error).__name__)
            except Exception:
                # Whatever it was (another master key, say): a gate that stopped asking would only grow old.
                log.exception("following the database failed; trying again")
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        async with await self._connect() as connection:
            # Listening first: what commits while everything is loaded wakes us afterwards.
            await connection.execute("LISTEN codes_change")
            async with asyncio.timeout(LOAD_SECONDS):
                await self._load(connection)
            while True:
                async for _ in connection.notifies(timeout=HEARTBEAT_SECONDS, stop_after=1):
                    pass
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._catch_up(connection)

    async def _connect(self) -> AsyncConnection[Any]:
        connection = await AsyncConnection.connect(
            self._database_url,
            autocommit=True,
            options=self._options,
            connect_timeout=int(ANSWER_SECONDS),
            application_name="lingnan-gate",
        )
        await connection.set_isolation_level(IsolationLevel.REPEATABLE_READ)
        await connection.set_read_only(True)
        return connection

    async def _load(self, connection: AsyncConnection[Any]) -> None:
        asked_at = self._clock()
        async with connection.transaction():
            seen = await self._see(connection)
            contents = await loading.load_contents(connection, self._vault)
        await self._snapshot.adopt(contents)
        self._seen = seen
        self._snapshot.confirm(at=asked_at)

    async def _catch_up(self, connection: AsyncConnection[Any]) -> None:
        asked_at = self._clock()
        async with connection.transaction():
            seen = await self._see(connection)
            changes = await (await connection.execute(CHANGES, {"seen": self._seen})).fetchall()
            for topic in {change[0] for change in changes}:
                await self._reload(topic, connection)
        for topic, list_id, index, status in changes:
            if topic == "status":
                self._snapshot.set_status(place=Place(list_id=list_id, index=index), status=Status(status))
        self._seen = seen
        self._snapshot.confirm(at=asked_at)

    async def _reload(self, topic: str, connection: AsyncConnection[Any]) -> None:
        if topic == "key":
            self._snapshot.set_keys(await loading.load_keys(connection, self._vault))
        elif topic == "list":
            self._snapshot.set_kinds(await loading.load_kinds(connection))
            self._snapshot.end(await loading.load_ended(connection))
        elif topic == "withdrawal":
            self._snapshot.set_withdrawn(await loading.load_withdrawn(connection))
        elif topic == "device":
            self._snapshot.set_devices(await loading.load_devices(connection))

    async def _see(self, connection: AsyncConnection[Any]) -> str:
        asked_at = self._clock()
        row = await (await connection.execute(SEEN)).fetchone()
        assert row is not None
        seen, told_at = row
        self._compare(told_at, asked_at, self._clock())
        return str(seen)

    def _compare(self, told_at: datetime, asked_at: datetime, heard_at: datetime) -> None:
        """Note how far the clocks are apart, and say so when that begins or ends."""
        took = heard_at - asked_at
        # Less than nothing, if the clock was set meanwhile.
        if not timedelta() <= took <= PROMPT:
            return
        was_right = self._snapshot.is_clock_right
        self._snapshot.clock_ahead = asked_at + took / 2 + self._behind - told_at
        if was_right and not self._snapshot.is_clock_right:
            log.warning("this clock differs from the database's by %+.0f s", self._snapshot.clock_ahead.total_seconds())
        elif self._snapshot.is_clock_right and not was_right:
            log.warning("this clock agrees with the database's again")
