"""How hard the gate is pressed, by how late its own clock rings, and what it leaves out for it.

Everything that waits for an answer stands in one queue, so the time that a timer waits there is what a request waits.
The order in which things are left out is declared: first the haste of rotation, then the code, then the answer.
"""

import asyncio
from datetime import timedelta
from enum import IntEnum

from lingnan.engine.credentials import TOKEN_LIFETIME

TICK_SECONDS = 0.1
# A step down is taken at once; back up goes one step after this many ticks in which the next better level would do.
CALM_TICKS = 10


class Overloaded(Exception):
    """More is asked than can be answered: come again in a moment."""

    code = "overloaded"


class Level(IntEnum):
    """What is still given. FULL: a code each minute. UNHURRIED: each is good for longer, so that pages ask less often.

    STATUS_ONLY: the status and its age, no code. SHED: most are sent away.
    """

    FULL = 0
    UNHURRIED = 1
    STATUS_ONLY = 2
    SHED = 3


# Seconds of waiting from which on a level is entered.
ENTERED_FROM = {Level.UNHURRIED: 0.1, Level.STATUS_ONLY: 0.3, Level.SHED: 1.0}
UNHURRIED_LIFETIME = timedelta(minutes=3)
LIFETIMES = {
    Level.FULL: TOKEN_LIFETIME,
    Level.UNHURRIED: UNHURRIED_LIFETIME,
    Level.STATUS_ONLY: UNHURRIED_LIFETIME,
}


class Strain:
    """The level in force."""

    def __init__(self) -> None:
        self._level = Level.FULL
        self._calm = 0

    @property
    def level(self) -> Level:
        return self._level

    def admit(self) -> Level:
        """The level at which a code may be shown. Raises Overloaded."""
        if self._level is Level.SHED:
            raise Overloaded()
        return self._level

    def observe(self, *, waited: float) -> None:
        """Take note of how many seconds something waited in the queue."""
        wanted = max((level for level, bound in ENTERED_FROM.items() if waited >= bound), default=Level.FULL)
        if wanted >= self._level:
            self._level, self._calm = wanted, 0
            return
        self._calm += 1
        if self._calm == CALM_TICKS:
            self._level, self._calm = Level(self._level - 1), 0

    async def watch(self) -> None:
        """Observe until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            self.observe(waited=loop.time() - due)
