"""Judging people anew: when evidence came, and when a day came that turns it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.rooms.identity import api as identity

from . import models
from .changes import write_change
from .colours import colour_of, published_rules
from .judgement import NoColour
from .orders import stand_by_orders
from .reviews import NOTHING_TO_DO, review_day
from .rules import NoRuleInForce, rule_set_in_force
from .types import Overdue, Standing


def recolour(*, subject_keys: Iterable[int], by: Actor, at: datetime) -> int:
    """Judge people anew, each in a transaction of its own; returns how many colours changed.

    Evidence that changes nothing leaves no change, so it may be done again. On a day without rules nothing is done.
    Where the rules in force say nothing, the colour stays, and the person is told of by `list_overdue`. A manual colour
    stands until its end, as long as the records prove its ground and the rules give none that asks as much.
    """
    if not _is_ruled(at):
        return 0
    return sum(_recolour(subject_key, by, at) for subject_key in subject_keys)


def review_due(*, by: Actor, at: datetime) -> int:
    """Judge anew those whose day has come, the longest overdue first; returns how many colours changed."""
    due = models.StandingColour.objects.filter(review_on__lte=local_date(at)).order_by("review_on", "subject_key")
    return recolour(subject_keys=list(due.values_list("subject_key", flat=True)), by=by, at=at)


def list_overdue(*, at: datetime) -> list[Overdue]:
    """Who is waiting for a review that did not happen on its day, the longest first: nobody is forgotten in yellow."""
    rows = overdue_rows(at)
    people = identity.list_people(keys=[row.subject_key for row in rows])
    return [
        Overdue(
            person=people[row.subject_key].uuid,
            colour=row.change.colour,
            class_code=row.change.class_code,
            since=row.change.at,
            review_on=row.review_on,
        )
        for row in rows
    ]


def overdue_rows(at: datetime) -> QuerySet[models.StandingColour]:
    """The colours that wait for a review that did not happen on its day, the longest first."""
    forgotten = Q(review_on=None) & ~Q(change__way_out=NOTHING_TO_DO)
    rows = models.StandingColour.objects.filter(Q(review_on__lt=local_date(at)) | forgotten)
    return rows.select_related("change").order_by("review_on", "subject_key")


def _recolour(subject_key: int, by: Actor, at: datetime) -> bool:
    with transaction.atomic():
        wait_for_turn(subject_key)
        row = models.StandingColour.objects.select_related("change").filter(subject_key=subject_key).first()
        if row and row.judged_at > at:  # by whoever came first, with all that was there by now
            return False
        try:
            by_rules = colour_of(subject_key=subject_key, by=by, at=at)
        except NoColour:
            return False
        found = stand_by_orders(standing=by_rules, subject_key=subject_key)
        kept = row.change if row and _stands(row.change, found) else None
        models.StandingColour.objects.update_or_create(
            subject_key=subject_key,
            defaults={
                "change": kept or write_change(subject_key=subject_key, standing=found, by=by, at=at),
                "judged_at": at,
                "review_on": _review_day(by_rules, found),
            },
        )
        return kept is None


def _stands(change: models.ColourChange, found: Standing) -> bool:
    colour, order = found.colour, UUID(found.manual.order) if found.manual else None
    given = colour.colour, colour.class_code, colour.way_out, order
    return (change.colour, change.class_code, change.way_out, change.manual) == given


def _review_day(by_rules: Standing, found: Standing) -> date | None:
    """The day that the rules want, or the day after a manual colour's last, whichever is first."""
    day = review_day(rules=published_rules(), standing=by_rules)
    if found.manual is None:
        return day
    over = found.manual.ends_on + timedelta(days=1)
    return min(day, over) if day else over


def _is_ruled(at: datetime) -> bool:
    try:
        rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    except NoRuleInForce:
        return False
    return True


def wait_for_turn(subject_key: int) -> None:
    """One judgement of a person at a time, till the transaction ends: who comes later sees what came before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('health.subject', %s))", [subject_key])
