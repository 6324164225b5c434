"""Ordering a test: for oneself or for who let one act, at a site and a time; changed and called off as freely."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lingnan.kernel import events
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import local_date, local_midnight
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.rooms.health import api as health

from . import models
from .events import TestCancelled, TestOrdered
from .people import record_act, record_read, require_holder, wait_for_turn
from .sites import get_site
from .slots import SlotUnknown, list_slots, move_slot, propose_times, release_slot, take_slot
from .types import PAIR, Order, OrderState, Site, Slot

PURPOSE = "查看核酸检测预约"
CHANGED, MISSED = "testing.order.changed", "testing.order.missed"
# Without what is easily taken for something else: no I, L, O, U, 0, 1.
LETTERS, LENGTH = "23456789ABCDEFGHJKMNPQRSTVWXYZ", 10
LONGEST_LIST = 30


class OrderedAlready(LingnanError):
    """She has as many open orders as a pair needs."""

    code = "ordered-already"
    status = 409
    message = "已经有两个没有用的预约了。要换时间的，请改约或者取消原来的。"


class TimesTooClose(LingnanError):
    """Two samples so close count as one."""

    code = "times-too-close"
    status = 422
    message = "两次采样要间隔满%(hours)d小时，不然只算一次。请把其中一次换到后面的时段。"


class OrderClosed(LingnanError):
    """It was sampled, called off or missed: there is nothing to change."""

    code = "order-closed"
    status = 409
    message = "这个预约已经用过、取消或者过期了，不能再改。需要检测的，请重新预约。"


def propose_orders(*, subject_key: int, site: str, by: Actor, at: datetime) -> list[Slot]:
    """The free times at a site that her way out asks for: a pair where it is two negative tests, else the earliest.

    Of a pair whose first is ordered or sampled, the second alone. Raises `NotFound`, `NoRuleInForce`, `SiteUnknown`.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    last = _last_that_counts(subject_key)
    if health.find_way_out(subject_key=subject_key, by=by, at=at) == PAIR:
        return propose_times(site=site, last=last, at=at)
    return [slot for slot in list_slots(site=site, at=at) if slot.free][:1]


def place_orders(*, subject_key: int, site: str, times: Sequence[datetime], by: Actor, at: datetime) -> list[UUID]:
    """Order one test or a pair; the same times at the same site again are the same orders. All or none.

    Publishes `TestOrdered` for each. Raises `NotFound`, `NoRuleInForce`, `SiteUnknown`, `SlotUnknown`, `SlotPast`,
    `SlotFull`, `OrderedAlready`, `TimesTooClose`.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    place, wanted = get_site(site=site), sorted(set(times))
    if not wanted:
        raise SlotUnknown()
    with transaction.atomic():
        wait_for_turn(subject_key)
        _close_missed(subject_key, at)
        held = list(open_orders(subject_key))
        if same := [row.uuid for row in held if row.site == site and row.planned_at in wanted]:
            return same
        _require_room(held, wanted)
        turns = sorted({1, models.TURNS} - {row.turn for row in held})
        return [
            _place(subject_key, place, turn, starts_at, by, at).uuid
            for turn, starts_at in zip(turns, wanted, strict=False)
        ]


def change_order(*, uuid: UUID, site: str, starts_at: datetime, by: Actor, at: datetime) -> None:
    """Move an open order to another time or site; her place is kept until the new one is hers.

    Publishes `TestOrdered`. Raises `OrderClosed` and what `place_orders` raises.
    """
    with transaction.atomic():
        row, place = _own(uuid, by, at), get_site(site=site)
        if (row.site, row.planned_at) == (site, starts_at):
            return
        others = [other.planned_at for other in open_orders(row.subject_key) if other.pk != row.pk]
        _require_apart([*filter(None, others), starts_at])
        row.slot = move_slot(order=row, site=place, starts_at=starts_at, at=at)
        row.site, row.planned_at = site, starts_at
        row.save(update_fields=["slot", "site", "planned_at"])
        _tell(CHANGED, row, by, at)


def cancel_order(*, uuid: UUID, by: Actor, at: datetime) -> None:
    """Call an open order off; its place is free at once. Publishes `TestCancelled`.

    Raises `NotFound`, `NoRuleInForce`, `OrderClosed`.
    """
    with transaction.atomic():
        row = _own(uuid, by, at)
        release_slot(row)
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        record_act(TestCancelled.name, row, by, at)
        events.publish(TestCancelled(subject_key=row.subject_key, order=str(row.uuid)))


def get_order(*, uuid: UUID, by: Actor, at: datetime) -> Order:
    """An order, for the person and whoever acts for her, whose look she sees. Raises `NotFound`, `NoRuleInForce`."""
    row = models.Order.objects.select_related("tube").filter(uuid=uuid).first()
    if row is None:
        raise NotFound()
    require_holder(subject_key=row.subject_key, by=by, at=at)
    record_read(subject_key=row.subject_key, purpose=PURPOSE, by=by, at=at)
    return told(row, at)


def list_orders(*, subject_key: int, by: Actor, at: datetime) -> list[Order]:
    """Her orders, the newest first, for herself and whoever acts for her, whose look she sees.

    Raises `NotFound`, `NoRuleInForce`.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    record_read(subject_key=subject_key, purpose=PURPOSE, by=by, at=at)
    rows = models.Order.objects.select_related("tube").filter(subject_key=subject_key).order_by("-id")
    return [told(row, at) for row in rows[:LONGEST_LIST]]


