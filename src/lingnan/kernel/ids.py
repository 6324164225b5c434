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
    milliseconds = (at - _EPOCH) // _MILLISECOND
    random = int.from_bytes(urandom(10))
    high = milliseconds << 80 | 0x7 << 76 | random >> 68 << 64
    return UUID(int=high | 0x2 << 62 | random & _LAST_BITS)


def uuid7_texts(*, at: datetime, count: int) -> list[str]:
    """So many of them for rows by the thousand, as 32 hexadecimal digits: from one draw, with 72 random bits each."""
    head = f"{(at - _EPOCH) // _MILLISECOND:012x}7"
    random = urandom(9 * count).hex()
    return [f"{head}{random[each : each + 3]}8{random[each + 3 : each + 18]}" for each in range(0, 18 * count, 18)]
