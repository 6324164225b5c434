"""A request as its server hands it over (RSGI 1): what the gate uses of it."""

from collections.abc import AsyncIterator
from typing import Protocol


class Headers(Protocol):
    """Headers by their names in lower case."""

    def get(self, key: str, default: str) -> str:
        """The value, or `default`."""


class Scope(Protocol):
    """What was asked."""

    method: str
    path: str
    query_string: str

    @property
    def headers(self) -> Headers:
        """The request's headers."""


class Exchange(Protocol):
    """The body that comes, and the answer that goes."""

    async def __call__(self) -> bytes:
        """The whole body."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body in parts."""

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        """Send the answer."""
