"""What a gate counts, and what is left of it when it dies."""

import asyncio
import errno
import os
from datetime import date, timedelta

from lingnan.engine.tallies import Act, Bucket, Kept, decode_tally

from .conftest import DOOR_KEY, NOON, OTHER_KEY, ZONE


def written(counting, folder):
    asyncio.run(counting.flush())
    (path,) = (folder / "tallies").glob("*.tally")
    return decode_tally(path.read_bytes())


def test_displays_and_scans_are_counted_by_hour_and_kind_and_holders_and_devices_once_a_day(
    client, issuer, counting, clock, tmp_path
):
    async def crowd():
        for _ in range(3):
            shown = await client.show(issuer.display_key())
            for key in (DOOR_KEY, OTHER_KEY):
                await client.scan(shown.content["token"], key=key)
        await client.scan("rubbish")
        await client.show("rubbish")

    asyncio.run(crowd())
    tally = written(counting, tmp_path)
    hour = NOON.astimezone(ZONE)
    assert tally.counts == {
        Bucket(hour, "senior-card", Act.DISPLAY): 3,
        Bucket(hour, "senior-card", Act.SCAN): 6,
        Bucket(hour, "", Act.SCAN): 1,
    }
    day = date(2026, 11, 23)
    assert {key: sketch.estimate() for key, sketch in tally.distinct.items()} == {
        (day, Kept.HOLDERS): 1,
        (day, Kept.DEVICES): 2,
    }
    clock.forward(hours=1)
    asyncio.run(client.show(issuer.display_key()))
    assert written(counting, tmp_path).counts[Bucket(hour + timedelta(hours=1), "senior-card", Act.DISPLAY)] == 1


def test_a_new_day_begins_anew_and_what_was_long_taken_in_is_told_no_more(counting, clock, tmp_path):
    for _ in range(4):
        counting.count_display(1, 5)
        tally = written(counting, tmp_path)
        clock.forward(days=1)
        asyncio.run(counting.flush())
    assert {day.day: sketch.estimate() for (day, kept), sketch in tally.distinct.items() if kept is Kept.HOLDERS} == {
        24: 1,
        25: 1,
        26: 1,
    }
    assert sorted(bucket.hour.day for bucket in tally.counts) == [24, 25, 26]


def test_a_full_disk_delays_the_tally_and_loses_nothing(counting, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    counting.count_display(1, 5)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", full)
        asyncio.run(counting.flush())
    counting.count_display(1, 5)
    assert sum(written(counting, tmp_path).counts.values()) == 2
