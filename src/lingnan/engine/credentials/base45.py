"""Base45 (RFC 9285): bytes as the 45 characters of a QR code's alphanumeric mode.

Every group of two bytes is one number written as three base-45 digits, lowest first. All groups are converted at
once: each lies in a lane of its own in one large integer, so that a single multiplication works on them all. Lanes are
wide enough that no lane's result reaches its neighbour.
"""

from lingnan.engine.credentials.errors import Malformed, Truncated

ALPHABET = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

_NOT_A_DIGIT = 0xFF
_CHARACTERS = ALPHABET.ljust(256, b"\0")
_DIGITS = bytes(ALPHABET.find(character) & _NOT_A_DIGIT for character in range(256))

# Division by multiplication: for n < 2**16, n // 45**k == n * (2**32 // 45**k + 1) >> 32, exactly.
_RECIPROCAL_45 = 2**32 // 45 + 1
_RECIPROCAL_2025 = 2**32 // 2025 + 1


class InvalidBase45(Malformed):
    """A character outside the alphabet, or three characters that stand for more than two bytes."""

    code = "invalid_base45"


def encode_base45(data: bytes) -> str:
    """Write bytes as Base45 text: three characters for two bytes, two for a last odd one."""
    groups = len(data) // 2
    digits = _digits_of_pairs(data[: 2 * groups], groups)
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        digits += bytes((low, high))
    return digits.translate(_CHARACTERS).decode("ascii")


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


def _digits_of_pairs(pairs: bytes, groups: int) -> bytes:
    lanes, lowest = bytearray(6 * groups), _lowest_bytes(groups, width=6)
    lanes[4::6] = pairs[0::2]
    lanes[5::6] = pairs[1::2]
    values = int.from_bytes(lanes, "big")
    high = values * _RECIPROCAL_2025 >> 32 & lowest
    below = values - 2025 * high
    middle = below * _RECIPROCAL_45 >> 32 & lowest
    placed = (below - 45 * middle << 16 | middle << 8 | high).to_bytes(6 * groups, "big")
    digits = bytearray(3 * groups)
    for place in range(3):
        digits[place::3] = placed[3 + place :: 6]
    return bytes(digits)


def _lowest_bytes(groups: int, *, width: int) -> int:
    """The mask of the lowest byte of every lane."""
    return int.from_bytes((b"\0" * (width - 1) + b"\xff") * groups, "big")
