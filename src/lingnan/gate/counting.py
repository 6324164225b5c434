"""Counting what the gate does, without a write for each: in memory, and each second on disk."""

import asyncio
import logging
import os
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path

from lingnan.engine.distinct import Distinct
from lingnan.engine.tallies import Act, Bucket, Kept, Pulse, Tally, encode_tally
from lingnan.engine.verification import LIST_CAPACITY

from .snapshot import Snapshot
from .strain import Strain

SUFFIX = ".tally"
FLUSH_SECONDS = 1.0
# A gate that nobody asks says that often how it is.
TOLD_EVERY = timedelta(seconds=5)
# The platform takes in what is told each few seconds; a worker that is away longer misses what lies further back.
KEPT_FOR = timedelta(days=2)

log = logging.getLogger(__name__)


class Counting:
    """Counts displays and scans by hour and kind, and how many different holders and devices there were a day.

    What happens within a second counts to the hour in which the second ends, and to the day in which it begins. `zone`
    is the province's.
    """

    def __init__(
        self,
        *,
        snapshot: Snapshot,
        strain: Strain,
        folder: Path,
        gate: str,
        zone: tzinfo,
        clock: Callable[[], datetime],
    ) -> None:
        self._snapshot = snapshot
        self._strain = strain
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(8)}{SUFFIX}"
        self._gate = f"{gate}:{self._path.stem}"
        self._zone = zone
        self._clock = clock
        self._displays: defaultdict[int, int] = defaultdict(int)
        self._scans: defaultdict[int, int] = defaultdict(int)
        self._counts: Counter[Bucket] = Counter()
        self._distinct: dict[tuple[date, Kept], Distinct] = {}
        self._told_at: datetime | None = None
        self._begin_day(clock().astimezone(zone).date())

    def count_display(self, list_id: int, index: int) -> None:
        """A code was shown."""
        self._displays[list_id] += 1
        seen, byte, bit = self._seen[list_id], index >> 3, 1 << (index & 7)
        # A sketch takes ten times as long as a bit, and most who show a code have shown it today before.
        if not seen[byte] & bit:
            seen[byte] |= bit
            self._holders.add(b"%d/%d" % (list_id, index))

    def count_scan(self, list_id: int, device: str) -> None:
        """A code was scanned."""
        self._scans[list_id] += 1
        self._devices.add(device.encode())

    async def run(self) -> None:
        """Write the tally down each second in which something happened, and each few in any case, until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Write down what is not yet written. A full disk delays it; what was counted is written when there is room."""
        local = self._clock().astimezone(self._zone)
        if self._displays or self._scans or self._is_pulse_due(local):
            self._told_at = local
            await self._keep(self._fold(local, self._pulse(local)))
        if local.date() != self._today:
            self._begin_day(local.date())
            self._forget(local - KEPT_FOR)

    async def close(self) -> None:
        """Write down what is left, and that this gate is no more: its silence is not to be wondered at."""
        await self._keep(self._fold(self._clock().astimezone(self._zone), None))

    def _is_pulse_due(self, local: datetime) -> bool:
        return self._told_at is None or not timedelta() <= local - self._told_at < TOLD_EVERY

    def _pulse(self, local: datetime) -> Pulse:
        return Pulse(
            told_at=local,
            confirmed_at=self._snapshot.confirmed_at,
            level=self._strain.level.name.lower(),
            clock_ahead_seconds=round(self._snapshot.clock_ahead.total_seconds()),
        )

    async def _keep(self, tally: Tally) -> None:
        try:
            await asyncio.to_thread(self._write, encode_tally(tally))
        except OSError:
            log.exception("the tally could not be written")

    def _begin_day(self, today: date) -> None:
        self._today = today
        self._seen: defaultdict[int, bytearray] = defaultdict(partial(bytearray, LIST_CAPACITY // 8))
        self._holders, self._devices = Distinct(), Distinct()

    def _fold(self, local: datetime, pulse: Pulse | None) -> Tally:
        hour = local.replace(minute=0, second=0, microsecond=0)
        for act, recent in ((Act.DISPLAY, self._displays), (Act.SCAN, self._scans)):
            for list_id, number in recent.items():
                self._counts[Bucket(hour, self._snapshot.kind_of(list_id), act)] += number
            recent.clear()
        self._distinct[self._today, Kept.HOLDERS] = self._holders
        self._distinct[self._today, Kept.DEVICES] = self._devices
        return Tally(gate=self._gate, counts=dict(self._counts), distinct=dict(self._distinct), pulse=pulse)

    def _forget(self, before: datetime) -> None:
        self._counts = Counter({bucket: number for bucket, number in self._counts.items() if bucket.hour >= before})
        self._distinct = {key: sketch for key, sketch in self._distinct.items() if key[0] >= before.date()}

    def _write(self, data: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".new")
        with written.open("wb") as file:
            file.write(data)
            file.flush()
            os.fdatasync(file.fileno())
        written.replace(self._path)
