"""The licence as a credential, and any code scanned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import cbor2
import cwt
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    LEEWAY,
    Claims,
    Credential,
    CredentialError,
    Display,
    Expired,
    HolderCodeType,
    InexactValue,
    KeyOutOfPeriod,
    KeyRevoked,
    KeySet,
    MacKey,
    Malformed,
    NotYetValid,
    SigningKey,
    decode_payload,
    encode_payload,
    mint_token,
    open_credential,
    sign1,
    sign_credential,
)

days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 11, 1))
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    name=text,
    holder=text,
    holder_code_type=st.sampled_from([*HolderCodeType, "414"]),
    valid_from=days,
    valid_until=st.none() | st.dates(min_value=date(2026, 11, 23), max_value=date(9998, 1, 1)),
    attributes=st.dictionaries(text, st.integers() | text | st.dates() | st.booleans(), max_size=3),
)
def test_a_credential_comes_back(
    credential: Credential, signing_key: SigningKey, keys: KeySet, now: datetime, zone: ZoneInfo, **changes: object
) -> None:
    changed = replace(credential, licence=replace(credential.licence, **changes))
    data = sign_credential(credential=changed, key=signing_key, zone=zone)
    assert open_credential(data=data, keys=keys.public(), at=now) == changed


def test_it_is_valid_from_midnight_to_midnight_at_home(
    credential: Credential, signing_key: SigningKey, keys: KeySet, zone: ZoneInfo
) -> None:
    early = replace(credential, issued_at=datetime(2026, 11, 1, tzinfo=UTC))
    data = sign_credential(credential=early, key=signing_key, zone=zone)
    first, last = datetime(2026, 11, 23, tzinfo=zone), datetime(2031, 11, 23, tzinfo=zone)
    tick = timedelta(milliseconds=1)
    for at in (first, last):
        assert open_credential(data=data, keys=keys, at=at) == early
    with pytest.raises(NotYetValid):
        open_credential(data=data, keys=keys, at=first - LEEWAY - tick)
    with pytest.raises(Expired):
        open_credential(data=data, keys=keys, at=last + LEEWAY + tick)


def test_the_standards_names_stand_in_the_signed_licence(
    credential: Credential, signing_key: SigningKey, zone: ZoneInfo
) -> None:
    data = sign_credential(credential=credential, key=signing_key, zone=zone)
    claims = cwt.decode(data, cwt.COSEKey.from_bytes(signing_key.public.to_cose_key()))
    assert isinstance(claims, dict)
    assert claims[1] == "https://guangdong.example"
    assert claims[2] == claims["licence"]["ZZBS"] == credential.licence.identifier
    assert claims["licence"]["ZZMC"] == "老年人优待证"
    assert claims["licence"]["ZZYXQJZRQ"] == date(2031, 11, 22)
    assert claims[65535] == {
        "status_list": {"idx": 12_345_678, "uri": "https://guangdong.example/.well-known/status/1"}
    }


@given(place=st.integers(min_value=0), flip=st.integers(min_value=1, max_value=255))
def test_any_byte_changed_is_refused(
    place: int, flip: int, credential: Credential, signing_key: SigningKey, keys: KeySet, now: datetime, zone: ZoneInfo
) -> None:
    data = bytearray(sign_credential(credential=credential, key=signing_key, zone=zone))
    data[place % len(data)] ^= flip
    with pytest.raises(CredentialError):
        open_credential(data=bytes(data), keys=keys, at=now)


def test_rotation_leaves_it_valid_and_revocation_does_not(
    credential: Credential, signing_key: SigningKey, keys: KeySet, now: datetime, zone: ZoneInfo
) -> None:
    data = sign_credential(credential=credential, key=signing_key, zone=zone)
    later = now + timedelta(days=30)
    retired = KeySet(entries=tuple(replace(entry, not_after=now) for entry in keys.entries))
    assert open_credential(data=data, keys=retired, at=later) == credential
    backdated = replace(credential, issued_at=datetime(2025, 1, 1, tzinfo=UTC))
    with pytest.raises(KeyOutOfPeriod):
        open_credential(data=sign_credential(credential=backdated, key=signing_key, zone=zone), keys=keys, at=now)
    revoked = keys.revoked(thumbprint=signing_key.thumbprint, at=now)
    for each in (revoked, revoked.merge(keys), keys.merge(revoked)):
        with pytest.raises(KeyRevoked):
            open_credential(data=data, keys=each, at=later)


def test_an_inexact_attribute_is_not_signed(credential: Credential, signing_key: SigningKey, zone: ZoneInfo) -> None:
    for value in (Decimal("NaN"), datetime(2026, 1, 1)):  # noqa: DTZ001
        licence = replace(credential.licence, attributes={"any": value})
        with pytest.raises(InexactValue):
            sign_credential(credential=replace(credential, licence=licence), key=signing_key, zone=zone)


@pytest.mark.parametrize(
    "claims",
    [
        Claims(),
        Claims(iss="gd", iat=1_790_000_000),
        Claims(iat=1_790_000_000, private={"licence": {}}),
        Claims(iss="gd", iat=1_790_000_000, private={"licence": {"ZZMC": "x"}}),
    ],
)
def test_a_cwt_without_a_licence_is_no_credential(
    claims: Claims, signing_key: SigningKey, keys: KeySet, now: datetime
) -> None:
    with pytest.raises(Malformed):
        open_credential(data=sign1(payload=claims.encode(), key=signing_key), keys=keys, at=now)


def test_its_code_on_paper_is_read_with_or_without_a_tag(
    credential: Credential, signing_key: SigningKey, keys: KeySet, now: datetime, zone: ZoneInfo
) -> None:
    data = sign_credential(credential=credential, key=signing_key, zone=zone)
    code = encode_payload(data)
    assert segno.make(code, error="m", boost_error=False, micro=False).mode == "alphanumeric"
    for each in (code, encode_payload(cbor2.dumps(cbor2.loads(data).value))):
        assert open_credential(data=decode_payload(each), keys=keys, at=now) == credential


def test_a_token_is_no_credential(display: Display, mac_key: MacKey, keys: KeySet, now: datetime) -> None:
    token = mint_token(display=display, key=mac_key, at=now, nonce=bytes(8))
    with pytest.raises(Malformed):
        open_credential(data=decode_payload(token), keys=keys, at=now)


@given(place=st.integers(min_value=4), character=st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"))
def test_a_changed_paper_code_never_shows_anything_else(
    place: int,
    character: str,
    credential: Credential,
    signing_key: SigningKey,
    keys: KeySet,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    code = encode_payload(sign_credential(credential=credential, key=signing_key, zone=zone))
    place %= len(code)
    changed = code[:place] + character + code[place + 1 :]
    try:
        opened = open_credential(data=decode_payload(changed), keys=keys, at=now)
    except CredentialError:
        return
    # A zlib stream has a few bits without meaning; the signature is over what it inflates to.
    assert opened == credential


def test_codes_are_stable_and_each_refusal_has_its_own() -> None:
    def kinds(of: type[CredentialError]) -> list[type[CredentialError]]:
        return [of, *(each for below in of.__subclasses__() for each in kinds(below))]

    codes = {each.__name__: each.code for each in kinds(CredentialError)}
    assert len(set(codes.values())) == len(codes)
    assert codes == {
        "CredentialError": "credential_error",
        "Expired": "expired",
        "IndexOutOfRange": "index_out_of_range",
        "InexactValue": "inexact_value",
        "InvalidBase45": "invalid_base45",
        "KeyNotInSet": "key_not_in_set",
        "KeyOutOfPeriod": "key_out_of_period",
        "KeyRevoked": "key_revoked",
        "Malformed": "malformed",
        "MalformedKey": "malformed_key",
        "NoActiveKey": "no_active_key",
        "NonceTooShort": "nonce_too_short",
        "NotOurCode": "not_our_code",
        "NotYetValid": "not_yet_valid",
        "SequenceGap": "sequence_gap",
        "Tampered": "tampered",
        "TooLarge": "too_large",
        "ScreenCodeOver": "screen-code-over",
        "Truncated": "truncated",
        "UnknownKey": "unknown_key",
    }
