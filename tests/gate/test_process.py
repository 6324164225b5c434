"""The gate as a process: killed without warning, it loses nothing that it acknowledged."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from lingnan.gate.environment import Environment, Unset
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Scan
from lingnan.rooms.codes.types import IngestReport, Purpose
from tests.codes.cards import Card, issue
from tests.codes.scanners import inspector, scanner

from .test_following import database_url, now

START_SECONDS = 30
DEVICES = 400


class Process:
    """One gate under its server, in a data folder of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        own = {name: value for name, value in os.environ.items() if not name.startswith(("LINGNAN_", "DJANGO_"))}
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(self.port),
                "--no-log", "lingnan.gate.rsgi:application",
            ],
            env=own | {
                "LINGNAN_DATABASE_URL": database_url(),
                "LINGNAN_DATABASE_ROLE": "lingnan_app",
                "LINGNAN_VAR": str(var),
                "LINGNAN_SECRET_FILE": str(settings.ENVIRONMENT.effective_secret_file),
            },
            start_new_session=True,
        )  # fmt: skip

    def request(self, method: str, path: str, body: str = "", *, key: str = "") -> tuple[int, dict]:
        http = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            http.request(method, path, body.encode(), {"Authorization": f"Bearer {key}"} if key else {})
            answer = http.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            http.close()

    def scan(self, text: str, *, key: str) -> str:
        status, content = self.request("POST", "/scan", text, key=key)
        assert status == 200
        outcome: str = content["outcome"]
        return outcome

    def wait_until_healthy(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                if self.request("GET", "/health")[0] == 200:
                    return
            except OSError:
                pass
            assert time.monotonic() < give_up, "the gate did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it, and its server with it, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)


def wait_until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.01)


@pytest.fixture
def card(transactional_db) -> Card:
    api.ensure_keys(by=PLATFORM, at=now() - timedelta(hours=1))
    return issue()


@pytest.fixture
def keys(card) -> list[str]:
    """Of devices that a gate which starts now knows."""
    keeper = inspector("keeper")
    return [scanner(keeper, name=f"手持机{number}", at=now())[1] for number in range(DEVICES)]


@pytest.fixture
def gate(keys, tmp_path) -> Iterator[Process]:
    process = Process(tmp_path)
    process.wait_until_healthy()
    yield process
    process.stop()


def test_what_was_acknowledged_before_a_kill_is_taken_in_once(gate, card, keys):
    _, shown = gate.request("POST", "/show", api.mint_display_key(display=card.claims, at=now()))

    def scan(key: str) -> bool:
        try:
            status, content = gate.request("POST", "/scan", shown["token"], key=key)
        except OSError:
            return False
        return (status, content["outcome"]) == (200, "valid")

    with ThreadPoolExecutor(8) as crowd:
        scans = [crowd.submit(scan, key) for key in keys]
        while sum(each.done() for each in scans) < 100:
            time.sleep(0.001)
        gate.kill()
        acknowledged = {
            str(api.get_device(key=key).uuid) for key, each in zip(keys, scans, strict=True) if each.result()
        }
    spool = gate.var / "gate" / "spool"
    report = api.ingest_spool(folder=spool)
    kept = set(Scan.objects.values_list("device", flat=True))
    assert 100 <= len(acknowledged) < DEVICES
    assert acknowledged <= kept
    assert (report.taken, report.repeated, report.damaged) == (len(kept), 0, 0)
    assert api.ingest_spool(folder=spool) == IngestReport()
    assert list(spool.iterdir()) == []


def test_a_gate_that_stops_in_order_leaves_its_file_to_be_taken_in(gate, card, keys):
    _, shown = gate.request("POST", "/show", api.mint_display_key(display=card.claims, at=now()))
    assert gate.scan(shown["token"], key=keys[0]) == "valid"
    gate.stop()
    assert api.ingest_spool(folder=gate.var / "gate" / "spool") == IngestReport(taken=1)


def test_under_load_a_rotated_key_stops_nobody_and_a_revoked_one_ends_within_the_delta(gate, card, keys):
    """Five seconds are what a gate may be behind (`CURRENT_FOR`) before it says that it is cut off."""
    display_key = api.mint_display_key(display=card.claims, at=now())
    (old,) = (key.kid for key in api.list_keys() if key.purpose is Purpose.TOKEN)
    early = gate.request("POST", "/show", display_key)[1]["token"]
    answers, done = [], threading.Event()

    def show_and_scan(key: str) -> None:
        while not done.is_set():
            _, shown = gate.request("POST", "/show", display_key)
            # On a machine that is busy otherwise the gate may leave out the code.
            if token := shown.get("token"):
                answers.append((shown["outcome"], gate.scan(token, key=key)))

    with ThreadPoolExecutor(4) as crowd:
        at_work = [crowd.submit(show_and_scan, key) for key in keys[:4]]
        try:
            api.rotate_key(purpose=Purpose.TOKEN, by=PLATFORM, at=now() - timedelta(minutes=1))
            known = len(answers)
            wait_until(lambda: len(answers) > known + 100)
            assert gate.scan(early, key=keys[4]) == "valid"
            assert set(answers) == {("valid", "valid")}
            api.revoke_key(kid=old, by=PLATFORM, at=now())
            wait_until(lambda: gate.scan(early, key=keys[4]) == "revoked-key")
            assert gate.request("GET", "/health")[1]["is_current"]
            known = len(answers)
            wait_until(lambda: len(answers) > known + 100)
        finally:
            done.set()
    for each in at_work:
        each.result()
    assert set(answers[known:]) == {("valid", "valid")}


def test_the_environment_says_what_is_missing():
    with pytest.raises(Unset, match="LINGNAN_VAR"):
        Environment.read({})
    with pytest.raises(Unset, match="LINGNAN_DATABASE_URL"):
        Environment.read({"LINGNAN_VAR": "/tmp/x"})
    read = Environment.read(
        {"LINGNAN_VAR": "/tmp/x", "LINGNAN_DATABASE_URL": "postgresql:///x", "LINGNAN_PORT": "9000"}
    )
    assert (read.portal_origin, read.secret_file) == ("http://127.0.0.1:9000", Path("/tmp/x/master.key"))
