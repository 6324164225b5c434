"""Keys that sign, verify and authenticate, as COSE_Key (RFC 9052 section 7) and as JWK (RFC 7517).

A key is named by its `kid`: the first eight bytes of its COSE Key Thumbprint (RFC 9679), unless a foreign issuer gave
it another name. A kid is a hint, never an identity: two keys may share one. The thumbprint is the identity.
"""

import hmac
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from hashlib import sha256
from typing import Self, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.errors import CredentialError

_KID_LENGTH = 8
_COORDINATE = 32
_ECDSA = ec.ECDSA(SHA256())
_DER_INTEGER_HEADS = [bytes((0x02, length)) for length in range(_COORDINATE + 2)]

# COSE_Key labels (RFC 9052 table 4, RFC 9053 tables 18 to 21)
_KTY, _KID, _ALG, _CRV, _X, _Y, _D, _K = 1, 2, 3, -1, -2, -3, -4, -1


class _KeyType(IntEnum):
    OKP = 1
    EC2 = 2
    SYMMETRIC = 4


class _Curve(IntEnum):
    P256 = 1
    ED25519 = 6


class Algorithm(IntEnum):
    """The algorithms in use, by their numbers in the COSE registry."""

    ES256 = -7
    EDDSA = -8
    HMAC_256_64 = 4
    HMAC_256 = 5


