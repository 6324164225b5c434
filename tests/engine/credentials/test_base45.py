"""Base45 against the examples of RFC 9285 and against its own definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import InvalidBase45, Truncated, decode_base45, encode_base45
from lingnan.engine.credentials.base45 import ALPHABET


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"\x00", "00"),
        (b"\xff\xff", "FGW"),
    ],
)
def test_examples_of_the_rfc(data: bytes, text: str) -> None:
    assert encode_base45(data) == text
    assert decode_base45(text) == data


def test_every_pair_of_bytes_is_three_digits_lowest_first() -> None:
    everything = b"".join(value.to_bytes(2, "big") for value in range(2**16))
    expected = "".join(
        chr(ALPHABET[value % 45]) + chr(ALPHABET[value // 45 % 45]) + chr(ALPHABET[value // 2025])
        for value in range(2**16)
    )
    assert encode_base45(everything) == expected
    assert decode_base45(expected) == everything


@given(st.binary(max_size=600))
def test_round_trip(data: bytes) -> None:
    assert decode_base45(encode_base45(data)) == data


@given(st.text(alphabet=ALPHABET.decode(), max_size=40))
def test_text_stands_for_one_sequence_of_bytes_or_is_refused(text: str) -> None:
    try:
        data = decode_base45(text)
    except (InvalidBase45, Truncated):
        return
    assert encode_base45(data) == text


@pytest.mark.parametrize("text", ["GGW", "000GGW000", "::", "ab8", "AB张", "AB\x00", "AB=", "AB\ud800"])
def test_refuses_what_is_no_base45(text: str) -> None:
    with pytest.raises(InvalidBase45):
        decode_base45(text)


@pytest.mark.parametrize("text", ["0", "BB8B"])
def test_a_group_of_one_character_is_truncated(text: str) -> None:
    with pytest.raises(Truncated):
        decode_base45(text)
