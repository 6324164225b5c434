"""What a web process asks of itself, to learn how long a request stands in the server's queue before it is begun.

Every process of a machine listens at one address, and whichever is given the question learns from it: the clock that
only runs forward is one for all of them. A question that is late is not waited for; the next follows it all the same.
"""

import select
import socket
import time
from contextlib import suppress
from threading import Thread

from django.conf import settings
from django.core.signing import BadSignature, Signer

PATH, HEADER = "/strain/", "X-Strain"
EVERY_SECONDS = 0.25
# As many as stand in the queue together; a longer queue has been told of by then.
MOST = 40
PATIENCE = 1.0
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def watch() -> None:
    """Begin to ask, for as long as the process lives."""
    environment = settings.ENVIRONMENT
    address = ANY_HOST.get(environment.host, environment.host), environment.port
    Thread(target=_go_on_asking, args=[address], name="strain", daemon=True).start()


def ask(address: tuple[str, int]) -> socket.socket:
    """Ask once; the answer is not read. Raises OSError where nobody listens."""
    connection = socket.create_connection(address, timeout=PATIENCE)
    sent_at = _signer().sign(f"{time.monotonic():.3f}")
    head = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n{HEADER}: {sent_at}\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode())
    return connection


def read_wait(sent_at: str) -> float | None:
    """How many seconds ago the process asked; None of a question that is not its own."""
    try:
        return time.monotonic() - float(_signer().unsign(sent_at))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt="strain")


def _go_on_asking(address: tuple[str, int]) -> None:
    asked: list[socket.socket] = []
    while True:
        asked = [each for each in asked if not _is_answered(each)]
        if len(asked) < MOST:
            # It may not be up yet, or be on its way down.
            with suppress(OSError):
                asked.append(ask(address))
        time.sleep(EVERY_SECONDS)


def _is_answered(connection: socket.socket) -> bool:
    if not select.select([connection], [], [], 0)[0]:
        return False
    connection.close()
    return True
