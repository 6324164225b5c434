"""One step of preparing a clone: a command, what it is made from, and a stamp that says it is made.

Standard library only, as it runs before anything is installed.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOG = ROOT / "build" / "prepare.log"
BAR_WIDTH = 24

MISSING = {
    "node": (
        "缺少 Node.js：请运行 sudo apt-get install nodejs npm，再试一次。",
        "Node.js is missing: run sudo apt-get install nodejs npm, then try again.",
    ),
    "npm": (
        "缺少 npm：请运行 sudo apt-get install npm，再试一次。",
        "npm is missing: run sudo apt-get install npm, then try again.",
    ),
    "apt-get": (
        "没有 apt-get：请自行安装 Chromium 和中文字体，再试一次。",
        "There is no apt-get here: install Chromium and a Chinese font, then try again.",
    ),
}
CAUSES = {
    r"ensurepip is not\s+available": (
        "缺少 venv：请运行 sudo apt-get install python3.11-venv，再试一次。",
        "venv is missing: run sudo apt-get install python3.11-venv, then try again.",
    ),
    r"No space left on device|ENOSPC": (
        "磁盘已满：请腾出至少 2 GB，再试一次。",
        "The disk is full: free at least 2 GB, then try again.",
    ),
    r"Permission denied|EACCES": (
        "没有写入权限：请用拥有本目录的用户运行。",
        "Writing is not allowed: run as the owner of this folder.",
    ),
    r"a password is required": (
        "安装浏览器需要管理员权限：请以 root 运行，或自行安装 chromium 和 fonts-noto-cjk。",
        "Installing the browser needs root: run as root, or install chromium and fonts-noto-cjk yourself.",
    ),
    r"DO NOT MATCH THE HASHES|EINTEGRITY": (
        "下载的软件包与锁文件不符，已拒绝安装：请检查软件源。",
        "A package does not match the lock file and was refused: check where packages come from.",
    ),
    r"Could not find a version|Max retries|Temporary failure|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|Unable to fetch": (
        "下载不到软件包：请检查网络和软件源设置，再试一次。",
        "Packages can't be downloaded: check the network and the package sources, then try again.",
    ),
}


class NotPrepared(Exception):
    """A step failed; its text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to make. `tick` finds in the output what counts as one of `total`."""

    name: str
    title: str
    command: Sequence[str]
    stamp_folder: Path
    inputs: Sequence[Path] = ()
    needs: Sequence[str] = ()
    tick: str = r"$^"
    total: int = 0

    @property
    def stamp(self) -> Path:
        return self.stamp_folder / f".made-{self.name}"

    def digest(self) -> str:
        """What this step would be made from: the folder (scripts in it hold its path), the command, the inputs."""
        whole = hashlib.sha256(f"{ROOT}\0{' '.join(self.command)}".encode())
        for path in sorted(self.inputs):
            whole.update(path.read_bytes())
        return whole.hexdigest()

    def is_made(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text() == self.digest()

    def make(self) -> None:
        """Run the command, show its progress, leave the stamp."""
        for program in self.needs:
            if not shutil.which(program):
                raise NotPrepared("\n".join(MISSING[program]))
        _follow(self)
        self.stamp.write_text(self.digest())


class Bar:
    """One line that says what is made, at a terminal how far it is, and at the end how long it took."""

    def __init__(self, step: Step) -> None:
        self.step, self.done, self.started = step, 0, time.monotonic()
        self.is_live = sys.stdout.isatty()
        self.ended = threading.Event()

    def __enter__(self) -> "Bar":
        print(f"· {self.step.title}", end="", flush=True)
        if self.is_live:
            threading.Thread(target=self._redraw, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        print(f"\r\x1b[K· {self.step.title}  {self._seconds()}" if self.is_live else f"  {self._seconds()}")

    def _redraw(self) -> None:
        while not self.ended.wait(0.2):
            print(f"\r\x1b[K· {self.step.title}  {self._drawn()}{self._seconds()}", end="", flush=True)

    def _drawn(self) -> str:
        if not self.step.total:
            return ""
        filled = min(BAR_WIDTH, BAR_WIDTH * self.done // self.step.total)
        return f"{'█' * filled}{'░' * (BAR_WIDTH - filled)} {min(self.done, self.step.total)}/{self.step.total}  "

    def _seconds(self) -> str:
        return f"{time.monotonic() - self.started:.0f} s"


def _follow(step: Step) -> None:
    LOG.parent.mkdir(exist_ok=True)
    said = []
    with Bar(step) as bar, LOG.open("a", encoding="utf-8") as log, _start(step.command) as running:
        for line in running.stdout or ():
            log.write(line)
            said.append(line)
            bar.done += bool(re.search(step.tick, line))
    if running.returncode:
        raise NotPrepared(_explain("".join(said)))


def _start(command: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command, cwd=ROOT, text=True, errors="replace", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _explain(said: str) -> str:
    for pattern, sentences in CAUSES.items():
        if re.search(pattern, said):
            return "\n".join(sentences)
    tail = "".join(said.splitlines(keepends=True)[-8:])
    return f"{tail}上一步没有成功，全部输出在 {LOG}。\nThe last step failed; its whole output is in {LOG}."
