"""QR payloads: `LN1:` and then, in Base45, a COSE message, deflated by zlib where that makes it shorter."""

import zlib

from lingnan.engine.credentials.base45 import decode_base45, encode_base45
from lingnan.engine.credentials.errors import CredentialError, Malformed, Truncated

PREFIX = "LN1:"

# The most that a QR code of version 40 holds in alphanumeric mode (ISO/IEC 18004 table 7, level L).
MAX_TEXT = 4296

# What such a code may inflate to. Our credentials stay under 1 kB; more is an error or an attack.
MAX_MESSAGE = 16 * 1024

# A zlib stream with the usual window begins with this byte; no COSE message does (it would be a CBOR text string).
_ZLIB = 0x78

# Shorter messages are keys, signatures and numbers, where deflating gains nothing and costs time.
WORTH_DEFLATING = 160


class NotOurCode(CredentialError):
    """A QR code of another kind."""

    code = "not_our_code"


class TooLarge(CredentialError):
    """More than a code may hold, before or after it is inflated."""

    code = "too_large"


def encode_payload(message: bytes) -> str:
    """The text of the QR code for a COSE message. Raises TooLarge if no code could hold it, or no reader would."""
    packed = zlib.compress(message, 9) if len(message) > WORTH_DEFLATING else message
    text = PREFIX + encode_base45(min(packed, message, key=len))
    if len(text) > MAX_TEXT or len(message) > MAX_MESSAGE:
        raise TooLarge(f"{len(text)} characters do not fit a QR code")
    return text


def decode_payload(text: str) -> bytes:
    """The COSE message in the text of a QR code; white space around it is left out.

    Raises NotOurCode, TooLarge, Truncated, Malformed (InvalidBase45 among it).
    """
    # A space is a Base45 digit, but never the last: a last digit stays under 33.
    text = text.strip()
    if not text.startswith(PREFIX):
        raise NotOurCode(f"the code does not begin with {PREFIX}")
    if len(text) > MAX_TEXT:
        raise TooLarge(f"{len(text)} characters, where a QR code holds {MAX_TEXT}")
    packed = decode_base45(text[len(PREFIX) :])
    if not packed:
        raise Truncated(f"nothing follows {PREFIX}")
    return inflate(packed, limit=MAX_MESSAGE) if packed[0] == _ZLIB else packed


def inflate(packed: bytes, *, limit: int) -> bytes:
    """Inflate a zlib stream to at most `limit` bytes. Raises TooLarge, Truncated or Malformed."""
    stream = zlib.decompressobj()
    try:
        data = stream.decompress(packed, limit + 1)
    except zlib.error as error:
        raise Malformed(f"not a zlib stream: {error}") from error
    if len(data) > limit:
        raise TooLarge(f"inflates to more than {limit} bytes")
    if not stream.eof:
        raise Truncated("the zlib stream ends too early")
    if stream.unused_data:
        raise Malformed("bytes follow the zlib stream")
    return data