class MalformedKey(CredentialError):
    """The bytes or members do not describe a key that this package can use."""

    code = "malformed_key"


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A key that verifies signatures: ES256 on P-256, or EdDSA on Ed25519.

    `point` is x followed by y for P-256 (64 bytes), x alone for Ed25519 (32 bytes). `kid` is derived when left empty.
    Raises MalformedKey if the point is not on the curve.
    """

    algorithm: Algorithm
    point: bytes
    kid: bytes = b""
    _handle: ec.EllipticCurvePublicKey | Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_handle", _load_point(self.algorithm, self.point))
        object.__setattr__(self, "kid", self.kid or self.thumbprint[:_KID_LENGTH])

    @classmethod
    def from_cryptography(cls, *, key: object, kid: bytes) -> Self:
        """Take a key that `cryptography` holds, such as a certificate's, under the kid that its issuer uses.

        Raises MalformedKey for any kind but P-256 and Ed25519.
        """
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
            return cls(algorithm=Algorithm.ES256, point=point, kid=kid)
        if isinstance(key, Ed25519PublicKey):
            return cls(algorithm=Algorithm.EDDSA, point=key.public_bytes_raw(), kid=kid)
        raise MalformedKey(f"no use for a key of the kind {type(key).__name__}")

    @cached_property
    def thumbprint(self) -> bytes:
        """The COSE Key Thumbprint, 32 bytes (RFC 9679): the identity of the key, whatever its kid."""
        return sha256(cbor.encode(self._required_members())).digest()

    def verify(self, *, data: bytes, signature: bytes) -> bool:
        """Whether `signature` (64 bytes: r‖s for ES256) was made over `data` by this key's owner."""
        if len(signature) != 2 * _COORDINATE:
            return False
        try:
            if isinstance(self._handle, Ed25519PublicKey):
                self._handle.verify(signature, data)
            else:
                self._handle.verify(_to_der(signature), data, _ECDSA)
        except InvalidSignature:
            return False
        return True

    def to_cose_key(self) -> bytes:
        """The key as COSE_Key, deterministic CBOR."""
        return cbor.encode(self._required_members() | {_KID: self.kid, _ALG: int(self.algorithm)})

    def to_jwk(self) -> dict[str, str]:
        """The key as the members of a JWK (RFC 7517, RFC 8037), `kid` in base64url."""
        jwk = {"kid": _base64url(self.kid), "use": "sig", "x": _base64url(self.point[:_COORDINATE])}
        if self.algorithm is Algorithm.EDDSA:
            return jwk | {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA"}
        return jwk | {"kty": "EC", "crv": "P-256", "alg": "ES256", "y": _base64url(self.point[_COORDINATE:])}

    def _required_members(self) -> dict[int, object]:
        if self.algorithm is Algorithm.EDDSA:
            return {_KTY: _KeyType.OKP, _CRV: _Curve.ED25519, _X: self.point}
        return {_KTY: _KeyType.EC2, _CRV: _Curve.P256, _X: self.point[:_COORDINATE], _Y: self.point[_COORDINATE:]}


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A private key that signs with ES256 (ECDSA on P-256 with SHA-256).

    `scalar` is the private number, 32 bytes big-endian. `kid` is derived from the public key when left empty.
    Raises MalformedKey if the scalar is outside the curve's order.
    """

    scalar: bytes = field(repr=False)
    kid: bytes = b""
    public: PublicKey = field(init=False, repr=False, compare=False)
    _handle: ec.EllipticCurvePrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        handle = _load_scalar(self.scalar)
        public = PublicKey.from_cryptography(key=handle.public_key(), kid=self.kid)
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "public", public)
        object.__setattr__(self, "kid", public.kid)

    @classmethod
    def generate(cls) -> Self:
        """A new key from the system's randomness."""
        scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        return cls(scalar=scalar.to_bytes(_COORDINATE, "big"))

    @property
    def algorithm(self) -> Algorithm:
        """ES256, the one algorithm that signs here."""
        return Algorithm.ES256

    @property
    def thumbprint(self) -> bytes:
        """The thumbprint of the public key: a pair has one identity."""
        return self.public.thumbprint

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`: r‖s, 64 bytes (RFC 9053 section 2.1)."""
        r, s = decode_dss_signature(self._handle.sign(data, _ECDSA))
        return r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")

    def verify(self, *, data: bytes, signature: bytes) -> bool:
        """Whether `signature` was made over `data` by this key."""
        return self.public.verify(data=data, signature=signature)

    def to_cose_key(self) -> bytes:
        """The key with its private part as COSE_Key: a secret, to be stored encrypted."""
        members = self.public._required_members()
        return cbor.encode(members | {_KID: self.kid, _ALG: int(self.algorithm), _D: self.scalar})


@dataclass(frozen=True, kw_only=True)
class MacKey:
    """A shared secret that authenticates with HMAC-SHA-256, its tag whole (32 bytes) or cut to 8 (RFC 9053 3.1).

    `secret` has 32 bytes. `kid` is derived when left empty. Raises MalformedKey for another length or algorithm.
    """

    secret: bytes = field(repr=False)
    algorithm: Algorithm = Algorithm.HMAC_256
    kid: bytes = b""
    # Begun once: preparing the secret anew for each tag would take longer than the tag.
    _begun: HMAC = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise MalformedKey("an HMAC key has 32 bytes")
        if self.algorithm not in (Algorithm.HMAC_256, Algorithm.HMAC_256_64):
            raise MalformedKey(f"{self.algorithm.name} is no algorithm of a shared secret")
        object.__setattr__(self, "kid", self.kid or self.thumbprint[:_KID_LENGTH])
        object.__setattr__(self, "_begun", HMAC(self.secret, SHA256()))

    @classmethod
    def generate(cls, *, algorithm: Algorithm = Algorithm.HMAC_256) -> Self:
        """A new key from the system's randomness."""
        return cls(secret=secrets.token_bytes(32), algorithm=algorithm)

    @cached_property
    def thumbprint(self) -> bytes:
        """The COSE Key Thumbprint (RFC 9679). With 32 random bytes it gives nothing of the secret away."""
        return sha256(cbor.encode({_KTY: _KeyType.SYMMETRIC, _K: self.secret})).digest()

    @property
    def tag_length(self) -> int:
        """How many bytes a tag has: 32 or 8."""
        return 8 if self.algorithm is Algorithm.HMAC_256_64 else 32

    def authenticate(self, data: bytes) -> bytes:
        """The tag over `data`, 32 or 8 bytes."""
        tag = self.begin(data).finalize()
        return tag[:8] if self.algorithm is Algorithm.HMAC_256_64 else tag

    def begin(self, data: bytes) -> HMAC:
        """The computation of a tag whose first data these are; copies of it go on with what follows."""
        begun = self._begun.copy()
        begun.update(data)
        return begun

    def verify(self, *, data: bytes, signature: bytes) -> bool:
        """Whether `signature` is the tag over `data`; takes the same time either way."""
        return hmac.compare_digest(self.authenticate(data), signature)

    def to_cose_key(self) -> bytes:
        """The key as COSE_Key: a secret, to be stored encrypted."""
        members = {_KTY: _KeyType.SYMMETRIC, _KID: self.kid, _ALG: int(self.algorithm), _K: self.secret}
        return cbor.encode(members)


Key: TypeAlias = PublicKey | SigningKey | MacKey


def read_cose_key(data: bytes) -> Key:
    """Read a COSE_Key of any kind in use here; a private part makes it a SigningKey.

    Raises MalformedKey if it is of no such kind, Malformed or Truncated if it is not CBOR.
    """
    members = cbor.decode(data)
    if not isinstance(members, dict):
        raise MalformedKey("a COSE_Key is a map")
    return key_of_members(members)


def key_of_members(members: Mapping[object, object]) -> Key:
    """The key that the members of a COSE_Key describe. Raises MalformedKey."""
    kid = _octets(members.get(_KID, b""))
    match members.get(_KTY), members.get(_CRV):
        case (_KeyType.SYMMETRIC, bytes() as secret):
            return MacKey(secret=secret, algorithm=_mac_algorithm(members.get(_ALG)), kid=kid)
        case (_KeyType.EC2, _Curve.P256) if _D in members:
            return SigningKey(scalar=_octets(members[_D]), kid=kid)
        case (_KeyType.EC2, _Curve.P256):
            return PublicKey(algorithm=Algorithm.ES256, point=_p256_point(members), kid=kid)
        case (_KeyType.OKP, _Curve.ED25519):
            return PublicKey(algorithm=Algorithm.EDDSA, point=_octets(members.get(_X)), kid=kid)
    raise MalformedKey("a COSE_Key of a kind or curve not in use")


def read_jwk(jwk: Mapping[str, object]) -> PublicKey:
    """Read a public JWK on P-256 or Ed25519; a private part in it is not looked at. Raises MalformedKey."""
    kid = _from_base64url(jwk.get("kid", ""))
    match jwk.get("kty"), jwk.get("crv"):
        case ("EC", "P-256"):
            point = _from_base64url(jwk.get("x")) + _from_base64url(jwk.get("y"))
            return PublicKey(algorithm=Algorithm.ES256, point=point, kid=kid)
        case ("OKP", "Ed25519"):
            return PublicKey(algorithm=Algorithm.EDDSA, point=_from_base64url(jwk.get("x")), kid=kid)
    raise MalformedKey("a JWK of a kind or curve not in use")


def _load_point(algorithm: Algorithm, point: bytes) -> ec.EllipticCurvePublicKey | Ed25519PublicKey:
    try:
        if algorithm is Algorithm.EDDSA:
            return Ed25519PublicKey.from_public_bytes(point)
        if algorithm is Algorithm.ES256:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + point)
    except ValueError as error:
        raise MalformedKey("the point is not on the curve") from error
    raise MalformedKey(f"{algorithm.name} is no algorithm of a public key")


def _load_scalar(scalar: bytes) -> ec.EllipticCurvePrivateKey:
    if len(scalar) != _COORDINATE:
        raise MalformedKey("a P-256 private key has 32 bytes")
    try:
        return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SECP256R1())
    except ValueError as error:
        raise MalformedKey("the private number is outside the curve's order") from error


def _p256_point(members: Mapping[object, object]) -> bytes:
    x, y = _octets(members.get(_X)), members.get(_Y)
    # RFC 9053 section 7.1.1: y may be the sign bit alone, when the point is compressed.
    if not isinstance(y, bool):
        return x + _octets(y)
    try:
        handle = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), (b"\x03" if y else b"\x02") + x)
    except ValueError as error:
        raise MalformedKey("the point is not on the curve") from error
    return handle.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]


def _mac_algorithm(number: object) -> Algorithm:
    if number == Algorithm.HMAC_256_64:
        return Algorithm.HMAC_256_64
    if number == Algorithm.HMAC_256:
        return Algorithm.HMAC_256
    raise MalformedKey("a shared secret states HMAC 256/256 or 256/64 as its algorithm")


def _to_der(signature: bytes) -> bytes:
    # By hand, as `encode_dss_signature` takes five times as long to go through two Python integers.
    numbers = _der_integer(signature[:_COORDINATE]) + _der_integer(signature[_COORDINATE:])
    return bytes((0x30, len(numbers))) + numbers


def _der_integer(octets: bytes) -> bytes:
    shortest = octets.lstrip(b"\0")
    if not shortest or shortest[0] & 0x80:
        shortest = b"\0" + shortest
    return _DER_INTEGER_HEADS[len(shortest)] + shortest


def _octets(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise MalformedKey("a member of the key is missing or not a byte string")
    return value


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _from_base64url(text: object) -> bytes:
    if not isinstance(text, str):
        raise MalformedKey("a member of the key is missing or not text")
    try:
        return b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except ValueError as error:
        raise MalformedKey("a member of the key is not base64url") from error
