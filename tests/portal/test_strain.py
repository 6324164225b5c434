"""How hard the web process is pressed, by a clock of the test's own, and what it asks of itself to know."""

import socket
import time
from http import HTTPStatus

import pytest
from django.test import Client

from lingnan.portal import probe, strain
from lingnan.portal.strain import CALM_SECONDS, ENTERED_FROM, Level, Strain


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def pressed(clock: Hand) -> Strain:
    return Strain(clock=clock)


@pytest.mark.parametrize("level", ENTERED_FROM)
def test_each_level_is_entered_from_so_long_a_wait(pressed, clock, level) -> None:
    pressed.observe(waited=ENTERED_FROM[level] - 0.01)
    assert pressed.level is Level(level - 1)
    pressed.observe(waited=ENTERED_FROM[level])
    assert pressed.level is level


def test_calm_comes_back_step_by_step(pressed, clock) -> None:
    pressed.observe(waited=ENTERED_FROM[Level.SHED])
    for level in sorted(ENTERED_FROM, reverse=True):
        pressed.observe(waited=0.0)
        assert pressed.level is level
        clock.now += CALM_SECONDS
    assert pressed.level is Level.FULL


def test_a_level_stays_as_long_as_waits_are_what_it_is_for(pressed, clock) -> None:
    pressed.observe(waited=ENTERED_FROM[Level.SHED])
    for _ in range(40):
        clock.now += CALM_SECONDS / 4
        pressed.observe(waited=ENTERED_FROM[Level.PLAIN])
    assert pressed.level is Level.PLAIN


def test_after_a_long_silence_nothing_is_left_of_it(pressed, clock) -> None:
    pressed.observe(waited=ENTERED_FROM[Level.SHED])
    clock.now += 60
    assert pressed.level is Level.FULL


@pytest.fixture
def questions() -> list[bytes]:
    """What a process asks of itself, at a server that only listens, once and a second time a moment later."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = []
        for _ in range(2):
            with probe.ask(server.getsockname()), server.accept()[0] as connection:
                asked.append(connection.recv(4096))
        return asked


def test_what_the_process_asks_of_itself_tells_how_long_it_stood_in_the_queue(
    questions: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strain, "PROCESS", Strain(clock=lambda: 0.0))
    line, *headers = questions[0].decode().split("\r\n")
    path, sent = line.split()[1], dict(each.split(": ") for each in headers if each)[probe.HEADER]
    asked_at = time.monotonic()
    assert Client().get(path, headers={probe.HEADER: sent}).status_code == HTTPStatus.NO_CONTENT
    assert strain.PROCESS.level is Level.FULL
    monkeypatch.setattr(probe.time, "monotonic", lambda: asked_at + ENTERED_FROM[Level.NAMELESS] + 0.5)
    Client().get(path, headers={probe.HEADER: sent})
    assert strain.PROCESS.level is Level.NAMELESS


@pytest.mark.parametrize("sent", ["", "1.0", "1.0:forged", "x" * 5000])
def test_nobody_else_tells_the_process_that_it_is_pressed(db, sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strain, "PROCESS", Strain(clock=lambda: 0.0))
    assert Client().get(probe.PATH, headers={probe.HEADER: sent}).status_code == HTTPStatus.NOT_FOUND
    assert strain.PROCESS.level is Level.FULL
