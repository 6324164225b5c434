"""Randomness for tokens, fetched from the system for many at a time."""

import secrets
from collections.abc import Iterator

NONCE_BYTES = 8
AT_A_TIME = 512


def nonces() -> Iterator[bytes]:
    """Nonces of eight random bytes without end, none given twice."""
    while True:
        block = secrets.token_bytes(NONCE_BYTES * AT_A_TIME)
        for begin in range(0, len(block), NONCE_BYTES):
            yield block[begin : begin + NONCE_BYTES]
