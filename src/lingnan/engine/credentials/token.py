"""What a holder's screen shows and carries: rotating tokens, and the display key that asks for them.

A token is a COSE_Mac0 message over a short array, so that its code stays small and is read from a worn screen. Whoever
holds the MAC key checks it without a database; everyone else asks a checkpoint or the verify page.
"""

from base64 import urlsafe_b64encode
from binascii import a2b_base64
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.claims import LEEWAY, check_period
from lingnan.engine.credentials.cose import Message, mac0, read_message, verify_mac0
from lingnan.engine.credentials.errors import CredentialError, Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import MacKey
from lingnan.engine.credentials.payload import TooLarge, decode_payload, encode_payload

TOKEN_LIFETIME = timedelta(minutes=1)
MIN_NONCE = 8

# A display key travels in a header or a form field; ours have about 200 characters.
_MAX_DISPLAY_KEY = 2048

# Authenticated but not sent: a tag made for one use and format fits no other.
TOKEN_CONTEXT = b"lingnan/token/1"
DISPLAY_CONTEXT = b"lingnan/display-key/1"

_EPOCH = date(1970, 1, 1)

_STANDARD_ALPHABET = bytes.maketrans(b"-_", b"+/")
_PADDING = (b"", b"===", b"==", b"=")


@dataclass(frozen=True, kw_only=True, slots=True)
class Display:
    """What a code shows of a credential, no more than an inspector needs.

    `status_list` and `index` say where the credential's status is kept. `kind` names the kind of credential, `holder`
    is the masked name. `valid_until` is the last day of validity, None for a credential without end.
    """

    status_list: str
    index: int
    kind: str
    holder: str
    valid_until: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A token that was checked. `nonce` tells it from every other, so that a scan counts once."""

    display: Display
    issued_at: datetime
    expires_at: datetime
    nonce: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class DisplayKey:
    """The leave to have tokens minted for one credential until `expires_at`; checked without a database."""

    subject: str
    display: Display
    expires_at: datetime


class NonceTooShort(CredentialError):
    """A nonce under eight bytes would repeat within a day of a province's scans."""

    code = "nonce_too_short"


def mint_token(
    *, display: Display, key: MacKey, at: datetime, nonce: bytes, lifetime: timedelta = TOKEN_LIFETIME
) -> str:
    """The text of the QR code to show from `at` on for its lifetime; fractions of a second are dropped.

    `key` is best an HMAC 256/64 key: an 8-byte tag is short, and outlives any guessing in its minute. `nonce` comes
    from the caller's randomness, at least eight bytes. Raises NonceTooShort, or TooLarge for an absurdly long name.
    """
    require_nonce(nonce)
    content = [int(at.timestamp()), int(lifetime.total_seconds()), nonce, *_display_to_list(display)]
    return encode_payload(mac0(payload=cbor.encode(content), key=key, external_aad=TOKEN_CONTEXT))


def require_nonce(nonce: bytes) -> None:
    """Check that a nonce is long enough. Raises NonceTooShort."""
    if len(nonce) < MIN_NONCE:
        raise NonceTooShort(f"{len(nonce)} bytes, at least {MIN_NONCE} are needed")


def open_token(*, text: str, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> Token:
    """Check the text of a scanned code and give its token; its credential's status is still to be looked up.

    Raises NotOurCode, TooLarge, Truncated, Malformed, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod, NotYetValid,
    Expired (replayed after its minute).
    """
    return open_token_message(message=read_message(decode_payload(text)), keys=keys, at=at, leeway=leeway)


def open_token_message(*, message: Message, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> Token:
    """Check a token already taken out of its code. Raises what `open_token` does from Malformed on."""
    verified = verify_mac0(message=message, keys=keys, purpose=Purpose.TOKEN, external_aad=TOKEN_CONTEXT)
    match cbor.decode(verified.payload):
        case [int() as issued, int() as lifetime, bytes() as nonce, *rest]:
            display = _display_of_list(rest)
        case _:
            raise Malformed("not the content of a token")
    verified.require_period(timestamp=issued)
    check_period(not_before=issued, expires=issued + lifetime, at=at, leeway=leeway)
    return Token(
        display=display,
        issued_at=datetime.fromtimestamp(issued, UTC),
        expires_at=datetime.fromtimestamp(issued + lifetime, UTC),
        nonce=nonce,
    )


def grant_display_key(*, display_key: DisplayKey, key: MacKey, at: datetime) -> str:
    """The display key as text for a header, a form field or a URL's fragment (base64url)."""
    content = [int(at.timestamp()), int(display_key.expires_at.timestamp()), display_key.subject]
    payload = cbor.encode(content + _display_to_list(display_key.display))
    message = mac0(payload=payload, key=key, external_aad=DISPLAY_CONTEXT)
    return urlsafe_b64encode(message).rstrip(b"=").decode("ascii")


def open_display_key(*, text: str, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> DisplayKey:
    """Check a display key. Its credential's status is still to be looked up.

    Raises TooLarge, Truncated, Malformed, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod, NotYetValid, Expired.
    """
    message = read_message(read_base64url(text))
    verified = verify_mac0(message=message, keys=keys, purpose=Purpose.DISPLAY, external_aad=DISPLAY_CONTEXT)
    match cbor.decode(verified.payload):
        case [int() as issued, int() as expires, str() as subject, *rest]:
            display = _display_of_list(rest)
        case _:
            raise Malformed("not the content of a display key")
    verified.require_period(timestamp=issued)
    check_period(not_before=issued, expires=expires, at=at, leeway=leeway)
    return DisplayKey(subject=subject, display=display, expires_at=datetime.fromtimestamp(expires, UTC))


def display_items(display: Display) -> bytes:
    """The five items that tokens and display keys end in, as CBOR without the head of an array."""
    return cbor.encode(_display_to_list(display))[1:]


def _display_to_list(display: Display) -> list[object]:
    until = display.valid_until and (display.valid_until - _EPOCH).days
    return [display.status_list, display.index, display.kind, display.holder, until]


def _display_of_list(parts: list[object]) -> Display:
    match parts:
        case [str() as status_list, int() as index, str() as kind, str() as holder, None | int() as until]:
            return Display(status_list=status_list, index=index, kind=kind, holder=holder, valid_until=read_day(until))
    raise Malformed("not what a code shows of a credential")


def read_base64url(text: str) -> bytes:
    """The bytes of a display key's text. Raises TooLarge or Malformed."""
    if len(text) > _MAX_DISPLAY_KEY:
        raise TooLarge(f"{len(text)} characters are no display key")
    try:
        digits = text.encode("ascii").translate(_STANDARD_ALPHABET)
        return a2b_base64(digits + _PADDING[len(digits) % 4], strict_mode=True)
    except ValueError as error:
        raise Malformed("a display key is base64url text") from error


@lru_cache(maxsize=4096)
def read_day(number: int | None) -> date | None:
    """The day that a number counts from 1970; None stays None."""
    return None if number is None else _EPOCH + timedelta(days=number)
