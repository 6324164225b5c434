import asyncio
import fcntl
from dataclasses import replace
from uuid import uuid4

import pytest

from lingnan.engine.scans import RefusalRecord, ScanRecord, encode_record, encode_refusal
from lingnan.gate.desk import Desk
from lingnan.gate.snapshot import Contents, Snapshot
from lingnan.gate.snapshot import Device as Scanner
from lingnan.gate.spool import Spool
from lingnan.kernel import audit
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api, spool
from lingnan.rooms.codes.models import Inspection, Scan, SpoolFile
from lingnan.rooms.codes.types import Device, IngestReport
from tests.gate.conftest import counting_for

from .cards import HOLDER, NOON
from .scanners import PLACE, enrol, inspector, scanner


@pytest.fixture
def device(card) -> Device:
    return scanner(inspector("keeper"))[0]


@pytest.fixture
def record(card, device) -> ScanRecord:
    return ScanRecord(
        nonce=bytes(16),
        list_id=card.ref.list_id,
        index=card.ref.index,
        outcome="valid",
        place="gate-1",
        device=str(device.uuid),
        scanned_at=NOON,
    )


def numbered(record: ScanRecord, *numbers: int) -> bytes:
    return b"".join(encode_record(replace(record, nonce=number.to_bytes(16, "big"))) for number in numbers)


def read_at_gate(token: str, device: Device, *, place: str = "gate-1") -> ScanRecord:
    snapshot = Snapshot()
    asyncio.run(snapshot.adopt(Contents(keys=api.key_set())))
    snapshot.confirm(at=NOON)
    desk = Desk(snapshot=snapshot, counting=counting_for(snapshot), place=place, zone=PROVINCE_ZONE)
    _, record = desk.scan(text=token, device=Scanner(str(device.uuid), is_revoked=False), at=NOON)
    assert record is not None
    return record


def test_a_scan_is_taken_in_once_and_seen_by_the_holder(record, device, tmp_path):
    (tmp_path / "a.spool").write_bytes(encode_record(record))
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=1)
    assert api.ingest_spool(folder=tmp_path) == IngestReport()
    scan = Scan.objects.get()
    assert (scan.holder_key, bytes(scan.nonce), scan.outcome, scan.scanned_at) == (HOLDER, bytes(16), "valid", NOON)
    (entry,) = audit.list_entries(subject_key=HOLDER, kind=AuditEntry.Kind.READ)
    assert (entry.name, entry.at) == ("codes.code.scanned", NOON)
    assert (entry.by.ref, entry.by.name) == (f"device:{device.uuid}", PLACE)


def test_what_a_gate_refused_is_an_inspection_of_its_device_once_and_of_no_one(record, device, tmp_path):
    refusal = RefusalRecord(outcome="foreign", device=record.device, refused_at=NOON)
    lines = [refusal, refusal, replace(refusal, device="door-3"), replace(refusal, outcome="welcome")]
    (tmp_path / "a.spool").write_bytes(b"".join(map(encode_refusal, lines)))
    assert api.ingest_spool(folder=tmp_path) == IngestReport(refused=2, damaged=2)
    assert api.ingest_spool(folder=tmp_path) == IngestReport()
    (tmp_path / "b.spool").write_bytes(encode_record(record) + encode_refusal(refusal))
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=1, refused=1)
    kept = Inspection.objects.filter(device__uuid=device.uuid, outcome="foreign").values_list("act", "at")
    assert list(kept) == [("scan", NOON)] * 3
    (use,) = api.list_devices(by=inspector("other-keeper"), at=NOON)
    assert use.refused == 3


def test_a_scan_that_two_gates_kept_counts_once(record, tmp_path):
    (tmp_path / "a.spool").write_bytes(numbered(record, 1, 2))
    (tmp_path / "b.spool").write_bytes(numbered(record, 2, 3, 3))
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=3, repeated=2)
    assert Scan.objects.count() == 3
    assert len(audit.list_entries(subject_key=HOLDER, kind=AuditEntry.Kind.READ)) == 3


def test_a_token_that_a_device_reads_at_two_gates_and_at_the_portal_is_one_scan(card, device, tmp_path):
    token = card.token()
    for place in ("gate-1", "gate-2"):
        (tmp_path / f"{place}.spool").write_bytes(encode_record(read_at_gate(token, device, place=place)))
    api.inspect_code(text=token, device=device, at=NOON)
    assert api.ingest_spool(folder=tmp_path) == IngestReport(repeated=2)
    assert Scan.objects.get().place == PLACE


