"""The electronic licence as a credential: a signed CWT with the metadata of GB/T 36903, verifiable offline."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import cast

from lingnan.engine.credentials.claims import LEEWAY, Claims, StatusReference, check_times, read_claims
from lingnan.engine.credentials.cose import Message, read_message, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.values import Value, exact

_LICENCE = "licence"

# Our names and the field codes of GB/T 36903 that stand in the signed licence.
_FIELD_CODES = {
    "name": "ZZMC",
    "type_code": "ZZLXDM",
    "number": "ZZBH",
    "identifier": "ZZBS",
    "issuer": "ZZBFJG",
    "issuer_code": "ZZBFJGDM",
    "issued_on": "ZZBFRQ",
    "holder": "CZZT",
    "holder_code": "CZZTDM",
    "holder_code_type": "CZZTDMLX",
    "valid_from": "ZZYXQQSRQ",
    "valid_until": "ZZYXQJZRQ",
}
_ATTRIBUTES = "attributes"


class HolderCodeType(StrEnum):
    """What kind of code names the holder (GB/T 36903 as deployed); a person's is that of her document (GA/T 517)."""

    CREDIT_CODE = "001"
    CITIZEN_ID = "111"


@dataclass(frozen=True, kw_only=True, slots=True)
class Licence:
    """The face of an electronic licence. Whoever scans its code reads all of it, so mask what they need not know.

    `identifier` is the GB/T 36904 identifier, checked by the caller. `holder_code_type` is a HolderCodeType or another
    code of the list. `valid_until` is the last day of validity, None for a licence without end. `attributes` holds
    what this kind of licence says besides, by element.
    """

    identifier: str
    name: str
    type_code: str
    number: str
    issuer: str
    issuer_code: str
    issued_on: date
    holder: str
    holder_code: str
    holder_code_type: str
    valid_from: date
    valid_until: date | None
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """A licence as its issuer (a jurisdiction's URI) vouches for it; `status` says where to ask if it still stands."""

    licence: Licence
    issuer: str
    issued_at: datetime
    status: StatusReference | None


def sign_credential(*, credential: Credential, key: SigningKey, zone: tzinfo) -> bytes:
    """The credential as a tagged COSE_Sign1 CWT.

    It is valid from the start of `valid_from` to the end of `valid_until` in `zone`, the issuer's time zone.
    Raises InexactValue for an attribute it could not give back.
    """
    licence = credential.licence
    last = licence.valid_until
    claims = Claims(
        iss=credential.issuer,
        sub=licence.identifier,
        iat=int(credential.issued_at.timestamp()),
        nbf=_midnight(licence.valid_from, zone),
        exp=None if last is None else _midnight(last + timedelta(days=1), zone),
        status=credential.status,
        private={_LICENCE: _licence_to_map(licence)},
    )
    return sign1(payload=claims.encode(), key=key)


def open_credential(*, data: bytes, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> Credential:
    """Check a credential's signature, then its times, and read it; its status is still to be looked up.

    Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod, NotYetValid, Expired.
    """
    return open_credential_message(message=read_message(data), keys=keys, at=at, leeway=leeway)


def open_credential_message(*, message: Message, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> Credential:
    """Check a credential already taken apart. Raises what `open_credential` does."""
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.CREDENTIAL)
    claims = read_claims(verified.payload)
    if claims.iat is None or claims.iss is None:
        raise Malformed("the credential does not say who issued it and when")
    verified.require_period(timestamp=claims.iat)
    check_times(claims=claims, at=at, leeway=leeway)
    return Credential(
        licence=_licence_of_map(claims.private.get(_LICENCE)),
        issuer=claims.iss,
        issued_at=datetime.fromtimestamp(claims.iat, UTC),
        status=claims.status,
    )


def _midnight(day: date, zone: tzinfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())


def _licence_to_map(licence: Licence) -> dict[str, object]:
    content = {code: exact(cast("Value", getattr(licence, name))) for name, code in _FIELD_CODES.items()}
    return content | {_ATTRIBUTES: exact(licence.attributes)}


def _licence_of_map(content: object) -> Licence:
    if not isinstance(content, dict):
        raise Malformed("the credential holds no licence")
    try:
        metadata = {name: content[code] for name, code in _FIELD_CODES.items()}
        return Licence(**metadata, attributes=content[_ATTRIBUTES])
    except KeyError as error:
        raise Malformed(f"the licence lacks {error}") from error
