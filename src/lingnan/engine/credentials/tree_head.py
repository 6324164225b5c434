"""The signed head of a log that can only grow: its size and root at a time (RFC 6962, section 3.5), as COSE over CBOR.

Who keeps a head can later hold the log to it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from lingnan.engine.credentials.key_set import KeySet
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.record import open_record, sign_record

MEDIA_TYPE = "application/vnd.lingnan.tree-head+cbor"


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
    return sign_record(content=asdict(head), key=key, typ=MEDIA_TYPE)


def open_tree_head(*, data: bytes, keys: KeySet) -> TreeHead:
    """Check a head's signature and read it. Raises what `open_record` raises."""
    return open_record(
        data=data, keys=keys, typ=MEDIA_TYPE, read=lambda content: TreeHead(**content), made_at=lambda head: head.at
    )
