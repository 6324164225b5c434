"""One supervisor per data folder, and what the next one may know of it."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from lingnan.kernel.errors import LingnanError


class AlreadyRunning(LingnanError):
    """Another `lingnan up` works in this data folder."""

    code = "already-running"
    status = 409
    message = (
        "数据目录 %(folder)s 里已经有一个岭南在运行（进程 %(process)s，%(url)s）。"
        "要再开一个，请另设 LINGNAN_VAR 和 LINGNAN_PORT。"
    )


@dataclass(frozen=True)
class Claim:
    """The folder is ours while this is held. `is_clean` is false when the last holder was killed."""

    file: TextIO
    is_clean: bool

    def announce(self, facts: Mapping[str, object]) -> None:
        """Write who we are and what we run, for those who look."""
        self.file.seek(0)
        self.file.truncate()
        json.dump({"process": os.getpid(), **facts}, self.file)
        self.file.flush()


@contextmanager
def claim(folder: Path) -> Iterator[Claim]:
    """Hold the data folder; raises `AlreadyRunning`. The system lets go of it for us, however we end."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up.json").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(folder=folder, **_read(file)) from error
        file.seek(0)
        held = Claim(file, is_clean=not file.read())
        held.announce({"url": ""})
        try:
            yield held
        finally:
            file.truncate(0)


def _read(file: TextIO) -> dict[str, object]:
    file.seek(0)
    try:
        told = json.loads(file.read())
    except ValueError:
        told = {}
    return {"process": told.get("process", "?"), "url": told.get("url", "?")}
