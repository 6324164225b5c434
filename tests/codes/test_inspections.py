"""What a device reads: kept with the device, seen by the holder with the place, the refused ones too."""

from datetime import timedelta

import pytest

from lingnan.kernel import audit
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Inspection, Scan
from lingnan.rooms.codes.types import Outcome, Status

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
