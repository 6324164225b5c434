"""Taking a time at a site: the last place goes to one, whoever comes at once."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from lingnan.kernel.errors import LingnanError
from lingnan.rooms.health import api as health

from . import models
from .sites import get_site, times_of
from .types import Site, Slot


class SlotFull(LingnanError):
    """Others took the last place."""

    code = "slot-full"
    status = 409
    message = "这个时段刚刚约满了。请换一个时段，或者换一个采样点。"


class SlotPast(LingnanError):
    """The time is over, or has begun."""

    code = "slot-past"
    status = 422
    message = "这个时段已经开始或者过去了。请选一个后面的时段。"


class SlotUnknown(LingnanError):
    """The site has no such time."""

    code = "slot-unknown"
    status = 422
    message = "还没有选时段，或者采样点在这个时间不开放。请在列出的时段里选一个。"


def list_slots(*, site: str, at: datetime) -> list[Slot]:
    """The times of a site in the next three days, with the places that are left, in order. Raises `SiteUnknown`."""
    place = get_site(site=site)
    times = list(times_of(place, after=at))
    rows = models.Slot.objects.filter(site=site, starts_at__in=times)
    left = {row.starts_at: max(row.capacity - row.taken, 0) for row in rows}
    return [Slot(starts_at=each, free=left.get(each, place.capacity)) for each in times]


def propose_times(*, site: str, last: datetime | None, at: datetime) -> list[Slot]:
    """The earliest free times that make a pair of tests as the rules ask: two, or one where `last` is the first.

    Empty where the site has none in three days. Raises `SiteUnknown`.
    """
    apart, within = health.test_spacing()
    slots = [slot for slot in list_slots(site=site, at=at) if slot.free]
    if last is not None and at <= last + within:
        return _first(slots, last + apart, last + within)
    for first in slots:
        if second := _first(slots, first.starts_at + apart, first.starts_at + within):
            return [first, *second]
    return slots[:1]


def take_slot(*, site: Site, starts_at: datetime, at: datetime) -> models.Slot:
    """Take a place, in the caller's transaction. Raises `SlotPast`, `SlotUnknown`, `SlotFull`."""
    row = _open(site, starts_at, at)
    _take(row)
    return row


def move_slot(*, order: models.Order, site: Site, starts_at: datetime, at: datetime) -> models.Slot:
    """Take another place for an order and give its own back; raises as `take_slot`, and then nothing moved."""
    row = _open(site, starts_at, at)
    # In one order for everyone, so that two who change places don't wait for each other.
    list(models.Slot.objects.select_for_update().filter(pk__in=[row.pk, order.slot_id]).order_by("pk"))
    _take(row)
    release_slot(order)
    return row


def release_slot(row: models.Order) -> None:
    """Give a place back, in the caller's transaction."""
    if row.slot_id is not None:
        models.Slot.objects.filter(pk=row.slot_id, taken__gt=0).update(taken=F("taken") - 1)


def _open(site: Site, starts_at: datetime, at: datetime) -> models.Slot:
    if starts_at <= at:
        raise SlotPast()
    if starts_at not in set(times_of(site, after=at)):
        raise SlotUnknown()
    row, _ = models.Slot.objects.get_or_create(site=site.id, starts_at=starts_at, defaults={"capacity": site.capacity})
    return row


def _take(row: models.Slot) -> None:
    if not models.Slot.objects.filter(pk=row.pk, taken__lt=F("capacity")).update(taken=F("taken") + 1):
        raise SlotFull()


def _first(slots: Iterable[Slot], since: datetime, until: datetime) -> list[Slot]:
    return [slot for slot in slots if since <= slot.starts_at <= until][:1]
