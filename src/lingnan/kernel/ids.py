"""Identifiers that sort by time."""

import secrets
from datetime import datetime
from uuid import UUID


def uuid7(*, at: datetime) -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds since the epoch, then random bits."""
    milliseconds = int(at.timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
