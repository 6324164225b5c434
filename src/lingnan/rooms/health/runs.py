"""The folder of a bulk run: its owner's alone, gone with the run, and cleared away by the next where one was killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

LOCK, STARTING = ".running", ".starting"
PREFIX = "run-"


@contextmanager
def run_folder(folder: Path) -> Iterator[Path]:
    """A new folder within one, mode 0700, as long as this lasts. What was left there by runs that were killed goes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder / STARTING):
        for left in folder.glob(f"{PREFIX}*"):
            if not _is_running(left):
                rmtree(left, ignore_errors=True)
        home = Path(mkdtemp(prefix=PREFIX, dir=folder))
        handle = _lock(home / LOCK)
    try:
        yield home
    finally:
        rmtree(home, ignore_errors=True)
        os.close(handle)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = _lock(path)
    try:
        yield
    finally:
        os.close(handle)


def _lock(path: Path, *, waits: bool = True) -> int:
    """Raises BlockingIOError where another process has it, and this one does not wait. Ends with the process."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        raise
    return handle


def _is_running(home: Path) -> bool:
    with suppress(FileNotFoundError):
        try:
            os.close(_lock(home / LOCK, waits=False))
        except BlockingIOError:
            return True
    return False