def test_a_code_on_a_screen_that_two_places_read_within_its_minute_is_told_to_its_holder(card, device, tmp_path):
    """A picture of it was sent to a friend, say. Both were let pass: one holder may pass two doors in a minute."""
    keeper, token = inspector("other-keeper"), card.token()
    same_place, _ = scanner(keeper, name="手持机2")
    pairing_key = enrol(keeper, place="深圳北站").pairing_key
    elsewhere, _ = api.pair_device(pairing_key=pairing_key, at=NOON)
    for each in (device, same_place, elsewhere):
        (tmp_path / f"{each.uuid}.spool").write_bytes(encode_record(read_at_gate(token, each)))
        api.ingest_spool(folder=tmp_path)
    api.verify_code(text=token, at=NOON)
    paper = card.paper()
    for each in (device, elsewhere):
        api.inspect_code(text=paper, device=each, at=NOON)
    assert list(Scan.objects.filter(is_doubled=True).values_list("place", flat=True)) == ["深圳北站"]
    entries = audit.list_entries(subject_key=HOLDER, kind=AuditEntry.Kind.READ)
    doubled = [entry.by.name for entry in entries if entry.purpose == "扫码查验，同一个码刚在另一处查过"]
    assert (len(entries), doubled) == (6, ["深圳北站"])


def test_a_live_gates_file_is_read_on_from_where_the_last_pass_ended(record, tmp_path):
    async def run():
        live = Spool(folder=tmp_path)
        await live.append(numbered(record, 1))
        yield
        await live.append(numbered(record, 2))
        yield
        await live.close()

    with asyncio.Runner() as runner:
        gate = run()
        for taken in (1, 1):
            runner.run(anext(gate))
            assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=taken)
            assert len(list(tmp_path.glob("*.spool"))) == 1
        runner.run(anext(gate, None))
    assert api.ingest_spool(folder=tmp_path) == IngestReport()
    assert list(tmp_path.glob("*.spool")) == []
    assert not SpoolFile.objects.exists()


def test_a_line_torn_off_by_a_crash_was_never_acknowledged_and_is_dropped(record, tmp_path):
    (tmp_path / "a.spool").write_bytes(numbered(record, 1) + numbered(record, 2)[:-1])
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=1)
    assert list(tmp_path.iterdir()) == []


def test_a_line_still_being_written_waits(record, tmp_path):
    path = tmp_path / "a.spool"
    line = numbered(record, 1)
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(line[:20])
        file.flush()
        assert api.ingest_spool(folder=tmp_path) == IngestReport()
        file.write(line[20:])
        file.flush()
        assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=1)


def test_damage_is_counted_logged_and_does_not_stop_the_rest(record, tmp_path, caplog):
    nowhere = encode_record(replace(record, list_id=999))
    (tmp_path / "a.spool").write_bytes(b"rubbish\n" + nowhere + numbered(record, 1))
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=1, damaged=2)
    assert "a.spool" in caplog.text


def test_a_crash_between_two_batches_loses_nothing_and_repeats_nothing(record, tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "BATCH", 4)
    (tmp_path / "a.spool").write_bytes(numbered(record, *range(10)))
    take_in, calls = spool.take_in, []

    def crash_at_the_second(*, records):
        calls.append(records)
        report = take_in(records=records)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return report

    monkeypatch.setattr(spool, "take_in", crash_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        api.ingest_spool(folder=tmp_path)
    assert Scan.objects.count() == 4
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=6)
    assert Scan.objects.count() == 10


def test_no_spool_is_nothing_to_do(db, tmp_path):
    assert api.ingest_spool(folder=tmp_path / "missing") == IngestReport()


def test_a_line_that_no_table_can_hold_does_not_stop_the_rest(record, tmp_path):
    lines = [
        replace(record, nonce=b"1" * 16, device="\0"),
        replace(record, nonce=b"2" * 16, device=str(uuid4())),
        record,
    ]
    (tmp_path / "a.spool").write_bytes(b"".join(map(encode_record, lines)))
    assert api.ingest_spool(folder=tmp_path) == IngestReport(taken=1, damaged=2)
    assert Scan.objects.get().device == record.device
