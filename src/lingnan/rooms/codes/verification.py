"""Checking a code for anyone: the status now, as little of the holder as will do, and a trace that she can see."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction

from lingnan.engine.scans import ScanRecord
from lingnan.engine.verification import CodeRefused, Reading, read_code
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE, local_date

from .counting import count_scan
from .keys import key_set
from .models import StatusList
from .scans import ANYONE, record_scan
from .signing import issuer
from .types import Outcome, Status, Verification
from .wording import words_for

PUBLIC = Actor(kind="system", ref="public", name=ANYONE)
PLACE = "portal"
FIND = """
    SELECT holder_key, kind, status, paper_withdrawn_at FROM codes_statusentry
    JOIN codes_statuslist ON codes_statuslist.id = list_id WHERE list_id = %s AND index = %s
"""


class Reader(NamedTuple):
    """Who reads a code, where, and with which device ('' for none of ours)."""

    by: Actor
    place: str
    device: str


def verify_code(*, text: str, at: datetime, by: Actor | None = None) -> Verification:
    """Check the text of a scanned code, from a screen or from paper. Never raises for what the text holds.

    A code that can be believed leaves a scan, and an entry of kind read in its holder's access log: under the name of
    `by`, or as a check by someone not signed in. The same verifier's repeat within the code's minute counts once.
    """
    return check_code(text=text, reader=Reader(by=by or PUBLIC, place=PLACE, device=""), at=at)


def check_code(*, text: str, reader: Reader, at: datetime) -> Verification:
    """As `verify_code`, for a reader of any kind."""
    found = _check(text, reader, at)
    count_scan(kind=found.kind, device=reader.device, at=at)
    return found


def _check(text: str, reader: Reader, at: datetime) -> Verification:
    try:
        reading = read_code(text=text, keys=key_set(), at=at, zone=PROVINCE_ZONE)
    except CodeRefused as refusal:
        return _refused(refusal.outcome, at)
    # A device's answer has a transaction already, and needs no savepoint in it.
    with transaction.atomic(savepoint=False):
        return _look_up(reading, reader, at)


def believed(
    *, outcome: Outcome, kind: str, holder_masked: str, valid_until: date | None, at: datetime
) -> Verification:
    """The answer where it is known whose code it is."""
    return Verification(
        outcome=outcome,
        words=words_for(kind=kind, outcome=outcome),
        checked_at=at,
        kind=kind,
        holder_masked=holder_masked,
        valid_until=valid_until,
        issuer=issuer(),
    )


def _look_up(reading: Reading, reader: Reader, at: datetime) -> Verification:
    with connection.cursor() as cursor:
        cursor.execute(FIND, [reading.list_id, reading.index])
        found = cursor.fetchone()
    if found is None:
        is_ended = StatusList.objects.filter(id=reading.list_id, ended_at__isnull=False).exists()
        return _refused(Outcome.ENDED if is_ended else Outcome.UNREADABLE, at)
    holder_key, kind, status, withdrawn_at = found
    outcome = reading.outcome(status=Status(status), withdrawn_at=withdrawn_at, today=local_date(at))
    record_scan(record=_record(reading, outcome, reader, at), holder_key=holder_key, by=reader.by)
    return believed(outcome=outcome, kind=kind, holder_masked=reading.holder, valid_until=reading.valid_until, at=at)


def _refused(outcome: Outcome, at: datetime) -> Verification:
    return Verification(outcome=outcome, words=words_for(kind="", outcome=outcome), checked_at=at)


def _record(reading: Reading, outcome: Outcome, reader: Reader, at: datetime) -> ScanRecord:
    return ScanRecord(
        nonce=reading.scan_nonce(device=reader.by.ref, at=at),
        list_id=reading.list_id,
        index=reading.index,
        outcome=outcome,
        place=reader.place,
        device=reader.device,
        scanned_at=at,
        token=reading.token,
    )
