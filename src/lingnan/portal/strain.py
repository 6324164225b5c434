"""How hard this process is pressed, by how long a request stands in its queue, and what a holder's page leaves out.

The queue is the server's, which tells nothing of it: the process asks itself a question now and then (`probe`). The
order in which things are left out is declared (`docs/interfaces/codes.md`); the gate has its own (ADR 0010).
"""

import time
from collections.abc import Callable
from enum import IntEnum
from functools import wraps
from http import HTTPStatus
from threading import Lock
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from lingnan.kernel.errors import LingnanError

from .probe import HEADER, PATH, read_wait
from .shell import GetResponse, bare_page, come_again, explain

P = ParamSpec("P")
Clock = Callable[[], float]
CALM_SECONDS = 1.0
PATIENCE_SECONDS = 10


class Crowded(LingnanError):
    """More is asked than can be answered: come again in a moment."""

    code = "overloaded"
    status = 503
    message = (
        "现在打开这一页的人太多。您的码和颜色没有变化。不用反复刷新，过十几秒这一页会自己再试；"
        "急用时可以出示身份证件或纸质码。"
    )


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


# Seconds in the queue from which on a level is entered.
ENTERED_FROM = {Level.BRIEF: 0.5, Level.PLAIN: 1.0, Level.ALONE: 2.0, Level.NAMELESS: 3.0, Level.SHED: 5.0}


class Strain:
    """The level in force in a process, by the waits that were seen. Safe to use from all its threads."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._seen = Level.FULL, clock()

    @property
    def level(self) -> Level:
        """A step down is taken at once; back up goes one step after each second in which no worse was seen."""
        worst, seen_at = self._seen
        return Level(max(Level.FULL, worst - int((self._clock() - seen_at) / CALM_SECONDS)))

    def observe(self, *, waited: float) -> None:
        """A request has stood in the queue for so many seconds."""
        wanted = max((level for level, bound in ENTERED_FROM.items() if waited >= bound), default=Level.FULL)
        with self._lock:
            if wanted >= self.level:
                self._seen = wanted, self._clock()


PROCESS = Strain()


class Measured:
    """Answers what the process asks of itself, before anything else is done for a request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == PATH and (waited := read_wait(request.headers.get(HEADER, ""))) is not None:
            PROCESS.observe(waited=waited)
            return HttpResponse(status=HTTPStatus.NO_CONTENT)
        return self.get_response(request)


def shed_last(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A holder's page: at the last level it is refused before anything is asked, and each is told another time."""

    @wraps(view)
    def shed(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return _refused(request) if PROCESS.level is Level.SHED else view(request, *args, **kwargs)

    return shed


def _refused(request: HttpRequest) -> HttpResponse:
    error = Crowded()
    response = come_again(bare_page(request, "refusals/crowded.html", lead=explain(error), status=error.status))
    # Browsers go by this one, without script too; each comes again later than a program may, and at another time.
    response.headers["Refresh"] = str(int(response.headers["Retry-After"]) + PATIENCE_SECONDS)
    return response
