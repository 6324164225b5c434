"""Identifiers that sort by time."""

from datetime import UTC, datetime, timedelta
from os import urandom
from typing import Final
from uuid import UUID

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_LAST_BITS: Final = (1 << 62) - 1


def uuid7(*, at: datetime) -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds since the epoch, then random bits."""
    return UUID(int=_filled(_head(at), urandom(10)))


def uuid7_many(*, at: datetime, count: int) -> list[UUID]:
    """So many of them in their order, for rows by the thousand, from one draw of random bits."""
    head, drawn = _head(at), urandom(10 * count)
    found = [_filled(head, drawn[each : each + 10]) for each in range(0, 10 * count, 10)]
    return [UUID(int=each) for each in sorted(found)]


def _head(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND << 80 | 0x7 << 76 | 0x2 << 62


def _filled(head: int, drawn: bytes) -> int:
    random = int.from_bytes(drawn)
    return head | random >> 68 << 64 | random & _LAST_BITS
