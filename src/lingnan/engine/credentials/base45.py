"""Base45 (RFC 9285): bytes as the 45 characters of a QR code's alphanumeric mode.

Every group of two bytes is one number written as three base-45 digits, lowest first. Writing looks each number up.
Reading converts all groups at once: each lies in a lane of its own in one large integer, so that a single
multiplication works on them all. Lanes are wide enough that no lane's result reaches its neighbour.
"""

from functools import lru_cache
from struct import Struct

from lingnan.engine.credentials.errors import Malformed, Truncated

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_NOT_A_DIGIT = 0xFF
_DIGITS = bytes(ALPHABET.find(character) & _NOT_A_DIGIT for character in range(256))


class InvalidBase45(Malformed):
    """A character outside the alphabet, or three characters that stand for more than two bytes."""

    code = "invalid_base45"


def encode_base45(data: bytes) -> str:
    """Write bytes as Base45 text: three characters for two bytes, two for a last odd one."""
    triples = _triples()
    text = "".join(map(triples.__getitem__, _numbers(len(data) // 2).unpack_from(data)))
    return text + triples[data[-1]][:2] if len(data) % 2 else text


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
    lanes, lowest = int.from_bytes(digits, "big"), _lowest_bytes(groups, width=3)
    values = (lanes >> 16 & lowest) + 45 * (lanes >> 8 & lowest) + 2025 * (lanes & lowest)
    placed = values.to_bytes(3 * groups, "big")
    if placed[0::3].strip(b"\0"):
        raise InvalidBase45("three characters stand for more than two bytes")
    pairs = bytearray(2 * groups)
    pairs[0::2] = placed[1::3]
    pairs[1::2] = placed[2::3]
    return bytes(pairs)


def _lowest_bytes(groups: int, *, width: int) -> int:
    """The mask of the lowest byte of every lane."""
    return int.from_bytes((b"\0" * (width - 1) + b"\xff") * groups, "big")


@lru_cache(maxsize=1)
def _triples() -> list[str]:
    """The three characters of every number of two bytes: 4 MB, made by whoever first writes a code."""
    digits = ALPHABET.decode("ascii")
    return [low + middle + high for high in digits for middle in digits for low in digits][: 2**16]


@lru_cache(maxsize=256)
def _numbers(groups: int) -> Struct:
    return Struct(f">{groups}H")
