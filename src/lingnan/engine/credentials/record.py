"""A signed record: what every receipt, tree head and certificate has in common, a COSE_Sign1 message over CBOR."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.batch import read_of_batch, sign_batch, verify_of_batch
from lingnan.engine.credentials.cose import TYP, Verified, read_message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.values import Value
from lingnan.engine.credentials.writer import Form

_FORMAT = 1
Texts: TypeAlias = tuple[str, ...]
R = TypeVar("R")


def sign_record(*, content: Mapping[str, object], key: SigningKey, typ: str) -> bytes:
    """The signed record, a tagged COSE_Sign1 message; its format is written beside its content."""
    return sign1(payload=cbor.encode({"format": _FORMAT, **content}), key=key, typ=typ)


def sign_records(
    *, names: Sequence[str], contents: Iterable[tuple[Texts, Mapping[str, Value]]], key: SigningKey, typ: str
) -> list[bytes]:
    """The signed records of a batch, a COSE_Sign1 message each, in their order. Raises InexactValue.

    Each content is the texts under `names`, of which many records have the same, and the rest by name.
    """
    form = Form(*names)
    payloads = [form.fill(texts=texts, own={"format": _FORMAT, **own}) for texts, own in contents]
    return sign_batch(payloads=payloads, key=key, typ=typ)


def is_record(*, data: bytes, typ: str) -> bool:
    """Whether a message, of a batch or not, says that it is of this type. Raises Malformed, Truncated."""
    return read_of_batch(data).header.get(TYP) == typ


def open_record(
    *,
    data: bytes,
    keys: KeySet,
    typ: str,
    read: Callable[[dict[str, Any]], R],
    made_at: Callable[[R], datetime],
    may_be_of_batch: bool = False,
) -> R:
    """Check a record's signature, then read it. It does not expire; a revoked key ends its worth.

    `read` makes the record of its content and may fail with KeyError or TypeError; `made_at` gives the time that the
    key's period has to cover. Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod.
    """
    verified = _verified(data, keys, may_be_of_batch)
    require_typ(message=verified, typ=typ)
    content: Any = cbor.decode(verified.payload)
    if not isinstance(content, dict) or content.pop("format", None) != _FORMAT:
        raise Malformed(f"not a record of a format known here: {typ}")
    try:
        record = read(content)
    except (KeyError, TypeError) as error:
        raise Malformed(f"a part of the record is missing or unknown: {error}") from error
    verified.require_period(timestamp=made_at(record).timestamp())
    return record


def _verified(data: bytes, keys: KeySet, may_be_of_batch: bool) -> Verified:
    if may_be_of_batch:
        return verify_of_batch(data=data, keys=keys, purpose=Purpose.RECEIPT)
    return verify_sign1(message=read_message(data), keys=keys, purpose=Purpose.RECEIPT)
