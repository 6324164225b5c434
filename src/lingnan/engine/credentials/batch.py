"""One signature over several payloads, each of which goes out in a message of its own and is checked alone.

What is signed is the root of a Merkle tree (RFC 9162 section 2.1). A message carries its payload and the path from it
to the root, under the labels of COSE Receipts (RFC 9942). Two things are stricter than there. The tree has a power of
two of leaves: then the path says how many, and nothing of it can be altered, although it stands outside the signature.
And beside each payload stands a random leaf: else whoever has a message could try out what her neighbour's says.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from secrets import token_bytes
from typing import TypeGuard

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.cose import (
    ALG,
    CRIT,
    KID,
    TAG_SIGN1,
    TYP,
    Header,
    Message,
    Verified,
    read_message,
    sign1,
    signature1,
    verify_sign1,
)
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import Algorithm, SigningKey
from lingnan.engine.merkle import hash_children, hash_leaf, prove_each, root_above

# A sixteenth of a signature is little beside the rest of a receipt; a doubling adds 34 bytes to each message.
AT_ONCE = 16

# Header labels: the verifiable data structure, which is protected, and its proofs (RFC 9942 section 2)
VDS, VDP = 395, 396
_RFC9162_SHA256 = 1
_HASH_BYTES = 32
_DEEPEST = 16

# The tag and an array of four. A map of one label, in it a map of one kind, -1 for inclusion, with one proof, which is
# an array of three.
_BEGIN = bytes((0xC0 | TAG_SIGN1,)) + cbor.head(cbor.ARRAY, 4)
_PROOFS = cbor.head(cbor.MAP, 1) + cbor.encode(VDP) + cbor.encode({-1: [0]})[:-1]
_PROOF, _HASH = cbor.head(cbor.ARRAY, 3), cbor.head(cbor.BYTES, _HASH_BYTES)


def sign_batch(*, payloads: Sequence[bytes], key: SigningKey, typ: str) -> list[bytes]:
    """A tagged COSE_Sign1 message for each payload, in their order, with one signature for up to AT_ONCE of them.

    A payload that is left alone has a signature of its own. `typ` says what the payloads are.
    """
    return [message for part in _parts(payloads) for message in _sign_part(part, key, typ)]


def read_of_batch(data: bytes) -> Message:
    """Take a message apart that may be one of a batch. Raises Malformed or Truncated."""
    return read_message(data, extensions=(VDS,))


def verify_of_batch(*, data: bytes, keys: KeySet, purpose: Purpose) -> Verified:
    """Verify a message of a batch, or one with a signature of its own.

    Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked.
    """
    message = read_of_batch(data)
    if VDS not in message.header and VDP not in message.header:
        return verify_sign1(message=message, keys=keys, purpose=purpose)
    signed = message._replace(payload=_root(message, data))
    return verify_sign1(message=signed, keys=keys, purpose=purpose)._replace(payload=message.payload)


def _parts(payloads: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    begin = 0
    while rest := len(payloads) - begin:
        end = begin + min(AT_ONCE, 1 << rest.bit_length() - 1)
        yield payloads[begin:end]
        begin = end


def _sign_part(payloads: Sequence[bytes], key: SigningKey, typ: str) -> list[bytes]:
    if len(payloads) == 1:
        return [sign1(payload=payloads[0], key=key, typ=typ)]
    noise = token_bytes(_HASH_BYTES * len(payloads))
    beside = [noise[begin : begin + _HASH_BYTES] for begin in range(0, len(noise), _HASH_BYTES)]
    pairs = [hash_children(hash_leaf(payload), blind) for payload, blind in zip(payloads, beside, strict=True)]
    root, paths = prove_each(pairs)
    protected = _protected(key.algorithm, key.kid, typ)
    ends = _ends(protected, signature1(payload=root, protected=protected, key=key))
    return [
        _message(ends, payload, 2 * place, (blind, *path))
        for place, (payload, blind, path) in enumerate(zip(payloads, beside, paths, strict=True))
    ]


@lru_cache(maxsize=256)
def _protected(algorithm: Algorithm, kid: bytes, typ: str) -> bytes:
    # Critical: who does not know the label has to refuse the message, and not take it for an altered one.
    return cbor.encode({ALG: int(algorithm), CRIT: [VDS], KID: kid, TYP: typ, VDS: _RFC9162_SHA256})


def _ends(protected: bytes, signature: bytes) -> tuple[bytes, bytes]:
    """What the messages of a batch begin and end with."""
    return _BEGIN + cbor.encode_bytes(protected) + _PROOFS, cbor.encode_bytes(signature)


def _message(ends: tuple[bytes, bytes], payload: bytes, index: int, path: Sequence[bytes]) -> bytes:
    size, place = cbor.head(cbor.NUMBER, 1 << len(path)), cbor.head(cbor.NUMBER, index)
    levels = cbor.head(cbor.ARRAY, len(path))
    proof = b"".join([_PROOF, size, place, levels, *[_HASH + each for each in path]])
    return b"".join((ends[0], cbor.encode_bytes(proof), cbor.encode_bytes(payload), ends[1]))


def _root(message: Message, data: bytes) -> bytes:
    """What the signature has to be over. Raises Malformed."""
    header = message.header
    if header.get(VDS) != _RFC9162_SHA256 or header.get(CRIT) != [VDS]:
        raise Malformed("the message is of no kind of batch known here")
    index, path = _read_proof(header)
    # There is one way to write it, so that nothing can be added or changed outside the signature.
    if data != _message(_ends(message.protected, message.signature), message.payload, index, path):
        raise Malformed("the message is not written as one of a batch is")
    return root_above(leaf=hash_leaf(message.payload), index=index, proof=path)


def _read_proof(header: Header) -> tuple[int, list[bytes]]:
    match header.get(VDP):
        case {-1: [bytes() as proof]}:
            match cbor.decode(proof):
                case [int(), int() as index, [*path]] if _is_path(path) and 0 <= index < 1 << len(path):
                    return index, path
    raise Malformed("the message does not have one proof of its place in the batch")


def _is_path(path: list[object]) -> TypeGuard[list[bytes]]:
    is_short = 0 < len(path) <= _DEEPEST
    return is_short and all(isinstance(each, bytes) and len(each) == _HASH_BYTES for each in path)
