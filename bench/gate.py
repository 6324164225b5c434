"""The gate: displays and scans a second of one core, beside the barest ASGI application on the same server and core.

`wrk` on another core asks; what is counted is answers per second of processor time that the server spent. Every request
carries another display key, or is another scan. The statuses of a hundred million people are in memory; the database is
not asked, as at any gate. The three take turns, so that what else the machine does falls upon all of them, and the best
turn of each counts.
"""

import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from threading import Timer

from bench import Result
from bench._acknowledged import scan_until_it_dies
from bench._gate import DEVICES, EVERY, FOLDER, LISTS, PORTAL, SWAP, statuses_of_a_list
from bench._load import send
from bench._processor import processor_seconds
from lingnan.engine.credentials import (
    Algorithm,
    Display,
    DisplayKey,
    MacKey,
    SignedStatusList,
    SigningKey,
    Status,
    StatusListBuilder,
    grant_display_key,
    mint_token,
    sign_status_list,
)
from lingnan.engine.scans import ScanRecord, decode_record, scan_nonce
from lingnan.engine.verification import LIST_CAPACITY, status_list_uri
from tests.province import free_ports

HOLDERS = 20_000
CONNECTIONS = 64
TURNS = 4
SECONDS = 8
READY_SECONDS = 60
KILL_AFTER_SECONDS = 3.0
SERVER_CORE, LOAD_CORE = "0", "1"
_DAY = timedelta(days=1)
BARE = "a bare ASGI 'ok' on the same server"

SHOW = """
local requests, last = {}, 0
for key in io.lines("%(folder)s/display-keys") do
  requests[#requests + 1] = wrk.format("POST", "/show", {Authorization = "Bearer " .. key, Origin = "%(origin)s"})
end
request = function() last = last %% #requests + 1 return requests[last] end
"""
SCAN = """
local tokens, last = {}, 0
for token in io.lines("%(folder)s/tokens") do tokens[#tokens + 1] = token end
request = function()
  last = last + 1
  local headers = {Authorization = "Bearer door-" .. last %% %(devices)d, Origin = "%(origin)s"}
  return wrk.format("POST", "/scan", headers, tokens[last %% #tokens + 1])
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What `wrk` saw: answers for each second that the server's core worked, and by the clock; refusals are none.

    `p99` and `longest` are in milliseconds. `levels` are those that the gate said it was at meanwhile.
    """

    rate: float
    pace: float
    p99: float
    longest: float
    levels: frozenset[str]


