"""The certificate of a sunset: what was destroyed, when, by whom, and the head of the log that outlives it.

COSE over CBOR. It names no person: only how much there was of what.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.cose import read_message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.record import is_record
from lingnan.engine.credentials.tree_head import TreeHead

MEDIA_TYPE = "application/vnd.lingnan.sunset-certificate+cbor"

_FORMAT = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class SunsetCertificate:
    """What a room held and holds no more.

    `destroyed` counts records by resource, with receipts and standing colours among them; `by` are the names of those
    who ordered it; `ruled_until` is the last day of the last rule. The log had `log_size` leaves and `log_root`; its
    walk found `log_breaks` places that did not hold before the receipts went.
    """

    id: UUID
    issuer: str
    at: datetime
    by: tuple[str, ...]
    ruled_until: date
    destroyed: Mapping[str, int]
    log: str
    log_size: int
    log_root: bytes
    log_breaks: int

    @property
    def head(self) -> TreeHead:
        """The log as it was when its receipts were destroyed."""
        return TreeHead(issuer=self.issuer, log=self.log, size=self.log_size, root=self.log_root, at=self.at)


def is_sunset_certificate(data: bytes) -> bool:
    """Whether a message says that it is the certificate of a sunset. Raises Malformed, Truncated."""
    return is_record(data=data, typ=MEDIA_TYPE)


def sign_sunset_certificate(*, certificate: SunsetCertificate, key: SigningKey) -> bytes:
    """The signed certificate, a tagged COSE_Sign1 message."""
    content = asdict(certificate) | {"by": list(certificate.by)}
    return sign1(payload=cbor.encode({"format": _FORMAT, **content}), key=key, typ=MEDIA_TYPE)


def open_sunset_certificate(*, data: bytes, keys: KeySet) -> SunsetCertificate:
    """Check a certificate's signature and read it. It does not expire.

    Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod.
    """
    message = read_message(data)
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.RECEIPT)
    require_typ(message=message, typ=MEDIA_TYPE)
    content: Any = cbor.decode(verified.payload)
    if not isinstance(content, dict) or content.pop("format", None) != _FORMAT:
        raise Malformed("not a certificate of a format known here")
    try:
        certificate = SunsetCertificate(**content | {"by": tuple(content["by"])})
    except (KeyError, TypeError) as error:
        raise Malformed(f"a part of the certificate is missing or unknown: {error}") from error
    verified.require_period(timestamp=certificate.at.timestamp())
    return certificate
