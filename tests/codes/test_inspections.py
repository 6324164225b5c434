"""What a device reads: kept with the device, seen by the holder with the place, the refused ones too."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lingnan.engine.scans import ScanRecord, encode_record
from lingnan.kernel import audit
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Device as DeviceRow
from lingnan.rooms.codes.models import Inspection, Scan
from lingnan.rooms.codes.types import NO_CODE, Outcome, Status, Way

from .cards import HOLDER, INSPECTOR, NOON
from .scanners import PLACE, inspector, scanner

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def keeper(platform):
    return inspector("keeper")


@pytest.fixture
def device(keeper):
    return scanner(keeper)[0]


def reads() -> list[audit.Entry]:
    return audit.list_entries(subject_key=HOLDER, kind=AuditEntry.Kind.READ)


def ask(device, display, at=NOON):
    api.admit_look_up(device=device, at=at)
    return api.answer_look_up(device=device, display=display, at=at)


def test_a_scan_knows_its_device_and_the_holder_where_it_was(device, card):
    assert api.inspect_code(text=card.token(), device=device, at=NOON).outcome is Outcome.VALID
    scan, (entry,) = Scan.objects.get(), reads()
    assert (scan.place, scan.device) == (PLACE, str(device.uuid))
    assert (entry.by.kind, entry.by.name, entry.by.department) == ("device", PLACE, "gd-transport")
    assert entry.purpose == "扫码查验"


def test_one_devices_repeat_is_one_scan_another_devices_is_not(keeper, device, card):
    token = card.token()
    other, _ = scanner(keeper, name="手持机2")
    for each in (device, device, other):
        api.inspect_code(text=token, device=each, at=NOON)
    assert Scan.objects.count() == len(reads()) == 2
    assert Inspection.objects.count() == 3


@pytest.mark.parametrize("text", ["", "废" * 10_000, "LN1:" + "A" * 10_000, "https://example.com/"])
def test_what_is_refused_is_kept_without_what_it_said(device, text):
    found = api.inspect_code(text=text, device=device, at=NOON)
    kept = Inspection.objects.get()
    assert (kept.outcome, kept.act, kept.at) == (found.outcome, "scan", NOON)
    assert not Scan.objects.exists()


def test_a_department_sees_how_much_its_devices_read_today(keeper, device, card):
    api.inspect_code(text="?", device=device, at=NOON - timedelta(days=1))
    assert api.list_devices(by=keeper, at=NOON)[0].last_read_at == NOON - timedelta(days=1)
    for text in (card.token(), "?", "??"):
        api.inspect_code(text=text, device=device, at=NOON)
    (use,) = api.list_devices(by=keeper, at=NOON)
    assert (use.device, use.read, use.refused, use.last_read_at) == (device, 3, 2, NOON)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.VALID, Outcome.VALID),
        (Status.SUSPENDED, Outcome.SUSPENDED),
        (Status.APPLICATION_SPECIFIC, Outcome.MARKED),
        (Status.INVALID, Outcome.REVOKED),
    ],
)
def test_a_number_is_answered_as_the_code_would_be(device, card, status, outcome):
    if status is not Status.VALID:
        api.set_status(ref=card.ref, status=status, by=INSPECTOR, at=NOON)
    by_number, by_code = ask(device, card.claims), api.inspect_code(text=card.token(), device=device, at=NOON)
    assert by_number == by_code
    assert by_number.outcome is outcome
    assert [entry.purpose for entry in reads()] == ["扫码查验", "凭身份证号查验"]
    assert set(Scan.objects.values_list("device", "outcome")) == {(str(device.uuid), outcome.value)}


def test_asking_again_within_the_minute_is_one_look(device, card):
    for _ in range(3):
        ask(device, card.claims)
    assert (len(reads()), Scan.objects.count(), Inspection.objects.count()) == (1, 1, 3)
    ask(device, card.claims, NOON + MINUTE)
    assert len(reads()) == 2


def test_no_code_leaves_no_trace_on_anyone(device):
    assert ask(device, None) is None
    assert (Inspection.objects.get().outcome, AuditEntry.objects.filter(kind="read").count()) == ("no-code", 0)


def test_numbers_are_not_tried_one_after_another(keeper, device, card):
    for _ in range(20):
        ask(device, None)
    with pytest.raises(api.LookedUpTooOften):
        ask(device, card.claims)
    assert not Scan.objects.exists()
    ask(scanner(keeper, name="手持机2")[0], card.claims)
    assert api.inspect_code(text=card.token(), device=device, at=NOON).outcome is Outcome.VALID
    ask(device, card.claims, NOON + HOUR)


def test_a_device_asks_by_so_many_numbers_an_hour(device, card):
    for _ in range(240):
        ask(device, card.claims)
    with pytest.raises(api.LookedUpTooOften):
        ask(device, card.claims)
    ask(device, card.claims, NOON + HOUR)


def test_a_revoked_device_asks_nothing(keeper, device):
    api.revoke_device(uuid=device.uuid, by=keeper, at=NOON)
    with pytest.raises(api.DeviceUnknown):
        api.admit_look_up(device=device, at=NOON)


def test_the_department_reads_what_its_device_read_wherever_that_was_answered(keeper, device, card, tmp_path):
    api.inspect_code(text=card.token(), device=device, at=NOON)
    api.inspect_code(text="废", device=device, at=NOON + MINUTE)
    ask(device, None, at=NOON + 2 * MINUTE)
    record = ScanRecord(
        nonce=bytes(16), list_id=card.ref.list_id, index=card.ref.index, outcome="valid", place="gate-1",
        device=str(device.uuid), scanned_at=NOON - MINUTE,
    )  # fmt: skip
    (tmp_path / "a.spool").write_bytes(encode_record(record) * 2)
    for _ in range(2):
        api.ingest_spool(folder=tmp_path)
    told = [(each.act, each.way, each.kind, each.outcome) for each in listed(device, keeper)]
    assert told == [
        ("number", Way.DESK, "", NO_CODE),
        ("scan", Way.DESK, "", "foreign"),
        ("scan", Way.DESK, "senior-card", "valid"),
        ("scan", Way.GATE, "senior-card", "valid"),
    ]
    assert [each.at - NOON for each in listed(device, keeper)][-1] == -MINUTE


def listed(device, by, before=None):
    return api.list_inspections(uuid=device.uuid, by=by, before=before)


def test_the_list_goes_on_page_by_page_through_one_moment(keeper, device):
    row = DeviceRow.objects.get()
    Inspection.objects.bulk_create(
        Inspection(device=row, act="scan", outcome="foreign", at=NOON + MINUTE * (number // 40))
        for number in range(120)
    )
    pages, before = [], None
    while page := listed(device, keeper, before):
        pages.append(page)
        before = page[-1].id
    assert [len(page) for page in pages] == [50, 50, 20]
    everything = [each for page in pages for each in page]
    assert len({each.id for each in everything}) == 120
    assert everything == sorted(everything, key=lambda each: (each.at, each.id), reverse=True)
    assert len(listed(device, keeper, before=10**18 - 1)) == 50


def test_anothers_device_is_listed_to_no_one_else(keeper, device, card):
    for by in (inspector("elsewhere", division="4403"), inspector("others", department="gd-health")):
        with pytest.raises(NotFound):
            listed(device, by)
    with pytest.raises(NotAllowed):
        listed(device, inspector("clerk", role="clerk"))


def test_a_way_that_is_none_is_refused_by_the_database(device):
    with pytest.raises(IntegrityError), transaction.atomic():
        Inspection.objects.create(device=DeviceRow.objects.get(), act="scan", outcome="valid", way="pigeon", at=NOON)
