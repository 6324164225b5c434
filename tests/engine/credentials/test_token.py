"""Rotating tokens and display keys: a minute, a nonce, one use."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    LEEWAY,
    PREFIX,
    TOKEN_LIFETIME,
    Algorithm,
    CredentialError,
    Display,
    DisplayKey,
    Expired,
    KeyEntry,
    KeyOutOfPeriod,
    KeyRevoked,
    KeySet,
    MacKey,
    Malformed,
    NonceTooShort,
    NotOurCode,
    NotYetValid,
    Purpose,
    Tampered,
    Token,
    TooLarge,
    UnknownKey,
    decode_base45,
    encode_base45,
    encode_payload,
    grant_display_key,
    mac0,
    mint_token,
    open_display_key,
    open_token,
)

NONCE = bytes(range(8))

displays = st.builds(
    Display,
    status_list=st.text(max_size=20),
    index=st.integers(min_value=0, max_value=2**32),
    kind=st.text(max_size=20),
    holder=st.text(max_size=40),
    valid_until=st.none() | st.dates(),
)
unchanging = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(display=displays, nonce=st.binary(min_size=8, max_size=16), seconds=st.integers(min_value=0, max_value=60))
def test_a_token_shows_what_was_minted(
    display: Display, nonce: bytes, seconds: int, mac_key: MacKey, keys: KeySet, now: datetime
) -> None:
    text = mint_token(display=display, key=mac_key, at=now, nonce=nonce)
    token = open_token(text=text, keys=keys, at=now + timedelta(seconds=seconds))
    assert token == Token(display=display, issued_at=now, expires_at=now + TOKEN_LIFETIME, nonce=nonce)


def test_the_code_is_small(display: Display, mac_key: MacKey, now: datetime) -> None:
    text = mint_token(display=display, key=mac_key, at=now, nonce=NONCE)
    code = segno.make(text, error="m", boost_error=False, micro=False)
    assert code.mode == "alphanumeric"
    assert int(code.version) <= 5


def test_a_token_replayed_after_its_minute_is_refused(
    display: Display, mac_key: MacKey, keys: KeySet, now: datetime
) -> None:
    text = mint_token(display=display, key=mac_key, at=now, nonce=NONCE)
    end = now + TOKEN_LIFETIME + LEEWAY
    assert open_token(text=text, keys=keys, at=end).nonce == NONCE
    with pytest.raises(Expired):
        open_token(text=text, keys=keys, at=end + timedelta(milliseconds=1))
    with pytest.raises(NotYetValid):
        open_token(text=text, keys=keys, at=now - LEEWAY - timedelta(milliseconds=1))


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_any_byte_changed_is_refused(
    place: int, flip: int, display: Display, mac_key: MacKey, keys: KeySet, now: datetime
) -> None:
    text = mint_token(display=display, key=mac_key, at=now, nonce=NONCE)
    message = bytearray(decode_base45(text.removeprefix(PREFIX)))
    message[place % len(message)] ^= flip
    with pytest.raises(CredentialError):
        open_token(text=PREFIX + encode_base45(bytes(message)), keys=keys, at=now)


@given(place=st.integers(min_value=0), character=st.characters())
def test_any_character_changed_is_refused(
    place: int, character: str, display: Display, mac_key: MacKey, keys: KeySet, now: datetime
) -> None:
    text = mint_token(display=display, key=mac_key, at=now, nonce=NONCE)
    place %= len(text)
    changed = text[:place] + character + text[place + 1 :]
    if changed == text:
        return
    with pytest.raises(CredentialError):
        open_token(text=changed, keys=keys, at=now)


def test_a_key_rotated_within_the_minute_still_counts(display: Display, now: datetime) -> None:
    old, new = MacKey.generate(), MacKey.generate()
    start = now - timedelta(days=1)
    tokens = frozenset((Purpose.TOKEN,))
    keys = KeySet(entries=(KeyEntry(key=old, purposes=tokens, not_before=start),))
    text = mint_token(display=display, key=keys.mac_key(purpose=Purpose.TOKEN, at=now), at=now, nonce=NONCE)
    handover = now + timedelta(seconds=20)
    rotated = keys.rotated(successor=KeyEntry(key=new, purposes=tokens, not_before=handover))
    later = now + timedelta(seconds=40)
    assert rotated.mac_key(purpose=Purpose.TOKEN, at=later) == new
    assert open_token(text=text, keys=rotated, at=later).display == display
    stale = mint_token(display=display, key=old, at=later, nonce=NONCE)
    with pytest.raises(KeyOutOfPeriod):
        open_token(text=stale, keys=rotated, at=later)


def test_a_revoked_key_ends_its_tokens_at_once(display: Display, mac_key: MacKey, keys: KeySet, now: datetime) -> None:
    text = mint_token(display=display, key=mac_key, at=now, nonce=NONCE)
    revoked = keys.revoked(thumbprint=mac_key.thumbprint, at=now)
    with pytest.raises(KeyRevoked):
        open_token(text=text, keys=revoked, at=now)
    with pytest.raises(KeyRevoked):
        open_token(text=text, keys=revoked.merge(keys), at=now)


def test_strangers_are_refused(display: Display, keys: KeySet, now: datetime) -> None:
    stranger = MacKey.generate(algorithm=Algorithm.HMAC_256_64)
    with pytest.raises(UnknownKey):
        open_token(text=mint_token(display=display, key=stranger, at=now, nonce=NONCE), keys=keys, at=now)
    with pytest.raises(NotOurCode):
        open_token(text="https://example.com", keys=keys, at=now)


def test_a_nonce_is_long_enough_not_to_repeat(display: Display, mac_key: MacKey, now: datetime) -> None:
    with pytest.raises(NonceTooShort):
        mint_token(display=display, key=mac_key, at=now, nonce=bytes(7))


@pytest.mark.parametrize("content", [b"\x80", b"\xa0", b"\x83\x00\x18\x3c\x40", b"\x01", b"\xff"])
def test_other_content_under_a_right_tag_is_malformed(
    content: bytes, mac_key: MacKey, keys: KeySet, now: datetime
) -> None:
    text = encode_payload(mac0(payload=content, key=mac_key, external_aad=b"lingnan/token/1"))
    with pytest.raises(Malformed):
        open_token(text=text, keys=keys, at=now)


@pytest.fixture
def display_key(display: Display, now: datetime) -> DisplayKey:
    return DisplayKey(subject="0193a6d8", display=display, expires_at=now + timedelta(hours=8))


def test_a_display_key_lasts_its_hours(display_key: DisplayKey, mac_key: MacKey, keys: KeySet, now: datetime) -> None:
    text = grant_display_key(display_key=display_key, key=mac_key, at=now)
    assert open_display_key(text=text, keys=keys, at=now + timedelta(hours=8)) == display_key
    with pytest.raises(Expired):
        open_display_key(text=text, keys=keys, at=now + timedelta(hours=8, minutes=1))
    with pytest.raises(NotYetValid):
        open_display_key(text=text, keys=keys, at=now - timedelta(minutes=1))
    with pytest.raises(KeyRevoked):
        open_display_key(text=text, keys=keys.revoked(thumbprint=mac_key.thumbprint, at=now), at=now)


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
@unchanging
def test_a_changed_display_key_is_refused(
    place: int, flip: int, display_key: DisplayKey, mac_key: MacKey, keys: KeySet, now: datetime
) -> None:
    text = bytearray(grant_display_key(display_key=display_key, key=mac_key, at=now).encode())
    text[place % len(text)] ^= flip
    changed = text.decode("latin-1")
    try:
        opened = open_display_key(text=changed, keys=keys, at=now)
    except CredentialError:
        return
    # The last character of base64 has bits to spare; nothing else may change and still pass.
    assert opened == display_key
    assert place % len(text) == len(text) - 1


def test_a_display_key_is_no_token_and_a_token_no_display_key(
    display_key: DisplayKey, display: Display, mac_key: MacKey, keys: KeySet, now: datetime
) -> None:
    granted = grant_display_key(display_key=display_key, key=mac_key, at=now)
    message = urlsafe_b64decode(granted + "=" * (-len(granted) % 4))
    with pytest.raises(Tampered):
        open_token(text=encode_payload(message), keys=keys, at=now)
    token = decode_base45(mint_token(display=display, key=mac_key, at=now, nonce=NONCE).removeprefix(PREFIX))
    with pytest.raises(Tampered):
        open_display_key(text=urlsafe_b64encode(token).decode(), keys=keys, at=now)


@pytest.mark.parametrize("text", ["", "!", "a", "粤", "=" * 8])
def test_what_is_no_display_key_is_refused(text: str, keys: KeySet, now: datetime) -> None:
    with pytest.raises(CredentialError):
        open_display_key(text=text, keys=keys, at=now)
    with pytest.raises(TooLarge):
        open_display_key(text="a" * 10_000, keys=keys, at=now)


def test_a_display_of_other_form_under_a_right_tag_is_malformed(mac_key: MacKey, keys: KeySet, now: datetime) -> None:
    for content in (b"\x80", b"\x83\x1a\x6a\x01\x02\x03\x1a\x7a\x01\x02\x03\x60"):
        message = mac0(payload=content, key=mac_key, external_aad=b"lingnan/display-key/1")
        with pytest.raises(Malformed):
            open_display_key(text=urlsafe_b64encode(message).decode(), keys=keys, at=now)
