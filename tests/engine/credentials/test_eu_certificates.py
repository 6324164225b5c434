"""Certificates that European states published for testing: COSE in the wild, read by the same code as our own.

Source: the EU digital green certificate test data (dgc-testdata, Apache-2.0), where it lies beside the project.
"""

import json
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.x509 import load_der_x509_certificate

from lingnan.engine.credentials import (
    Claims,
    KeyEntry,
    KeySet,
    MalformedKey,
    PublicKey,
    Purpose,
    UnknownKey,
    check_times,
    decode_base45,
    read_claims,
    read_message,
    verify_sign1,
)
from lingnan.engine.credentials.payload import inflate

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "health_samples" / "eu_dcc_naat"
SAMPLES = sorted(FOLDER.glob("*.json"))

# PS256 with an RSA key, and ES256 with a key on P-384
KEYS_NOT_IN_USE = {"ES_1002", "ES_402"}

pytestmark = pytest.mark.skipif(not SAMPLES, reason="the certificates do not lie beside the project")


def trust_of(sample: dict) -> KeySet:
    der = b64decode(sample["TESTCTX"]["CERTIFICATE"])
    key = PublicKey.from_cryptography(key=load_der_x509_certificate(der).public_key(), kid=sha256(der).digest()[:8])
    since = datetime(2021, 1, 1, tzinfo=UTC)
    return KeySet(entries=(KeyEntry(key=key, purposes=frozenset((Purpose.CREDENTIAL,)), not_before=since),))


def opened(code: str, keys: KeySet) -> Claims:
    message = read_message(inflate(decode_base45(code.removeprefix("HC1:")), limit=16_384))
    return read_claims(verify_sign1(message=message, keys=keys, purpose=Purpose.CREDENTIAL).payload)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_certificate_verifies_and_reads_as_its_state_expects(path: Path) -> None:
    sample = json.loads(path.read_text(encoding="utf-8"))
    if path.stem in KEYS_NOT_IN_USE:
        with pytest.raises(MalformedKey):
            trust_of(sample)
        return
    claims, expected = opened(sample["PREFIX"], trust_of(sample)), sample["JSON"]
    certificate = claims.private[-260][1]
    assert (certificate["nam"], certificate["dob"]) == (expected["nam"], expected["dob"])
    assert certificate["t"][0]["ci"] == expected["t"][0]["ci"]
    if sample["EXPECTEDRESULTS"].get("EXPECTEDEXPIRATIONCHECK"):
        check_times(claims=claims, at=datetime.fromisoformat(sample["TESTCTX"]["VALIDATIONCLOCK"]))


def test_another_states_key_does_not_vouch() -> None:
    one, other = (json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in ("AT_3", "IT_3"))
    with pytest.raises(UnknownKey):
        opened(one["PREFIX"], trust_of(other))
