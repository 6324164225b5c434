"""CBOR (RFC 8949): one deterministic way to write it, one guarded way to read it."""

from io import BytesIO

import cbor2

from lingnan.engine.credentials.errors import Malformed, Truncated


def encode(value: object) -> bytes:
    """Write deterministic CBOR: shortest heads, keys in length-first order (RFC 8949 section 4.2.3)."""
    return cbor2.dumps(value, canonical=True)


def encode_bytes(data: bytes) -> bytes:
    """Write one byte string. The frames of COSE are little else, and calling cbor2 for each would double their cost."""
    length = len(data)
    if length < 24:
        return bytes((0x40 | length,)) + data
    head, size = (0x58, 1) if length < 2**8 else (0x59, 2) if length < 2**16 else (0x5A, 4)
    return bytes((head,)) + length.to_bytes(size, "big") + data


def decode(data: bytes) -> object:
    """Read exactly one data item, with nothing after it.

    Raises Truncated if the data end too early, Malformed for anything else that is wrong.
    """
    stream = BytesIO(data)
    try:
        value: object = cbor2.CBORDecoder(stream, read_size=1).decode()
    except cbor2.CBORDecodeEOF as error:
        raise Truncated("the CBOR data end too early") from error
    # cbor2 turns some twenty tags into Python objects and lets out whatever their constructors raise
    # (decimal.Overflow, OverflowError, FutureWarning …): no narrower net holds rubbish from a stranger.
    except Exception as error:
        raise Malformed(f"not CBOR: {error}") from error
    if stream.tell() != len(data):
        raise Malformed("bytes follow the CBOR data")
    return value
