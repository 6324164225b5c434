"""Identifiers that sort by time."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def uuid7(*, at: datetime) -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds since the epoch, then random bits."""
    milliseconds = (at - _EPOCH) // _MILLISECOND
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
