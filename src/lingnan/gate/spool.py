"""The spool: each scan is on disk before it is answered. Many scans share one sync of the disk.

A file is the property of the process that writes it, which holds its lock. Who gets the lock knows the writer gone,
and the file whole up to its last line feed.
"""

import asyncio
import fcntl
import os
import secrets
from pathlib import Path
from typing import ClassVar

FILE_BYTES = 64 * 1024 * 1024
# Half a second's work of a disk that is well. More waiting would only be answered too late to be of use.
MOST_WAITING = 4096
SUFFIX = ".spool"


class SpoolUnavailable(Exception):
    """The disk is full or broken: a scan can't be kept, so it must not be acknowledged."""

    code: ClassVar[str] = "spool-unavailable"


class SpoolBusy(SpoolUnavailable):
    """More scans wait for the disk than it can take in good time."""

    code: ClassVar[str] = "spool-busy"


class Spool:
    """An append-only log of lines, in files of their own under one folder."""

    def __init__(self, *, folder: Path, file_bytes: int = FILE_BYTES) -> None:
        self._folder = folder
        self._file_bytes = file_bytes
        self._file: int | None = None
        self._written = 0
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def append(self, line: bytes) -> None:
        """Return when the line is on disk; raises `SpoolUnavailable`, or at once `SpoolBusy`."""
        if len(self._waiting) >= MOST_WAITING:
            raise SpoolBusy()
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((line, kept))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_waiting())
        await kept

    async def close(self) -> None:
        """Wait for what is under way, then let go of the file."""
        if self._writer:
            await self._writer
        self._let_go()

    async def _write_waiting(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._write, b"".join(line for line, _ in group))
            except OSError as error:
                self._let_go()
                _settle(group, error)
            else:
                _settle(group, None)
        self._writer = None

    def _write(self, data: bytes) -> None:
        if self._file is None or self._written >= self._file_bytes:
            self._let_go()
            self._file, self._written = _create_file(self._folder), 0
        left = memoryview(data)
        while left:
            left = left[os.write(self._file, left) :]
        os.fdatasync(self._file)
        self._written += len(data)

    def _let_go(self) -> None:
        # After a failed write or sync nobody knows what the file holds; the next line goes to a new one.
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _create_file(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    name = folder / f"{os.getpid()}-{secrets.token_hex(8)}"
    file = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        # Locked before it bears the name that the reader looks for: an unlocked file counts as left behind.
        fcntl.flock(file, fcntl.LOCK_EX)
        name.rename(name.with_suffix(SUFFIX))
        _sync_folder(folder)
    except OSError:
        os.close(file)
        raise
    return file


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle(group: list[tuple[bytes, asyncio.Future[None]]], error: OSError | None) -> None:
    for _, kept in group:
        if kept.done():
            continue
        if error is None:
            kept.set_result(None)
        else:
            refusal = SpoolUnavailable(str(error))
            refusal.__cause__ = error
            kept.set_exception(refusal)
