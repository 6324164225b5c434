import asyncio
import errno
import fcntl
import os
from datetime import UTC, datetime
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.scans import RecordDamaged, ScanRecord, decode_record, encode_record
from lingnan.gate import spool
from lingnan.gate.spool import Spool, SpoolBusy, SpoolUnavailable

records = st.builds(
    ScanRecord,
    nonce=st.binary(min_size=16, max_size=16),
    list_id=st.integers(1, 10**9),
    index=st.integers(0, 2**20 - 1),
    outcome=st.sampled_from(["valid", "revoked"]),
    place=st.text(max_size=60),
    device=st.text(max_size=60),
    scanned_at=st.datetimes(timezones=st.just(UTC)),
    token=st.binary(max_size=16),
)


def lines_of(folder) -> list[bytes]:
    return [line for path in sorted(folder.glob("*.spool")) for line in path.read_bytes().splitlines()]


def is_locked(path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@given(records)
def test_a_record_comes_back_from_its_line(record):
    line = encode_record(record)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_record(line) == record


def test_a_line_without_a_token_was_written_by_an_older_version():
    body = b'["%b",1,2,"valid","a","b","2026-11-23T04:00:00+00:00"]' % (b"00" * 16)
    record = decode_record(b"%08x %b\n" % (crc32(body), body))
    assert isinstance(record, ScanRecord)
    assert (record.token, record.device) == (b"", "b")


@given(records, st.data())
def test_a_line_that_was_cut_or_altered_is_noticed(record, data):
    line = encode_record(record)
    place = data.draw(st.integers(0, len(line) - 2))
    with pytest.raises(RecordDamaged):
        decode_record(line[:place])
    altered = bytes([line[place] ^ data.draw(st.integers(1, 255))])
    with pytest.raises(RecordDamaged):
        decode_record(line[:place] + altered + line[place + 1 :])


def test_a_line_is_in_the_file_before_the_answer(tmp_path):
    async def run():
        new = Spool(folder=tmp_path / "new" / "spool")
        await new.append(b"one\n")
        assert lines_of(tmp_path / "new" / "spool") == [b"one"]
        await new.close()

    asyncio.run(run())


def test_lines_that_come_together_share_a_sync(tmp_path, monkeypatch):
    synced = []
    fdatasync = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda file: (synced.append(file), fdatasync(file)))

    async def run():
        spool = Spool(folder=tmp_path)
        await asyncio.gather(*(spool.append(b"%d\n" % number) for number in range(500)))
        await spool.close()

    asyncio.run(run())
    assert sorted(map(int, lines_of(tmp_path))) == list(range(500))
    assert len(synced) < 10


def test_the_writer_holds_its_file_until_it_is_done(tmp_path):
    async def run():
        spool = Spool(folder=tmp_path)
        await spool.append(b"one\n")
        (path,) = tmp_path.glob("*.spool")
        assert is_locked(path)
        await spool.close()
        assert not is_locked(path)

    asyncio.run(run())


def test_a_long_file_is_followed_by_another(tmp_path):
    async def run():
        spool = Spool(folder=tmp_path, file_bytes=10)
        for _ in range(5):
            await spool.append(b"12345\n")
        await spool.close()

    asyncio.run(run())
    assert len(list(tmp_path.glob("*.spool"))) == 3
    assert len(lines_of(tmp_path)) == 5


@pytest.mark.parametrize("failing", ["write", "fdatasync", "open"])
def test_a_full_disk_is_said_aloud_and_the_next_line_starts_a_new_file(tmp_path, monkeypatch, failing):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    async def run():
        spool = Spool(folder=tmp_path, file_bytes=1)
        await spool.append(b"before\n")
        with monkeypatch.context() as patch:
            patch.setattr(os, failing, full)
            refused = await asyncio.gather(*(spool.append(b"lost\n") for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in refused] == [SpoolUnavailable] * 3
        await spool.append(b"after\n")
        await spool.close()

    asyncio.run(run())
    assert [line for line in lines_of(tmp_path) if line != b"lost"] in ([b"before", b"after"], [b"after", b"before"])


def test_more_than_the_disk_can_take_is_refused_at_once_and_the_rest_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "MOST_WAITING", 3)

    async def run():
        crowded = Spool(folder=tmp_path)
        told = await asyncio.gather(*(crowded.append(b"%d\n" % number) for number in range(10)), return_exceptions=True)
        await crowded.append(b"later\n")
        await crowded.close()
        return told

    told = asyncio.run(run())
    assert [type(each) for each in told] == [type(None)] * 3 + [SpoolBusy] * 7
    assert lines_of(tmp_path) == [b"0", b"1", b"2", b"later"]


def test_a_caller_that_goes_away_takes_nobody_along(tmp_path):
    async def run():
        spool = Spool(folder=tmp_path)
        gone, stays = (asyncio.create_task(spool.append(line)) for line in (b"gone\n", b"stays\n"))
        await asyncio.sleep(0)
        gone.cancel()
        await stays
        await spool.close()

    asyncio.run(run())
    assert lines_of(tmp_path) == [b"gone", b"stays"]


def test_records_carry_the_moment_exactly():
    moment = datetime(2026, 11, 23, 4, 0, 0, 123456, tzinfo=UTC)
    record = ScanRecord(nonce=bytes(16), list_id=1, index=2, outcome="valid", place="a", device="", scanned_at=moment)
    assert decode_record(encode_record(record)).scanned_at == moment
