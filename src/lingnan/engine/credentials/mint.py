"""Tokens at the pace of a gate: what a display key and its token have in common is copied, never taken apart.

Both are arrays of eight that end in the same five items. A display key in the shape in which `grant_display_key` writes
it is checked by its bytes, in a fraction of the time. Whatever differs in anything goes through `open_display_key`,
which knows what to refuse, and why. The tokens are those of `mint_token`, to the byte. Scanned ones are read in
the same way, before `open_token_message`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from struct import Struct

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.base45 import encode_base45
from lingnan.engine.credentials.claims import LEEWAY
from lingnan.engine.credentials.cose import Mac0Frame
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import MacKey
from lingnan.engine.credentials.payload import PREFIX, WORTH_DEFLATING, encode_payload
from lingnan.engine.credentials.token import (
    DISPLAY_CONTEXT,
    TOKEN_CONTEXT,
    TOKEN_LIFETIME,
    Display,
    display_items,
    open_display_key,
    read_base64url,
    read_day,
    require_nonce,
)

_ARRAY_OF_FIVE, _ARRAY_OF_EIGHT = b"\x85", b"\x88"

# How a display key's payload of 24 to 255 bytes begins: its own head, an array of eight, issued and expires in four
# bytes each, the head of a subject of under 256.
_FIRST_ITEMS = Struct(">BxBBIBIBB")
_FIRST_SIZE = _FIRST_ITEMS.size
_USUAL_HEADS = (0x58, 0x88, 0x1A, 0x1A, 0x78)

# How a token's payload of 24 to 255 bytes begins; its length and an array of eight follow.
_PAYLOAD_HEAD = b"\x58"

# The tag, the array, the protected header with a kid of eight bytes, the empty unprotected one.
_HEAD_LENGTH = 17
_MARGIN = LEEWAY.total_seconds()


# Open to change as no other value here: made for every code, it would take three times as long to freeze.
@dataclass(slots=True)
class Displayed:
    """What a checked display key lets show: the five items as they stand in it, and those of them a gate must know.

    `place` is the credential's index in its status list.
    """

    items: bytes
    status_list: str
    place: int
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class _Reader:
    """The frame of messages under one key, and when the key might sign (seconds since 1970)."""

    frame: Mac0Frame
    not_before: float
    not_after: float


@dataclass(frozen=True, slots=True)
class _Front:
    """What stands before the nonce in tokens of one length: in the body under the tag, and in the message.

    Base45 writes pairs of bytes: `text` is that of `message`, which is as much of it as is even, `carry` the odd byte.
    """

    body: bytes
    message: bytes
    text: str
    carry: bytes
    is_short: bool


class Mint:
    """Reads display keys and mints tokens within one second, under one set of keys. For one thread.

    Made anew for the next second, at the cost of two or three tokens.
    """

    def __init__(self, *, keys: KeySet, at: datetime, lifetime: timedelta = TOKEN_LIFETIME) -> None:
        """For the second of `at`, and tokens of that lifetime."""
        self.keys = keys
        self.lifetime = lifetime
        self.at = at.replace(microsecond=0)
        self.expires_at = self.at + lifetime
        self._second = int(self.at.timestamp())
        self._latest_issue, self._earliest_end = self._second + _MARGIN, self._second - _MARGIN
        self._first_items = _ARRAY_OF_EIGHT + cbor.encode([self._second, int(lifetime.total_seconds())])[1:]
        self._fronts: dict[tuple[int, int], _Front] = {}
        self._readers = dict(_readers(keys, Purpose.DISPLAY, DISPLAY_CONTEXT))
        self._decode = cbor.trusting_decoder()

    def read(self, *, display_key: str) -> Displayed:
        """Check a display key. Raises what `open_display_key` does."""
        items = self._read_usual(read_base64url(display_key))
        if items is None:
            display = open_display_key(text=display_key, keys=self.keys, at=self.at).display
            return Displayed(display_items(display), display.status_list, display.index, display.valid_until)
        status_list, place, _, _, until = self._decode(_ARRAY_OF_FIVE + items)
        return Displayed(items, status_list, place, read_day(until))

    def write(self, *, displayed: Displayed, nonce: bytes) -> str:
        """The token that `mint_token` gives. Raises NoActiveKey, NonceTooShort."""
        lengths = len(nonce), len(displayed.items)
        front = self._fronts.get(lengths) or self._front(*lengths)
        rest = nonce + displayed.items
        end = front.carry + rest + self._frame.tag_head + self._frame.tag(front.body + rest)
        return front.text + encode_base45(end) if front.is_short else encode_payload(front.message + end)

    @cached_property
    def _frame(self) -> Mac0Frame:
        return Mac0Frame(key=self.keys.mac_key(purpose=Purpose.TOKEN, at=self.at), external_aad=TOKEN_CONTEXT)

    def _front(self, nonce_length: int, items_length: int) -> _Front:
        require_nonce(bytes(nonce_length))
        rest_length = nonce_length + items_length
        nonce_head = cbor.encode_bytes(bytes(nonce_length))[:-nonce_length]
        body = cbor.encode_bytes(self._first_items + nonce_head + bytes(rest_length))[:-rest_length]
        message = self._frame.head + body
        even = len(message) & ~1
        is_short = len(message) + rest_length + self._frame.end_length <= WORTH_DEFLATING
        front = _Front(body, message[:even], PREFIX + encode_base45(message[:even]), message[even:], is_short)
        self._fronts[nonce_length, items_length] = front
        return front

    def _read_usual(self, message: bytes) -> bytes | None:
        """The five items, if all is in order and in the usual shape."""
        reader = self._readers.get(message[:_HEAD_LENGTH])
        body = reader and reader.frame.read(message)
        if not reader or not body or len(body) < _FIRST_SIZE:
            return None
        head, array, first, issued, second, expires, third, length = _FIRST_ITEMS.unpack_from(body)
        if (head, array, first, second, third) != _USUAL_HEADS or not reader.not_before <= issued <= reader.not_after:
            return None
        if issued > self._latest_issue or expires < self._earliest_end:
            return None
        return body[_FIRST_SIZE + length :]


class TokenReader:
    """Reads scanned tokens under one set of keys. For one thread."""

    def __init__(self, *, keys: KeySet) -> None:
        self.keys = keys
        self._readers = dict(_readers(keys, Purpose.TOKEN, TOKEN_CONTEXT))
        self._decode = cbor.trusting_decoder()

    def read(self, *, message: bytes, at: datetime) -> tuple[Display, bytes] | None:
        """What the token shows, and its nonce, if all is in order and in the usual shape; None says nothing of it."""
        reader = self._readers.get(message[:_HEAD_LENGTH])
        body = reader and reader.frame.read(message)
        if not reader or not body or body[:1] != _PAYLOAD_HEAD or body[2:3] != _ARRAY_OF_EIGHT:
            return None
        issued, lifetime, nonce, status_list, index, kind, holder, until = self._decode(body[2:])
        if not reader.not_before <= issued <= reader.not_after:
            return None
        if not issued - _MARGIN <= at.timestamp() <= issued + lifetime + _MARGIN:
            return None
        until = read_day(until)
        return Display(status_list=status_list, index=index, kind=kind, holder=holder, valid_until=until), nonce


def _readers(keys: KeySet, purpose: Purpose, external_aad: bytes) -> Iterator[tuple[bytes, _Reader]]:
    """By the bytes that all their messages begin with; only for keys about which nothing more need be asked."""
    for entry in keys.entries:
        is_alone = keys.matching(kid=entry.key.kid, purpose=purpose) == (entry,)
        if is_alone and not entry.is_revoked and isinstance(entry.key, MacKey):
            frame = Mac0Frame(key=entry.key, external_aad=external_aad)
            yield frame.head, _Reader(frame, *entry.period)
