"""A scan, as a gate writes it to its spool and the platform takes it in: one line each, told from rubbish by a sum."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from json.encoder import encode_basestring
from typing import ClassVar
from zlib import crc32

NONCE_BYTES = 16
REFUSAL_FIELDS = 3


class RecordDamaged(ValueError):
    """The line is not what was written: torn off when the machine stopped, or altered."""

    code: ClassVar[str] = "record-damaged"


# Not frozen: one is made for each scan, in a third of the time.
@dataclass(slots=True, kw_only=True)
class ScanRecord:
    """One reading of a code. `nonce` has 16 bytes; `place` names the gate, `device` the scanner if it said so.

    `token` is what tells a code on a screen from every other, whoever reads it; empty for one on paper.
    """

    nonce: bytes
    list_id: int
    index: int
    outcome: str
    place: str
    device: str
    scanned_at: datetime
    token: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRecord:
    """That a code was read that can't be believed, and what was answered: of no one, without what the text held."""

    outcome: str
    device: str
    refused_at: datetime


def scan_nonce(*, code_id: bytes, device: str, window: int = 0) -> bytes:
    """What one device's reading of one code is known by: a retry gives the same 16 bytes, another device others.

    `window` parts the readings of a code that is shown more than once (a printed one): pass the minute.
    """
    digest = blake2b(digest_size=NONCE_BYTES)
    digest.update(b"%d:%b" % (len(code_id), code_id))
    digest.update(b"%d:%b" % (window, device.encode()))
    return digest.digest()


def encode_record(record: ScanRecord) -> bytes:
    """One line, ending in a line feed: eight hexadecimal digits of CRC-32, a space, a JSON array."""
    body = (
        f'["{record.nonce.hex()}",{record.list_id},{record.index},{encode_basestring(record.outcome)},'
        f'{encode_basestring(record.place)},{encode_basestring(record.device)},"{record.scanned_at.isoformat()}",'
        f'"{record.token.hex()}"]'
    ).encode()
    return b"%08x %b\n" % (crc32(body), body)


def encode_refusal(record: RefusalRecord) -> bytes:
    """One line, as `encode_record` writes it, of three fields."""
    body = (
        f'[{encode_basestring(record.outcome)},{encode_basestring(record.device)},"{record.refused_at.isoformat()}"]'
    ).encode()
    return b"%08x %b\n" % (crc32(body), body)


def decode_record(line: bytes) -> ScanRecord | RefusalRecord:
    """Read a line that `encode_record` or `encode_refusal` wrote; raises `RecordDamaged`."""
    total, _, body = line.removesuffix(b"\n").partition(b" ")
    if total != b"%08x" % crc32(body):
        raise RecordDamaged("the sum is not that of the line")
    try:
        fields = json.loads(body)
        if len(fields) == REFUSAL_FIELDS:
            outcome, device, refused_at = fields
            return RefusalRecord(outcome=outcome, device=device, refused_at=datetime.fromisoformat(refused_at))
        nonce, list_id, index, outcome, place, device, scanned_at, *token = fields
    except ValueError as error:
        raise RecordDamaged("the line is no record") from error
    return ScanRecord(
        nonce=bytes.fromhex(nonce),
        list_id=list_id,
        index=index,
        outcome=outcome,
        place=place,
        device=device,
        scanned_at=datetime.fromisoformat(scanned_at),
        # A line that an older version wrote has none.
        token=bytes.fromhex("".join(token)),
    )
