"""Ordering a test: a place is one person's, two open at a time, changed and called off, by whoever may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.health import api as health
from lingnan.rooms.outreach import api as outreach
from lingnan.rooms.testing import api, models
from lingnan.rooms.testing.types import Order
from tests.health.evidence import moment
from tests.testing.conftest import SITE


def order(house, *times, site=SITE, by=None, key=None):
    family = house.family
    return api.place_orders(
        subject_key=key or family.father_key, site=site, times=times, by=by or family.father, at=house.now
    )


def mine(house) -> list[Order]:
    return api.list_orders(subject_key=house.family.father_key, by=house.family.father, at=house.now)


def kinds(key: int) -> list[str]:
    return [message.kind for message in reversed(outreach.list_messages(person_key=key))]


def test_a_pair_is_proposed_a_day_apart_and_ordered_at_once(house):
    first, second = api.propose_times(site=SITE, last=None, at=house.now)
    assert first.starts_at == moment(2) + timedelta(minutes=30)
    assert second.starts_at - first.starts_at == timedelta(hours=24)
    order(house, first.starts_at, second.starts_at)
    house.work()
    assert [each.state for each in mine(house)] == ["ordered", "ordered"]
    assert kinds(house.family.father_key).count("health-test-ordered") == 2
    assert AuditEntry.objects.filter(name="testing.order.placed").count() == 2


def test_after_the_first_sample_one_time_is_proposed_within_the_three_days(house):
    (found,) = api.propose_times(site=SITE, last=moment(1, 15), at=house.now)
    assert found.starts_at == moment(2, 15)


def test_where_the_site_closes_on_sundays_the_second_time_is_on_monday(house):
    house.now = moment(7, 12)  # a Saturday
    first, second = api.propose_times(site="yuexiu-dongshan", last=None, at=house.now)
    assert (first.starts_at.day, second.starts_at.astimezone(moment(1).tzinfo).day) == (7, 9)


def test_the_same_order_sent_twice_is_one(house):
    assert order(house, moment(2, 15)) == order(house, moment(2, 15))
    assert models.Slot.objects.get().taken == 1


@pytest.mark.parametrize(
    ("times", "error"),
    [
        ([], api.SlotUnknown),
        ([(2, 11)], api.SlotPast),
        ([(2, 21)], api.SlotUnknown),  # closed by then
        ([(9, 12)], api.SlotUnknown),  # too far ahead
        ([(2, 15), (3, 14)], api.TimesTooClose),
        ([(2, 15), (3, 15), (4, 15)], api.OrderedAlready),
    ],
)
def test_what_can_not_be_ordered_takes_no_place(house, times, error):
    with pytest.raises(error):
        order(house, *(moment(*time) for time in times))
    assert not models.Order.objects.exists()
    assert not models.Slot.objects.filter(taken__gt=0).exists()


def test_a_third_and_one_too_close_to_an_open_one_are_refused(house):
    order(house, moment(2, 15))
    with pytest.raises(api.TimesTooClose):
        order(house, moment(2, 16))
    order(house, moment(3, 16))
    with pytest.raises(api.OrderedAlready):
        order(house, moment(4, 18))


def test_a_full_slot_is_refused_and_nothing_of_a_pair_stays(house):
    models.Slot.objects.create(site=SITE, starts_at=moment(3, 15), capacity=1, taken=1)
    with pytest.raises(api.SlotFull):
        order(house, moment(2, 15), moment(3, 15))
    assert not models.Order.objects.exists()
    assert [slot.free for slot in api.list_slots(site=SITE, at=house.now) if slot.starts_at == moment(3, 15)] == [0]


def test_the_database_lets_no_slot_overflow_and_no_turn_be_open_twice(house):
    order(house, moment(2, 15))
    row = models.Order.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Slot.objects.update(taken=1_000)
    row.pk, row.uuid, row.number = None, "0" * 32, "X"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two_who_come_at_once(house):
    models.Slot.objects.create(site=SITE, starts_at=moment(2, 15), capacity=1)
    family = house.family

    def come(by) -> str:
        try:
            order(house, moment(2, 15), by=by, key=by.person_key)
        except api.SlotFull as error:
            return error.code
        finally:
            connection.close()
        return "ordered"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(come, [family.father, family.stranger])) == ["ordered", "slot-full"]
    assert (models.Slot.objects.get().taken, models.Order.objects.count()) == (1, 1)


def test_a_change_moves_the_place_and_a_cancelled_one_frees_it(house):
    (uuid,) = order(house, moment(2, 15))
    api.change_order(uuid=uuid, site="yuexiu-dongshan", starts_at=moment(2, 16), by=house.family.father, at=house.now)
    assert {(row.site, row.taken) for row in models.Slot.objects.all()} == {(SITE, 0), ("yuexiu-dongshan", 1)}
    api.cancel_order(uuid=uuid, by=house.family.father, at=house.now)
    assert not models.Slot.objects.filter(taken__gt=0).exists()
    with pytest.raises(api.OrderClosed):
        api.cancel_order(uuid=uuid, by=house.family.father, at=house.now)
    house.work()
    assert kinds(house.family.father_key)[-3:] == [
        "health-test-ordered",
        "health-test-ordered",
        "health-test-cancelled",
    ]


def test_a_change_to_a_full_slot_keeps_the_old_place(house):
    (uuid,) = order(house, moment(2, 15))
    models.Slot.objects.create(site=SITE, starts_at=moment(2, 16), capacity=1, taken=1)
    with pytest.raises(api.SlotFull):
        api.change_order(uuid=uuid, site=SITE, starts_at=moment(2, 16), by=house.family.father, at=house.now)
    assert mine(house)[0].planned_at == moment(2, 15)
    assert models.Slot.objects.get(starts_at=moment(2, 15)).taken == 1


def test_a_missed_one_stands_in_nobodys_way(house):
    order(house, moment(2, 15))
    house.now = moment(3)
    assert [each.state for each in mine(house)] == ["missed"]
    order(house, moment(3, 15))
    assert [each.state for each in mine(house)] == ["ordered", "missed"]


def test_who_acts_for_her_orders_for_her_and_she_sees_the_look(house):
    family = house.family
    (uuid,) = order(house, moment(2, 15), by=family.daughter)
    api.get_order(uuid=uuid, by=family.daughter, at=house.now)
    assert AuditEntry.objects.filter(name="testing.order.read", subject_key=family.father_key).count() == 1


def test_a_stranger_neither_orders_nor_sees_nor_cancels(house):
    family = house.family
    (uuid,) = order(house, moment(2, 15))
    with pytest.raises(NotFound):
        order(house, moment(3, 15), by=family.stranger)
    with pytest.raises(NotFound):
        api.get_order(uuid=uuid, by=family.stranger, at=house.now)
    with pytest.raises(NotFound):
        api.cancel_order(uuid=uuid, by=family.stranger, at=house.now)
    assert mine(house)[0].is_open


def test_without_rules_in_force_nothing_is_ordered(house):
    house.now = moment(2).replace(year=2026)
    with pytest.raises(health.NoRuleInForce):
        order(house, house.now + timedelta(hours=3))
