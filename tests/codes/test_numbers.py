"""What the gates counted, added up for the cockpit and the public."""

import asyncio
import errno
import importlib
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from lingnan.engine.tallies import Act, Kept
from lingnan.gate.counting import Counting as GateCounting
from lingnan.gate.snapshot import Contents, Snapshot
from lingnan.gate.strain import Strain
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.codes import api
from lingnan.rooms.codes.api import Counting
from lingnan.rooms.codes.models import Count
from lingnan.rooms.codes.types import Hour, OfflineScan, Outcome

from .cards import NOON, issue
from .scanners import inspector, scanner

pytestmark = pytest.mark.django_db


class Gate:
    """What counts in a gate, under a clock of the test's."""

    def __init__(self, folder) -> None:
        self.at = NOON
        snapshot = Snapshot()
        asyncio.run(snapshot.adopt(Contents(kinds=dict.fromkeys(range(100_000), "senior-card"))))
        self._counting = GateCounting(
            snapshot=snapshot, strain=Strain(), folder=folder, gate="gz", zone=PROVINCE_ZONE, clock=lambda: self.at
        )

    def count(self, *, displays: range, devices: range, at: datetime = NOON, list_id: int = 1) -> None:
        self.at = at
        for index in displays:
            self._counting.count_display(list_id, index)
        for device in devices:
            self._counting.count_scan(list_id, f"door-{device}")
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


@pytest.fixture
def counting(tmp_path) -> Iterator[Counting]:
    """This process counts as the one does that serves pages."""
    counting = Counting(folder=tmp_path, clock=lambda: NOON)
    api.connect_counting(counting)
    yield counting
    api.connect_counting(None)


def taken_in(counting: Counting, folder, at: datetime = NOON):
    counting.flush()
    take_in(folder)
    return api.get_numbers(at=at)


def test_a_code_shown_by_the_page_counts_with_those_of_gates_and_its_holder_once(counting, published, tmp_path):
    card = issue()
    for _ in range(2):
        card.token()
    Gate(tmp_path).count(displays=range(card.ref.index, card.ref.index + 1), devices=range(0), list_id=card.ref.list_id)
    numbers = taken_in(counting, tmp_path)
    assert (numbers.displays_today, numbers.holders_today) == (3, 1)
    assert {row.kind for row in Count.objects.all()} == {"senior-card"}


def test_whoever_reads_a_code_is_counted_and_no_city_has_more_than_the_province(counting, published, tmp_path):
    device, key = scanner(inspector("keeper"))
    card = issue()
    for text in (card.token(), "rubbish"):
        api.verify_code(text=text, at=NOON)
        for _ in range(5):
            api.inspect_code(text=text, device=device, at=NOON)
    with transaction.atomic():
        api.answer_look_up(device=device, display=card.claims, at=NOON)
    scan = OfflineScan(id=b"x" * 16, text="", outcome=Outcome.FOREIGN, scanned_at=NOON, listed_at=None)
    for _ in range(2):
        api.take_upload(key=key, scans=[scan], at=NOON + timedelta(hours=1))
    numbers = taken_in(counting, tmp_path)
    (city,) = numbers.cities
    assert (numbers.scans_today, city.inspections, numbers.devices_today) == (14, 12, 1)
    assert [(hour.begins_at, hour.scans) for hour in numbers.hours] == [(NOON, 14)]


def test_what_is_uploaded_days_later_counts_to_its_day_and_loses_nothing_told_before(tmp_path, published):
    now = [NOON]
    counting = Counting(folder=tmp_path, clock=lambda: now[0])
    for day in range(4):
        now[0] = NOON + timedelta(days=day)
        counting.flush()
        counting.count(act=Act.SCAN, kind="", at=NOON, who=Kept.DEVICES, name=b"door")
    numbers = taken_in(counting, tmp_path)
    assert (numbers.scans_today, numbers.devices_today) == (4, 1)


def test_the_web_process_loses_a_second_at_most_and_a_full_disk_nothing(counting, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", full)
        counting.count(act=Act.SCAN, kind="", at=NOON, who=Kept.DEVICES, name=b"")
        counting.flush()
        assert not list(tmp_path.glob("*.tally"))
    # The process's own thread writes, with nobody asking.
    while not list(tmp_path.glob("*.tally")):
        time.sleep(0.05)
    take_in(tmp_path)
    assert (api.get_numbers(at=NOON).scans_today, api.get_numbers(at=NOON).devices_today) == (1, 0)


def test_the_process_that_serves_pages_counts_and_no_other(monkeypatch):
    connected = []
    monkeypatch.setattr(api, "connect_counting", connected.append)
    monkeypatch.setattr("lingnan.portal.probe.watch", lambda: None)
    monkeypatch.delitem(sys.modules, "lingnan.config.wsgi", raising=False)
    importlib.import_module("lingnan.config.wsgi")
    assert len(connected) == 1
