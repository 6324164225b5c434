"""Sets of keys: rotation, revocation, and merges that never roll back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    KeyEntry,
    KeyNotInSet,
    KeySet,
    MacKey,
    Malformed,
    NoActiveKey,
    PublicKey,
    Purpose,
    SigningKey,
    read_cose_key_set,
    read_jwks,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
SIGNING = [SigningKey(scalar=bytes(31) + bytes((number,))) for number in range(1, 4)]
SECRET = MacKey(secret=bytes(32))
# The same kid for another key: a kid is not unique.
NAMESAKE = SigningKey(scalar=bytes(31) + b"\x09", kid=SIGNING[0].kid)

moments = st.integers(min_value=0, max_value=1000).map(lambda days: START + timedelta(days=days))
entries = st.builds(
    KeyEntry,
    key=st.sampled_from([*SIGNING, NAMESAKE, SECRET]),
    purposes=st.frozensets(st.sampled_from(Purpose)),
    not_before=moments,
    not_after=st.none() | moments,
    revoked_at=st.none() | moments,
)
key_sets = st.lists(entries, max_size=6).map(lambda each: KeySet().merge(KeySet(entries=tuple(each))))


def entry(key: SigningKey | PublicKey | MacKey, *purposes: Purpose, not_before: datetime = START) -> KeyEntry:
    return KeyEntry(key=key, purposes=frozenset(purposes or (Purpose.CREDENTIAL,)), not_before=not_before)


@given(key_sets, key_sets, key_sets)
def test_merging_is_the_same_in_any_order_and_number(one: KeySet, two: KeySet, three: KeySet) -> None:
    assert one.merge(two) == two.merge(one)
    assert one.merge(two).merge(three) == one.merge(two.merge(three))
    assert one.merge(two).merge(two) == one.merge(two)


@given(key_sets, key_sets)
def test_a_merge_never_widens_trust(known: KeySet, update: KeySet) -> None:
    merged = {(e.key.thumbprint, e.key.kid): e for e in known.merge(update).entries}
    for before in known.entries:
        after = merged[before.key.thumbprint, before.key.kid]
        assert after.purposes <= before.purposes
        assert after.not_before >= before.not_before
        assert before.revoked_at is None or (after.revoked_at is not None and after.revoked_at <= before.revoked_at)


@given(key_sets, moments)
def test_a_revoked_key_never_signs_again(known: KeySet, at: datetime) -> None:
    for each in known.entries:
        revoked = known.revoked(thumbprint=each.key.thumbprint, at=at)
        again = revoked.merge(known).merge(KeySet(entries=(entry(each.key, *Purpose),)))
        for purpose in Purpose:
            assert all(e.key.thumbprint != each.key.thumbprint for e in again.active(purpose=purpose, at=at))


def test_every_key_under_a_kid_is_found() -> None:
    keys = KeySet(entries=(entry(SIGNING[0]), entry(NAMESAKE), entry(SIGNING[1])))
    assert {e.key for e in keys.matching(kid=NAMESAKE.kid, purpose=Purpose.CREDENTIAL)} == {SIGNING[0], NAMESAKE}
    assert keys.matching(kid=NAMESAKE.kid, purpose=Purpose.RECEIPT) == ()
    assert keys.matching(kid=b"stranger", purpose=Purpose.CREDENTIAL) == ()


def test_rotation_hands_over_at_the_moment_it_names() -> None:
    handover = START + timedelta(days=100)
    keys = KeySet(entries=(entry(SIGNING[0]), entry(SECRET, Purpose.TOKEN)))
    rotated = keys.rotated(successor=entry(SIGNING[1], not_before=handover))
    before, after = handover - timedelta(seconds=1), handover + timedelta(seconds=1)
    assert rotated.signing_key(purpose=Purpose.CREDENTIAL, at=before) == SIGNING[0]
    assert rotated.signing_key(purpose=Purpose.CREDENTIAL, at=handover) == SIGNING[1]
    assert rotated.active(purpose=Purpose.CREDENTIAL, at=after)[0].key == SIGNING[1]
    assert len(rotated.active(purpose=Purpose.CREDENTIAL, at=after)) == 1
    assert rotated.mac_key(purpose=Purpose.TOKEN, at=after) == SECRET
    assert len(rotated.matching(kid=SIGNING[0].kid, purpose=Purpose.CREDENTIAL)) == 1


def test_rotation_relieves_no_key_that_does_more() -> None:
    keys = KeySet(entries=(entry(SIGNING[0], Purpose.CREDENTIAL, Purpose.RECEIPT),))
    rotated = keys.rotated(successor=entry(SIGNING[1], not_before=START + timedelta(days=1)))
    assert rotated.signing_key(purpose=Purpose.RECEIPT, at=START + timedelta(days=2)) == SIGNING[0]


def test_no_key_signs_before_its_time_after_it_for_another_purpose_or_revoked() -> None:
    keys = KeySet(entries=(entry(SIGNING[0]), entry(SECRET, Purpose.TOKEN)))
    revoked = keys.revoked(thumbprint=SIGNING[0].thumbprint, at=START)
    later = START + timedelta(days=1)
    for each, purpose, at in (
        (keys, Purpose.CREDENTIAL, START - timedelta(seconds=1)),
        (keys, Purpose.RECEIPT, later),
        (keys, Purpose.TOKEN, later),
        (keys.public(), Purpose.CREDENTIAL, later),
        (revoked, Purpose.CREDENTIAL, later),
    ):
        with pytest.raises(NoActiveKey):
            each.signing_key(purpose=purpose, at=at)
    with pytest.raises(NoActiveKey):
        keys.mac_key(purpose=Purpose.CREDENTIAL, at=later)


def test_only_a_known_key_is_revoked() -> None:
    with pytest.raises(KeyNotInSet):
        KeySet().revoked(thumbprint=SIGNING[0].thumbprint, at=START)


def test_merging_keeps_the_private_part() -> None:
    keys = KeySet(entries=(entry(SIGNING[0]),))
    assert keys.public().merge(keys).signing_key(purpose=Purpose.CREDENTIAL, at=START) == SIGNING[0]


@given(key_sets)
def test_nothing_secret_is_published(keys: KeySet) -> None:
    published = json.dumps(keys.to_jwks()).encode() + keys.to_cose_key_set()
    for each in keys.entries:
        assert not isinstance(each.key, SigningKey) or each.key.scalar not in published
    assert SECRET.secret not in published
    assert all(set(jwk) <= {"kid", "kty", "crv", "alg", "use", "x", "y", "nbf", "exp", "revoked"} for jwk in _all(keys))


def _all(keys: KeySet) -> list[dict[str, object]]:
    jwks = keys.to_jwks()
    return jwks["keys"] + jwks["revoked"]


@given(key_sets)
def test_a_jwk_set_brings_periods_and_revocations_along(keys: KeySet) -> None:
    jwks = json.loads(json.dumps(keys.to_jwks()))
    read = read_jwks(jwks=jwks, purposes=Purpose, not_before=START)
    facts = {(e.key, e.not_before, e.not_after, e.revoked_at) for e in keys.public().entries}
    assert {(e.key, e.not_before, e.not_after, e.revoked_at) for e in read.entries} == facts


@given(key_sets)
def test_a_cose_key_set_leaves_the_revoked_out(keys: KeySet) -> None:
    read = read_cose_key_set(data=keys.to_cose_key_set(), purposes=Purpose, not_before=START)
    assert {e.key for e in read.entries} == {e.key for e in keys.public().entries if not e.is_revoked}


def test_keys_of_a_kind_not_in_use_are_passed_over() -> None:
    keys = KeySet(entries=(entry(SIGNING[0]),)).to_jwks()
    strangers: list[object] = [{"kty": "RSA"}, "rubbish", *keys["keys"]]
    read = read_jwks(jwks={"keys": strangers}, purposes=[Purpose.CREDENTIAL], not_before=START)
    assert [e.key for e in read.entries] == [SIGNING[0].public]
    read = read_cose_key_set(data=b"\x82\xa0\x01", purposes=[Purpose.CREDENTIAL], not_before=START)
    assert read.entries == ()


@pytest.mark.parametrize("jwks", [{}, {"keys": {}}, {"keys": [], "revoked": 1}])
def test_what_is_no_jwk_set_is_refused(jwks: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        read_jwks(jwks=jwks, purposes=Purpose, not_before=START)


@pytest.mark.parametrize("moment", ["tomorrow", 1e300, [], float("nan")])
def test_a_jwk_with_an_impossible_time_is_refused(moment: object) -> None:
    jwk = {**SIGNING[0].public.to_jwk(), "exp": moment}
    with pytest.raises(Malformed):
        read_jwks(jwks={"keys": [jwk]}, purposes=Purpose, not_before=START)


def test_a_cose_key_set_is_an_array() -> None:
    with pytest.raises(Malformed):
        read_cose_key_set(data=b"\xa0", purposes=Purpose, not_before=START)