def run() -> list[Result]:
    """Measure; about three minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issue(folder)
        with (
            served("asginl", "bench._gate:ok", folder) as least,
            served("rsgi", "bench._gate:build", folder, "--factory") as gate,
        ):
            asked = (least, SHOW), (gate, SHOW), (gate, SCAN)
            turns = [[_load(folder, *server, script) for server, script in asked] for _ in range(TURNS)]
            bare, shown, scanned = map(_best, zip(*turns, strict=True))
            swapped = _load_while_swapped(folder, *gate)
            acknowledged = _scan_until_killed(folder, *gate)
        return [
            *_displays(shown, bare),
            _swapped(swapped, shown),
            _against("scans a second of one core, each on disk before its answer", scanned, bare, ">= 8000 1/s", 8000),
            _kept(folder, acknowledged),
            _published(),
            *_carried(),
        ]


def _displays(shown: Load, bare: Load) -> Iterator[Result]:
    left_out = shown.levels - {"full"}
    yield Result(
        name="times when the gate left something out meanwhile",
        value=len(left_out),
        unit="",
        goal="0",
        met=not left_out,
    )
    yield _against("displays a second of one core, 100 million statuses", shown, bare, ">= 20000 1/s", 20_000)
    yield Result(
        name="displays beside the bare application", value=bare.rate, unit="1/s", reference=BARE,
        ratio=shown.rate / bare.rate, goal=0.6, met=shown.rate / bare.rate >= 0.6,
    )  # fmt: skip
    yield Result(
        name=f"a display, p99 with {CONNECTIONS} connections that never rest", value=shown.p99, unit="ms",
        reference=BARE, ratio=bare.p99 / shown.p99, goal="< 20 ms", met=shown.p99 < 20,
    )  # fmt: skip


def _against(name: str, load: Load, bare: Load, goal: str, least: float) -> Result:
    return Result(
        name=name, value=load.rate, unit="1/s", reference=BARE, ratio=load.rate / bare.rate, goal=goal,
        met=load.rate >= least,
    )  # fmt: skip


def _swapped(swapped: Load, shown: Load) -> Result:
    return Result(
        name="a display, longest wait while the lists of 100 million are taken over anew", value=swapped.longest,
        unit="ms", reference="the same without", ratio=shown.longest / swapped.longest, goal="< 200 ms",
        met=swapped.longest < 200,
    )  # fmt: skip


def _kept(folder: Path, acknowledged: Collection[int]) -> Result:
    lines = (line for path in (folder / "spool").glob("*.spool") for line in path.read_bytes().splitlines())
    records = map(decode_record, lines)
    kept = {record.nonce for record in records if isinstance(record, ScanRecord)}
    lost = sum(_nonce_of(number) not in kept for number in acknowledged)
    return Result(
        name=f"scans lost by kill -9 under load, of {len(acknowledged):,} that were acknowledged", value=lost, unit="",
        goal="0", met=lost == 0,
    )  # fmt: skip


def _nonce_of(number: int) -> bytes:
    """What the gate knows the scan of that number by: tokens and devices are taken in turn."""
    return scan_nonce(code_id=(number % HOLDERS).to_bytes(8), device=f"device:{number % DEVICES}")


def _published() -> Result:
    """The lists of a hundred million, built, deflated and signed."""
    key = SigningKey.generate()
    began = time.monotonic()
    for list_id in range(1, LISTS + 1):
        _signed(list_id, statuses_of_a_list(), key)
    seconds = time.monotonic() - began
    name = f"the lists of 100 million built and signed, one in {EVERY} not valid"
    return Result(name=name, value=seconds, unit="s", goal="< 60 s", met=seconds < 60)


def _carried() -> Iterator[Result]:
    """What an inspector's device takes along to check without network. Scattered statuses deflate worst."""
    key, chance = SigningKey.generate(), random.Random(LISTS)
    for every, goal in ((500, 0.6), (100, None)):
        statuses = StatusListBuilder(size=LIST_CAPACITY)
        places = chance.sample(range(LIST_CAPACITY), LIST_CAPACITY // every)
        statuses.set_many(indices=places, status=Status.SUSPENDED)
        megabytes = LISTS * len(_signed(1, statuses, key)) / 1e6
        yield Result(
            name=f"the lists of 100 million on an inspector's device, one in {every} not valid", value=megabytes,
            unit="MB", goal=goal and f"<= {goal} MB", met=None if goal is None else megabytes <= goal,
        )  # fmt: skip


def _signed(list_id: int, statuses: StatusListBuilder, key: SigningKey) -> bytes:
    signed = SignedStatusList(
        uri=status_list_uri(issuer=PORTAL, list_id=list_id), statuses=statuses.snapshot(), issued_at=datetime.now(UTC),
        expires_at=None, ttl=None,
    )  # fmt: skip
    return sign_status_list(status_list=signed, key=key)


def issue(folder: Path) -> None:
    """Keys, display keys and tokens for as many holders, in files."""
    token, display = MacKey.generate(algorithm=Algorithm.HMAC_256_64), MacKey.generate()
    for purpose, key in (("token", token), ("display", display)):
        (folder / purpose).write_bytes(key.to_cose_key())
    at = datetime.now(UTC)
    shown = [_display(number) for number in range(HOLDERS)]
    granted = (DisplayKey(subject=f"{n:036}", display=each, expires_at=at + _DAY) for n, each in enumerate(shown))
    keys = (grant_display_key(display_key=each, key=display, at=at) for each in granted)
    (folder / "display-keys").write_text("\n".join(keys))
    tokens = (
        mint_token(display=each, key=token, at=at, nonce=number.to_bytes(8), lifetime=_DAY)
        for number, each in enumerate(shown)
    )
    (folder / "tokens").write_text("\n".join(tokens))


def _display(number: int) -> Display:
    return Display(
        status_list=str(1 + number % LISTS), index=number * 7919 % LIST_CAPACITY, kind="senior-card", holder="张*三",
        valid_until=date(2031, 1, 31),
    )  # fmt: skip


@contextmanager
def served(interface: str, target: str, folder: Path, *more: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server of this application, on a core of its own."""
    port = free_ports()
    command = [
        "taskset", "--cpu-list", SERVER_CORE, sys.executable, "-m", "granian", "--interface", interface,
        "--port", str(port), "--no-log", "--no-ws", "--http", "1", *more, target,
    ]  # fmt: skip
    with subprocess.Popen(command, env=os.environ | {FOLDER: str(folder)}, start_new_session=True) as server:
        try:
            _wait_until_ready(port)
            yield port, server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)


def _wait_until_ready(port: int) -> None:
    give_up = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up:
        with suppress(OSError):
            if send(f"http://127.0.0.1:{port}/health").status == 200:
                return
        time.sleep(0.02)
    raise TimeoutError(port)


def _load(folder: Path, port: int, server: subprocess.Popen[bytes], script: str) -> Load:
    """What `wrk` sees, from a core of its own."""
    before = processor_seconds(server.pid)
    levels = set()
    with subprocess.Popen(_wrk(folder, port, script, SECONDS), stdout=subprocess.PIPE, text=True) as load:
        while load.poll() is None:
            levels.add(level_of(port))
            time.sleep(0.5)
        assert load.stdout is not None
        said = load.stdout.read()
    spent = processor_seconds(server.pid) - before
    answers = int(_found(r"(\d+) requests in", said)[0])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    given = answers - (int(refused[1]) if refused else 0)
    return Load(
        rate=given / spent,
        pace=given / SECONDS,
        p99=_milliseconds(r"99%\s+([\d.]+)(us|ms|s)", said),
        longest=_milliseconds(r"Latency\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)", said),
        levels=frozenset(levels),
    )


def level_of(port: int) -> str:
    """What the gate leaves out, as it says itself; empty if it says nothing, as the bare application does."""
    said = send(f"http://127.0.0.1:{port}/health").body
    return str(json.loads(said)["level"]) if said.startswith(b"{") else ""


def _best(loads: Iterable[Load]) -> Load:
    """The turn with the highest rate, and the levels of all."""
    turns = list(loads)
    return replace(
        max(turns, key=attrgetter("rate")), levels=frozenset(level for each in turns for level in each.levels)
    )


def _load_while_swapped(folder: Path, port: int, server: subprocess.Popen[bytes]) -> Load:
    """The same load, while everything is loaded afresh and compared with what was known."""
    (folder / SWAP).touch()
    load = _load(folder, port, server, SHOW)
    assert not (folder / SWAP).exists(), "it was not taken over within the load"
    return load


def _scan_until_killed(folder: Path, port: int, server: subprocess.Popen[bytes]) -> Collection[int]:
    """The scans, by their numbers, that were acknowledged before a kill under load."""
    tokens = (folder / "tokens").read_text().splitlines()
    kill = Timer(KILL_AFTER_SECONDS, os.killpg, (server.pid, signal.SIGKILL))
    kill.start()
    return asyncio.run(
        scan_until_it_dies(port=port, origin=PORTAL, tokens=tokens, devices=DEVICES, connections=CONNECTIONS)
    )


def _wrk(folder: Path, port: int, script: str, seconds: int) -> Sequence[str]:
    return [
        "taskset", "--cpu-list", LOAD_CORE, "wrk", "--threads", "1", "--connections", str(CONNECTIONS),
        "--duration", f"{seconds}s", "--latency", "--script", write_script(folder, script), f"http://127.0.0.1:{port}",
    ]  # fmt: skip


def write_script(folder: Path, script: str) -> str:
    """The script in a file for `wrk`; its path."""
    path = folder / "load.lua"
    path.write_text(script % {"folder": folder, "origin": PORTAL, "devices": DEVICES})
    return str(path)


def _milliseconds(pattern: str, said: str) -> float:
    value, unit = _found(pattern, said)
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def _found(pattern: str, said: str) -> tuple[str, ...]:
    found = re.search(pattern, said)
    assert found, said
    return found.groups()
