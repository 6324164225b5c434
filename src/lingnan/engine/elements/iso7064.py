"""Check characters of ISO 7064 (GB/T 17710): MOD 11-2 and MOD 37,36."""

from __future__ import annotations

_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHANUMERIC)}
_MOD_11_2_WEIGHTS = tuple(pow(2, power, 11) for power in range(17, 0, -1))
_MOD_11_2_CHARACTERS = "10X98765432"


def mod_11_2(body: str) -> str:
    """The check character of a body of 17 digits, `X` for ten (GB 11643-1999, clause 4.2.4)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _MOD_11_2_WEIGHTS, strict=True))
    return _MOD_11_2_CHARACTERS[total % 11]


def mod_37_36(body: str) -> str:
    """The check character of a body of digits and capital letters, of any length (GB/T 36904-2018)."""
    product = 36
    for character in body:
        total = (product + _VALUES[character]) % 36 or 36
        product = total * 2 % 37
    return _ALPHANUMERIC[(37 - product) % 36]
