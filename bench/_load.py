"""Sends requests to a server on this machine: as fast as a few clients can, or at a steady rate."""

import http.client
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from urllib.parse import urlsplit

CLIENTS = 4
WAITING_CLIENTS = 32

_kept = local()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; `location` is where it points to, empty if nowhere."""

    status: int
    location: str
    body: bytes


def send(url: str, *, cookies: dict[str, str] | None = None, form: str | None = None) -> Answer:
    """One request on this thread's kept connection: a GET, or a POST of a form."""
    split = urlsplit(url)
    headers = {"Host": split.netloc}
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = _connection(split.netloc)
    try:
        connection.request("GET" if form is None else "POST", split.path, body=form, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("Location", ""), response.read())
    except (OSError, http.client.HTTPException):
        connection.close()
        raise


def _connection(host: str) -> http.client.HTTPConnection:
    if getattr(_kept, "host", "") != host:
        _kept.host, _kept.connection = host, http.client.HTTPConnection(host, timeout=60)
    connection: http.client.HTTPConnection = _kept.connection
    return connection


def all_at_once(works: Iterable[Callable[[], object]]) -> float:
    """Works done a second by four clients, each with its next as soon as the last is answered."""
    works = list(works)
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for done in [clients.submit(work) for work in works]:
            done.result()
    return len(works) / (time.monotonic() - began)


def at_rate(works: Sequence[Callable[[], object]], *, rate: float) -> list[float]:
    """Seconds from the moment each work was due to its end, works being due at a steady rate.

    A late start counts: who waits for a free client waits too.
    """
    began = time.monotonic()

    def timed(place: int) -> float:
        due = began + place / rate
        time.sleep(max(0.0, due - time.monotonic()))
        works[place]()
        return time.monotonic() - due

    with ThreadPoolExecutor(WAITING_CLIENTS) as clients:
        return list(clients.map(timed, range(len(works))))


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least this share of the values does not exceed."""
    return sorted(values)[max(0, -int(-share * len(values) // 1) - 1)]
