"""Keeps a few processes running, restarts those that die, and stops them in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .parenthood import die_with_parent

STOP_SECONDS = 15
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0


@dataclass(kw_only=True)
class Child:
    """One process and how often it has died of late."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    waits_until: float = field(default=0.0)

    def start(self) -> None:
        """Start in a group of its own, so that Ctrl-C reaches the supervisor alone and it can stop them in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has no threads
            )  # fmt: skip
        self.started_at = time.monotonic()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end what it does and go; after 15 seconds, make it."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self.sweep()
        self.process.wait()

    def sweep(self) -> None:
        """End whatever is left of its group: a dead server's workers would hold its port."""
        if self.process is not None:
            _signal_group(self.process.pid, signal.SIGKILL)

    def pause(self) -> float:
        """How long to wait before the next start: 1, 2, 4 … 30 seconds; anew after a minute of steady work."""
        steady = time.monotonic() - self.started_at > STEADY_SECONDS
        self.deaths = 1 if steady else self.deaths + 1
        return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.deaths - 1)))

    def ending(self) -> str:
        """How it ended: the signal's name, or the exit status."""
        status = (self.process and self.process.returncode) or 0
        return signal.Signals(-status).name if status < 0 else str(status)

    def last_words(self) -> str:
        """The last line of its log that says anything."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


@dataclass(kw_only=True)
class Supervisor:
    """`on_death` is told the child and the seconds until its next start."""

    children: Sequence[Child]
    on_death: Callable[[Child, float], None]

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def tend(self) -> None:
        """Look after each child once: restart what died, when its pause is over."""
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and not child.is_running():
                child.sweep()
                child.waits_until = now + (pause := child.pause())
                self.on_death(child, pause)
                child.process = None
            elif child.process is None and now >= child.waits_until:
                child.start()

    def stop(self) -> None:
        """Stop the children in the order given."""
        for child in self.children:
            child.stop()


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
