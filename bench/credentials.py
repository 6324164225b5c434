"""Credentials: how near checking a signed message comes to the bare signature check under it, tokens a second, and
whether a receipt of a crowd takes less than one bare signature.

Both sides of each ratio take turns of some milliseconds, in processor time, and the quickest turn of each counts: the
one that no neighbour on the machine disturbed.
"""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from uuid import UUID
from zoneinfo import ZoneInfo

import cwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from bench import Result
from lingnan.engine.credentials import (
    MACHINE,
    Algorithm,
    ColourReceipt,
    Credential,
    Display,
    Exhibit,
    KeyEntry,
    KeySet,
    Licence,
    MacKey,
    Purpose,
    SigningKey,
    StatusReference,
    Value,
    decode_payload,
    encode_payload,
    mint_token,
    open_credential,
    open_token,
    read_message,
    sign_colour_receipts,
    sign_credential,
    verify_sign1,
)

_TURNS = 40
_CALLS = 40
_CROWD = 160
_GOAL = 0.75

_CWT_TAG = bytes([0xD8, 61])
_NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_NONCE = bytes(range(8))
_DISPLAY = Display(status_list="1", index=12_345_678, kind="senior-card", holder="张*三", valid_until=date(2031, 1, 31))
_CREDENTIAL = Credential(
    licence=Licence(
        identifier="1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        name="老年人优待证",
        type_code="11100000000013338W011",
        number="粤优2026000001",
        issuer="广东省民政厅",
        issuer_code="11430000006122244L",
        issued_on=date(2026, 11, 23),
        holder="张*三",
        holder_code="4401**********1234",
        holder_code_type="111",
        valid_from=date(2026, 11, 23),
        valid_until=None,
    ),
    issuer="https://guangdong.example",
    issued_at=_NOW,
    status=StatusReference(uri="https://guangdong.example/.well-known/status-lists/1", index=12_345_678),
)


def run() -> list[Result]:
    """Measure; about ten seconds."""
    return [*_signatures(), *_tokens(), _receipts()]


def _signatures() -> list[Result]:
    key = SigningKey.generate()
    keys = _trusting(key, Purpose.CREDENTIAL).public()
    data = sign_credential(credential=_CREDENTIAL, key=key, zone=ZoneInfo("Asia/Shanghai"))
    code = encode_payload(data)
    theirs, coder = cwt.COSEKey.from_bytes(key.public.to_cose_key()), cwt.COSE.new()
    bare, message, full, peer = _quickest(
        _bare_check(key, data),
        lambda: verify_sign1(message=read_message(data), keys=keys, purpose=Purpose.CREDENTIAL),
        lambda: open_credential(data=decode_payload(code), keys=keys, at=_NOW),
        lambda: coder.decode(data, theirs),
    )
    reference = "the bare ES256 check of cryptography"
    return [
        _against("COSE_Sign1 messages verified", message, reference, bare, goal=_GOAL),
        _against("codes on paper read, from text to licence", full, reference, bare),
        _against("COSE_Sign1 messages verified by python-cwt", peer, reference, bare),
        _against("COSE_Sign1 messages verified by @auth0/cose on Node.js", _by_auth0(key, data), reference, bare),
    ]


def _tokens() -> list[Result]:
    key = MacKey.generate(algorithm=Algorithm.HMAC_256_64)
    keys = _trusting(key, Purpose.TOKEN)
    text = mint_token(display=_DISPLAY, key=key, at=_NOW, nonce=_NONCE)
    content = read_message(decode_payload(text)).payload
    theirs = cwt.COSEKey.from_bytes(key.to_cose_key())
    coder = cwt.COSE.new(alg_auto_inclusion=True, kid_auto_inclusion=True)
    minted, opened, peer = _quickest(
        lambda: mint_token(display=_DISPLAY, key=key, at=_NOW, nonce=_NONCE),
        lambda: open_token(text=text, keys=keys, at=_NOW),
        lambda: coder.encode_and_mac(content, theirs),
    )
    reference = "COSE_Mac0 by python-cwt, without content or Base45"
    return [
        _against("tokens minted", minted, reference, peer),
        _against("tokens checked", opened, reference, peer),
    ]


