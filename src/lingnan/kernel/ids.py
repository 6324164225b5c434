"""Identifiers that sort by time."""

from datetime import UTC, datetime, timedelta
from os import urandom
from typing import Final
from uuid import UUID

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_LAST_BITS: Final = (1 << 62) - 1
_RANDOM_BYTES: Final = 10


def uuid7(*, at: datetime) -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds since the epoch, then random bits."""
    return UUID(int=_filled(_begin(at), urandom(_RANDOM_BYTES)))


def uuids7(*, at: datetime, count: int) -> list[UUID]:
    """So many of one millisecond in their order, for rows by the thousand, from one draw of random bits."""
    begin, random = _begin(at), urandom(_RANDOM_BYTES * count)
    drawn = (random[first : first + _RANDOM_BYTES] for first in range(0, len(random), _RANDOM_BYTES))
    return [UUID(int=number) for number in sorted(_filled(begin, each) for each in drawn)]


def _begin(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND << 80 | 0x7 << 76 | 0x2 << 62


def _filled(begin: int, random: bytes) -> int:
    number = int.from_bytes(random)
    return begin | number >> 68 << 64 | number & _LAST_BITS
