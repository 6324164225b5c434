"""What a scanned text is worth, before its status is looked up: one answer for every way in which a code can fail.

The platform's verify page and every gate ask here, so a code means the same wherever it is shown.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256

from lingnan.engine.credentials import (
    CredentialError,
    Display,
    Expired,
    KeyOutOfPeriod,
    KeyRevoked,
    KeySet,
    Message,
    NotOurCode,
    NotYetValid,
    Status,
    Tampered,
    TokenReader,
    TooLarge,
    Truncated,
    UnknownKey,
    decode_payload,
    read_message,
)
from lingnan.engine.credentials.cose import TAG_MAC0
from lingnan.engine.credentials.credential import open_credential_message
from lingnan.engine.credentials.paper import is_paper_code, open_paper_code_message
from lingnan.engine.credentials.token import open_token_message
from lingnan.engine.scans import scan_nonce

# How many credentials share one status list: 256 kB, a few kB deflated.
LIST_CAPACITY = 1 << 20

_PATH = "/.well-known/status-lists/"
_ID_BYTES = 16


class Outcome(StrEnum):
    """What a checked code comes to. Pages choose words, shape and sound by it; it is stable."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    MARKED = "marked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    REPLAYED = "replayed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    FOREIGN = "foreign"
    TRUNCATED = "truncated"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    TAMPERED = "tampered"
    UNKNOWN_KEY = "unknown-key"
    REVOKED_KEY = "revoked-key"


_OUTCOMES: dict[type[CredentialError], Outcome] = {
    NotOurCode: Outcome.FOREIGN,
    TooLarge: Outcome.TOO_LARGE,
    Truncated: Outcome.TRUNCATED,
    UnknownKey: Outcome.UNKNOWN_KEY,
    KeyOutOfPeriod: Outcome.UNKNOWN_KEY,
    KeyRevoked: Outcome.REVOKED_KEY,
    Tampered: Outcome.TAMPERED,
    NotYetValid: Outcome.NOT_YET_VALID,
    Expired: Outcome.EXPIRED,
}

_OF_STATUS = {
    Status.VALID: Outcome.VALID,
    Status.INVALID: Outcome.REVOKED,
    Status.SUSPENDED: Outcome.SUSPENDED,
    Status.APPLICATION_SPECIFIC: Outcome.MARKED,
}


class CodeRefused(Exception):
    """The text shows nothing that may be believed; `outcome` says why, and is the stable code."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.value)


# Not frozen: one is made for each scan, in a third of the time.
@dataclass(slots=True, kw_only=True)
class Reading:
    """A code whose signature holds. `list_id` and `index` say where its status is kept.

    `kind` is empty for a licence on paper: its list knows it. `printed_at` is when a code was signed for paper, None
    for a token on a screen; `printed_status` what it came to then, None where the paper doesn't say. `code_id` tells
    this code from every other.
    """

    list_id: int
    index: int
    kind: str
    holder: str
    valid_until: date | None
    printed_at: datetime | None
    printed_status: Status | None = None
    code_id: bytes

    def outcome(self, *, status: Status, withdrawn_at: datetime | None, today: date) -> Outcome:
        """What the code comes to with the status of its credential, on this day in the province.

        Paper signed before `withdrawn_at` is lost paper. What is revoked is named so even after its last day.
        """
        if status is not Status.INVALID and self.printed_at and withdrawn_at and self.printed_at < withdrawn_at:
            return Outcome.WITHDRAWN
        return outcome_on_screen(status=status, valid_until=self.valid_until, today=today)

    def status(self, *, known: Status, confirmed_at: datetime | None) -> Status:
        """The status to go by where `known` was confirmed last at `confirmed_at`: paper printed later knows better.

        What is revoked stays so.
        """
        if self.printed_at is None or self.printed_status is None or known is Status.INVALID:
            return known
        return self.printed_status if confirmed_at is None or self.printed_at > confirmed_at else known

    @property
    def token(self) -> bytes:
        """What a code on a screen is known by, to whoever reads it; empty for one on paper, which many may copy."""
        return b"" if self.printed_at else self.code_id

    def scan_nonce(self, *, device: str, at: datetime) -> bytes:
        """What this device's reading of this code is known by, so that a retry counts once.

        Paper shows the same code for weeks, so its readings are told apart by the minute.
        """
        window = int(at.timestamp()) // 60 if self.printed_at else 0
        return scan_nonce(code_id=self.code_id, device=device, window=window)


def outcome_on_screen(*, status: Status, valid_until: date | None, today: date) -> Outcome:
    """What a credential comes to that is not shown on paper. What is revoked is named so even after its last day."""
    if status is not Status.INVALID and valid_until and today > valid_until:
        return Outcome.EXPIRED
    return _OF_STATUS[status]


@lru_cache(maxsize=4096)
def list_number(name: str) -> int:
    """The number of a status list, as a display names it. Raises CodeRefused."""
    if not name.isdecimal():
        raise CodeRefused(Outcome.UNREADABLE)
    return int(name)


def read_code(*, text: str, keys: KeySet, at: datetime, zone: tzinfo) -> Reading:
    """Check the text of a scanned code, on a screen or on paper; `zone` is the province's. Raises CodeRefused."""
    try:
        return _read_data(decode_payload(text), keys, at, zone)
    except CredentialError as error:
        raise CodeRefused(outcome_of(error)) from error