def _receipts() -> Result:
    key = SigningKey.generate()
    private, algorithm = ec.derive_private_key(int.from_bytes(key.scalar, "big"), ec.SECP256R1()), ec.ECDSA(SHA256())
    receipts = [_receipt(number) for number in range(_CROWD)]
    bare, together = _quickest(
        lambda: private.sign(_NONCE, algorithm), lambda: sign_colour_receipts(receipts=receipts, key=key)
    )
    name, reference = f"receipts of colours signed, {_CROWD} together", "a bare ES256 signature of cryptography each"
    return _against(name, together / _CROWD, reference, bare, goal=1.0)


def _receipt(number: int) -> ColourReceipt:
    """Of somebody who was in an area that is listed, at an hour of her own."""
    zone = ZoneInfo("Asia/Shanghai")
    arrived = _NOW.astimezone(zone) - timedelta(days=2, minutes=number % 600)
    stay: dict[str, Value] = {
        "travel_journey_number": f"J{number}",
        "travel_stay_area": "韶关市新丰县丰城街道",
        "travel_arrived_at": arrived,
        "travel_left_at": arrived + timedelta(days=1),
    }
    return ColourReceipt(
        id=UUID(int=number),
        decided_at=_NOW.astimezone(zone),
        issuer="https://guangdong.example",
        subject=str(UUID(int=number)),
        colour="yellow",
        class_code="medium-risk-area",
        way_out="two-tests-in-three-days",
        version="2021-06",
        rule="medium-risk-stay",
        book="ab" * 32,
        evidence=(Exhibit(resource="journey", record=f"J{number}", as_of=_NOW, values=stay),),
        decided_by=MACHINE,
    )


def _by_auth0(key: SigningKey, data: bytes) -> float:
    """Seconds that the quickest turn of the library for Node.js took, without the CWT tag, which it does not know."""
    asked = {
        "jwk": key.public.to_jwk(), "message": data.removeprefix(_CWT_TAG).hex(), "turns": _TURNS, "calls": _CALLS,
    }  # fmt: skip
    script = Path(__file__).with_name("cose.mjs")
    done = subprocess.run(["node", script], input=json.dumps(asked), capture_output=True, text=True, check=True)
    return float(done.stdout)


def _bare_check(key: SigningKey, data: bytes) -> Callable[[], object]:
    """The same signature over the same bytes, DER ready made, with nothing of COSE around it."""
    private = ec.derive_private_key(int.from_bytes(key.scalar, "big"), ec.SECP256R1())
    public, algorithm = private.public_key(), ec.ECDSA(SHA256())
    signature = private.sign(data, algorithm)
    return lambda: public.verify(signature, data, algorithm)


def _trusting(key: SigningKey | MacKey, purpose: Purpose) -> KeySet:
    entry = KeyEntry(key=key, purposes=frozenset((purpose,)), not_before=datetime(2026, 1, 1, tzinfo=UTC))
    return KeySet(entries=(entry,))


def _quickest(*works: Callable[[], object]) -> list[float]:
    """Seconds that the quickest turn of each work took."""
    rounds = [[_seconds(work) for work in works] for _ in range(_TURNS)]
    return [min(turns) for turns in zip(*rounds, strict=True)]


def _seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    for _ in range(_CALLS):
        work()
    return process_time() - begin


def _against(name: str, seconds: float, reference: str, base: float, *, goal: float | None = None) -> Result:
    ratio = base / seconds
    met = None if goal is None else ratio >= goal
    return Result(name=name, value=_CALLS / seconds, unit="1/s", reference=reference, ratio=ratio, goal=goal, met=met)
