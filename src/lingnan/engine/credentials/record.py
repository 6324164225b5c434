"""A signed record: what every receipt, tree head and certificate has in common, a COSE_Sign1 message over CBOR."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.cose import read_message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey

_FORMAT = 1
R = TypeVar("R")


def sign_record(*, content: Mapping[str, object], key: SigningKey, typ: str) -> bytes:
    """The signed record, a tagged COSE_Sign1 message; its format is written beside its content."""
    return sign1(payload=cbor.encode({"format": _FORMAT, **content}), key=key, typ=typ)


def open_record(
    *, data: bytes, keys: KeySet, typ: str, read: Callable[[dict[str, Any]], R], made_at: Callable[[R], datetime]
) -> R:
    """Check a record's signature, then read it. It does not expire; a revoked key ends its worth.

    `read` makes the record of its content and may fail with KeyError or TypeError; `made_at` gives the time that the
    key's period has to cover. Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod.
    """
    message = read_message(data)
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.RECEIPT)
    require_typ(message=message, typ=typ)
    content: Any = cbor.decode(verified.payload)
    if not isinstance(content, dict) or content.pop("format", None) != _FORMAT:
        raise Malformed(f"not a record of a format known here: {typ}")
    try:
        record = read(content)
    except (KeyError, TypeError) as error:
        raise Malformed(f"a part of the record is missing or unknown: {error}") from error
    verified.require_period(timestamp=made_at(record).timestamp())
    return record
