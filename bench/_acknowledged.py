"""Scans by many connections at once, the devices in turn, until the server dies; which were acknowledged."""

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

END_OF_HEADERS = b"\r\n\r\n"


async def scan_until_it_dies(
    *, port: int, origin: str, tokens: Sequence[str], devices: int, connections: int
) -> set[int]:
    """The numbers of the scans that were answered with 200, each answer read to its end."""
    acknowledged: set[int] = set()
    numbers = itertools.count()

    async def scan_on() -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while True:
                number = next(numbers)
                token = tokens[number % len(tokens)].encode()
                writer.write(
                    f"POST /scan HTTP/1.1\r\nHost: {urlsplit(origin).netloc}\r\n"
                    f"Authorization: Bearer door-{number % devices}\r\n"
                    f"Origin: {origin}\r\nContent-Length: {len(token)}\r\n\r\n".encode()
                    + token
                )
                head = await reader.readuntil(END_OF_HEADERS)
                length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
                await reader.readexactly(int(length.split(b":")[1]))
                if head.startswith(b"HTTP/1.1 200 "):
                    acknowledged.add(number)

    await asyncio.gather(*(scan_on() for _ in range(connections)))
    return acknowledged
