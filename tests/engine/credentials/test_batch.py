"""One signature over several payloads: each message holds alone, and nothing else that could be made of it does."""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import example, given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    CredentialError,
    KeyEntry,
    KeyRevoked,
    KeySet,
    Malformed,
    Purpose,
    SigningKey,
    Tampered,
    Truncated,
    UnknownKey,
    read_message,
    sign1,
    verify_sign1,
)
from lingnan.engine.credentials.batch import AT_ONCE, VDP, VDS, read_of_batch, sign_batch, verify_of_batch
from lingnan.engine.credentials.cose import CRIT, KID, TYP
from lingnan.engine.merkle import hash_children, hash_leaf

START = datetime(2026, 1, 1, tzinfo=UTC)
SIGNER = SigningKey(scalar=bytes(range(1, 33)))
KEYS = KeySet(entries=(KeyEntry(key=SIGNER, purposes=frozenset((Purpose.RECEIPT,)), not_before=START),))
TYPE = "application/vnd.lingnan.test+cbor"
PAYLOADS = [bytes((number,)) * 40 for number in range(4)]
BATCH = sign_batch(payloads=PAYLOADS, key=SIGNER, typ=TYPE)
MESSAGE = BATCH[2]
# The third of four payloads, as it was signed on 29 November 2026.
WRITTEN_ONCE = bytes.fromhex(
    "d284583aa50126028119018b04484ed61fd7fdb953da1078216170706c69636174696f6e2f766e642e6c696e676e616e2e746573742b63"
    "626f7219018b01a119018ca12081586a8308048358204b3232235291d8e3dd774c0378d1ac9f07676c92823c17abf33bf15ed0bdb28058"
    "2067cdd839855e5ba4709eb66fa2090e2f50b9eaa9f661a0c1de5fc259ae9d765d5820fa8593ca0c0f673be5b134abc2d8604861b30480"
    "895d3e848bba6a75aac14e0558280202020202020202020202020202020202020202020202020202020202020202020202020202020258"
    "4020bf880621b240f34912e4b6d5fdd0dab9fabf68fc9e49043ff6bd05c5f7fe33e98b2750de73860d8d4eb44df7822c8c5409cc333390"
    "dec7efec99fed88fa373"
)

Parts = list[Any]


def verify(data: bytes) -> bytes:
    return verify_of_batch(data=data, keys=KEYS, purpose=Purpose.RECEIPT).payload


def parts_of(message: bytes) -> tuple[dict[int, Any], Parts, bytes, bytes]:
    """The protected header, the proof, the payload and the signature."""
    protected, unprotected, payload, signature = cbor2.loads(message).value
    return cbor2.loads(protected), cbor2.loads(unprotected[VDP][-1][0]), payload, signature


def message_of(protected: object, proof: object, payload: bytes, signature: bytes) -> bytes:
    return tagged(protected, {VDP: {-1: [cbor2.dumps(proof)]}}, payload, signature)


def tagged(protected: object, unprotected: object, payload: bytes, signature: bytes) -> bytes:
    parts = [cbor2.dumps(protected, canonical=True), unprotected, payload, signature]
    return cbor2.dumps(cbor2.CBORTag(18, parts))


def altered(change: Callable[[Parts], object], message: bytes = MESSAGE) -> bytes:
    """The message with another proof."""
    protected, proof, payload, signature = parts_of(message)
    change(proof)
    return message_of(protected, proof, payload, signature)


@given(st.lists(st.binary(max_size=300), max_size=3 * AT_ONCE))
@example([b""] * AT_ONCE)
def test_each_message_of_a_batch_holds_alone(payloads: list[bytes]) -> None:
    messages = sign_batch(payloads=payloads, key=SIGNER, typ=TYPE)
    assert [verify(each) for each in messages] == payloads
    assert all(read_of_batch(each).header[TYP] == TYPE for each in messages)


@given(st.integers(0, 3 * AT_ONCE), st.data())
def test_any_bit_changed_is_refused(others: int, data: st.DataObject) -> None:
    payloads = [bytes((number,)) * 30 for number in range(others + 1)]
    message = bytearray(data.draw(st.sampled_from(sign_batch(payloads=payloads, key=SIGNER, typ=TYPE))))
    place = data.draw(st.integers(0, len(message) - 1))
    message[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CredentialError):
        verify(bytes(message))


