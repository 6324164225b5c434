"""Base45 (RFC 9285): bytes as the 45 characters of a QR code's alphanumeric mode.

Every group of two bytes is one number written as three base-45 digits, lowest first. All groups are converted at
once: each lies in a lane of its own in one large integer, so that a single multiplication works on them all. Lanes are
wide enough that no lane's result reaches its neighbour.
"""

from functools import lru_cache
from typing import NamedTuple

from lingnan.engine.credentials.errors import Malformed, Truncated

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_NOT_A_DIGIT = 0xFF
_TOP = bytes((_NOT_A_DIGIT,))
_CHARACTERS = ALPHABET.ljust(256)
_LAST_CHARACTERS = tuple(bytes((ALPHABET[byte % 45], ALPHABET[byte // 45])).decode("ascii") for byte in range(256))
# 2 ** 21 / 45, rounded up: n times this, without its lowest 21 bits, is n // 45 for every n of 16 bits.
_FACTOR = 46604
_DIGITS = bytes(ALPHABET.find(character) & _NOT_A_DIGIT for character in range(256))


class InvalidBase45(Malformed):
    """A character outside the alphabet, or three characters that stand for more than two bytes."""

    code = "invalid_base45"


def encode_base45(data: bytes) -> str:
    """Write bytes as Base45 text: three characters for two bytes, two for a last odd one."""
    if not len(data) & 1:
        return _characters_of_pairs(data)
    return _characters_of_pairs(data[:-1]) + _LAST_CHARACTERS[data[-1]]


def decode_base45(text: str) -> bytes:
    """Read Base45 text. Lower case is refused, as RFC 9285 demands.

    Raises InvalidBase45, or Truncated if the length is one that no whole text has.
    """
    digits = _digits_of_text(text)
    groups, rest = divmod(len(digits), 3)
    if rest == 1:
        raise Truncated("Base45 text cannot end in a group of one character")
    return _pairs_of_digits(digits[: 3 * groups], groups) + _last_byte(digits[3 * groups :])


def _digits_of_text(text: str) -> bytes:
    digits = text.encode("ascii", errors="replace").translate(_DIGITS)
    # '?', which stands for every character that is not ASCII, is itself outside the alphabet.
    if _NOT_A_DIGIT in digits:
        raise InvalidBase45("a character outside the Base45 alphabet")
    return digits


def _last_byte(digits: bytes) -> bytes:
    if not digits:
        return b""
    value = digits[0] + 45 * digits[1]
    if value > 0xFF:
        raise InvalidBase45("the last two characters stand for more than one byte")
    return bytes((value,))


def _pairs_of_digits(digits: bytes, groups: int) -> bytes:
    lanes, lowest = int.from_bytes(digits, "big"), _lowest_bytes(groups)
    values = (lanes >> 16 & lowest) + 45 * (lanes >> 8 & lowest) + 2025 * (lanes & lowest)
    placed = values.to_bytes(3 * groups, "big")
    if placed[0::3].strip(b"\0"):
        raise InvalidBase45("three characters stand for more than two bytes")
    pairs = bytearray(2 * groups)
    pairs[0::2] = placed[1::3]
    pairs[1::2] = placed[2::3]
    return bytes(pairs)


@lru_cache(maxsize=1024)
def _lowest_bytes(groups: int) -> int:
    """The mask of the lowest byte of every lane of three."""
    return int.from_bytes(b"\0\0\xff" * groups, "big")


class _Lanes(NamedTuple):
    """For so many lanes of four bytes: in each of them the mask of a quotient, that of a digit, a byte over three."""

    quotients: int
    digits: int
    tops: int


@lru_cache(maxsize=1024)
def _lanes(groups: int) -> _Lanes:
    def each(value: int) -> int:
        return int.from_bytes(value.to_bytes(4, "big") * groups, "big")

    return _Lanes(each(0x7FF), each(0x3F), each(_NOT_A_DIGIT << 24))


def _characters_of_pairs(pairs: bytes) -> str:
    """Three for each pair: n is low + 45 middle + 2025 high, by multiplication and shift, exact for 16 bits."""
    (quotients, digits, tops), placed = _lanes(len(pairs) >> 1), bytearray(2 * len(pairs))
    placed[2::4], placed[3::4] = pairs[::2], pairs[1::2]
    numbers = int.from_bytes(placed, "big")
    without_low = numbers * _FACTOR >> 21 & quotients
    high = without_low * 1457 >> 16 & digits
    # low in the lane's second byte, then middle, then high: low is n - 45 (n // 45), middle is that quotient - 45 high.
    lanes = (numbers << 16) - without_low * ((45 << 16) - (1 << 8)) - high * ((45 << 8) - 1) + tops
    return lanes.to_bytes(len(placed), "big").translate(_CHARACTERS, _TOP).decode("ascii")
