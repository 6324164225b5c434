"""A gate at five times what it can answer for two minutes, and at its full pace for ten: what it leaves out, and keeps.

Overload is made by taking the core away: four busy loops share it with the gate, so that it has a fifth, while as many
connections as the server admits never rest. `wrk` asks from the other core. About thirteen minutes.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from bench import Result
from bench.gate import LOAD_CORE, SERVER_CORE, SHOW, issue, level_of, served, write_script

TIMES = 5
OVERLOAD_SECONDS, OVERLOAD_CONNECTIONS = 120, 2048
SOAK_SECONDS, SOAK_CONNECTIONS = 600, 64
WARM_SECONDS = 60
RECOVERY_SECONDS = 60.0
KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Endured:
    """What was seen each second: the gate's level, empty where it did not say, and its memory in MiB."""

    levels: tuple[str, ...]
    memory: tuple[float, ...]


def run() -> list[Result]:
    """Measure; about thirteen minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issue(folder)
        with served("rsgi", "bench._gate:build", folder, "--factory") as (port, server):
            with _core_shared_with(TIMES - 1):
                overloaded = _load(folder, port, server, OVERLOAD_SECONDS, OVERLOAD_CONNECTIONS)
            recovered = _seconds_until_full(port)
            soaked = _load(folder, port, server, SOAK_SECONDS, SOAK_CONNECTIONS)
            assert server.poll() is None, "the gate did not live through it"
    return [*_overload(overloaded, recovered), _soak(soaked)]


def _overload(overloaded: Endured, recovered: float) -> Iterator[Result]:
    share = sum(level not in ("", "full") for level in overloaded.levels) / len(overloaded.levels)
    yield Result(
        name=f"share of {OVERLOAD_SECONDS} s at {TIMES} times its capacity in which it gave less, as declared",
        value=share, unit="", goal="said so throughout", met="" not in overloaded.levels,
    )  # fmt: skip
    yield Result(
        name="until everything is given again, after it", value=recovered, unit="s", goal="< 10 s", met=recovered < 10
    )


def _soak(soaked: Endured) -> Result:
    before, after = soaked.memory[WARM_SECONDS], soaked.memory[-1]
    return Result(
        name=f"memory after {SOAK_SECONDS // 60} minutes at full pace", value=after, unit="MiB",
        reference="after the first of them", ratio=before / after, goal="< 1.05 times", met=after < before * 1.05,
    )  # fmt: skip


def _load(folder: Path, port: int, server: "subprocess.Popen[bytes]", seconds: int, connections: int) -> Endured:
    levels, memory = [], []
    command = [
        "taskset", "--cpu-list", LOAD_CORE, "wrk", "--threads", "1", "--connections", str(connections),
        "--duration", f"{seconds}s", "--timeout", "30s", "--script", write_script(folder, SHOW),
        f"http://127.0.0.1:{port}",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as load:
        while load.poll() is None:
            levels.append(_level(port))
            memory.append(_memory_of(server.pid))
            time.sleep(1)
    return Endured(levels=tuple(levels), memory=tuple(memory))


def _level(port: int) -> str:
    try:
        return level_of(port)
    except (OSError, HTTPException):
        return ""


def _seconds_until_full(port: int) -> float:
    began = time.monotonic()
    while time.monotonic() < began + RECOVERY_SECONDS:
        if _level(port) == "full":
            return time.monotonic() - began
        time.sleep(0.05)
    return RECOVERY_SECONDS


def _memory_of(process: int) -> float:
    """Resident MiB of a process and its children."""
    status = Path(f"/proc/{process}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return int(resident.split()[1]) / KIB + sum(_memory_of(int(child)) for child in children)


@contextmanager
def _core_shared_with(others: int) -> Iterator[None]:
    """So many busy loops on the server's core."""
    command = ["taskset", "--cpu-list", SERVER_CORE, sys.executable, "-c", "while True: pass"]
    loops = [subprocess.Popen(command) for _ in range(others)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
