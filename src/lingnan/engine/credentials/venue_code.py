"""A venue's own code, which people scan with their own phones: which venue, and which edition of its poster.

A CWT (RFC 8392), written in base64url (RFC 4648, section 5) rather than Base45, so that it stands in an address that
any camera opens. It says nothing of whoever scans it, and proves of nobody that she was there: a picture of it travels.
On a screen it is another each minute, and a picture of one is soon refused.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from lingnan.engine.credentials.claims import LEEWAY, Claims, Expired, check_times, read_claims
from lingnan.engine.credentials.cose import read_message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed, Truncated
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.payload import TooLarge

MEDIA_TYPE = "application/vnd.lingnan.venue+cwt"
MAX_VENUE_TEXT = 512
# Whoever scans it may have to sign in first, and then answers for a child and a parent too.
SCREEN_CODE_LASTS = timedelta(minutes=5)

_EDITION, _SCREEN = "edition", "screen"
_TEXT = re.compile(r"[A-Za-z0-9_-]+")
_GROUP = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueCode:
    """The code of a venue in one edition, signed at `signed_at` (whole seconds), good to the end of `valid_until`.

    On a screen it begins at `signed_at` and ends minutes later, on that day or the next.
    """

    venue: UUID
    edition: int
    signed_at: datetime
    valid_until: date


class ScreenCodeOver(Expired):
    """It stood on a venue's screen, minutes ago or longer: a picture of it that was forwarded, or a slow sign-in."""

    code = "screen-code-over"


def sign_venue_code(*, code: VenueCode, key: SigningKey, zone: tzinfo) -> str:
    """The code as text for an address; its last day ends in `zone`, the issuer's time zone."""
    end = datetime.combine(code.valid_until + timedelta(days=1), time(), zone)
    claims = Claims(
        iat=int(code.signed_at.timestamp()),
        exp=int(end.timestamp()),
        cti=code.venue.bytes,
        private={_EDITION: code.edition},
    )
    return _sign(claims, key)


def sign_screen_code(*, venue: UUID, edition: int, begins_at: datetime, key: SigningKey) -> str:
    """The code that a venue's screen shows from a moment on, good for `SCREEN_CODE_LASTS`, and not before."""
    claims = Claims(
        iat=int(begins_at.timestamp()),
        exp=int((begins_at + SCREEN_CODE_LASTS).timestamp()),
        cti=venue.bytes,
        private={_EDITION: edition, _SCREEN: True},
    )
    return _sign(claims, key)


def open_venue_code(*, text: str, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> VenueCode:
    """Check the signature of a venue's code, then its times, and read it; `at` carries the issuer's zone.

    Raises TooLarge, Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod, NotYetValid, Expired, and
    of a screen's code ScreenCodeOver.
    """
    message = read_message(_bytes(text))
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.CREDENTIAL)
    require_typ(message=message, typ=MEDIA_TYPE)
    claims = read_claims(verified.payload)
    edition = claims.private.get(_EDITION)
    if claims.iat is None or claims.exp is None or not isinstance(edition, int):
        raise Malformed("the code does not say which edition it is, since when, and until when")
    verified.require_period(timestamp=claims.iat)
    _check_times(claims, at, leeway)
    return VenueCode(
        venue=_venue(claims.cti),
        edition=edition,
        signed_at=datetime.fromtimestamp(claims.iat, at.tzinfo),
        valid_until=datetime.fromtimestamp(claims.exp - 1, at.tzinfo).date(),
    )


def _check_times(claims: Claims, at: datetime, leeway: timedelta) -> None:
    try:
        check_times(claims=claims, at=at, leeway=leeway)
    except Expired as error:
        if claims.private.get(_SCREEN):
            raise ScreenCodeOver(str(error)) from error
        raise


def _sign(claims: Claims, key: SigningKey) -> str:
    return urlsafe_b64encode(sign1(payload=claims.encode(), key=key, typ=MEDIA_TYPE)).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    if len(text) > MAX_VENUE_TEXT:
        raise TooLarge(f"{len(text)} characters, where a venue's code has at most {MAX_VENUE_TEXT}")
    if not _TEXT.fullmatch(text):
        raise Malformed("not base64url")
    if len(text) % _GROUP == 1:
        raise Truncated("no text in base64url is so long")
    return urlsafe_b64decode(text + "=" * (-len(text) % _GROUP))


def _venue(number: bytes | None) -> UUID:
    try:
        return UUID(bytes=number)
    except (ValueError, TypeError) as error:
        raise Malformed("the code does not name a venue") from error
