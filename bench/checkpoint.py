"""An inspector's device at a running province: a code is sent to `/inspect/`, and the whole answer has come.

Each code is of another holder and read once, by one device of several in turn; a scan is kept before its answer, with
an entry for the holder. Load comes from this machine too, so it shares the cores of what it measures.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from urllib.parse import urlencode

from bench import Result
from bench._load import at_rate, percentile, send
from tests.province import Province, environment

PEOPLE = 200
DEVICES = 8
# Each device reads one a second, quicker than people pass.
RATE = 8.0
# Codes are good for a minute, so that all are read well within it.
SECONDS = 25
WARM = 20
CSRF = "b" * 32
GOAL_MS = 1000


def run() -> list[Result]:
    """Start a province and measure; about a minute."""
    with Province.started(people=PEOPLE) as province:
        told = _prepare(province, WARM + int(RATE * SECONDS))
        reads = list(_reads(province.url, told["devices"], told["codes"]))
        for read in reads[:WARM]:
            read()
        return list(_results([seconds * 1000 for seconds in at_rate(reads[WARM:], rate=RATE)]))


def _prepare(province: Province, number: int) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "bench._devices", str(DEVICES), str(number)]
    told = subprocess.run(
        command, env=environment(province.var, province.port), check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, list[str]] = json.loads(told.stdout)
    return found


def _reads(url: str, devices: Sequence[str], codes: Sequence[str]) -> Iterator[Callable[[], None]]:
    for place, code in enumerate(codes):
        yield partial(_read, url, devices[place % len(devices)], code)


def _read(url: str, device: str, code: str) -> None:
    form = urlencode({"csrfmiddlewaretoken": CSRF, "text": code})
    answer = send(f"{url}/inspect/", cookies={"lingnan_device": device, "csrftoken": CSRF}, form=form)
    assert answer.status == 200, answer.status
    assert "有效" in answer.body.decode(), "not believed"


def _results(milliseconds: Sequence[float]) -> Iterator[Result]:
    for share in (0.5, 0.95):
        value = percentile(milliseconds, share)
        yield Result(
            name=f"a code read by a device at /inspect/, p{share * 100:.0f} at {RATE:.0f} a second", value=value,
            unit="ms", goal=f"< {GOAL_MS} ms", met=value < GOAL_MS,
        )  # fmt: skip
