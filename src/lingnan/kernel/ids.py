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
    return _uuid(_begin(at), urandom(_RANDOM_BYTES))


def uuids7(*, at: datetime, count: int) -> list[UUID]:
    """So many of one millisecond, among which there is no order."""
    begin, random = _begin(at), urandom(_RANDOM_BYTES * count)
    return [_uuid(begin, random[first : first + _RANDOM_BYTES]) for first in range(0, len(random), _RANDOM_BYTES)]


def _begin(at: datetime) -> int:
    return (at - _EPOCH) // _MILLISECOND << 80 | 0x7 << 76 | 0x2 << 62


def _uuid(begin: int, random: bytes) -> UUID:
    number = int.from_bytes(random)
    return UUID(int=begin | number >> 68 << 64 | number & _LAST_BITS)
