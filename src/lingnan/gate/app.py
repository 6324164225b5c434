"""The gate as an ASGI application: three addresses, and the portal as the only page that may call them."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs

from lingnan.engine.scans import encode_record

from .desk import Desk, DisplayRefused, NotReady
from .following import Follower
from .snapshot import Snapshot
from .spool import Spool, SpoolUnavailable

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Answer = tuple[int, dict[str, object]]

MAX_BODY = 64 * 1024
NONCE_BYTES = 8


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
        follower: Follower,
        portal_origin: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._snapshot = snapshot
        self._spool = spool
        self._follower = follower
        self._portal_origin = portal_origin
        self._clock = clock
        self._routes: dict[tuple[str, str], Callable[[Scope, str], Coroutine[Any, Any, Answer]]] = {
            ("POST", "/show"): self._show,
            ("POST", "/scan"): self._scan,
            ("GET", "/health"): self._health,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the server's own start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._respond(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        following = asyncio.create_task(self._follower.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        following.cancel()
        await asyncio.wait([following])
        await self._spool.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin in ("", self._portal_origin):
            status, content = await self._answer(scope, receive)
        else:
            status, content = 403, {"error": "wrong-origin"}
        await _send(send, status, content, self._portal_origin)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        route = self._routes.get((scope["method"], scope["path"]))
        if route is None:
            return 404, {"error": "not-found"}
        try:
            return await route(scope, await _read_text(receive))
        except BodyTooLarge as error:
            return 413, {"error": error.code}
        except DisplayRefused as error:
            return 403, {"error": error.code, "outcome": error.outcome}
        except (NotReady, SpoolUnavailable) as error:
            return 503, {"error": error.code}

    async def _show(self, scope: Scope, text: str) -> Answer:
        shown = self._desk.show(display_key=text.strip(), at=self._clock(), nonce=secrets.token_bytes(NONCE_BYTES))
        return 200, asdict(shown)

    async def _scan(self, scope: Scope, text: str) -> Answer:
        device = parse_qs(scope["query_string"].decode("latin-1")).get("device", [""])[0]
        verdict, record = self._desk.scan(text=text, device=device, at=self._clock())
        if record:
            await self._spool.append(encode_record(record))
        return 200, asdict(verdict)

    async def _health(self, scope: Scope, text: str) -> Answer:
        at = self._clock()
        if not self._snapshot.is_ready:
            raise NotReady()
        # Healthy though cut off: whoever balances the load must not take away gates that still show.
        age_seconds = int(self._snapshot.age(at).total_seconds())
        return 200, {"is_current": self._snapshot.is_current(at), "age_seconds": age_seconds}


async def _read_text(receive: Receive) -> str:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise BodyTooLarge()
        if not message.get("more_body", False):
            return body.decode(errors="replace")


async def _send(send: Send, status: int, content: dict[str, object], allowed_origin: str) -> None:
    body = json.dumps(content, ensure_ascii=False, default=_plain).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"access-control-allow-origin", allowed_origin.encode("latin-1")),
        (b"vary", b"origin"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
