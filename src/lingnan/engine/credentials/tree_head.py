"""The signed head of a log that can only grow: its size and root at a time (RFC 6962, section 3.5), as COSE over CBOR.

Who keeps a head can later hold the log to it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.cose import read_message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey

MEDIA_TYPE = "application/vnd.lingnan.tree-head+cbor"

_FORMAT = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeHead:
    """What a log came to at a time: the number of its leaves and its root, a SHA-256."""

    issuer: str
    log: str
    size: int
    root: bytes
    at: datetime


def sign_tree_head(*, head: TreeHead, key: SigningKey) -> bytes:
    """The signed head, a tagged COSE_Sign1 message."""
    return sign1(payload=cbor.encode({"format": _FORMAT, **asdict(head)}), key=key, typ=MEDIA_TYPE)


def open_tree_head(*, data: bytes, keys: KeySet) -> TreeHead:
    """Check a head's signature and read it. It does not expire.

    Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod.
    """
    message = read_message(data)
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.RECEIPT)
    require_typ(message=message, typ=MEDIA_TYPE)
    content: Any = cbor.decode(verified.payload)
    if not isinstance(content, dict) or content.pop("format", None) != _FORMAT:
        raise Malformed("not a tree head of a format known here")
    try:
        head = TreeHead(**content)
    except TypeError as error:
        raise Malformed(f"a part of the tree head is missing or unknown: {error}") from error
    verified.require_period(timestamp=head.at.timestamp())
    return head
