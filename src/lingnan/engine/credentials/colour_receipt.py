"""The receipt of a colour: by which rule, on which evidence, with which way out; complete enough to be judged again.

It is a COSE_Sign1 message over deterministic CBOR. It names the rule book by its digest, and holds the evidence as it
stood, so that whoever has that book can replay the judgement and compare.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.cose import TYP, read_message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.values import Value, exact

MEDIA_TYPE = "application/vnd.lingnan.colour-receipt+cbor"

_FORMAT = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """A record that the colour rests on, as it stood on `as_of`: its values by variable."""

    resource: str
    record: str
    as_of: datetime
    values: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True, slots=True)
class ColourReceipt:
    """The record of one change of one person's colour.

    `decided_at` carries the province's zone, whose days the rules go by. `subject` is an opaque reference, never an
    identity number. `rule` is the id of the rule that matched, `version` of its rule set, `book` the digest of the
    whole rule book in hexadecimal. `decided_by` is MACHINE or an officer's reference.
    """

    id: UUID
    decided_at: datetime
    issuer: str
    subject: str
    colour: str
    class_code: str
    way_out: str
    version: str
    rule: str
    book: str
    evidence: tuple[Exhibit, ...]
    decided_by: str


def is_colour_receipt(data: bytes) -> bool:
    """Whether a message says that it is the receipt of a colour. Raises Malformed, Truncated."""
    return read_message(data).header.get(TYP) == MEDIA_TYPE


def sign_colour_receipt(*, receipt: ColourReceipt, key: SigningKey) -> bytes:
    """The signed receipt, a tagged COSE_Sign1 message. Raises InexactValue for a value it could not give back."""
    content: dict[str, object] = {each.name: getattr(receipt, each.name) for each in fields(receipt)}
    content["decided_at"] = exact(receipt.decided_at)
    content["evidence"] = [_plain(each) for each in receipt.evidence]
    return sign1(payload=cbor.encode({"format": _FORMAT, **content}), key=key, typ=MEDIA_TYPE)


def open_colour_receipt(*, data: bytes, keys: KeySet) -> ColourReceipt:
    """Check a receipt's signature and read it. It does not expire; a revoked key ends its worth.

    Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod.
    """
    message = read_message(data)
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.RECEIPT)
    require_typ(message=message, typ=MEDIA_TYPE)
    receipt = _read(verified.payload)
    verified.require_period(timestamp=receipt.decided_at.timestamp())
    return receipt


def _plain(exhibit: Exhibit) -> object:
    return exact({each.name: getattr(exhibit, each.name) for each in fields(exhibit)})


def _read(payload: bytes) -> ColourReceipt:
    content: Any = cbor.decode(payload)
    if not isinstance(content, dict) or content.pop("format", None) != _FORMAT:
        raise Malformed("not a receipt of a format known here")
    try:
        return ColourReceipt(**content | {"evidence": tuple(Exhibit(**each) for each in content["evidence"])})
    except (KeyError, TypeError) as error:
        raise Malformed(f"a part of the receipt is missing or unknown: {error}") from error
