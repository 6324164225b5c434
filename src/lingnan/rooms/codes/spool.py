"""Taking in what the gates spooled: each file from where the last pass ended, each scan once."""

import fcntl
import logging
from collections.abc import Iterable
from contextlib import suppress
from io import BufferedReader
from math import ceil
from pathlib import Path

from django.db import transaction

from lingnan.engine.scans import RecordDamaged, RefusalRecord, ScanRecord, decode_record

from .models import SpoolFile
from .refusals import take_in_refusals
from .scans import take_in
from .types import IngestReport

BATCH = 500
# About what a line has.
LINE_BYTES = 150
PATTERN = "*.spool"

log = logging.getLogger(__name__)


def ingest_spool(*, folder: Path) -> IngestReport:
    """Take in every whole line of every file. A file whose gate is gone is deleted once it is taken in.

    Safe to repeat, and after a crash at any point: a file's place moves in the transaction that keeps its scans.
    """
    return sum((_ingest_file(path) for path in sorted(folder.glob(PATTERN))), start=IngestReport())


def count_waiting(*, folder: Path) -> int:
    """About how many lines lie in the files of this folder and are yet to be taken in."""
    offsets = dict(SpoolFile.objects.values_list("name", "offset"))
    left = 0
    for path in folder.glob(PATTERN):
        # Another pass may have just taken in and deleted it.
        with suppress(FileNotFoundError):
            left += path.stat().st_size - offsets.get(path.name, 0)
    return ceil(left / LINE_BYTES)


def _ingest_file(path: Path) -> IngestReport:
    with path.open("rb") as file:
        # Asked before reading: whoever is gone by now writes no more, so the end that we reach is the end.
        is_left_behind = _try_lock(file)
        report = IngestReport()
        while more := _ingest_batch(path.name, file):
            report += more
        if is_left_behind:
            path.unlink()
            SpoolFile.objects.filter(name=path.name).delete()
    return report


@transaction.atomic
def _ingest_batch(name: str, file: BufferedReader) -> IngestReport | None:
    place, _ = SpoolFile.objects.select_for_update().get_or_create(name=name)
    file.seek(place.offset)
    lines = [line for line in file.readlines(BATCH * LINE_BYTES)[:BATCH] if line.endswith(b"\n")]
    if not lines:
        return None
    records, damaged = _decode(name, lines)
    scans = [record for record in records if isinstance(record, ScanRecord)]
    refusals = [record for record in records if isinstance(record, RefusalRecord)]
    report = take_in(records=scans) + take_in_refusals(records=refusals) + IngestReport(damaged=damaged)
    place.offset += sum(map(len, lines))
    place.save(update_fields=["offset"])
    return report


def _decode(name: str, lines: Iterable[bytes]) -> tuple[list[ScanRecord | RefusalRecord], int]:
    records: list[ScanRecord | RefusalRecord] = []
    damaged = 0
    for line in lines:
        try:
            records.append(decode_record(line))
        except RecordDamaged:
            log.exception("a damaged line in the spool file %s", name)
            damaged += 1
    return records, damaged


def _try_lock(file: BufferedReader) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
