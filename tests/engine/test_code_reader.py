"""The gate's quick way to read a scanned code, held against the careful one."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import Algorithm, Display, KeyEntry, KeySet, MacKey, Purpose, mint_token
from lingnan.engine.verification import CodeReader, CodeRefused, Reading, read_code

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
BEGAN = NOON - timedelta(days=1)
USUAL, REVOKED, FOR_DISPLAYS, UNKNOWN = (MacKey.generate(algorithm=Algorithm.HMAC_256_64) for _ in range(4))
TOKENS, DISPLAYS = frozenset({Purpose.TOKEN}), frozenset({Purpose.DISPLAY})
KEYS = KeySet(
    entries=(
        KeyEntry(key=USUAL, purposes=TOKENS, not_before=BEGAN, not_after=NOON + timedelta(hours=1)),
        KeyEntry(key=REVOKED, purposes=TOKENS, not_before=BEGAN, revoked_at=NOON),
        KeyEntry(key=FOR_DISPLAYS, purposes=DISPLAYS, not_before=BEGAN),
    )
)
READER = CodeReader(keys=KEYS, zone=UTC)
CARD = Display(status_list="57", index=412_345, kind="senior-card", holder="张*三", valid_until=date(2031, 1, 31))

displays = st.builds(
    Display,
    status_list=st.integers(1, 10**9).map(str) | st.text(max_size=5),
    index=st.integers(0, 2**20 - 1),
    kind=st.text(max_size=30),
    holder=st.text(max_size=200),
    valid_until=st.none() | st.dates(date(1970, 1, 1), date(2999, 12, 31)),
)


def both_ways(text: str, at: datetime) -> tuple[object, object]:
    """What the reader makes of a code, and what the careful function does: a reading, or the outcome of a refusal."""

    def told(way):
        try:
            return way()
        except CodeRefused as refusal:
            return refusal.outcome

    return told(lambda: READER.read(text=text, at=at)), told(lambda: read_code(text=text, keys=KEYS, at=at, zone=UTC))


@given(
    display=displays | st.just(CARD),
    key=st.sampled_from((USUAL, REVOKED, FOR_DISPLAYS, UNKNOWN)),
    issued=st.integers(-90_000, 4000),
    age=st.floats(-12, 80),
    lifetime=st.sampled_from((60, 180)),
    nonce=st.binary(min_size=8, max_size=30),
)
def test_the_reading_or_the_refusal_is_the_same(display, key, issued, age, lifetime, nonce):
    minted_at = NOON + timedelta(seconds=issued)
    text = mint_token(display=display, key=key, at=minted_at, nonce=nonce, lifetime=timedelta(seconds=lifetime))
    quick, careful = both_ways(text, minted_at + timedelta(seconds=age))
    assert quick == careful


@given(place=st.integers(0, 400), other=st.characters(max_codepoint=0x7F), cut=st.booleans())
def test_an_altered_code_is_refused_alike(place, other, cut):
    text = mint_token(display=CARD, key=USUAL, at=NOON, nonce=b"8 bytes!")
    place %= len(text)
    quick, careful = both_ways(text[:place] + ("" if cut else other + text[place + 1 :]), NOON)
    assert quick == careful


def test_what_is_read_is_what_was_minted():
    reading = READER.read(text=mint_token(display=CARD, key=USUAL, at=NOON, nonce=b"8 bytes!"), at=NOON)
    assert reading == Reading(
        list_id=57, index=412_345, kind="senior-card", holder="张*三", valid_until=date(2031, 1, 31),
        printed_at=None, code_id=b"8 bytes!",
    )  # fmt: skip
