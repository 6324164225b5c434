"""Randomness for tokens, fetched from the system for many at a time."""

import secrets

NONCE_BYTES = 8
AT_A_TIME = 512


class Nonces:
    """Nonces of eight random bytes, none drawn twice."""

    def __init__(self) -> None:
        self._block = b""
        self._place = 0

    def draw(self) -> bytes:
        """The next nonce."""
        if self._place == len(self._block):
            self._block, self._place = secrets.token_bytes(NONCE_BYTES * AT_A_TIME), 0
        begin = self._place
        self._place += NONCE_BYTES
        return self._block[begin : self._place]
