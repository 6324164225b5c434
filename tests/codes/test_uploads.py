"""What a device read without network: taken once, told to the holder, marked when the device is revoked by then."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lingnan.kernel import audit
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Inspection, Scan
from lingnan.rooms.codes.models import OfflineScan as Kept
from lingnan.rooms.codes.types import OfflineScan, Purpose

from .cards import HOLDER, INSPECTOR, NOON
from .scanners import PLACE, inspector, scanner

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = NOON + HOUR


@pytest.fixture
def keeper(platform):
    return inspector("keeper")


@pytest.fixture
def enrolled(keeper):
    return scanner(keeper)


@pytest.fixture
def key(enrolled) -> str:
    return enrolled[1]


def scan(number: int = 1, *, text: str = "", outcome: str = "foreign", at=NOON + MINUTE) -> OfflineScan:
    return OfflineScan(id=bytes([number]) * 16, text=text, outcome=outcome, scanned_at=at, listed_at=NOON)


def reads() -> list[audit.Entry]:
    return audit.list_entries(subject_key=HOLDER, kind=AuditEntry.Kind.READ)


def test_a_scan_is_told_to_its_holder_at_its_time_and_place(key, enrolled, card):
    report = api.take_upload(key=key, scans=[scan(text=card.paper(), outcome="valid")], at=LATER)
    assert report.taken == (b"\1" * 16,)
    kept, (entry,) = Scan.objects.get(), reads()
    assert (kept.place, kept.device, kept.scanned_at) == (PLACE, str(enrolled[0].uuid), NOON + MINUTE)
    assert (entry.by.name, entry.purpose, entry.at) == (PLACE, "没有网络时扫码查验", NOON + MINUTE)


def test_the_same_upload_again_changes_nothing(key, card):
    scans = [scan(text=card.paper(), outcome="valid"), scan(2), scan(3, outcome="old-list")]
    first = api.take_upload(key=key, scans=scans, at=LATER)
    again = api.take_upload(key=key, scans=[*scans, scan(4)], at=LATER + HOUR)
    assert (first.taken, again.repeated, again.taken) == (again.repeated, first.taken, (b"\4" * 16,))
    assert (Scan.objects.count(), len(reads()), Inspection.objects.count()) == (1, 1, 4)


def test_what_was_read_online_within_the_same_minute_is_the_same_scan(key, enrolled, card):
    paper = card.paper()
    api.inspect_code(text=paper, device=enrolled[0], at=NOON + MINUTE)
    api.take_upload(key=key, scans=[scan(text=paper, outcome="valid")], at=LATER)
    assert (Scan.objects.count(), len(reads())) == (1, 1)


def test_two_devices_may_draw_the_same_id(keeper, key):
    other = scanner(keeper, name="手持机2")[1]
    for each in (key, other):
        assert api.take_upload(key=each, scans=[scan()], at=LATER).taken
    assert Kept.objects.count() == 2


def test_refusals_are_kept_and_counted_for_the_department(keeper, key):
    api.take_upload(key=key, scans=[scan(1), scan(2, outcome="number"), scan(3, outcome="tampered")], at=LATER)
    (use,) = api.list_devices(by=keeper, at=LATER)
    assert (use.read, use.refused) == (3, 3)
    assert not Scan.objects.exists()


@pytest.mark.parametrize("text", ["LN1:RUBBISH", "x" * 9_000, "\0"])
def test_a_device_says_of_nobody_that_she_was_there_without_her_code(key, text):
    assert api.take_upload(key=key, scans=[scan(text=text, outcome="valid")], at=LATER).taken
    assert not Scan.objects.exists()
    assert Inspection.objects.get().outcome == "valid"


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "excellent"}, {"outcome": ""}, {"id": b"short"}, {"scanned_at": NOON - HOUR},
        {"scanned_at": LATER + HOUR},
    ],
)  # fmt: skip
def test_what_no_device_of_ours_tells_is_refused_and_the_rest_is_taken(key, change):
    wrong = replace(scan(), **change)
    report = api.take_upload(key=key, scans=[wrong, scan(2)], at=LATER)
    assert (report.refused, report.taken) == ((wrong.id,), (b"\2" * 16,))


def test_a_clock_ahead_by_minutes_writes_nothing_into_the_future(key, card):
    early = scan(text=card.paper(), outcome="valid", at=LATER + 4 * MINUTE)
    assert api.take_upload(key=key, scans=[early], at=LATER).taken
    assert Scan.objects.get().scanned_at == Inspection.objects.get().at == LATER


def test_a_revoked_device_tells_what_came_before_marked_and_nothing_after(keeper, key, enrolled, card):
    api.revoke_device(uuid=enrolled[0].uuid, by=keeper, at=NOON + 30 * MINUTE)
    before, after = scan(text=card.paper(), outcome="valid"), scan(2, at=NOON + 31 * MINUTE)
    report = api.take_upload(key=key, scans=[before, after], at=LATER)
    assert (report.taken, report.refused) == ((before.id,), (after.id,))
    assert Kept.objects.get().is_late
    assert [entry.purpose for entry in reads()] == ["没有网络时扫码查验，设备停用后才上传"]
    assert AuditEntry.objects.filter(name="codes.device.uploaded-late").count() == 1


def test_a_stranger_uploads_nothing_and_a_device_not_everything_at_once(key):
    with pytest.raises(api.DeviceUnknown):
        api.take_upload(key="nobody's", scans=[scan()], at=LATER)
    with pytest.raises(api.TooManyAtOnce):
        api.take_upload(key=key, scans=[scan(number) for number in range(101)], at=LATER)
    assert not Kept.objects.exists()


def test_an_upload_is_taken_once_by_the_database_too(key):
    api.take_upload(key=key, scans=[scan()], at=LATER)
    kept = Kept.objects.get()
    with pytest.raises(IntegrityError, match="offline_scan_once"), transaction.atomic():
        Kept.objects.create(
            device=kept.device, nonce=kept.nonce, outcome="valid", scanned_at=NOON, received_at=NOON, is_late=False
        )
    with pytest.raises(IntegrityError, match="offline_scan_told_afterwards"), transaction.atomic():
        Kept.objects.create(
            device=kept.device, nonce=b"2" * 16, outcome="valid", scanned_at=LATER, received_at=NOON, is_late=False
        )


def test_a_kit_tells_which_paper_is_lost_and_which_key_is_revoked(card):
    api.withdraw_paper(ref=card.ref, by=INSPECTOR, at=NOON + timedelta(milliseconds=1))
    (key,) = (key for key in api.list_keys() if key.purpose is Purpose.CREDENTIAL)
    api.revoke_key(kid=key.kid, by=INSPECTOR, at=NOON)
    kit = api.get_kit(at=NOON)
    assert kit.withdrawn[card.ref.list_id] == {card.ref.index: int(NOON.timestamp()) + 1}
    assert sorted(key["is_revoked"] for key in kit.keys if "credential" in key["purposes"]) == [False, True]