def open_orders(subject_key: int) -> QuerySet[models.Order]:
    """Her orders that were neither used nor called off, the earliest first."""
    rows = models.Order.objects.filter(subject_key=subject_key, cancelled_at=None, missed_at=None, sampled_at=None)
    return rows.order_by("planned_at")


def new_order(*, subject_key: int, turn: int, site: str, by: Actor, at: datetime) -> models.Order:
    """An order that is yet to be kept."""
    number = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return models.Order(
        uuid=uuid7(at=at), number=number, subject_key=subject_key, turn=turn, site=site, ordered_by=by.ref,
        ordered_at=at,
    )  # fmt: skip


def told(row: models.Order, at: datetime) -> Order:
    """An order as it crosses the door."""
    return Order(
        uuid=row.uuid,
        number=row.number,
        subject_key=row.subject_key,
        site=row.site,
        state=_state(row, at),
        planned_at=row.planned_at,
        sampled_at=row.sampled_at,
        sample_number=row.tube.number if row.tube else "",
        tube_size=row.tube.size if row.tube else 0,
        resulted_at=row.resulted_at,
        report=row.report,
    )


def _state(row: models.Order, at: datetime) -> OrderState:
    if row.cancelled_at:
        return "cancelled"
    if row.missed_at or (row.sampled_at is None and _is_missed(row, at)):
        return "missed"
    if row.sampled_at is None:
        return "ordered"
    return row.outcome or "sampled"  # type: ignore[return-value]


def _last_that_counts(subject_key: int) -> datetime | None:
    """When she was sampled last, or will be, where the sample may still count for a pair."""
    rows = models.Order.objects.filter(subject_key=subject_key, sampled_at__isnull=False, outcome__in=("", "negative"))
    sampled = rows.order_by("-sampled_at").values_list("sampled_at", flat=True)[:1]
    planned = open_orders(subject_key).values_list("planned_at", flat=True)
    return max(filter(None, [*sampled, *planned]), default=None)


def _is_missed(row: models.Order, at: datetime) -> bool:
    """Who comes late on the day is still sampled; on the next it is over."""
    return row.planned_at is not None and local_date(row.planned_at) < local_date(at)


def _close_missed(subject_key: int, at: datetime) -> None:
    """What nobody came for stands in nobody's way."""
    for row in open_orders(subject_key).filter(planned_at__lt=local_midnight(at)):
        row.missed_at = at
        row.save(update_fields=["missed_at"])
        record_act(MISSED, row, PLATFORM, at)


def _require_room(held: Sequence[models.Order], wanted: Sequence[datetime]) -> None:
    if len(held) + len(wanted) > models.TURNS:
        raise OrderedAlready()
    _require_apart([*(row.planned_at for row in held if row.planned_at), *wanted])


def _require_apart(times: Iterable[datetime]) -> None:
    apart, _ = health.test_spacing()
    if any(later - earlier < apart for earlier, later in pairwise(sorted(times))):
        raise TimesTooClose(hours=int(apart.total_seconds() // 3600))


def _place(subject_key: int, site: Site, turn: int, starts_at: datetime, by: Actor, at: datetime) -> models.Order:
    row = new_order(subject_key=subject_key, turn=turn, site=site.id, by=by, at=at)
    row.slot, row.planned_at = take_slot(site=site, starts_at=starts_at, at=at), starts_at
    row.save(force_insert=True)
    _tell(TestOrdered.name, row, by, at)
    return row


def _tell(name: str, row: models.Order, by: Actor, at: datetime) -> None:
    planned = row.planned_at.isoformat() if row.planned_at else ""
    record_act(name, row, by, at, site=row.site, planned_at=planned)
    events.publish(TestOrdered(subject_key=row.subject_key, order=str(row.uuid), site=row.site, planned_at=planned))


def _own(uuid: UUID, by: Actor, at: datetime) -> models.Order:
    """An open order that the actor may change, held till the transaction ends."""
    found = models.Order.objects.filter(uuid=uuid).first()
    if found is None:
        raise NotFound()
    require_holder(subject_key=found.subject_key, by=by, at=at)
    wait_for_turn(found.subject_key)
    row = models.Order.objects.select_for_update().get(pk=found.pk)
    if _state(row, at) != "ordered":
        raise OrderClosed()
    return row
