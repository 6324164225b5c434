"""A running province for tests and benchmarks: `lingnan up` in a folder of its own."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from lingnan.cli.parenthood import die_with_parent
from lingnan.kernel.database import Server

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 180
PORTS = range(20_000, 32_000, 2)  # below those that Linux gives to whoever asks for any


@dataclass(frozen=True, kw_only=True)
class Province:
    """One `lingnan up`. `url` is the pages' address, `gate_url` the gate's."""

    var: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def gate_url(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def server(self) -> Server:
        """Its PostgreSQL, to be looked at or restarted."""
        return Server(self.var)

    def children(self) -> dict[str, int]:
        """The process numbers of `web`, `gate` and `worker`; one between two lives is missing."""
        while not (told := (self.var / "up.json").read_text()):
            time.sleep(0.01)
        found: dict[str, int] = json.loads(told)["children"]
        return found

    def kill(self, name: str) -> None:
        """End `web`, `gate` or `worker` as a power cut would; the supervisor starts it anew."""
        os.kill(self.children()[name], signal.SIGKILL)

    def restart_database(self) -> None:
        """Stop PostgreSQL under everyone's hands, and start it again."""
        self.server.stop()
        self.server.start()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `lingnan` with this province's settings."""
        command = [sys.executable, "-m", "lingnan.cli", *arguments]
        return subprocess.run(
            command, env=environment(self.var, self.port), capture_output=True, text=True, check=False
        )

    @contextmanager
    def started_again(self) -> Iterator["Province"]:
        """A new supervisor on the same folder and port, after the first one's end."""
        with self._said.open("w") as said:
            again = replace(self, process=_launch(self.var, self.port, said, ["--no-seed"]))
        with again._running():
            yield again

    def stop(self) -> int:
        """Stop it as Ctrl-C does; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    @classmethod
    @contextmanager
    def started(cls, *, people: int, as_of: str = "") -> Iterator["Province"]:
        """A new province, ready to answer; gone without a trace afterwards. Zero people: none. `as_of`: a day's."""
        _clear_forgotten()
        var, port = ROOT / "var" / f"province-{os.getpid()}-{time.monotonic_ns()}", free_ports()
        var.mkdir(parents=True)
        options = [f"--people={people}"] if people else ["--no-seed"]
        with (var / "said.txt").open("w") as said:
            process = _launch(var, port, said, [*options, *([f"--as-of={as_of}"] if as_of else [])])
        province = cls(var=var, port=port, process=process)
        try:
            with province._running():
                yield province
        finally:
            province.server.stop()
            shutil.rmtree(var, ignore_errors=True)

    @contextmanager
    def _running(self) -> Iterator[None]:
        with self.process:
            try:
                self._wait_until_ready()
                yield
                if self.process.poll() is None:
                    self.stop()
            finally:
                self.process.kill()

    @property
    def _said(self) -> Path:
        return self.var / "said.txt"

    def _wait_until_ready(self) -> None:
        give_up = time.monotonic() + READY_SECONDS
        while self.url not in self._said.read_text():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(f"the province did not start:\n{self._said.read_text()}")
            time.sleep(0.1)


def _launch(var: Path, port: int, said: TextIO, options: Sequence[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "lingnan.cli", "up", *options]
    # Should this process be killed, the province stops by itself.
    return subprocess.Popen(
        command, env=environment(var, port), stdout=said, stderr=said, text=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509  nothing here runs in threads yet
    )  # fmt: skip


def _clear_forgotten() -> None:
    """Remove the folders of runs that were killed."""
    for folder in (ROOT / "var").glob("province-*"):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            Server(folder).stop()
            shutil.rmtree(folder, ignore_errors=True)


def environment(var: Path, port: int) -> dict[str, str]:
    """This process's environment, pointing at another province."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LINGNAN_", "DJANGO_"))}
    return {**own, "LINGNAN_VAR": str(var), "LINGNAN_PORT": str(port), "LANG": "zh_CN.UTF-8"}


def free_ports() -> int:
    """A port that is free together with the one above it, and that no outgoing connection will take meanwhile."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
