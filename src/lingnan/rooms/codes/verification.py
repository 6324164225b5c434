"""Checking a code for anyone: the status now, as little of the holder as will do, and a trace that she can see."""

from datetime import datetime

from django.db import transaction

from lingnan.engine.scans import ScanRecord
from lingnan.engine.verification import CodeRefused, Reading, read_code
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE, local_date

from .keys import key_set
from .models import StatusEntry
from .scans import ANYONE, record_scan
from .signing import issuer
from .types import Outcome, Status, Verification
from .wording import words_for

PUBLIC = Actor(kind="system", ref="public", name=ANYONE)
PLACE = "portal"


def verify_code(*, text: str, at: datetime, by: Actor | None = None) -> Verification:
    """Check the text of a scanned code, from a screen or from paper. Never raises for what the text holds.

    A code that can be believed leaves a scan, and an entry of kind read in its holder's access log: under the name of
    `by`, or as a check by someone not signed in. The same verifier's repeat within the code's minute counts once.
    """
    try:
        reading = read_code(text=text, keys=key_set(), at=at, zone=PROVINCE_ZONE)
    except CodeRefused as refusal:
        return _refused(refusal.outcome, at)
    with transaction.atomic():
        return _look_up(reading, at, by or PUBLIC)


def _look_up(reading: Reading, at: datetime, by: Actor) -> Verification:
    entry = StatusEntry.objects.select_related("list").filter(list_id=reading.list_id, index=reading.index).first()
    if entry is None:
        return _refused(Outcome.UNREADABLE, at)
    outcome = reading.outcome(status=Status(entry.status), withdrawn_at=entry.paper_withdrawn_at, today=local_date(at))
    record_scan(record=_record(reading, outcome, at, by), holder_key=entry.holder_key, by=by)
    return Verification(
        outcome=outcome,
        words=words_for(kind=entry.list.kind, outcome=outcome),
        checked_at=at,
        kind=entry.list.kind,
        holder_masked=reading.holder,
        valid_until=reading.valid_until,
        issuer=issuer(),
    )


def _refused(outcome: Outcome, at: datetime) -> Verification:
    return Verification(outcome=outcome, words=words_for(kind="", outcome=outcome), checked_at=at)


def _record(reading: Reading, outcome: Outcome, at: datetime, by: Actor) -> ScanRecord:
    return ScanRecord(
        nonce=reading.scan_nonce(device=by.ref, at=at),
        list_id=reading.list_id,
        index=reading.index,
        outcome=outcome,
        place=PLACE,
        device="",
        scanned_at=at,
    )
