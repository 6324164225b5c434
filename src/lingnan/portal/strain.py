"""How hard this process is pressed, by how long it has had no free thread, and what a holder's page leaves out for it.

Requests stand in the server's queue while every thread works, and who comes last waits no longer than that has gone on.
The order in which things are left out is declared (`docs/interfaces/codes.md`); the gate has its own (ADR 0010).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lingnan.kernel.errors import LingnanError

from .shell import GetResponse, bare_page, come_again, explain

P = ParamSpec("P")
Clock = Callable[[], float]
# A thread takes the next request of a queue sooner than this, even where it waits for the interpreter.
FREE_SECONDS = 0.02
# A step down is taken at once; back up goes one step after so many seconds in which no worse was seen.
CALM_SECONDS = 1.0


class Crowded(LingnanError):
    """More is asked than can be answered: come again in a moment."""

    code = "overloaded"
    status = 503
    message = "现在打开这一页的人太多。您的码和颜色没有变化，请过十几秒再试；急用时可以出示身份证件或纸质码。"


class Level(IntEnum):
    """What a holder's page still gives.

    FULL: all. BRIEF: no tests, no history. PLAIN: nor why, the evidence and the venues. ALONE: nor her family.
    NAMELESS: nor her name, so that status and age are left. SHED: nothing, come again.
    """

    FULL = 0
    BRIEF = 1
    PLAIN = 2
    ALONE = 3
    NAMELESS = 4
    SHED = 5


# Seconds without a free thread from which on a level is entered.
ENTERED_FROM = {Level.BRIEF: 0.5, Level.PLAIN: 1.0, Level.ALONE: 2.0, Level.NAMELESS: 3.0, Level.SHED: 5.0}


class Strain:
    """The level in force in a process of so many threads. Safe to use from all of them."""

    def __init__(self, *, threads: int, clock: Clock = time.monotonic) -> None:
        self._threads, self._clock = threads, clock
        self._lock = Lock()
        self._working = 0
        self._full_since = self._freed_at = float("-inf")
        self._level, self._level_at = Level.FULL, clock()

    @property
    def level(self) -> Level:
        return self._level

    @contextmanager
    def working(self) -> Iterator[None]:
        """One request is being answered."""
        with self._lock:
            self._begin(self._clock())
        try:
            yield
        finally:
            with self._lock:
                self._end(self._clock())

    def _begin(self, at: float) -> None:
        self._working += 1
        if self._working == self._threads and at - self._freed_at >= FREE_SECONDS:
            self._full_since = at
        self._observe(waited=at - self._full_since if self._working >= self._threads else 0.0, at=at)

    def _end(self, at: float) -> None:
        if self._working == self._threads:
            self._freed_at = at
        self._working -= 1

    def _observe(self, *, waited: float, at: float) -> None:
        wanted = max((level for level, bound in ENTERED_FROM.items() if waited >= bound), default=Level.FULL)
        if wanted >= self._level:
            self._level, self._level_at = wanted, at
        elif steps := int((at - self._level_at) / CALM_SECONDS):
            self._level, self._level_at = max(wanted, Level(max(0, self._level - steps))), at


PROCESS = Strain(threads=settings.WEB_THREADS)


class Measured:
    """Every request counts, whatever it asks for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with PROCESS.working():
            return self.get_response(request)


def shed_last(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A holder's page: at the last level it is refused before anything is asked, and each is told another time."""

    @wraps(view)
    def shed(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return _refused(request) if PROCESS.level is Level.SHED else view(request, *args, **kwargs)

    return shed


def _refused(request: HttpRequest) -> HttpResponse:
    error = Crowded()
    return come_again(bare_page(request, "refusals/crowded.html", lead=explain(error), status=error.status))
