"""When two records of a person become one: one code, one colour, judged anew by all that either had."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Greatest, Least

from lingnan.engine.credentials import ManualOrder
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.ids import uuid7
from lingnan.kernel.rows import hand_over
from lingnan.kernel.secrecy import SealBroken
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Status

from . import models
from .line import await_judgement
from .orders import ORDER, PROPOSAL, open_order, record_act, seal
from .recolouring import recolour, wait_for_turns
from .showing import ref_of
from .types import Urgency

FOLLOWED = "health.manual.followed"


def follow_merge(*, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None:
    """Judge the survivor by the records of both, which she has by now, and end the absorbed one's code for good.

    Manual colours of the absorbed one go on for the survivor, as both officers ordered them. Her changes, and appeals
    against them, stay in the log as they were signed. In the transaction of the database's owner.
    """
    both = sorted((absorbed_key, surviving_key))
    wait_for_turns(both)
    is_judged = models.StandingColour.objects.filter(subject_key__in=both).exists()
    models.StandingColour.objects.filter(subject_key=absorbed_key).delete()
    _end_code(absorbed_key, by, at)
    _follow_orders(absorbed_key, surviving_key, by, at)
    open_visits = models.VenueVisit.objects.filter(subject_key=absorbed_key, over_at=None)
    open_visits.update(over_at=Least("ends_at", Greatest("entered_at", Value(at))))
    hand_over(model=models.VenueVisit, column="subject_key", before=absorbed_key, after=surviving_key)
    hand_over(
        model=models.BatchTraveller, column="subject_key", before=absorbed_key, after=surviving_key, once_by=["batch"]
    )
    if is_judged:
        recolour(subject_keys=[surviving_key], by=PLATFORM, at=at)
        # Again, in case that a page judged her at a later moment, by what she had alone.
        await_judgement(subject_keys=[surviving_key], urgency=Urgency.EVIDENCE, at=at)


def _end_code(subject_key: int, by: Actor, at: datetime) -> None:
    for code in models.HealthCode.objects.filter(subject_key=subject_key):
        codes.set_status(ref=ref_of(code), status=Status.INVALID, by=by, at=at, is_sensitive=True)


def _follow_orders(before: int, after: int, by: Actor, at: datetime) -> None:
    """An order is of one person, so the survivor has one of her own; what was only proposed is proposed anew."""
    rows = models.ManualColour.objects.filter(subject_key=before)
    rows.filter(decided_at=None).update(decided_by=PLATFORM.ref, decided_at=at)
    for row, order in _list_orders(before, at):
        row.pk, row.uuid, row.subject_key = None, uuid7(at=at), after
        row.order = row.uuid
        own = replace(order, order=str(row.uuid))
        row.order_sealed = seal(own, subject_key=after, purpose=ORDER)
        row.proposal_sealed = seal(replace(own, approved_by=""), subject_key=after, purpose=PROPOSAL)
        row.save(force_insert=True)
        record_act(FOLLOWED, row, by, at)


def _list_orders(subject_key: int, at: datetime) -> Iterator[tuple[models.ManualColour, ManualOrder]]:
    rows = models.ManualColour.objects.filter(subject_key=subject_key, order__isnull=False, lifted_at=None)
    for row in rows.filter(ends_on__gte=local_date(at)).order_by("id"):
        try:
            yield row, open_order(row)
        except SealBroken:
            continue  # it colours nobody, and `lingnan log verify` names it
