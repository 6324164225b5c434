"""A gate with a province's statuses in memory and no database, and its reference: the barest ASGI application."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from lingnan.engine.credentials import KeyEntry, KeySet, Purpose, Status, StatusListBuilder, read_cose_key
from lingnan.engine.verification import LIST_CAPACITY
from lingnan.gate.app import Gate
from lingnan.gate.assembly import PROVINCE_ZONE, clock_behind
from lingnan.gate.counting import Counting
from lingnan.gate.desk import Desk
from lingnan.gate.snapshot import Contents, Device, Snapshot
from lingnan.gate.spool import Spool
from lingnan.gate.strain import Strain

# 96 lists of 1,048,576 places: a hundred million people. One in 97 is suspended.
LISTS = 96
DEVICES = 997
EVERY = 97
SWAP = "swap"
FOLDER = "LINGNAN_BENCH_FOLDER"
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
PORTAL = "http://127.0.0.1:8000"
now = clock_behind(days=0)
DOORS = {sha256(b"door-%d" % n).digest(): Device(f"{n}", is_revoked=False) for n in range(DEVICES)}


class Informed:
    """In the follower's place: knows everything at once, and hears each second that nothing changed.

    When a file `SWAP` comes to lie in the folder, it takes everything over once more, as after a lost connection.
    """

    def __init__(self, *, snapshot: Snapshot, folder: Path) -> None:
        self._snapshot = snapshot
        self._folder = folder

    async def run(self) -> None:
        """Fill the snapshot, then confirm it until cancelled."""
        swap = self._folder / SWAP
        await self._take_over()
        while True:
            if swap.exists():
                await self._take_over()
                swap.unlink()
            self._snapshot.confirm(at=now())
            await asyncio.sleep(1)

    async def _take_over(self) -> None:
        contents = Contents(keys=read_keys(self._folder), kinds={1: "senior-card"}, devices=DOORS)
        for list_id in range(1, LISTS + 1):
            contents.statuses[list_id] = statuses_of_a_list()
            await asyncio.sleep(0)
        await self._snapshot.adopt(contents)


def statuses_of_a_list() -> StatusListBuilder:
    """The statuses of a million."""
    statuses = StatusListBuilder(size=LIST_CAPACITY)
    statuses.set_many(indices=range(0, LIST_CAPACITY, EVERY), status=Status.SUSPENDED)
    return statuses


def read_keys(folder: Path) -> KeySet:
    """The keys that lie in the folder, each under the name of its purpose."""
    return KeySet(
        entries=tuple(
            KeyEntry(
                key=read_cose_key((folder / purpose.value).read_bytes()),
                purposes=frozenset({purpose}),
                not_before=BEGINNING,
            )
            for purpose in (Purpose.TOKEN, Purpose.DISPLAY)
        )
    )


def build() -> Gate:
    """The gate, with its keys and its spool in the folder that the environment names."""
    folder, snapshot, strain = Path(os.environ[FOLDER]), Snapshot(), Strain()
    counting = Counting(snapshot=snapshot, strain=strain, folder=folder, gate="bench", zone=PROVINCE_ZONE, clock=now)
    return Gate(
        desk=Desk(snapshot=snapshot, counting=counting, place="bench", zone=PROVINCE_ZONE),
        counting=counting,
        snapshot=snapshot,
        spool=Spool(folder=folder / "spool"),
        follow=Informed(snapshot=snapshot, folder=folder).run,
        strain=strain,
        portal_origin=PORTAL,
        clock=now,
    )


async def ok(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """Two bytes, whatever is asked."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})
