"""COSE_Sign1 and COSE_Mac0 (RFC 9052): a payload under one signature, or under one tag of a shared secret."""

from collections.abc import Mapping
from functools import lru_cache
from hmac import compare_digest
from typing import NamedTuple, TypeAlias

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.errors import CredentialError, Malformed
from lingnan.engine.credentials.key_set import KeyEntry, KeySet, Purpose
from lingnan.engine.credentials.keys import Algorithm, MacKey, SigningKey

TAG_MAC0 = 17
TAG_SIGN1 = 18

# Header labels (RFC 9052 section 3.1; typ: RFC 9596)
ALG, CRIT, CONTENT_TYPE, KID, TYP = 1, 2, 3, 4, 16
_UNDERSTOOD = (ALG, CRIT, CONTENT_TYPE, KID, TYP)

# Tags as they are written, in the fewest bytes
_CWT_HEAD = b"\xd8\x3d"
_TAG_HEADS = {b"\xd1": TAG_MAC0, b"\xd2": TAG_SIGN1}

# How the structures under a signature or a MAC begin: an array of four, and its context (RFC 9052 sections 4.4, 6.3)
_SIGNATURE1 = b"\x84\x6aSignature1"
_MAC0 = b"\x84\x64MAC0"

Header: TypeAlias = Mapping[object, object]


class UnknownKey(CredentialError):
    """No trusted key for this purpose answers to the message's kid and algorithm."""

    code = "unknown_key"


class Tampered(CredentialError):
    """A known key answers to the kid, but the signature is not over these bytes."""

    code = "tampered"


class KeyRevoked(CredentialError):
    """The signature is right, but its key is trusted no longer."""

    code = "key_revoked"


class KeyOutOfPeriod(CredentialError):
    """The signature is right, but states a time at which its key might not sign."""

    code = "key_out_of_period"


# Tuples, not dataclasses: one of each is made for every code scanned, in half the time.
class Message(NamedTuple):
    """A message taken apart and not yet verified: nothing in it may be believed.

    `tag` is TAG_SIGN1 or TAG_MAC0, None if the message carries no tag of its own. `header` holds both buckets, the
    protected over the unprotected. `signature` is the signature or the MAC.
    """

    tag: int | None
    protected: bytes
    header: Header
    payload: bytes
    signature: bytes


class Verified(NamedTuple):
    """A payload that the key of `entry` vouches for."""

    payload: bytes
    header: Header
    entry: KeyEntry

    def require_period(self, *, timestamp: float) -> None:
        """Check that the key might sign when the payload says it was signed (seconds since 1970).

        Raises KeyOutOfPeriod.
        """
        if not self.entry.covers(timestamp):
            raise KeyOutOfPeriod(f"key {self.entry.key.kid.hex()} may not sign at the time the message states")


def sign1(*, payload: bytes, key: SigningKey, typ: str | None = None, external_aad: bytes = b"") -> bytes:
    """A tagged COSE_Sign1 message. `typ` (RFC 9596) says what the payload is, so that it passes for nothing else."""
    protected = _protected(key.algorithm, key.kid, typ)
    signature = signature1(payload=payload, protected=protected, key=key, external_aad=external_aad)
    return _framed(TAG_SIGN1, protected, payload, signature)


def signature1(*, payload: bytes, protected: bytes, key: SigningKey, external_aad: bytes = b"") -> bytes:
    """The signature of a COSE_Sign1 message with this protected header."""
    return key.sign(_to_be_signed(_SIGNATURE1, protected, external_aad, payload))


def mac0(*, payload: bytes, key: MacKey, typ: str | None = None, external_aad: bytes = b"") -> bytes:
    """A tagged COSE_Mac0 message. `external_aad` binds it to its use without making it longer."""
    protected = _protected(key.algorithm, key.kid, typ)
    tag = key.authenticate(_to_be_signed(_MAC0, protected, external_aad, payload))
    return _framed(TAG_MAC0, protected, payload, tag)


class Mac0Frame:
    """Everything about COSE_Mac0 messages of one key and one use that is the same in each, worked out once."""

    def __init__(self, *, key: MacKey, external_aad: bytes) -> None:
        protected = _protected(key.algorithm, key.kid, None)
        self.head = bytes((0xC0 | TAG_MAC0, 0x84)) + cbor.encode_bytes(protected) + b"\xa0"
        self._head_length = len(self.head)
        self.tag_head = cbor.encode_bytes(bytes(key.tag_length))[: -key.tag_length]
        self._begun = key.begin(_MAC0 + cbor.encode_bytes(protected) + cbor.encode_bytes(external_aad))
        self._tag_length = key.tag_length
        self.end_length = len(self.tag_head) + key.tag_length

    def tag(self, body: bytes) -> bytes:
        """The tag of a message with this body: the payload with its head, as it stands in the message."""
        begun = self._begun.copy()
        begun.update(body)
        return begun.finalize()[: self._tag_length]

    def read(self, data: bytes) -> bytes | None:
        """The body of a message that begins with `head`; None if it does not end in its tag."""
        body, tag = data[self._head_length : -self.end_length], data[-self.end_length :]
        return body if compare_digest(self.tag_head + self.tag(body), tag) else None


