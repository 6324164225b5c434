"""Codes are shown while everything else is gone: the worker and the pages killed, the database stopped."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.journeys.acts import wait_until
from tests.journeys.inside import do_inside
from tests.province import Province

ISSUE = """
from uuid import uuid4
from django.db import transaction
from lingnan.kernel import clock
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import DisplayClaims
with transaction.atomic():
    ref = api.allocate_status(kind="senior-card", holder_key=1, at=clock.now())
claims = DisplayClaims(kind="senior-card", holder_masked="张*三", status=ref, valid_until=None, credential=uuid4())
print(api.mint_display_key(display=claims, at=clock.now()))
"""


def _ask(live: Province, method: str, path: str, key: str = "") -> tuple[int, dict[str, Any]]:
    http = HTTPConnection(urlsplit(live.gate_url).netloc, timeout=20)
    try:
        http.request(method, path, headers={"Authorization": f"Bearer {key}"} if key else {})
        answer = http.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        http.close()


def _show(live: Province, key: str) -> dict[str, Any]:
    """The face of a code; on a machine that is busy otherwise the gate may leave out the code itself."""
    status, shown = _ask(live, "POST", "/show", key)
    assert (status, shown["outcome"]) == (200, "valid")
    return shown


@contextmanager
def nobody_starts_it_again(live: Province) -> Iterator[None]:
    """What dies now stays dead; afterwards the supervisor goes on, and starts all of it."""
    live.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        live.process.send_signal(signal.SIGCONT)


def test_without_worker_pages_and_database_codes_are_shown_with_their_age(live: Province) -> None:
    key = do_inside(live, ISSUE)
    wait_until(lambda: {"worker", "web", "gate"} <= live.children().keys() and _show(live, key)["notice"] is None)
    gate = live.children()["gate"]
    with nobody_starts_it_again(live):
        for name in ("worker", "web"):
            live.kill(name)
        assert _show(live, key)["notice"] is None
        live.server.stop()
        wait_until(lambda: _show(live, key)["notice"] == "cut-off")
        age_seconds = _show(live, key)["age_seconds"]
        wait_until(lambda: _show(live, key)["age_seconds"] > age_seconds)
        status, health = _ask(live, "GET", "/health")
        assert (status, health["is_current"]) == (200, False)
    wait_until(lambda: _show(live, key)["notice"] is None)
    wait_until(lambda: {"worker", "web"} <= live.children().keys())
    assert live.children()["gate"] == gate