def test_every_bit_of_a_message_counts() -> None:
    for place in range(8 * len(MESSAGE)):
        message = bytearray(MESSAGE)
        message[place // 8] ^= 1 << place % 8
        with pytest.raises(CredentialError):
            verify(bytes(message))


@given(st.integers(0, len(MESSAGE) - 1))
def test_any_cut_is_refused(length: int) -> None:
    with pytest.raises(Truncated):
        verify(MESSAGE[:length])


@given(st.binary(max_size=200))
def test_rubbish_for_a_proof_is_refused_cleanly(proof: bytes) -> None:
    protected, _, payload, signature = parts_of(MESSAGE)
    with pytest.raises((Malformed, Truncated)):
        verify(tagged(protected, {VDP: {-1: [proof]}}, payload, signature))


def test_signatures_are_shared_by_powers_of_two() -> None:
    messages = sign_batch(payloads=[b"content"] * (2 * AT_ONCE + 7), key=SIGNER, typ=TYPE)
    signatures = [read_of_batch(each).signature for each in messages]
    assert [signatures.count(each) for each in dict.fromkeys(signatures)] == [AT_ONCE, AT_ONCE, 4, 2, 1]


def test_who_is_alone_has_a_plain_message() -> None:
    [alone] = sign_batch(payloads=[b"content"], key=SIGNER, typ=TYPE)
    assert verify_sign1(message=read_message(alone), keys=KEYS, purpose=Purpose.RECEIPT).payload == b"content"
    assert read_message(alone).header.keys() == {1, KID, TYP}
    assert sign_batch(payloads=[], key=SIGNER, typ=TYPE) == []


def test_a_message_signed_by_itself_verifies_as_before() -> None:
    assert verify(sign1(payload=b"content", key=SIGNER, typ=TYPE)) == b"content"


def test_what_was_written_once_holds_for_ever() -> None:
    assert verify(WRITTEN_ONCE) == PAYLOADS[2]


@pytest.mark.parametrize("message", [MESSAGE, WRITTEN_ONCE], ids=["of today", "written once"])
def test_a_stranger_checks_it_by_the_standards_alone(message: bytes) -> None:
    # RFC 9942 section 5.2, RFC 9162 section 2.1.3.2, RFC 9052 section 4.4, with nothing of ours.
    protected, unprotected, payload, signature = cbor2.loads(message).value
    assert cbor2.loads(protected) == {1: -7, 2: [395], 4: SIGNER.kid, 16: TYPE, 395: 1}
    [proof] = unprotected[396][-1]
    size, index, path = cbor2.loads(proof)
    here, last, root = index, size - 1, sha256(b"\0" + payload).digest()
    for sibling in path:
        is_right = here % 2 or here == last
        root = sha256(b"\1" + (sibling + root if is_right else root + sibling)).digest()
        here, last = here >> 1, last >> 1
    assert last == 0
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\4" + SIGNER.public.point)
    written = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    point.verify(written, cbor2.dumps(["Signature1", protected, b"", root]), ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        point.verify(written, cbor2.dumps(["Signature1", protected, b"", payload]), ec.ECDSA(SHA256()))


def test_a_neighbour_learns_nothing_of_what_a_payload_says() -> None:
    told = [each for message in BATCH for each in parts_of(message)[1][2]]
    assert not {hash_leaf(payload) for payload in PAYLOADS} & set(told)
    firsts = {parts_of(message)[1][2][0] for message in BATCH}
    assert len(firsts) == len(BATCH)
    for message, payload in zip(BATCH, PAYLOADS, strict=True):
        others = [path for other in BATCH if other != message for path in parts_of(other)[1][2]]
        assert parts_of(message)[1][2][0] not in others
        assert hash_leaf(payload) not in others
    again = sign_batch(payloads=PAYLOADS, key=SIGNER, typ=TYPE)
    assert not {parts_of(message)[1][2][0] for message in again} & firsts


def test_the_proof_of_another_proves_nothing() -> None:
    protected, _, payload, signature = parts_of(MESSAGE)
    for other in BATCH:
        if other != MESSAGE:
            with pytest.raises(Tampered):
                verify(message_of(protected, parts_of(other)[1], payload, signature))


def test_another_payload_is_not_in_the_batch() -> None:
    protected, proof, _, signature = parts_of(MESSAGE)
    for payload in (b"", b"another", PAYLOADS[3]):
        with pytest.raises(Tampered):
            verify(message_of(protected, proof, payload, signature))


def test_a_node_does_not_pass_for_a_payload() -> None:
    # One level up, the two halves that are hashed there as 'content', and the path from there on.
    protected, (size, index, path), payload, signature = parts_of(MESSAGE)
    pair = hash_leaf(payload) + path[0]
    forged = message_of(protected, [size // 2, index // 2, path[1:]], pair, signature)
    with pytest.raises(Tampered):
        verify(forged)
    with pytest.raises(Tampered):
        verify(message_of(protected, [size // 2, index // 2, path[1:]], b"\1" + pair, signature))


@pytest.mark.parametrize("index", [0, 1, 2, 3, 5, 6, 7])
def test_another_place_in_the_tree_is_refused(index: int) -> None:
    with pytest.raises(Tampered):
        verify(altered(lambda proof: proof.__setitem__(1, index)))


@pytest.mark.parametrize("index", [8, -1, -4, 1 << 64, -(1 << 64), True, 4.0, None, "4", b"\4"])
def test_no_place_in_the_tree_is_refused(index: object) -> None:
    with pytest.raises(Malformed):
        verify(altered(lambda proof: proof.__setitem__(1, index)))


def test_a_truth_does_not_pass_for_a_place() -> None:
    [first, _] = sign_batch(payloads=[b"one", b"two"], key=SIGNER, typ=TYPE)
    with pytest.raises(Malformed):
        verify(altered(lambda proof: proof.__setitem__(1, False), first))


# Seven leaves have the same root by the same path as eight, and ever so many would read ever so long.
@pytest.mark.parametrize("size", [0, 1, 4, 5, 6, 7, 9, 16, -8, 1 << 63, 1 << 64, 1 << 4000, 8.0, True, None, "8"])
def test_another_size_of_the_tree_is_refused(size: object) -> None:
    with pytest.raises(Malformed):
        verify(altered(lambda proof: proof.__setitem__(0, size)))


def resized(path: list[bytes]) -> Callable[[Parts], None]:
    def change(proof: Parts) -> None:
        proof[0], proof[2] = 1 << len(path), path

    return change


def test_a_path_of_another_length_is_refused() -> None:
    path = parts_of(MESSAGE)[1][2]
    for other in ([*path, bytes(32)], [bytes(32), *path], [*path, *path]):
        with pytest.raises(Tampered):
            verify(altered(resized(other)))
        with pytest.raises(Malformed):
            verify(altered(lambda proof, other=other: proof.__setitem__(2, other)))
    for other in (path[:-1], path[1:], path[::-1]):
        with pytest.raises((Malformed, Tampered)):
            verify(altered(resized(other)))


@pytest.mark.parametrize(
    "path",
    [
        [],
        [bytes(32)] * 17,
        [bytes(32)] * 5_000,
        [bytes(31)] * 3,
        [bytes(33)] * 3,
        ["0" * 32] * 3,
        [0] * 3,
        [[bytes(32)]] * 3,
        bytes(96),
        None,
        {0: bytes(32)},
    ],
    ids=lambda path: f"{type(path).__name__} of {len(path or ())}",
)
def test_what_is_no_path_is_refused(path: Any) -> None:
    size = 1 << len(path) if isinstance(path, list) else 8
    with pytest.raises(Malformed):
        verify(altered(lambda proof: proof.__setitem__(slice(None), [size, 0, path])))


def test_a_tree_of_the_payload_alone_is_refused() -> None:
    # As a root that is its leaf: the signature over the hash of a payload, without any path.
    protected, _, payload, _ = parts_of(MESSAGE)
    signed = cbor2.dumps(["Signature1", cbor2.dumps(protected, canonical=True), b"", hash_leaf(payload)])
    with pytest.raises(Malformed):
        verify(message_of(protected, [1, 0, []], payload, SIGNER.sign(signed)))


@pytest.mark.parametrize(
    "unprotected",
    [
        lambda proof: {},
        lambda proof: {VDP: {}},
        lambda proof: {VDP: []},
        lambda proof: {VDP: {-1: []}},
        lambda proof: {VDP: {-1: proof}},
        lambda proof: {VDP: {-1: [proof, proof]}},
        lambda proof: {VDP: {-1: [proof], -2: [proof]}},
        lambda proof: {VDP: {-2: [proof]}},
        lambda proof: {VDP: {1: [proof]}},
        lambda proof: {VDP: {-1: [cbor2.loads(proof)]}},
        lambda proof: {VDP: {-1: [proof + b"\0"]}},
        lambda proof: {VDP: {-1: [cbor2.dumps([*cbor2.loads(proof), 0])]}},
        lambda proof: {VDP: {-1: [proof]}, VDS: 1},
        lambda proof: {VDP: {-1: [proof]}, 99: b"more"},
        lambda proof: {VDP: {-1: [proof]}, KID: SIGNER.kid},
        lambda proof: {VDP + 1: {-1: [proof]}},
    ],
)
def test_anything_but_one_proof_is_refused(unprotected: Callable[[bytes], object]) -> None:
    protected, proof, payload, signature = parts_of(MESSAGE)
    with pytest.raises(Malformed):
        verify(tagged(protected, unprotected(cbor2.dumps(proof)), payload, signature))


def test_another_way_to_write_it_is_refused() -> None:
    _, proof, payload, signature = parts_of(MESSAGE)
    written = read_of_batch(MESSAGE).protected
    longer = cbor2.dumps(proof).replace(b"\x83\x08", b"\x83\x18\x08", 1)
    for parts in (
        [written, {VDP: {-1: [longer]}}, payload, signature],
        [written, cbor2.CBORTag(99, {}), payload, signature],
    ):
        with pytest.raises(Malformed):
            verify(cbor2.dumps(cbor2.CBORTag(18, parts)))
    for head in (b"", b"\xd8\x3d\xd2", b"\xd8\x3d"):
        with pytest.raises(Malformed):
            verify(head + MESSAGE[1:])


def resigned(protected: dict[int, Any], unprotected: Callable[[bytes], object] | None = None) -> bytes:
    """The message under another protected header, with a signature that is over its root."""
    _, proof, payload, _ = parts_of(MESSAGE)
    root = hash_leaf(payload)
    for level, sibling in enumerate(proof[2]):
        root = hash_children(sibling, root) if proof[1] >> level & 1 else hash_children(root, sibling)
    signed = cbor2.dumps(["Signature1", cbor2.dumps(protected, canonical=True), b"", root])
    written = cbor2.dumps(proof)
    given = unprotected(written) if unprotected else {VDP: {-1: [written]}}
    return tagged(protected, given, payload, SIGNER.sign(signed))


def test_signed_anew_it_is_what_it_was() -> None:
    assert verify(resigned(parts_of(MESSAGE)[0])) == PAYLOADS[2]


@pytest.mark.parametrize(
    "change",
    [
        *({VDS: value} for value in (0, 2, -1, "1", [1], None)),
        *({CRIT: critical} for critical in ([], [1], [VDP], [VDS, VDP], [VDS, 99], VDS)),
    ],
    ids=str,
)
def test_an_unknown_structure_is_refused_though_it_is_signed(change: dict[int, Any]) -> None:
    with pytest.raises(Malformed):
        verify(resigned(parts_of(MESSAGE)[0] | change))


@pytest.mark.parametrize("missing", [[CRIT], [VDS], [CRIT, VDS]], ids=str)
def test_what_is_not_protected_is_refused_though_it_is_signed(missing: list[int]) -> None:
    protected = parts_of(MESSAGE)[0]
    less = {label: value for label, value in protected.items() if label not in missing}
    with pytest.raises(Malformed):
        verify(resigned(less))
    moved = {label: protected[label] for label in missing}
    with pytest.raises(Malformed):
        verify(resigned(less, lambda proof: {VDP: {-1: [proof]}} | moved))


def test_a_root_signed_plainly_is_no_batch_and_a_batch_no_root_signed_plainly() -> None:
    protected, proof, payload, signature = parts_of(MESSAGE)
    root = hash_leaf(payload)
    for level, sibling in enumerate(proof[2]):
        root = hash_children(sibling, root) if proof[1] >> level & 1 else hash_children(root, sibling)
    plain = sign1(payload=root, key=SIGNER, typ=TYPE)
    with pytest.raises(Tampered):
        verify(message_of(protected, proof, payload, read_message(plain).signature))
    with pytest.raises(Malformed):
        verify(tagged(protected, {}, root, signature))
    with pytest.raises(Tampered):
        verify(tagged(cbor2.loads(read_message(plain).protected), {}, root, signature))


def test_a_reader_of_plain_messages_refuses_it() -> None:
    with pytest.raises(Malformed, match="critical header"):
        read_message(MESSAGE)


def test_keys_and_purposes_are_told_apart_from_tampering() -> None:
    revoked = KEYS.revoked(thumbprint=SIGNER.thumbprint, at=START)
    with pytest.raises(KeyRevoked):
        verify_of_batch(data=MESSAGE, keys=revoked, purpose=Purpose.RECEIPT)
    for keys, purpose in ((KeySet(), Purpose.RECEIPT), (KEYS, Purpose.CREDENTIAL)):
        with pytest.raises(UnknownKey):
            verify_of_batch(data=MESSAGE, keys=keys, purpose=purpose)
