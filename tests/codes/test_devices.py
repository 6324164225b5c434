"""A device: enrolled for a place by one with that right, paired once, listed to its department, revoked for good."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Device, Inspection

from .cards import NOON
from .scanners import enrol, inspector, scanner

A_DAY = timedelta(days=1)


@pytest.fixture
def keeper(db) -> Actor:
    return inspector("keeper")


def test_a_device_knows_its_place_by_a_key_of_its_own(keeper):
    enrolled = enrol(keeper)
    device, key = api.pair_device(pairing_key=enrolled.pairing_key, at=NOON)
    assert api.get_device(key=key) == device
    assert (device.place, device.name, device.department) == ("广州南站东进站口", "手持机1", "gd-transport")
    assert device.actor().kind == "device"


def test_a_key_is_kept_by_its_digest_alone(keeper):
    enrolled = enrol(keeper)
    _, key = api.pair_device(pairing_key=enrolled.pairing_key, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT codes_device::text FROM codes_device")
        (row,) = cursor.fetchall()
        cursor.execute("SELECT string_agg(body, '') FROM kernel_auditentry")
        (trail,) = cursor.fetchall()
    for secret in (key, enrolled.pairing_key, enrolled.pairing_key.replace("-", "")):
        assert secret not in row[0]
        assert secret not in trail[0]
        assert secret.encode().hex() not in row[0]


def test_the_key_that_pairs_is_read_as_people_type_it_and_opens_nothing_else(keeper):
    enrolled = enrol(keeper)
    with pytest.raises(api.DeviceUnknown):
        api.get_device(key=enrolled.pairing_key.replace("-", ""))
    api.pair_device(pairing_key=f" {enrolled.pairing_key.lower().replace('-', ' ')} ", at=NOON)


def test_a_device_is_paired_once(keeper):
    enrolled = enrol(keeper)
    api.pair_device(pairing_key=enrolled.pairing_key, at=NOON)
    with pytest.raises(api.PairingRefused):
        api.pair_device(pairing_key=enrolled.pairing_key, at=NOON)


@pytest.mark.parametrize("typed", ["", "-", "ABCD-EFGH-IJKL-MNOP-QRST-UVWX", "９" * 5_000, "LN1:ABC"])
def test_a_wrong_key_pairs_nothing(keeper, typed):
    enrol(keeper)
    with pytest.raises(api.PairingRefused):
        api.pair_device(pairing_key=typed, at=NOON)
    assert Device.objects.get().paired_at is None


def test_a_key_that_lay_about_for_a_day_pairs_nothing(keeper):
    enrolled = enrol(keeper)
    with pytest.raises(api.PairingRefused):
        api.pair_device(pairing_key=enrolled.pairing_key, at=NOON + A_DAY + timedelta(seconds=1))


def test_a_revoked_device_is_answered_nothing(keeper):
    waiting = enrol(keeper, name="手持机2")
    device, key = scanner(keeper)
    for uuid in (device.uuid, waiting.device.uuid):
        api.revoke_device(uuid=uuid, by=keeper, at=NOON)
        api.revoke_device(uuid=uuid, by=keeper, at=NOON + A_DAY)
    with pytest.raises(api.DeviceUnknown):
        api.get_device(key=key)
    with pytest.raises(api.PairingRefused):
        api.pair_device(pairing_key=waiting.pairing_key, at=NOON)
    assert {each.device.revoked_at for each in api.list_devices(by=keeper, at=NOON)} == {NOON}
    enrol(keeper)  # its name is free again


@pytest.mark.parametrize(("place", "name"), [("", "手持机"), ("  ", "手持机"), ("南站", ""), ("南" * 61, "手持机")])
def test_a_device_without_a_place_or_a_name_is_refused(keeper, place, name):
    with pytest.raises(api.PlaceMissing):
        api.enrol_device(place=place, name=name, by=keeper, at=NOON)
    assert not Device.objects.exists()


def test_two_devices_in_use_are_told_apart(keeper):
    enrol(keeper)
    with pytest.raises(api.DeviceExists):
        enrol(keeper)
    enrol(keeper, place="广州南站西进站口")


def test_nobody_else_enrols_lists_or_revokes(keeper, subtests):
    device, _ = scanner(keeper)
    clerk = inspector("clerk", role="clerk")
    resident = Actor(kind="person", ref="person:1", name="陈*", person_key=1)
    before = AuditEntry.objects.count()
    for other in (clerk, resident, device.actor()):
        with subtests.test(other.ref):
            with pytest.raises(NotAllowed):
                enrol(other, name="手持机9")
            with pytest.raises(NotAllowed):
                api.list_devices(by=other, at=NOON)
            with pytest.raises(NotAllowed):
                api.revoke_device(uuid=device.uuid, by=other, at=NOON)
    assert (Device.objects.count(), Device.objects.get().revoked_at) == (1, None)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("elsewhere", [{"department": "gd-health"}, {"division": "4403"}])
def test_a_department_sees_and_revokes_its_own_alone(keeper, elsewhere):
    device, _ = scanner(keeper)
    other = inspector("other", **elsewhere)
    assert api.list_devices(by=other, at=NOON) == []
    for uuid in (device.uuid, uuid4()):
        with pytest.raises(NotFound):
            api.find_device(uuid=uuid, by=other)
        with pytest.raises(NotFound):
            api.revoke_device(uuid=uuid, by=other, at=NOON)
    assert Device.objects.get().revoked_at is None


def test_every_act_is_on_record(keeper):
    device, _ = scanner(keeper)
    api.revoke_device(uuid=device.uuid, by=keeper, at=NOON)
    rows = AuditEntry.objects.filter(name__startswith="codes.device.").order_by("id")
    assert [row.name for row in rows] == ["codes.device.enrolled", "codes.device.paired", "codes.device.revoked"]


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("place", "", "device_has_place_and_name"),
        ("name", "", "device_has_place_and_name"),
        ("department", "", "device_has_place_and_name"),
        ("paired_at", NOON - A_DAY, "device_paired_after_enrolment"),
        ("revoked_at", NOON, "device_revoked_by_someone"),
        ("revoked_by", "officer:1", "device_revoked_by_someone"),
    ],
)
def test_the_database_refuses_half_a_device(keeper, column, value, constraint):
    enrol(keeper)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Device.objects.update(**{column: value})


@pytest.mark.parametrize(
    ("row", "constraint"),
    [({"act": "guess", "outcome": "valid"}, "inspection_act"), ({"act": "scan", "outcome": ""}, "inspection_has")],
)
def test_the_database_refuses_half_an_inspection(keeper, row, constraint):
    enrol(keeper)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Inspection.objects.create(device=Device.objects.get(), at=NOON, **row)
