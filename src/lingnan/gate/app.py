"""The gate under its server (RSGI): a few addresses, and the portal as the only page that may call them."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

from lingnan.engine.scans import RefusalRecord, encode_record, encode_refusal

from .answers import Refusal, as_json, refusal, shown_as_json, verdict_as_json
from .counting import Counting
from .desk import Desk, DeviceRefused, DisplayRefused, NotReady, Verdict
from .nonces import nonces
from .requests import Exchange, Headers, Scope
from .snapshot import Device, Snapshot
from .spool import Spool, SpoolUnavailable
from .strain import Overloaded, Strain

MAX_BODY = 64 * 1024
BEARER = "Bearer "
# As long as the browsers let one permission stand that a page asks for beforehand.
ALLOWED_SECONDS = "7200"


class BodyTooLarge(Exception):
    """Nothing that a scanner or a page of ours would send."""

    code = "body-too-large"


class Gate:
    """Shows and scans. Everything it needs is passed in."""

    def __init__(
        self,
        *,
        desk: Desk,
        snapshot: Snapshot,
        spool: Spool,
        counting: Counting,
        follow: Callable[[], Coroutine[Any, Any, None]],
        strain: Strain,
        portal_origin: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._snapshot = snapshot
        self._spool = spool
        self._counting = counting
        self._follow = follow
        self._strain = strain
        self._portal_origin = portal_origin
        self._clock = clock
        self._nonces = nonces()
        self._at_work: list[asyncio.Task[None]] = []
        self._headers = [
            ("content-type", "application/json"),
            ("cache-control", "no-store"),
            ("access-control-allow-origin", portal_origin),
        ]
        self._routes: dict[tuple[str, str], Callable[[Headers, Exchange], Awaitable[None] | None]] = {
            ("POST", "/show"): self._show,
            ("OPTIONS", "/show"): self._allow,
            ("POST", "/scan"): self._scan,
            ("GET", "/health"): self._health,
        }

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to follow the database, before the first request."""
        works = (self._follow(), self._strain.watch(), self._counting.run())
        self._at_work = [loop.create_task(work) for work in works]

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop in order, after the last request."""
        loop.run_until_complete(self._stop())

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        """Answer one request."""
        try:
            # What needs no waiting is answered without: most of all a code that is shown.
            if waiting := self._answer(scope, exchange):
                await waiting
        except BodyTooLarge as error:
            self._refuse(exchange, refusal(413, error.code))
        except DisplayRefused as error:
            self._refuse(exchange, refusal(403, error.code, outcome=error.outcome))
        except DeviceRefused as error:
            self._refuse(exchange, refusal(403, error.code))
        except (NotReady, SpoolUnavailable, Overloaded) as error:
            self._refuse(exchange, refusal(503, error.code))

    async def _stop(self) -> None:
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)
        await self._counting.close()
        await self._spool.close()

    def _answer(self, scope: Scope, exchange: Exchange) -> Awaitable[None] | None:
        """Send the answer, or give what still has to be waited for until it is sent."""
        route = self._routes.get((scope.method, scope.path))
        # Taken once: the server copies them each time.
        headers = scope.headers
        if headers.get("origin", self._portal_origin) != self._portal_origin:
            self._refuse(exchange, refusal(403, "wrong-origin"))
        elif route is None:
            self._refuse(exchange, refusal(404, "not-found"))
        else:
            return route(headers, exchange)
        return None

    def _send(self, exchange: Exchange, text: str) -> None:
        exchange.response_str(200, self._headers, text)

    def _refuse(self, exchange: Exchange, refused: Refusal) -> None:
        exchange.response_str(refused.status, [*self._headers, *refused.headers], refused.text)

    def _show(self, headers: Headers, exchange: Exchange) -> Awaitable[None] | None:
        given = headers.get("authorization", "")
        if not given:
            return self._show_by_body(headers, exchange)
        self._show_for(given.removeprefix(BEARER), exchange)
        return None

    # Waiting for a body costs the server as much as all the rest of an answer, so the header is the usual way.
    async def _show_by_body(self, headers: Headers, exchange: Exchange) -> None:
        self._show_for((await _read_text(headers, exchange)).strip(), exchange)

    def _show_for(self, display_key: str, exchange: Exchange) -> None:
        level = self._strain.admit()
        shown = self._desk.show(display_key=display_key, at=self._clock(), nonce=next(self._nonces), level=level)
        exchange.response_str(200, self._headers, shown_as_json(shown))

    def _allow(self, headers: Headers, exchange: Exchange) -> None:
        allowed = ("access-control-allow-headers", "authorization"), ("access-control-max-age", ALLOWED_SECONDS)
        exchange.response_str(204, [*self._headers, *allowed], "")

    async def _scan(self, headers: Headers, exchange: Exchange) -> None:
        # Before the body is read: who may not ask costs no more than that.
        device = self._desk.admit(device_key=headers.get("authorization", "").removeprefix(BEARER))
        text = await _read_text(headers, exchange)
        verdict, record = self._desk.scan(text=text, device=device, at=self._clock())
        await self._spool.append(encode_record(record) if record else _refusal_line(verdict, device))
        self._send(exchange, verdict_as_json(verdict))

    def _health(self, headers: Headers, exchange: Exchange) -> None:
        at = self._clock()
        if not self._snapshot.is_ready:
            raise NotReady()
        # Healthy though cut off: whoever balances the load must not take away gates that still show.
        age_seconds = int(self._snapshot.age(at).total_seconds())
        health = {
            "is_current": self._snapshot.is_current(at),
            "age_seconds": age_seconds,
            "level": self._strain.level.name.lower(),
            "is_clock_right": self._snapshot.is_clock_right,
            "clock_ahead_seconds": round(self._snapshot.clock_ahead.total_seconds()),
        }
        self._send(exchange, as_json(health))


def _refusal_line(verdict: Verdict, device: Device) -> bytes:
    """What was refused is kept too, and tells of no one."""
    return encode_refusal(RefusalRecord(outcome=verdict.outcome, device=device.uuid, refused_at=verdict.checked_at))


async def _read_text(headers: Headers, exchange: Exchange) -> str:
    """The body, never more of it than fits: a length may be stated wrongly, or not at all."""
    stated = headers.get("content-length", "")
    if stated.isdecimal() and int(stated) <= MAX_BODY:
        return (await exchange()).decode(errors="replace")
    body = bytearray()
    async for part in exchange:
        body += part
        if len(body) > MAX_BODY:
            raise BodyTooLarge()
    return body.decode(errors="replace")
