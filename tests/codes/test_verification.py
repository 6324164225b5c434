from datetime import date, timedelta
from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Scan
from lingnan.rooms.codes.types import Outcome, Purpose, Status
from lingnan.rooms.codes.wording import WORDS

from .cards import HOLDER, INSPECTOR, NOON, Card, issue

SECOND, A_MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def verify(text, at=NOON, by=None):
    return api.verify_code(text=text, at=at, by=by)


def reads() -> list[audit.Entry]:
    return audit.list_entries(subject_key=HOLDER, kind=AuditEntry.Kind.READ)


def active_kid(purpose: Purpose) -> str:
    return next(key.kid for key in api.list_keys() if key.purpose is purpose and key.revoked_at is None)


@pytest.mark.parametrize("show", [Card.token, Card.paper])
def test_a_good_code_shows_what_a_verifier_needs_and_no_more(card, show):
    found = verify(show(card))
    assert (found.outcome, found.kind, found.holder_masked) == (Outcome.VALID, "senior-card", "张*三")
    assert (found.valid_until, found.checked_at, found.issuer) == (date(2027, 6, 30), NOON, api.issuer())
    assert set(found.__dataclass_fields__) == {
        "outcome", "words", "checked_at", "kind", "holder_masked", "valid_until", "issuer",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.INVALID, Outcome.REVOKED),
        (Status.SUSPENDED, Outcome.SUSPENDED),
        (Status.APPLICATION_SPECIFIC, Outcome.MARKED),
    ],
)
def test_the_next_check_knows_a_changed_status(card, status, outcome):
    token, paper = card.token(), card.paper()
    api.set_status(ref=card.ref, status=status, by=INSPECTOR, at=NOON)
    assert verify(token, NOON + SECOND).outcome is outcome
    assert verify(paper, NOON + SECOND).outcome is outcome


def test_a_token_replayed_after_its_minute_is_told_so(card):
    found = verify(card.token(), NOON + A_MINUTE + 11 * SECOND)
    assert (found.outcome, found.holder_masked) == (Outcome.REPLAYED, "")
    assert "截图" in found.words.advice
    assert reads() == []


def test_a_card_past_its_last_day_is_expired(platform):
    over = Card(ref=issue().ref, valid_until=date(2026, 11, 22))
    assert verify(over.token()).outcome is Outcome.EXPIRED
    assert verify(over.paper()).outcome is Outcome.EXPIRED


def test_lost_paper_is_refused_while_the_card_stands(card):
    lost = card.paper()
    api.withdraw_paper(ref=card.ref, by=INSPECTOR, at=NOON + SECOND)
    assert verify(lost, NOON + SECOND).outcome is Outcome.WITHDRAWN
    assert verify(card.paper(NOON + SECOND), NOON + SECOND).outcome is Outcome.VALID
    assert verify(card.token(), NOON + SECOND).outcome is Outcome.VALID


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("https://example.com/?q=1", Outcome.FOREIGN),
        ("HC1:6BFOXN%TSMAHN-H", Outcome.FOREIGN),
        ("", Outcome.FOREIGN),
        ("废" * 10_000, Outcome.FOREIGN),
        ("LN1:" + "A" * 10_000, Outcome.TOO_LARGE),
        ("LN1:", Outcome.TRUNCATED),
        ("LN1:???", Outcome.UNREADABLE),
    ],
)
def test_rubbish_is_answered_kindly_and_leaves_no_trace(platform, text, outcome):
    found = verify(text)
    assert (found.outcome, found.words, found.kind) == (outcome, WORDS[outcome], "")
    assert not Scan.objects.exists()


def test_a_code_torn_in_two_is_incomplete(card):
    for code in (card.token(), card.paper()):
        assert verify(code[: len(code) // 2]).outcome in (Outcome.TRUNCATED, Outcome.UNREADABLE)


def test_no_altered_code_is_believed(card):
    codes = [card.token(), card.paper()]

    @given(which=st.integers(0, 1), place=st.integers(8, 1_000), other=st.sampled_from(digits + ascii_uppercase))
    def alter(which, place, other):
        code = codes[which]
        place = min(place, len(code) - 1)
        found = verify(code[:place] + other + code[place + 1 :])
        assert (found.outcome is Outcome.VALID) == (other == code[place])

    alter()


def test_another_platforms_signature_is_unknown(card):
    from lingnan.engine.credentials import Algorithm, Display, MacKey, mint_token

    display = Display(status_list="1", index=0, kind="senior-card", holder="李*", valid_until=None)
    forged = mint_token(
        display=display, key=MacKey.generate(algorithm=Algorithm.HMAC_256_64), at=NOON, nonce=b"8 bytes!"
    )
    assert verify(forged).outcome is Outcome.UNKNOWN_KEY


def test_a_rotated_key_keeps_what_it_signed(card):
    token, paper = card.token(), card.paper()
    for purpose in (Purpose.TOKEN, Purpose.CREDENTIAL):
        api.rotate_key(purpose=purpose, by=PLATFORM, at=NOON)
    assert verify(token, NOON + A_MINUTE).outcome is Outcome.VALID
    assert verify(paper, NOON + timedelta(days=30)).outcome is Outcome.VALID
    later = NOON + 2 * A_MINUTE
    assert verify(card.token(later), later).outcome is Outcome.VALID


def test_a_revoked_key_takes_its_codes_along_and_new_ones_are_good_at_once(card):
    token, paper = card.token(), card.paper()
    for purpose in (Purpose.TOKEN, Purpose.CREDENTIAL):
        api.revoke_key(kid=active_kid(purpose), by=PLATFORM, at=NOON + SECOND)
    at = NOON + SECOND
    assert verify(token, at).outcome is Outcome.REVOKED_KEY
    assert verify(paper, at).outcome is Outcome.REVOKED_KEY
    assert verify(card.token(at), at).outcome is Outcome.VALID
    assert verify(card.paper(at), at).outcome is Outcome.VALID


def test_a_check_without_sign_in_is_seen_by_the_holder_and_names_nobody(card):
    verify(card.token())
    (entry,) = reads()
    assert (entry.name, entry.by.kind, entry.by.person_key) == ("codes.code.scanned", "system", None)
    assert entry.by.name == "未登录的查验人"
    assert Scan.objects.get().holder_key == HOLDER


def test_an_inspectors_check_names_the_inspector(card):
    verify(card.token(), by=INSPECTOR)
    assert [entry.by for entry in reads()] == [INSPECTOR]


def test_one_verifiers_repeat_counts_once(card):
    token, paper = card.token(), card.paper()
    for _ in range(3):
        verify(token)
        verify(token, by=INSPECTOR)
        verify(paper)
    assert len(reads()) == Scan.objects.count() == 3
    verify(paper, NOON + A_MINUTE)
    assert len(reads()) == 4


def test_a_refused_code_that_names_its_holder_leaves_a_trace_too(card):
    api.set_status(ref=card.ref, status=Status.INVALID, by=INSPECTOR, at=NOON)
    verify(card.token(), by=INSPECTOR)
    assert [entry.by for entry in reads()] == [INSPECTOR]
    assert Scan.objects.get().outcome == "revoked"


def test_every_outcome_has_words():
    assert set(WORDS) == set(Outcome)
    assert all(words.meaning.endswith("。") and words.advice.endswith("。") for words in WORDS.values())
