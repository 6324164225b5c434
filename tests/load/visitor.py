"""A visitor without a browser: signs in, sends forms, calls the API. Quick enough to come in numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from lingnan.demo.cast import PASSWORD

SECONDS = 120


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, whatever the status; `url` is where the redirects ended."""

    status: int
    url: str
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Visitor:
    """One session at `origin`, which is on this machine."""

    origin: str
    cookies: CookieJar = field(default_factory=CookieJar)

    @classmethod
    def signed_in(cls, origin: str, who: str) -> "Visitor":
        visitor = cls(origin)
        visitor.get("/accounts/login/")
        answer = visitor.post("/accounts/login/", {"login": who, "password": PASSWORD})
        assert answer.url == f"{origin}/", answer.text
        return visitor

    def get(self, path: str) -> Answer:
        return self._send(Request(self.origin + path))

    def post(self, path: str, fields: Mapping[str, Any]) -> Answer:
        """Send a form."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._token()}, doseq=True).encode()
        return self._send(Request(self.origin + path, data=body))

    def call(self, path: str, body: Mapping[str, Any], *, key: str) -> Answer:
        """Call the API with an idempotency key."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token(), "Idempotency-Key": key}
        return self._send(Request(self.origin + path, data=json.dumps(body).encode(), headers=headers))

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def _opener(self) -> OpenerDirector:
        return build_opener(HTTPCookieProcessor(self.cookies))

    def _send(self, request: Request) -> Answer:
        try:
            with self._opener().open(request, timeout=SECONDS) as answer:
                return Answer(status=answer.status, url=answer.url, text=answer.read().decode())
        except HTTPError as answer:
            with answer:
                return Answer(status=answer.code, url=answer.url, text=answer.read().decode())
