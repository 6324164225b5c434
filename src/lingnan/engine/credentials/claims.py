"""CWT claims (RFC 8392): who says it, of whom, to whom, from when until when, and where its status is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.errors import CredentialError, Malformed

# Seconds since 1970, whole or not (RFC 8392 section 2: real certificates carry both).
NumericDate: TypeAlias = int | float

# The last second of the year 9999: no calendar here goes further.
_LAST_NUMERIC_DATE = 253_402_300_799

# How far clocks may differ before a time counts.
LEEWAY = timedelta(seconds=10)

# Claim keys (RFC 8392 section 4; status: IETF Token Status List section 14.3)
_ISS, _SUB, _AUD, _EXP, _NBF, _IAT, _CTI, _STATUS = 1, 2, 3, 4, 5, 6, 7, 65535


class Expired(CredentialError):
    """It was valid, and is no longer."""

    code = "expired"


class NotYetValid(CredentialError):
    """It becomes valid later; or the clock that issued it is ahead, or the one that reads it behind."""

    code = "not_yet_valid"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusReference:
    """Where the status of a credential is kept: a status list's URI and the place in it."""

    uri: str
    index: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """The claims of a CWT under their registered names; `private` holds all others by their key."""

    iss: str | None = None
    sub: str | None = None
    aud: str | tuple[str, ...] | None = None
    exp: NumericDate | None = None
    nbf: NumericDate | None = None
    iat: NumericDate | None = None
    cti: bytes | None = None
    status: StatusReference | None = None
    private: Mapping[int | str, object] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The claims as deterministic CBOR, absent ones left out."""
        registered: dict[int | str, object] = {
            _ISS: self.iss,
            _SUB: self.sub,
            _AUD: list(self.aud) if isinstance(self.aud, tuple) else self.aud,
            _EXP: self.exp,
            _NBF: self.nbf,
            _IAT: self.iat,
            _CTI: self.cti,
            _STATUS: self.status and {"status_list": {"idx": self.status.index, "uri": self.status.uri}},
        }
        return cbor.encode({**self.private, **{key: value for key, value in registered.items() if value is not None}})


def read_claims(data: bytes) -> Claims:
    """Read the claims of a CWT whose signature has been verified. Raises Malformed or Truncated."""
    members = cbor.decode(data)
    if not isinstance(members, dict):
        raise Malformed("CWT claims are a map")
    return Claims(
        iss=_text(members.pop(_ISS, None)),
        sub=_text(members.pop(_SUB, None)),
        aud=_audience(members.pop(_AUD, None)),
        exp=_numeric_date(members.pop(_EXP, None)),
        nbf=_numeric_date(members.pop(_NBF, None)),
        iat=_numeric_date(members.pop(_IAT, None)),
        cti=_octets(members.pop(_CTI, None)),
        status=_status(members.pop(_STATUS, None)),
        private=members,
    )


def check_period(
    *, not_before: NumericDate | None, expires: NumericDate | None, at: datetime, leeway: timedelta = LEEWAY
) -> None:
    """Check that `at` lies within a period, give or take the leeway. Raises NotYetValid or Expired."""
    now, margin = at.timestamp(), leeway.total_seconds()
    if not_before is not None and now < not_before - margin:
        raise NotYetValid(f"not valid before {not_before}, it is {now:.0f}")
    if expires is not None and now > expires + margin:
        raise Expired(f"expired at {expires}, it is {now:.0f}")


def check_times(*, claims: Claims, at: datetime, leeway: timedelta = LEEWAY) -> None:
    """Check exp, nbf and iat against the clock. Raises NotYetValid or Expired."""
    begins = [moment for moment in (claims.nbf, claims.iat) if moment is not None]
    check_period(not_before=max(begins, default=None), expires=claims.exp, at=at, leeway=leeway)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise Malformed("a CWT claim that should be text is not")


def _octets(value: object) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    raise Malformed("the CWT ID is not a byte string")


def _audience(value: object) -> str | tuple[str, ...] | None:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    return _text(value)


def _numeric_date(value: object) -> NumericDate | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LAST_NUMERIC_DATE:
        return value
    raise Malformed("a time in the CWT is not a number of seconds from 1970 to 9999")


def _status(value: object) -> StatusReference | None:
    match value:
        case None:
            return None
        case {"status_list": {"idx": int() as index, "uri": str() as uri}} if index >= 0:
            return StatusReference(uri=uri, index=index)
    raise Malformed("the status claim refers to no status list")
