import signal
import sys
import time
from pathlib import Path

import pytest

from lingnan.cli import supervisor as supervising
from lingnan.cli.supervisor import Child, Supervisor

WAITS = "import time; print('up', flush=True); time.sleep(60)"
TELLS = "import signal, sys, time; signal.signal(15, lambda *_: (print(time.monotonic(), flush=True), sys.exit()))"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
WITH_CHILD = "import os, time; print(os.fork(), flush=True); time.sleep(60)"


@pytest.fixture
def children(tmp_path):
    made = []

    def make(name: str, code: str) -> Child:
        made.append(Child(name=name, command=[sys.executable, "-c", code], log=tmp_path / "log" / f"{name}.log"))
        return made[-1]

    yield make
    for child in made:
        child.sweep()


def said(child: Child) -> list[str]:
    """What it has said, once it has said anything."""
    while not (child.log.exists() and child.log.read_text().strip()):
        time.sleep(0.01)
    return child.log.read_text().split()


def tend_until(supervisor: Supervisor, condition) -> None:
    while not condition():
        supervisor.tend()
        time.sleep(0.01)


def is_alive(process: int) -> bool:
    """False for a zombie too: it holds nothing any more."""
    status = Path(f"/proc/{process}/status")
    return status.exists() and "\nState:\tZ" not in status.read_text()


def test_who_dies_is_told_and_started_anew(children, monkeypatch):
    monkeypatch.setattr(supervising, "FIRST_PAUSE", 0.01)
    deaths = []
    child = children("web", WAITS)
    supervisor = Supervisor(children=[child], on_death=lambda dead, pause: deaths.append((dead.name, dead.ending())))
    supervisor.start()
    said(child)
    first = child.process.pid
    child.process.kill()
    tend_until(supervisor, lambda: child.is_running() and child.process.pid != first)
    assert deaths == [("web", "SIGKILL")]
    supervisor.stop()
    assert not child.is_running()


def test_pauses_grow_to_half_a_minute_and_begin_anew_after_steady_work(children):
    child = children("web", WAITS)
    child.started_at = time.monotonic()
    assert [child.pause() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    child.started_at = time.monotonic() - supervising.STEADY_SECONDS - 1
    assert child.pause() == 1


def test_a_dead_servers_workers_do_not_outlive_it(children):
    child = children("web", WITH_CHILD)
    child.start()
    worker = int(said(child)[0]) or int(said(child)[1])
    child.process.kill()
    child.process.wait()
    child.sweep()
    while is_alive(worker):
        time.sleep(0.01)
    assert not is_alive(worker)


def test_they_stop_in_the_order_given(children):
    ready = "; print('up', flush=True); time.sleep(60)"
    made = [children(name, TELLS + ready) for name in ("web", "gate", "worker")]
    supervisor = Supervisor(children=made, on_death=lambda *_: None)
    supervisor.start()
    for child in made:
        said(child)
    supervisor.stop()
    stopped = [float(said(child)[1]) for child in made]
    assert stopped == sorted(stopped)


def test_who_does_not_go_is_made_to(children, monkeypatch):
    monkeypatch.setattr(supervising, "STOP_SECONDS", 0.1)
    child = children("web", STUBBORN)
    child.start()
    said(child)
    child.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_a_child_does_not_outlive_a_killed_parent(tmp_path):
    import subprocess

    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from lingnan.cli.supervisor import Child\n"
            f"child = Child(name='x', command=[sys.executable, '-c', {WAITS!r}], log=Path({str(tmp_path / 'log')!r}))\n"
            "child.start(); print(child.process.pid, flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        child = int(parent.stdout.readline())
        parent.kill()
    while is_alive(child):
        time.sleep(0.01)
    assert not is_alive(child)


def test_the_last_words_are_the_last_line_that_says_anything(children):
    child = children("web", WAITS)
    assert child.last_words() == ""
    child.log.parent.mkdir()
    child.log.write_text("first\nlast\n\n")
    assert child.last_words() == "last"
