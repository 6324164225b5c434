"""Orders of manual colours as they are kept: sealed whole, so that a row that was forced in colours nobody."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from lingnan.engine.credentials import ManualOrder
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.secrecy import SealBroken
from lingnan.rooms.identity import api as identity

from . import models
from .colours import published_rules
from .grounds import WEIGHT, NotGrounded, stand_by_hand
from .types import Standing

PROPOSAL, ORDER = "health.manual.proposal", "health.manual.order"
# What an order that goes on for another record has of the first.
CARRIED_OVER = ("ground", "starts_on", "ends_on", "proposed_by", "proposed_at", "decided_by", "decided_at")


def stand_by_orders(*, standings: Mapping[int, Standing]) -> dict[int, Standing]:
    """The colours of people by the orders that hold for them on the day, where one asks more than the rules; else as
    they are.

    An order whose ground the records no longer prove gives nothing.
    """
    given = {
        key: max(_stand(standings[key], orders), key=_weight, default=standings[key])
        for key, orders in _orders_of(standings).items()
    }
    return {**standings, **given}


def seal(order: ManualOrder, *, subject_key: int, purpose: str) -> bytes:
    """An order with whom it is about, as it is kept."""
    plain = json.dumps({**asdict(order), "subject_key": subject_key}, default=date.isoformat, sort_keys=True)
    sealed: bytes = settings.VAULT.seal(plain=plain.encode(), purpose=purpose)
    return sealed


def open_proposal(row: models.ManualColour) -> ManualOrder:
    """What was proposed. Raises `SealBroken` where it is not what the platform sealed for this row."""
    return _opened(row, row.proposal_sealed, PROPOSAL, approved_by="")


def open_order(row: models.ManualColour) -> ManualOrder:
    """What was ordered. Raises `SealBroken` where it is not what the platform sealed for this row."""
    return _opened(row, row.order_sealed, ORDER, approved_by=row.decided_by)


def lift_order(*, order: UUID, by: Actor, at: datetime) -> None:
    """End an order in the caller's transaction, because an appeal against its colour is right. Once is enough.

    Where the record of its person was taken in by another, what went on for the other ends with it.
    """
    rows = models.ManualColour.objects.filter(_with_its_heir(order), lifted_at=None)
    for row in rows.select_for_update().order_by("id"):
        row.lifted_by, row.lifted_at = by.ref, at
        row.save(update_fields=["lifted_by", "lifted_at"])
        record_act("health.manual.lifted", row, by, at)


def _with_its_heir(order: UUID) -> Q:
    found = models.ManualColour.objects.filter(order=order).first()
    heirs = list(identity.list_survivors(keys=[found.subject_key]).values()) if found else []
    if not heirs:
        return Q(order=order)
    same = {name: getattr(found, name) for name in CARRIED_OVER}
    return Q(order=order) | Q(order__isnull=False, subject_key__in=heirs, **same)


def record_act(name: str, row: models.ManualColour, by: Actor, at: datetime) -> None:
    """Enter an act upon an order in the trail of its person."""
    audit.record(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=row.subject_key, by=by, at=at,
        details={"proposal": str(row.uuid)},
    )  # fmt: skip


def _orders_of(subject_keys: Iterable[int]) -> Mapping[int, list[models.ManualColour]]:
    """What was ordered for each and not lifted, whenever it holds."""
    found = defaultdict(list)
    rows = models.ManualColour.objects.filter(order__isnull=False, lifted_at=None)
    for row in rows.filter(subject_key__among=subject_keys).order_by("id"):
        found[row.subject_key].append(row)
    return found


def _stand(standing: Standing, orders: Iterable[models.ManualColour]) -> Iterator[Standing]:
    day = standing.at.date()
    for row in (row for row in orders if row.starts_on <= day <= row.ends_on):
        try:
            yield stand_by_hand(rules=published_rules(), standing=standing, order=open_order(row))
        except (NotGrounded, SealBroken):
            continue  # `lingnan log verify` names the broken seal


def _weight(standing: Standing) -> tuple[int, date]:
    assert standing.manual is not None
    return WEIGHT[standing.colour.colour], standing.manual.ends_on


def _opened(row: models.ManualColour, sealed: bytes | memoryview, purpose: str, *, approved_by: str) -> ManualOrder:
    plain: dict[str, Any] = json.loads(settings.VAULT.open(sealed=sealed, purpose=purpose))
    subject_key = plain.pop("subject_key")
    days = {name: date.fromisoformat(plain[name]) for name in ("seen_from", "seen_until", "starts_on", "ends_on")}
    order = ManualOrder(**plain | days)
    said = order.order, subject_key, order.ground, order.starts_on, order.ends_on, order.proposed_by, order.approved_by
    columns = str(row.uuid), row.subject_key, row.ground, row.starts_on, row.ends_on, row.proposed_by, approved_by
    if said != columns:
        raise SealBroken()
    return order
