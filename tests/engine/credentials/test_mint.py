"""The gate's quick way from a display key to a token, held against the careful one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    Algorithm,
    CredentialError,
    Display,
    DisplayKey,
    KeyEntry,
    KeySet,
    MacKey,
    Mint,
    NonceTooShort,
    Purpose,
    Tampered,
    UnknownKey,
    grant_display_key,
    mint_token,
    open_display_key,
)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BEGAN = NOON - timedelta(days=1)
TOKEN_KEY = MacKey.generate(algorithm=Algorithm.HMAC_256_64)
DISPLAY_KEYS = [MacKey.generate(), MacKey.generate(algorithm=Algorithm.HMAC_256_64), MacKey.generate()]
KEYS = KeySet(
    entries=(
        KeyEntry(key=TOKEN_KEY, purposes=frozenset({Purpose.TOKEN}), not_before=BEGAN),
        *(KeyEntry(key=key, purposes=frozenset({Purpose.DISPLAY}), not_before=BEGAN) for key in DISPLAY_KEYS[:2]),
        KeyEntry(key=DISPLAY_KEYS[2], purposes=frozenset({Purpose.DISPLAY}), not_before=BEGAN, revoked_at=NOON),
    )
)

displays = st.builds(
    Display,
    status_list=st.integers(1, 10**9).map(str) | st.text(max_size=5),
    index=st.integers(0, 2**20 - 1),
    kind=st.text(max_size=30),
    holder=st.text(max_size=60),
    valid_until=st.none() | st.dates(date(1970, 1, 1), date(2999, 12, 31)),
)
moments = st.integers(0, 2**32).map(lambda second: datetime.fromtimestamp(second, UTC))


def both_ways(text: str, at: datetime, nonce: bytes) -> tuple[object, object]:
    """What the mint does with a display key, and what the careful functions do: a token, or the kind of refusal."""

    def quick():
        mint = Mint(keys=KEYS, at=at)
        return mint.write(displayed=mint.read(display_key=text), nonce=nonce)

    def careful():
        display = open_display_key(text=text, keys=KEYS, at=at.replace(microsecond=0)).display
        key = KEYS.mac_key(purpose=Purpose.TOKEN, at=at)
        return mint_token(display=display, key=key, at=at, nonce=nonce)

    def told(way):
        try:
            return way()
        except CredentialError as error:
            return type(error)

    return told(quick), told(careful)


@given(
    display=displays,
    subject=st.text(max_size=300),
    key=st.sampled_from(DISPLAY_KEYS),
    granted=moments | st.just(NOON),
    expires=moments | st.just(NOON + timedelta(hours=12)),
    at=moments | st.just(NOON + timedelta(microseconds=999_999)),
    nonce=st.binary(min_size=7, max_size=30),
)
def test_the_token_or_the_refusal_is_the_same(display, subject, key, granted, expires, at, nonce):
    granted_key = DisplayKey(subject=subject, display=display, expires_at=expires)
    quick, careful = both_ways(grant_display_key(display_key=granted_key, key=key, at=granted), at, nonce)
    assert quick == careful


@given(place=st.integers(0, 400), other=st.characters(max_codepoint=0x7F), cut=st.booleans())
def test_an_altered_display_key_is_refused_alike(place, other, cut):
    display = Display(status_list="1", index=5, kind="senior-card", holder="张*三", valid_until=None)
    granted = DisplayKey(subject="01890a5d-ac96-774b-bcce-b302099a8057", display=display, expires_at=NOON)
    text = grant_display_key(display_key=granted, key=DISPLAY_KEYS[0], at=NOON)
    place %= len(text)
    quick, careful = both_ways(text[:place] + ("" if cut else other + text[place + 1 :]), NOON, b"8 bytes!")
    assert quick == careful


def test_what_the_mint_reads_is_what_was_granted():
    until = date(2031, 1, 31)
    display = Display(status_list="57", index=412_345, kind="senior-card", holder="张*三", valid_until=until)
    granted = DisplayKey(subject="x" * 36, display=display, expires_at=NOON + timedelta(hours=12))
    text = grant_display_key(display_key=granted, key=DISPLAY_KEYS[0], at=NOON)
    displayed = Mint(keys=KEYS, at=NOON).read(display_key=text)
    assert (displayed.status_list, displayed.place, displayed.valid_until) == ("57", 412_345, until)


def test_a_key_for_something_else_grants_no_display():
    display = Display(status_list="1", index=5, kind="senior-card", holder="张*三", valid_until=None)
    granted = DisplayKey(subject="a", display=display, expires_at=NOON)
    forged = grant_display_key(display_key=granted, key=TOKEN_KEY, at=NOON)
    namesake = MacKey(secret=bytes(32), algorithm=TOKEN_KEY.algorithm, kid=TOKEN_KEY.kid)
    entry = KeyEntry(key=namesake, purposes=frozenset({Purpose.DISPLAY}), not_before=BEGAN)
    for keys in (KEYS, KEYS.with_entry(entry)):
        with pytest.raises((UnknownKey, Tampered)):
            Mint(keys=keys, at=NOON).read(display_key=forged)


def test_a_short_nonce_is_refused():
    display = Display(status_list="1", index=5, kind="senior-card", holder="张*三", valid_until=None)
    granted = DisplayKey(subject="a", display=display, expires_at=NOON)
    mint = Mint(keys=KEYS, at=NOON)
    displayed = mint.read(display_key=grant_display_key(display_key=granted, key=DISPLAY_KEYS[0], at=NOON))
    with pytest.raises(NonceTooShort):
        mint.write(displayed=displayed, nonce=b"7 bytes")
