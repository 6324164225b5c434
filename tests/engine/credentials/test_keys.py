"""Single keys: forms, identity, and what they sign and verify."""

from typing import Any

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    Algorithm,
    MacKey,
    Malformed,
    MalformedKey,
    PublicKey,
    SigningKey,
    Truncated,
    read_cose_key,
    read_jwk,
)

scalars = st.integers(min_value=1, max_value=2**255).map(lambda number: number.to_bytes(32, "big"))


def test_the_thumbprint_is_the_one_of_rfc_9679() -> None:
    # The example of RFC 9679 section 6
    point = bytes.fromhex(
        "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"
        "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"
    )
    key = PublicKey(algorithm=Algorithm.ES256, point=point)
    assert key.thumbprint.hex() == "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
    assert key.kid == key.thumbprint[:8]


@given(scalars)
def test_a_signing_key_survives_cose_key_and_its_public_half_jwk(scalar: bytes) -> None:
    key = SigningKey(scalar=scalar)
    assert read_cose_key(key.to_cose_key()) == key
    assert read_cose_key(key.public.to_cose_key()) == key.public
    assert read_jwk(key.public.to_jwk()) == key.public
    assert key.thumbprint == key.public.thumbprint


@given(st.binary(min_size=32, max_size=32), st.sampled_from([Algorithm.HMAC_256, Algorithm.HMAC_256_64]))
def test_a_mac_key_survives_cose_key(secret: bytes, algorithm: Algorithm) -> None:
    key = MacKey(secret=secret, algorithm=algorithm)
    assert read_cose_key(key.to_cose_key()) == key


def test_secrets_stay_out_of_repr() -> None:
    signing, mac = SigningKey.generate(), MacKey.generate()
    assert repr(signing.scalar) not in repr(signing)
    assert repr(mac.secret) not in repr(mac)
    assert "scalar" not in repr(signing)


@given(scalars, st.binary(max_size=64), st.integers(min_value=0, max_value=63), st.integers(min_value=1, max_value=255))
def test_a_signature_holds_and_breaks_with_any_byte(scalar: bytes, data: bytes, place: int, flip: int) -> None:
    key = SigningKey(scalar=scalar)
    signature = key.sign(data)
    broken = bytearray(signature)
    broken[place] ^= flip
    assert len(signature) == 64
    assert key.verify(data=data, signature=signature)
    assert not key.verify(data=data, signature=bytes(broken))
    assert not key.verify(data=data + b"\0", signature=signature)


@pytest.mark.parametrize("signature", [b"", bytes(64), b"\xff" * 64, bytes(63), bytes(65)])
def test_no_signature_of_odd_form_passes(signature: bytes, signing_key: SigningKey) -> None:
    assert not signing_key.verify(data=b"", signature=signature)


@pytest.mark.parametrize(("algorithm", "length"), [(Algorithm.HMAC_256, 32), (Algorithm.HMAC_256_64, 8)])
def test_tags_have_the_length_of_their_algorithm(algorithm: Algorithm, length: int) -> None:
    key = MacKey.generate(algorithm=algorithm)
    tag = key.authenticate(b"data")
    assert len(tag) == length
    assert key.verify(data=b"data", signature=tag)
    assert not key.verify(data=b"date", signature=tag)
    assert not key.verify(data=b"data", signature=tag[:-1])


def test_ed25519_verifies() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key = PublicKey.from_cryptography(key=private.public_key(), kid=b"partner")
    assert key.verify(data=b"data", signature=private.sign(b"data"))
    assert not key.verify(data=b"date", signature=private.sign(b"data"))
    assert read_cose_key(key.to_cose_key()) == key
    assert read_jwk(key.to_jwk()) == key


def test_python_cwt_reads_our_keys(signing_key: SigningKey) -> None:
    theirs = cwt.COSEKey.from_bytes(signing_key.to_cose_key())
    signature = theirs.sign(b"data")
    assert theirs.kid == signing_key.kid
    assert signing_key.verify(data=b"data", signature=signature)


def test_we_read_the_keys_of_python_cwt() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    theirs = cwt.COSEKey.from_pem(pem, kid=b"theirs")
    ours = read_cose_key(cbor2.dumps(theirs.to_dict()))
    assert isinstance(ours, SigningKey)
    assert ours.kid == b"theirs"
    assert ours.verify(data=b"data", signature=theirs.sign(b"data"))


def test_a_compressed_point_is_read(signing_key: SigningKey) -> None:
    point = signing_key.public.point
    members = {1: 2, 2: signing_key.kid, 3: -7, -1: 1, -2: point[:32], -3: bool(point[63] & 1)}
    assert read_cose_key(cbor2.dumps(members)) == signing_key.public


@pytest.mark.parametrize(
    "members",
    [
        [],
        {},
        {1: 2, -1: 1},
        {1: 2, -1: 2, -2: bytes(32), -3: bytes(32)},
        {1: 2, -1: 1, -2: bytes(32), -3: bytes(32)},
        {1: 2, -1: 1, -2: b"\xff" * 32, -3: True},
        {1: 2, -1: 1, -2: b"short", -3: b"short"},
        {1: 2, -1: 1, -4: bytes(32)},
        {1: 2, -1: 1, -4: bytes(31)},
        {1: 2, -1: 1, -4: "text"},
        {1: 1, -1: 6, -2: b"short"},
        {1: 3, -1: b"modulus", -2: b"exponent"},
        {1: 4, 3: 5, -1: b"short"},
        {1: 4, 3: 6, -1: bytes(32)},
        {1: 4, -1: bytes(32)},
    ],
)
def test_what_is_no_key_is_refused(members: Any) -> None:
    with pytest.raises(MalformedKey):
        read_cose_key(cbor2.dumps(members))


@pytest.mark.parametrize("data", [b"", b"\xa1", b"\xa0\x00", b"\x1c"])
def test_what_is_no_cbor_is_refused(data: bytes) -> None:
    with pytest.raises((Malformed, Truncated)):
        read_cose_key(data)


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": "AAAA"},
        {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"},
        {"kty": "EC", "crv": "P-256", "x": "A", "y": "A"},
        {"kty": "OKP", "crv": "Ed25519", "x": 1},
    ],
)
def test_what_is_no_jwk_is_refused(jwk: dict[str, object]) -> None:
    with pytest.raises(MalformedKey):
        read_jwk(jwk)


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP384R1()).public_key(), rsa.generate_private_key(65537, 2048).public_key()]
)
def test_other_kinds_of_certificate_keys_are_refused(key: object) -> None:
    with pytest.raises(MalformedKey):
        PublicKey.from_cryptography(key=key, kid=b"kid")


def test_an_algorithm_belongs_to_its_kind_of_key(signing_key: SigningKey) -> None:
    with pytest.raises(MalformedKey):
        PublicKey(algorithm=Algorithm.HMAC_256, point=signing_key.public.point)
    with pytest.raises(MalformedKey):
        MacKey(secret=bytes(32), algorithm=Algorithm.ES256)
