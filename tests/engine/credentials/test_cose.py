"""COSE messages: against python-cwt in both directions, every wrapping, every refusal."""

from datetime import UTC, datetime

import cbor2
import cwt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    CredentialError,
    KeyEntry,
    KeyOutOfPeriod,
    KeyRevoked,
    KeySet,
    MacKey,
    Malformed,
    Purpose,
    SigningKey,
    Tampered,
    Truncated,
    UnknownKey,
    Verified,
    mac0,
    read_message,
    sign1,
    verify_mac0,
    verify_sign1,
)
from lingnan.engine.credentials.cbor import encode_bytes, read_bytes

START = datetime(2026, 1, 1, tzinfo=UTC)
SIGNER = SigningKey(scalar=bytes(range(1, 33)))
NAMESAKE = SigningKey(scalar=bytes(31) + b"\x09", kid=SIGNER.kid)
MAC = MacKey(secret=bytes(range(32)))

payloads = st.binary(max_size=300)


def trusting(*keys: SigningKey | MacKey) -> KeySet:
    return KeySet(entries=tuple(KeyEntry(key=key, purposes=frozenset(Purpose), not_before=START) for key in keys))


def verify_signature(data: bytes, keys: KeySet, external_aad: bytes = b"") -> Verified:
    return verify_sign1(message=read_message(data), keys=keys, purpose=Purpose.CREDENTIAL, external_aad=external_aad)


def verify_tag(data: bytes, keys: KeySet, external_aad: bytes = b"") -> Verified:
    return verify_mac0(message=read_message(data), keys=keys, purpose=Purpose.TOKEN, external_aad=external_aad)


@given(payloads, st.binary(max_size=300))
def test_python_cwt_accepts_what_we_sign(payload: bytes, aad: bytes) -> None:
    theirs = cwt.COSEKey.from_bytes(SIGNER.public.to_cose_key())
    data = sign1(payload=payload, key=SIGNER, external_aad=aad)
    assert cwt.COSE.new().decode(data, theirs, external_aad=aad) == payload


@given(payloads, st.binary(max_size=300))
def test_we_accept_what_python_cwt_signs(payload: bytes, aad: bytes) -> None:
    theirs = cwt.COSEKey.from_bytes(SIGNER.to_cose_key())
    coder = cwt.COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)
    data = coder.encode_and_sign(payload, theirs, external_aad=aad)
    assert verify_signature(data, trusting(SIGNER), aad).payload == payload


@given(payloads, st.binary(max_size=300))
def test_python_cwt_accepts_what_we_authenticate(payload: bytes, aad: bytes) -> None:
    theirs = cwt.COSEKey.from_bytes(MAC.to_cose_key())
    data = mac0(payload=payload, key=MAC, external_aad=aad)
    assert cwt.COSE.new().decode(data, theirs, external_aad=aad) == payload


@given(payloads, st.binary(max_size=300))
def test_we_accept_what_python_cwt_authenticates(payload: bytes, aad: bytes) -> None:
    theirs = cwt.COSEKey.from_bytes(MAC.to_cose_key())
    coder = cwt.COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)
    data = coder.encode_and_mac(payload, theirs, external_aad=aad)
    assert verify_tag(data, trusting(MAC), aad).payload == payload


@pytest.mark.parametrize("length", [0, 1, 23, 24, 255, 256, 65535, 65536, 70000])
def test_byte_strings_are_written_and_read_as_cbor2_does(length: int) -> None:
    data = bytes(length)
    written = encode_bytes(data)
    assert written == cbor2.dumps(data)
    assert read_bytes(b"before" + written + b"after", 6) == (data, 6 + len(written))
    for end in {0, 1, 2, 4, len(written) - 1}:
        with pytest.raises(Truncated):
            read_bytes(written[: min(end, len(written) - 1)], 0)


@pytest.mark.parametrize("data", ["5f4101ff", "6161", "01", "5b0000000000000001", "a0"])
def test_anything_but_a_byte_string_of_definite_length_is_refused(data: str) -> None:
    with pytest.raises(Malformed):
        read_bytes(bytes.fromhex(data), 0)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda parts: parts,
        lambda parts: cbor2.CBORTag(18, parts),
        lambda parts: cbor2.CBORTag(61, cbor2.CBORTag(18, parts)),
        lambda parts: cbor2.CBORTag(61, parts),
    ],
    ids=["no tag", "tag 18", "tags 61 and 18", "tag 61"],
)
def test_every_wrapping_in_the_wild_is_read(wrap) -> None:
    parts = cbor2.loads(sign1(payload=b"content", key=SIGNER)).value
    assert verify_signature(cbor2.dumps(wrap(parts)), trusting(SIGNER)).payload == b"content"


@pytest.mark.parametrize("sent", [b"", b"\xa0"], ids=["no protected header", "an empty map"])
def test_kid_and_algorithm_may_stand_unprotected(sent: bytes) -> None:
    signature = SIGNER.sign(cbor2.dumps(["Signature1", b"", b"", b"content"]))
    data = cbor2.dumps([sent, {1: -7, 4: SIGNER.kid}, b"content", signature])
    assert verify_signature(data, trusting(SIGNER)).payload == b"content"


def test_every_key_under_a_kid_is_tried() -> None:
    data = sign1(payload=b"content", key=SIGNER)
    for keys in (trusting(NAMESAKE, SIGNER), trusting(SIGNER, NAMESAKE)):
        assert verify_signature(data, keys).entry.key == SIGNER
    with pytest.raises(Tampered):
        verify_signature(data, trusting(NAMESAKE))


