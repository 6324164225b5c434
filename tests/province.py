"""A running province for tests and benchmarks: `lingnan up` in a folder of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lingnan.kernel.database import Server

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 180


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

    def child(self, name: str) -> int:
        """The process number of `web`, `gate` or `worker` at this moment."""
        return int(json.loads((self.var / "up.json").read_text())["children"][name])

    def kill(self, name: str) -> None:
        """End `web`, `gate` or `worker` as a power cut would; the supervisor starts it anew."""
        os.kill(self.child(name), signal.SIGKILL)

    def restart_database(self) -> None:
        """Stop PostgreSQL under everyone's hands, and start it again."""
        self.server.stop()
        self.server.start()

    def run(self, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run `lingnan` with this province's settings."""
        command = [sys.executable, "-m", "lingnan.cli", *arguments]
        return subprocess.run(
            command, env=environment(self.var, self.port), capture_output=True, text=True, check=False, **options
        )

    def stop(self) -> int:
        """Stop it as Ctrl-C does; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    @classmethod
    @contextmanager
    def started(cls, *, people: int) -> Iterator["Province"]:
        """A new province, ready to answer; gone without a trace afterwards. Zero people: none."""
        var, port = ROOT / "var" / f"province-{os.getpid()}-{time.monotonic_ns()}", free_ports()
        options = [f"--people={people}"] if people else ["--no-seed"]
        with (ROOT / "var" / f"{var.name}.log").open("w+") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "lingnan.cli", "up", *options],
                env=environment(var, port), stdout=said, stderr=said, text=True,
            )  # fmt: skip
            province = cls(var=var, port=port, process=process)
            try:
                province._wait_until_ready(Path(said.name))
                yield province
                province.stop()
                Path(said.name).unlink()
            finally:
                process.kill()
                process.wait()
                province.server.stop()
                shutil.rmtree(var, ignore_errors=True)

    def _wait_until_ready(self, said: Path) -> None:
        give_up = time.monotonic() + READY_SECONDS
        while f":{self.port}" not in said.read_text():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise AssertionError(f"the province did not start:\n{said.read_text()}")
            time.sleep(0.1)


def environment(var: Path, port: int) -> dict[str, str]:
    """This process's environment, pointing at another province."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LINGNAN_", "DJANGO_"))}
    return {**own, "LINGNAN_VAR": str(var), "LINGNAN_PORT": str(port), "LANG": "zh_CN.UTF-8"}


def free_ports() -> int:
    """A port that is free together with the one above it."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