class CodeReader:
    """Reads codes as `read_code` does, many under one set of keys. For one thread."""

    def __init__(self, *, keys: KeySet, zone: tzinfo) -> None:
        self.keys = keys
        self._zone = zone
        self._tokens = TokenReader(keys=keys)

    def read(self, *, text: str, at: datetime) -> Reading:
        """Check the text of a scanned code. Raises CodeRefused."""
        try:
            data = decode_payload(text)
            # Most codes are on a screen, and in order.
            token = self._tokens.read(message=data, at=at)
            return _read_display(*token) if token else _read_data(data, self.keys, at, self._zone)
        except CredentialError as error:
            raise CodeRefused(outcome_of(error)) from error


def _read_data(data: bytes, keys: KeySet, at: datetime, zone: tzinfo) -> Reading:
    message = read_message(data)
    if message.tag == TAG_MAC0:
        return _read_token(message, keys, at)
    return _read_paper(message, keys, at.astimezone(zone))


def _read_display(display: Display, code_id: bytes) -> Reading:
    return Reading(
        list_id=list_number(display.status_list),
        index=display.index,
        kind=display.kind,
        holder=display.holder,
        valid_until=display.valid_until,
        printed_at=None,
        code_id=code_id,
    )


def outcome_of(error: CredentialError) -> Outcome:
    """The answer to give for a refusal by the credentials' package."""
    return next((_OUTCOMES[kind] for kind in type(error).__mro__ if kind in _OUTCOMES), Outcome.UNREADABLE)


def _read_token(message: Message, keys: KeySet, at: datetime) -> Reading:
    try:
        token = open_token_message(message=message, keys=keys, at=at)
    except Expired as error:
        raise CodeRefused(Outcome.REPLAYED) from error
    return _read_display(token.display, token.nonce)


def _read_paper(message: Message, keys: KeySet, at: datetime) -> Reading:
    return _read_paper_code(message, keys, at) if is_paper_code(message) else _read_licence(message, keys, at)


def _read_paper_code(message: Message, keys: KeySet, at: datetime) -> Reading:
    code = open_paper_code_message(message=message, keys=keys, at=at)
    list_id = list_id_of(code.status.uri)
    if list_id is None:
        raise CodeRefused(Outcome.UNREADABLE)
    return Reading(
        list_id=list_id,
        index=code.status.index,
        kind=code.kind,
        holder=code.holder,
        valid_until=code.valid_until,
        printed_at=code.printed_at,
        printed_status=code.printed_status,
        code_id=_paper_id(message),
    )


def _read_licence(message: Message, keys: KeySet, at: datetime) -> Reading:
    credential = open_credential_message(message=message, keys=keys, at=at)
    list_id = list_id_of(credential.status.uri) if credential.status else None
    if credential.status is None or list_id is None:
        raise CodeRefused(Outcome.UNREADABLE)
    return Reading(
        list_id=list_id,
        index=credential.status.index,
        kind="",
        holder=credential.licence.holder,
        valid_until=credential.licence.valid_until,
        printed_at=credential.issued_at,
        code_id=_paper_id(message),
    )


def _paper_id(message: Message) -> bytes:
    """Of the payload, not of the signature: whoever holds an ECDSA signature can write it in a second way."""
    return sha256(message.payload).digest()[:_ID_BYTES]


def status_list_uri(*, issuer: str, list_id: int) -> str:
    """The address of a status list, under the issuer's own (`https://…`, without a slash at the end)."""
    return f"{issuer}{_PATH}{list_id}"


def list_id_of(uri: str) -> int | None:
    """The number of a status list by its address, whatever the host was called when it was written."""
    number = uri.rpartition(_PATH)[2]
    return int(number) if number.isdecimal() else None
