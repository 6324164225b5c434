"""Signing in the platform's name: credentials, receipts, and the codes on a screen."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from lingnan.engine import credentials, verification
from lingnan.engine.credentials import (
    ColourReceipt,
    Credential,
    Display,
    DisplayKey,
    PaperCode,
    Purpose,
    Receipt,
    SigningKey,
    StatusReference,
    SunsetCertificate,
    TreeHead,
    VenueCode,
)
from lingnan.kernel.clock import PROVINCE_ZONE, local_date

from .counting import count_display
from .keys import key_set
from .types import KEPT_FOR, DisplayClaims, Status, StatusRef

# How long a screen may ask for tokens without signing in again.
DISPLAY_KEY_LIFETIME = timedelta(hours=12)
# So long at most goes on showing whoever showed it under a mandate that has been ended since.
ANOTHERS_SCREEN = timedelta(minutes=5)
TOKEN_NONCE_BYTES = 8


def issuer() -> str:
    """The jurisdiction that signs: the platform's public address."""
    address: str = settings.ENVIRONMENT.effective_public_url
    return address


def status_reference(*, ref: StatusRef) -> StatusReference:
    """The status as a credential states it: the address of its list, and the place in it."""
    return StatusReference(uri=verification.status_list_uri(issuer=issuer(), list_id=ref.list_id), index=ref.index)


def sign_credential(*, credential: Credential, at: datetime) -> bytes:
    """The credential as a COSE_Sign1 CWT, its days in the province's time zone. Raises `InexactValue`."""
    key = key_set().signing_key(purpose=Purpose.CREDENTIAL, at=at)
    return credentials.sign_credential(credential=credential, key=key, zone=PROVINCE_ZONE)


def sign_receipt(*, receipt: Receipt, at: datetime) -> bytes:
    """The receipt as COSE_Sign1. Raises `InexactValue`."""
    return credentials.sign_receipt(receipt=receipt, key=key_set().signing_key(purpose=Purpose.RECEIPT, at=at))


def sign_colour_receipts(*, receipts: Iterable[ColourReceipt], at: datetime) -> list[bytes]:
    """The receipts of colours as COSE_Sign1, in their order, each to be checked alone. Raises `InexactValue`."""
    key = key_set().signing_key(purpose=Purpose.RECEIPT, at=at)
    return credentials.sign_colour_receipts(receipts=receipts, key=key)


def sign_tree_head(*, head: TreeHead, at: datetime) -> bytes:
    """The head of a log as COSE_Sign1, by the key of the receipts that the log holds."""
    return credentials.sign_tree_head(head=head, key=key_set().signing_key(purpose=Purpose.RECEIPT, at=at))


def sign_sunset_certificate(*, certificate: SunsetCertificate, at: datetime) -> bytes:
    """The certificate of a sunset as COSE_Sign1, by the key of the receipts that it ends."""
    key = key_set().signing_key(purpose=Purpose.RECEIPT, at=at)
    return credentials.sign_sunset_certificate(certificate=certificate, key=key)


def sign_venue_code(*, code: VenueCode, at: datetime) -> str:
    """The text of a venue's code, for an address, by the key of the codes on paper."""
    key = key_set().signing_key(purpose=Purpose.CREDENTIAL, at=at)
    return credentials.sign_venue_code(code=code, key=key, zone=PROVINCE_ZONE)


def sign_screen_codes(*, venue: UUID, edition: int, minutes: Iterable[datetime], at: datetime) -> list[str]:
    """The codes that a venue's screen shows, one from each of these moments on."""
    key = key_set().signing_key(purpose=Purpose.CREDENTIAL, at=at)
    return [credentials.sign_screen_code(venue=venue, edition=edition, begins_at=minute, key=key) for minute in minutes]


def verify_receipt(*, data: bytes) -> Receipt:
    """Check a receipt of ours and read it. Raises the engine's `CredentialError`, whose `code` says what is wrong."""
    return credentials.open_receipt(data=data, keys=key_set())


def mint_display_key(*, display: DisplayClaims, at: datetime, until: datetime | None = None) -> str:
    """The leave to have this code shown for twelve hours, or till `until`: by the gate or by `mint_token`.

    A secret of whoever shows it.
    """
    longest = at + DISPLAY_KEY_LIFETIME
    expires_at = min(longest, until) if until else longest
    granted = DisplayKey(subject=str(display.credential), display=_display(display), expires_at=expires_at)
    return credentials.grant_display_key(
        display_key=granted, key=key_set().mac_key(purpose=Purpose.DISPLAY, at=at), at=at
    )


def anothers_screen_until(*, mandate_ends_at: datetime | None, at: datetime) -> datetime:
    """Till when a display key is good that someone other than the holder has: the end of the mandate, or five minutes,
    after which her page asks again.
    """
    again = at + ANOTHERS_SCREEN
    return min(again, mandate_ends_at) if mandate_ends_at else again


def print_codes(*, displays: Sequence[tuple[DisplayClaims, Status]], at: datetime) -> list[str]:
    """The texts of codes for paper, in the order given: each good to the end of its display's last day, which it must
    have, and with its status as it is printed.
    """
    key = key_set().signing_key(purpose=Purpose.CREDENTIAL, at=at)
    return [_printed(display, status, key, at) for display, status in displays]


def keep_code(*, display: DisplayClaims, status: Status, at: datetime) -> str:
    """The text of the code that the holder's own screen shows without network: a code for paper with the status of now,
    good to the end of the day on which the screen ceases to show it.
    """
    last = local_date(at + KEPT_FOR)
    return print_codes(displays=[(replace(display, valid_until=last), status)], at=at)[0]


def _printed(display: DisplayClaims, status: Status, key: SigningKey, at: datetime) -> str:
    if display.valid_until is None:
        raise ValueError("paper without a last day")
    code = PaperCode(
        issuer=issuer(),
        kind=display.kind,
        holder=display.holder_masked,
        status=status_reference(ref=display.status),
        printed_status=status,
        printed_at=at,
        valid_until=display.valid_until,
    )
    return credentials.encode_payload(credentials.sign_paper_code(code=code, key=key, zone=PROVINCE_ZONE))


def mint_token(*, display: DisplayClaims, at: datetime) -> str:
    """The text of the QR code to show for the minute from `at` on, which counts as shown."""
    key = key_set().mac_key(purpose=Purpose.TOKEN, at=at)
    nonce = secrets.token_bytes(TOKEN_NONCE_BYTES)
    token = credentials.mint_token(display=_display(display), key=key, at=at, nonce=nonce)
    count_display(kind=display.kind, ref=display.status, at=at)
    return token


def _display(claims: DisplayClaims) -> Display:
    return Display(
        status_list=str(claims.status.list_id),
        index=claims.status.index,
        kind=claims.kind,
        holder=claims.holder_masked,
        valid_until=claims.valid_until,
    )
