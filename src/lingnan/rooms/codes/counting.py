"""Counting what the web process shows and reads, without a write for each: in memory, and each second on disk.

Its file is the twin of a gate's, and taken in with those.
"""

import logging
import os
import secrets
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Lock, Thread

from lingnan.engine.distinct import Distinct
from lingnan.engine.tallies import Act, Bucket, Kept, Tally, encode_tally
from lingnan.kernel.clock import PROVINCE_ZONE, local_date

from .types import StatusRef

SUFFIX = ".tally"
FLUSH_SECONDS = 1.0

log = logging.getLogger(__name__)


class Counting:
    """Counts for all threads of one process. `clock` says when a day ends, and with it a file."""

    def __init__(self, *, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = Lock()
        self._begin_day(local_date(clock()))
        self._thread: Thread | None = None

    def count(self, *, act: Act, kind: str, at: datetime, who: Kept, name: bytes) -> None:
        """Count an act at the moment `at`; `name` tells whose it was from others', none if it is empty."""
        local = at.astimezone(PROVINCE_ZONE)
        with self._lock:
            self._counts[Bucket(local.replace(minute=0, second=0, microsecond=0), kind, act)] += 1
            if name:
                self._distinct[local.date(), who].add(name)
            self._is_written = False
            # Only now, for a process that has yet to part into its workers would leave them none.
            if self._thread is None:
                self._thread = Thread(target=self._run, name="counting", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write down what is not yet written. A full disk delays it; what was counted is written when there is room."""
        today = local_date(self._clock())
        with self._lock:
            try:
                self._write()
            except OSError:
                log.exception("the tally could not be written")
                return
            if today != self._today:
                self._begin_day(today)

    def _run(self) -> None:
        while True:
            time.sleep(FLUSH_SECONDS)
            self.flush()

    def _begin_day(self, today: date) -> None:
        self._today = today
        # A new file tells nothing of yesterday, so that late news of that day are added to it, not lost in it.
        self._path = self._folder / f"{os.getpid()}-{secrets.token_hex(8)}{SUFFIX}"
        self._counts: Counter[Bucket] = Counter()
        self._distinct: defaultdict[tuple[date, Kept], Distinct] = defaultdict(Distinct)
        self._is_written = True

    def _write(self) -> None:
        if self._is_written:
            return
        gate = f"{socket.gethostname()}:{self._path.stem}"
        self._folder.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".new")
        with written.open("wb") as file:
            file.write(encode_tally(Tally(gate=gate, counts=self._counts, distinct=self._distinct)))
            file.flush()
            os.fdatasync(file.fileno())
        written.replace(self._path)
        self._is_written = True


_countings: list[Counting] = []


def connect_counting(counting: Counting | None) -> None:
    """Count from now on in this process; commands and the worker, which show nobody anything, never do."""
    _countings[:] = [counting] if counting else []


def count_display(*, kind: str, ref: StatusRef, at: datetime) -> None:
    """A code was shown, if this process counts."""
    for counting in _countings:
        name = b"%d/%d" % (ref.list_id, ref.index)
        counting.count(act=Act.DISPLAY, kind=kind, at=at, who=Kept.HOLDERS, name=name)


def count_scan(*, kind: str, device: str, at: datetime) -> None:
    """A code was read, or refused ('' for the kind), or a number asked for; `device` is '' for none of ours."""
    for counting in _countings:
        counting.count(act=Act.SCAN, kind=kind, at=at, who=Kept.DEVICES, name=device.encode())