def read_message(data: bytes, *, extensions: tuple[int, ...] = ()) -> Message:
    """Take a message apart: with its tag, without, or wrapped in the CWT tag 61 (RFC 8392 section 6).

    `extensions` are labels that the caller sees to if they are critical. Raises Malformed or Truncated.
    """
    tag, start = _read_tags(data)
    protected, end = cbor.read_bytes(data, start)
    unprotected, end = _read_unprotected(data, end)
    payload, end = cbor.read_bytes(data, end)
    signature, end = cbor.read_bytes(data, end)
    if end != len(data):
        raise Malformed("bytes follow the COSE message")
    header = {**unprotected, **_read_protected(protected, extensions)}
    return Message(tag=tag, protected=protected, header=header, payload=payload, signature=signature)


def verify_sign1(*, message: Message, keys: KeySet, purpose: Purpose, external_aad: bytes = b"") -> Verified:
    """Verify a signature with every key of the purpose that its kid may mean.

    Raises Malformed (it is no COSE_Sign1), UnknownKey, Tampered, KeyRevoked.
    """
    if message.tag == TAG_MAC0:
        raise Malformed("a COSE_Mac0 message where a COSE_Sign1 belongs")
    return _verify(message, keys, purpose, _signed_bytes(_SIGNATURE1, message, external_aad))


def verify_mac0(*, message: Message, keys: KeySet, purpose: Purpose, external_aad: bytes = b"") -> Verified:
    """Verify a MAC with every key of the purpose that its kid may mean.

    Raises Malformed (it is no COSE_Mac0), UnknownKey, Tampered, KeyRevoked.
    """
    if message.tag == TAG_SIGN1:
        raise Malformed("a COSE_Sign1 message where a COSE_Mac0 belongs")
    return _verify(message, keys, purpose, _signed_bytes(_MAC0, message, external_aad))


def require_typ(*, message: Message | Verified, typ: str) -> None:
    """Check what the message says it is. Raises Malformed if it is something else."""
    if message.header.get(TYP) != typ:
        raise Malformed(f"not a message of the type {typ}")


def _verify(message: Message, keys: KeySet, purpose: Purpose, signed: bytes) -> Verified:
    for entry in _candidates(message.header, keys, purpose):
        if entry.key.verify(data=signed, signature=message.signature):
            if entry.revoked_at is not None:
                raise KeyRevoked(f"key {entry.key.kid.hex()} is revoked")
            return Verified(payload=message.payload, header=message.header, entry=entry)
    raise Tampered("the signature is not over these bytes")


def _candidates(header: Header, keys: KeySet, purpose: Purpose) -> list[KeyEntry]:
    kid, algorithm = header.get(KID), header.get(ALG)
    if not isinstance(kid, bytes):
        raise UnknownKey("the message names no key")
    # The key decides the algorithm; the header's word may only agree (no 'none', no HMAC with a public key).
    candidates = [e for e in keys.matching(kid=kid, purpose=purpose) if e.key.algorithm == algorithm]
    if not candidates:
        raise UnknownKey(f"no {purpose} key answers to {kid.hex()}")
    return candidates


@lru_cache(maxsize=256)
def _protected(algorithm: Algorithm, kid: bytes, typ: str | None) -> bytes:
    header: dict[int, object] = {ALG: int(algorithm), KID: kid}
    return cbor.encode(header if typ is None else header | {TYP: typ})


def _to_be_signed(context: bytes, protected: bytes, external_aad: bytes, payload: bytes) -> bytes:
    return context + cbor.encode_bytes(protected) + cbor.encode_bytes(external_aad) + cbor.encode_bytes(payload)


def _framed(tag: int, protected: bytes, payload: bytes, signature: bytes) -> bytes:
    # The tag's head, an array of four, and between the byte strings an empty unprotected header.
    parts = cbor.encode_bytes(protected), cbor.encode_bytes(payload), cbor.encode_bytes(signature)
    return bytes((0xC0 | tag, 0x84)) + parts[0] + b"\xa0" + parts[1] + parts[2]


def _signed_bytes(context: bytes, message: Message, external_aad: bytes) -> bytes:
    # RFC 9052 section 4.4: an empty protected header is signed as the empty string, even if it was sent as a map.
    protected = b"" if message.protected == b"\xa0" else message.protected
    return _to_be_signed(context, protected, external_aad, message.payload)


def _read_tags(data: bytes) -> tuple[int | None, int]:
    """The message's own tag, and where its first part begins."""
    start = len(_CWT_HEAD) if data.startswith(_CWT_HEAD) else 0
    tag = _TAG_HEADS.get(data[start : start + 1])
    if tag is not None:
        start += 1
    array = data[start : start + 1]
    if array not in (b"", b"\x84"):
        raise Malformed("neither COSE_Sign1 nor COSE_Mac0, which are arrays of four")
    return tag, start + 1


def _read_unprotected(data: bytes, start: int) -> tuple[Header, int]:
    if data[start : start + 1] == b"\xa0":
        return {}, start + 1
    header, end = cbor.read_item(data, start)
    if not isinstance(header, dict):
        raise Malformed("a COSE header is a map")
    return header, end


@lru_cache(maxsize=256)
def _read_protected(protected: bytes, extensions: tuple[int, ...]) -> Header:
    header = cbor.decode(protected) if protected else {}
    if not isinstance(header, dict):
        raise Malformed("a COSE header is a map")
    critical, understood = header.get(CRIT, []), (*_UNDERSTOOD, *extensions)
    if not isinstance(critical, list) or any(label not in understood or label not in header for label in critical):
        raise Malformed("the message has a critical header that is not understood, or not there")
    return header