@given(st.data())
def test_any_byte_changed_is_refused(data: st.DataObject) -> None:
    make, verify, key = data.draw(st.sampled_from([(sign1, verify_signature, SIGNER), (mac0, verify_tag, MAC)]))
    message = bytearray(make(payload=b"content", key=key))
    place = data.draw(st.integers(min_value=0, max_value=len(message) - 1))
    message[place] ^= data.draw(st.integers(min_value=1, max_value=255))
    with pytest.raises(CredentialError):
        verify(bytes(message), trusting(key))


@given(st.integers(min_value=0, max_value=200))
def test_any_cut_is_refused(length: int) -> None:
    data = sign1(payload=b"content", key=SIGNER)
    with pytest.raises(Truncated):
        read_message(data[: min(length, len(data) - 1)])


def test_anything_appended_is_refused() -> None:
    with pytest.raises(Malformed):
        read_message(sign1(payload=b"content", key=SIGNER) + b"\0")


@given(st.binary(max_size=400))
@example(bytes.fromhex("d8236128"))  # a broken regular expression
@example(bytes.fromhex("c5821b00ffffffffffffff01"))  # a number beyond all memory
@example(b"\x81" * 5000)
@example(bytes.fromhex("8440a0f640"))  # a detached payload
def test_rubbish_is_refused_cleanly(data: bytes) -> None:
    with pytest.raises((Malformed, Truncated)):
        read_message(data)


def test_a_message_bound_to_one_use_fits_no_other() -> None:
    data = mac0(payload=b"content", key=MAC, external_aad=b"token")
    assert verify_tag(data, trusting(MAC), b"token").payload == b"content"
    with pytest.raises(Tampered):
        verify_tag(data, trusting(MAC), b"display")


def test_a_tag_is_no_signature_and_a_signature_no_tag() -> None:
    with pytest.raises(Malformed):
        verify_signature(mac0(payload=b"content", key=MAC), trusting(MAC))
    with pytest.raises(Malformed):
        verify_tag(sign1(payload=b"content", key=SIGNER), trusting(SIGNER))
    untagged = cbor2.dumps(cbor2.loads(mac0(payload=b"content", key=MAC)).value)
    with pytest.raises(Tampered):
        verify_signature(untagged, trusting(MAC))


def test_unknown_keys_purposes_and_algorithms_are_told_apart_from_tampering() -> None:
    data = sign1(payload=b"content", key=SIGNER)
    tokens_only = KeySet(entries=(KeyEntry(key=SIGNER, purposes=frozenset((Purpose.TOKEN,)), not_before=START),))
    other_algorithm = trusting(MacKey(secret=bytes(32), kid=SIGNER.kid))
    for keys in (KeySet(), trusting(MAC), tokens_only, other_algorithm):
        with pytest.raises(UnknownKey):
            verify_signature(data, keys)
    nameless = cbor2.dumps([b"\xa1\x01\x26", {}, b"content", bytes(64)])
    with pytest.raises(UnknownKey):
        verify_signature(nameless, trusting(SIGNER))


def test_the_public_key_is_no_secret_for_a_mac() -> None:
    # The old trick on JWT libraries: an HMAC over the message with the signer's public key as the secret.
    public = SIGNER.public.point[:32]
    forged = mac0(payload=b"content", key=MacKey(secret=public, kid=SIGNER.kid))
    untagged = cbor2.dumps(cbor2.loads(forged).value)
    with pytest.raises(UnknownKey):
        verify_signature(untagged, trusting(SIGNER))


def test_a_revoked_key_is_named_as_such_only_if_it_did_sign() -> None:
    keys = trusting(SIGNER).revoked(thumbprint=SIGNER.thumbprint, at=START)
    data = sign1(payload=b"content", key=SIGNER)
    with pytest.raises(KeyRevoked):
        verify_signature(data, keys)
    with pytest.raises(Tampered):
        verify_signature(data[:-1] + bytes((data[-1] ^ 1,)), keys)
    both = keys.merge(trusting(NAMESAKE))
    assert verify_signature(sign1(payload=b"content", key=NAMESAKE), both).entry.key == NAMESAKE


def test_a_key_vouches_for_its_own_period_only() -> None:
    verified = verify_signature(sign1(payload=b"content", key=SIGNER), trusting(SIGNER))
    verified.require_period(timestamp=START.timestamp())
    with pytest.raises(KeyOutOfPeriod):
        verified.require_period(timestamp=START.timestamp() - 1)


@pytest.mark.parametrize("critical", [[99], ["reply-to"], 1, [[]], [3], [395]])
def test_a_critical_header_not_understood_or_not_there_is_refused(critical: object) -> None:
    protected = cbor2.dumps({1: -7, 2: critical, 4: SIGNER.kid, 99: 1})
    with pytest.raises(Malformed):
        read_message(cbor2.dumps([protected, {}, b"content", bytes(64)]))


@pytest.mark.parametrize(
    "value",
    [
        1,
        {},
        [],
        [b"", {}, b"content"],
        [b"", {}, None, b"signature"],
        [b"", [], b"content", b"signature"],
        ["", {}, b"content", b"signature"],
        [b"\x01", {}, b"content", b"signature"],
        cbor2.CBORTag(98, [b"", {}, b"content", []]),
        cbor2.CBORTag(16, [b"", {}, b"content", b"signature"]),
        cbor2.CBORTag(18, cbor2.CBORTag(18, [b"", {}, b"content", b"signature"])),
    ],
)
def test_what_is_no_message_is_refused(value: object) -> None:
    with pytest.raises(Malformed):
        read_message(cbor2.dumps(value))


def test_the_protected_header_wins_over_the_other() -> None:
    parts = cbor2.loads(sign1(payload=b"content", key=SIGNER)).value
    parts[1] = {1: 5, 4: b"another"}
    assert verify_signature(cbor2.dumps(parts), trusting(SIGNER)).payload == b"content"
