"""Check characters of ISO 7064 (GB/T 17710): MOD 11-2 and MOD 37,36."""

from __future__ import annotations

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHANUMERIC)}
_MOD_11_2_CHARACTERS = "0123456789X"


def mod_11_2(body: str) -> str:
    """The check character of a body of digits, `X` for ten (GB 11643-1999, clause 4.2.4)."""
    # The weights are powers of 2 modulo 11, and 13 is 2 modulo 11: the weighted sum is the body read in base 13.
    return _MOD_11_2_CHARACTERS[(1 - 2 * int(body, 13)) % 11]


def mod_37_36(body: str) -> str:
    """The check character of a body of digits and capital letters, of any length (GB/T 36904-2018)."""
    product = 36
    for character in body:
        total = (product + _VALUES[character]) % 36 or 36
        product = total * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]
