"""What the gates counted, added up for the cockpit and the public."""

import asyncio
import os
from datetime import datetime, timedelta

import pytest

from lingnan.gate.counting import Counting
from lingnan.gate.snapshot import Contents, Snapshot
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import Hour

from .cards import NOON

pytestmark = pytest.mark.django_db


class Gate:
    """What counts in a gate, under a clock of the test's."""

    def __init__(self, folder) -> None:
        self.at = NOON
        snapshot = Snapshot()
        asyncio.run(snapshot.adopt(Contents(kinds={1: "senior-card"})))
        self._counting = Counting(
            snapshot=snapshot, folder=folder, gate="gz", zone=PROVINCE_ZONE, clock=lambda: self.at
        )

    def count(self, *, displays: range, devices: range, at: datetime = NOON) -> None:
        self.at = at
        for index in displays:
            self._counting.count_display(1, index)
        for device in devices:
            self._counting.count_scan(1, f"door-{device}")
        asyncio.run(self._counting.flush())


def take_in(folder, at: datetime = NOON) -> None:
    api.take_in_tallies(folder=folder, at=at)


def test_what_several_gates_counted_is_added_up_and_holders_seen_twice_count_once(tmp_path):
    one, other = Gate(tmp_path), Gate(tmp_path)
    one.count(displays=range(30), devices=range(3))
    other.count(displays=range(20, 60), devices=range(2, 6))
    take_in(tmp_path)
    one.count(displays=range(5), devices=range(0), at=NOON + timedelta(hours=1))
    for _ in range(2):
        take_in(tmp_path)
    numbers = api.get_numbers(at=NOON + timedelta(hours=2))
    assert (numbers.displays_today, numbers.displays_total) == (75, 75)
    assert (numbers.scans_today, numbers.scans_total) == (7, 7)
    assert (numbers.holders_today, numbers.devices_today) == (60, 6)
    assert numbers.hours == (
        Hour(begins_at=NOON, displays=70, scans=7),
        Hour(begins_at=NOON + timedelta(hours=1), displays=5, scans=0),
    )


def test_tomorrow_begins_at_nothing_and_the_total_stays(tmp_path):
    Gate(tmp_path).count(displays=range(3), devices=range(1))
    take_in(tmp_path)
    numbers = api.get_numbers(at=NOON + timedelta(days=1))
    assert (numbers.displays_today, numbers.holders_today, numbers.hours) == (0, 0, ())
    assert (numbers.displays_total, numbers.scans_total) == (3, 1)


def test_a_damaged_tally_does_not_stop_the_others_and_one_long_left_is_deleted(tmp_path, caplog):
    (tmp_path / "a.tally").write_bytes(b"{}")
    Gate(tmp_path).count(displays=range(3), devices=range(0))
    (path,) = set(tmp_path.glob("*.tally")) - {tmp_path / "a.tally"}
    left_at = NOON - timedelta(days=3)
    os.utime(path, (left_at.timestamp(), left_at.timestamp()))
    take_in(tmp_path)
    assert api.get_numbers(at=NOON).displays_total == 3
    assert "a.tally" in caplog.text
    assert not path.exists()
