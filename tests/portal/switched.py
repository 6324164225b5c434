"""A portal that can be switched off, for browsers that keep pages: what it answers was drawn beforehand."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser

Answer = tuple[int, dict[str, str], bytes]

KINDS = {
    ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".wasm": "application/wasm",
}  # fmt: skip


class Portal:
    """A portal of pages drawn beforehand, on a port of its own, which can be switched off."""

    def __init__(self, pages: dict[str, Answer]) -> None:
        self.pages = pages
        self.is_off = False
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.reply: Callable[[str, dict[str, str]], Answer] = lambda path, form: (404, {}, b"")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> Answer:
        if path.startswith("/assets/"):
            file = settings.ENVIRONMENT.assets / path.removeprefix("/assets/")
            return 200, {"Content-Type": KINDS[file.suffix]}, file.read_bytes()
        return self.pages.get(path, (404, {}, b""))


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, portal: Portal, *rest: Any) -> None:
        self.portal = portal
        super().__init__(*rest)

    def do_GET(self) -> None:
        self._answer(lambda: self.portal.answer(self.path.partition("?")[0]))

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(text))
        if not self.portal.is_off:
            self.portal.sent.append((self.path, form))
        self._answer(lambda: self.portal.reply(self.path, form))

    def _answer(self, answer: Callable[[], Answer]) -> None:
        """Nothing at all, while the portal is off."""
        if self.portal.is_off:
            return
        status, headers, body = answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def drawn(client: Client, path: str) -> Answer:
    page = client.get(path)
    return page.status_code, dict(page.headers), page.content


@pytest.fixture(scope="session")
def no_connection_stays(django_db_setup, django_db_blocker, browser: Browser) -> Iterator[None]:
    """While Playwright's event loop runs, Django has a connection of its own for it, which nobody else would close."""
    yield
    with django_db_blocker.unblock():
        connections.close_all()
