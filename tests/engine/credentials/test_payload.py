"""QR payloads: what our code looks like, and how everything else is turned away."""

import zlib
from hashlib import shake_128

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    PREFIX,
    InvalidBase45,
    Malformed,
    NotOurCode,
    TooLarge,
    Truncated,
    decode_payload,
    encode_base45,
    encode_payload,
)
from lingnan.engine.credentials.payload import MAX_MESSAGE, MAX_TEXT

# No COSE message begins as a zlib stream does.
messages = st.binary(min_size=1, max_size=2000).filter(lambda data: data[0] != 0x78)


@given(messages)
def test_round_trip(message: bytes) -> None:
    text = encode_payload(message)
    assert text.startswith(PREFIX)
    assert decode_payload(text) == message
    assert decode_payload(f" {text}\r\n") == message


def test_only_what_gains_by_it_is_deflated() -> None:
    assert len(encode_payload(b"\xd2" * 1000)) < 100
    short = bytes(range(100))
    assert encode_payload(short) == PREFIX + encode_base45(short)


@pytest.mark.parametrize(
    "text", ["", "LN", "https://example.com/LN1:", "HC1:NCFOXN%TS3DH", "ln1:00", "L N1:00", "x" * 10_000, "粤康码"]
)
def test_foreign_codes_are_not_ours(text: str) -> None:
    with pytest.raises(NotOurCode):
        decode_payload(text)


@pytest.mark.parametrize("text", [PREFIX + "A" * 10_000, PREFIX + " 0" * MAX_TEXT])
def test_more_text_than_any_code_holds_is_too_large(text: str) -> None:
    with pytest.raises(TooLarge):
        decode_payload(text)


def test_a_bomb_is_too_large() -> None:
    bomb = PREFIX + encode_base45(zlib.compress(bytes(2_000_000), 9))
    assert len(bomb) < MAX_TEXT
    with pytest.raises(TooLarge):
        decode_payload(bomb)


@pytest.mark.parametrize("message", [bytes(MAX_MESSAGE + 1), shake_128(b"").digest(3000)])
def test_what_no_reader_would_take_is_not_written(message: bytes) -> None:
    with pytest.raises(TooLarge):
        encode_payload(message)


@given(st.integers(min_value=0, max_value=200))
def test_a_torn_code_is_truncated(length: int) -> None:
    text = encode_payload(b"\xd2" + b"content " * 60)
    with pytest.raises((Truncated, InvalidBase45)):
        decode_payload(text[: min(max(length, len(PREFIX)), len(text) - 1)])


def test_an_empty_code_is_truncated() -> None:
    with pytest.raises(Truncated):
        decode_payload(PREFIX)


@pytest.mark.parametrize(
    "packed", [b"\x78rubbish", zlib.compress(b"content") + b"\0", zlib.compress(b"content")[:-1] + b"\0"]
)
def test_a_broken_stream_is_malformed(packed: bytes) -> None:
    with pytest.raises(Malformed):
        decode_payload(PREFIX + encode_base45(packed))


@given(st.text(max_size=300))
def test_rubbish_after_the_prefix_is_refused_or_read(text: str) -> None:
    try:
        message = decode_payload(PREFIX + text)
    except (Truncated, Malformed, TooLarge):
        return
    assert decode_payload(encode_payload(message)) == message
