"""The receipt of a colour: by which rule, on which evidence, with which way out; complete enough to be judged again.

It is a COSE_Sign1 message over deterministic CBOR, with a signature of its own or one of a batch. It names the rule
book by its digest, and holds the evidence as it stood, so that whoever has that book can replay the judgement and
compare.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from lingnan.engine.credentials.key_set import KeySet
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.record import is_record, open_record, sign_records
from lingnan.engine.credentials.values import Value

MEDIA_TYPE = "application/vnd.lingnan.colour-receipt+cbor"

# Those of which a crowd's receipts have the same
_TEXTS = ("issuer", "colour", "class_code", "way_out", "version", "rule", "book", "decided_by")
_texts_of = attrgetter(*_TEXTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """A record that the colour rests on, as it stood on `as_of`: its values by variable."""

    resource: str
    record: str
    as_of: datetime
    values: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True, slots=True)
class ManualOrder:
    """By whose hands a colour stands that no rule gave: the ground from the closed list, where and when she was there.

    She was in `place` on a day from `seen_from` to `seen_until`; it holds from `starts_on` to `ends_on`. All days are
    included. `proposed_by` and `approved_by` are two officers' references, `order` that of the order.
    """

    order: str
    ground: str
    place: str
    seen_from: date
    seen_until: date
    starts_on: date
    ends_on: date
    proposed_by: str
    approved_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ColourReceipt:
    """The record of one change of one person's colour.

    `decided_at` carries the province's zone, whose days the rules go by. `subject` is an opaque reference, never an
    identity number. `rule` is the id of the rule that matched, `version` of its rule set, `book` the digest of the
    whole rule book in hexadecimal. `decided_by` is MACHINE or an officer's reference. `manual` is the order of a
    manual colour; a receipt without one says nothing of it, as those from before there were any.
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
    manual: ManualOrder | None = None


def is_colour_receipt(data: bytes) -> bool:
    """Whether a message says that it is the receipt of a colour. Raises Malformed, Truncated."""
    return is_record(data=data, typ=MEDIA_TYPE)


def sign_colour_receipts(*, receipts: Iterable[ColourReceipt], key: SigningKey) -> list[bytes]:
    """The signed receipts in their order, a tagged COSE_Sign1 message each.

    Raises InexactValue for a value that one could not give back.
    """
    contents = ((_texts_of(each), _own(each)) for each in receipts)
    return sign_records(names=_TEXTS, contents=contents, key=key, typ=MEDIA_TYPE)


def open_colour_receipt(*, data: bytes, keys: KeySet) -> ColourReceipt:
    """Check a receipt's signature and read it. Raises what `open_record` raises."""
    return open_record(
        data=data, keys=keys, typ=MEDIA_TYPE, read=_read, made_at=lambda each: each.decided_at, may_be_of_batch=True
    )


def _own(receipt: ColourReceipt) -> dict[str, Value]:
    own: dict[str, Value] = {
        "id": receipt.id,
        "decided_at": receipt.decided_at,
        "subject": receipt.subject,
        "evidence": [_shown(each) for each in receipt.evidence],
    }
    return own | {"manual": asdict(receipt.manual)} if receipt.manual else own


def _shown(each: Exhibit) -> dict[str, Value]:
    return {"resource": each.resource, "record": each.record, "as_of": each.as_of, "values": each.values}


def _read(content: dict[str, Any]) -> ColourReceipt:
    manual = {"manual": ManualOrder(**content["manual"])} if "manual" in content else {}
    evidence = tuple(Exhibit(**each) for each in content["evidence"])
    return ColourReceipt(**content | {"evidence": evidence} | manual)
