"""Those forgotten in a colour, before the health officer of their city: who they are, and judging them anew."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from lingnan.kernel.actors import Actor
from lingnan.rooms.identity import api as identity

from . import models
from .desks import CITY, divisions_of
from .holders import record_looks
from .lingering import lingering_rows
from .recolouring import overdue_rows, recolour
from .types import ForgottenPerson

READ, PURPOSE = "health.overdue.read", "查看逾期未复核的颜色"
MOST = 50


def count_overdue(*, by: Actor, at: datetime) -> int:
    """How many in the officer's charge wait for a review that did not happen on its day. Raises `NotAllowed`."""
    return _in_charge(by, at).count()


def list_forgotten(*, by: Actor, at: datetime) -> list[ForgottenPerson]:
    """The first 50 of them, the longest first, masked; each look leaves an entry that she sees. Raises `NotAllowed`."""
    return _shown(_in_charge(by, at), by, at)


def list_lingerers(*, by: Actor, at: datetime) -> list[ForgottenPerson]:
    """The first 50 in the officer's charge who were judged anew on every day and yet have not been green for more than
    14 days, since `since`; masked; each look leaves an entry that she sees. Raises `NotAllowed`.
    """
    return _shown(_of_charge(lingering_rows(at), by), by, at)


def review_forgotten(*, by: Actor, at: datetime) -> int:
    """Judge the first 50 of them anew; returns how many colours changed. Raises `NotAllowed`."""
    keys = list(_in_charge(by, at).values_list("subject_key", flat=True)[:MOST])
    return recolour(subject_keys=keys, by=by, at=at)


def _shown(found: QuerySet[models.StandingColour], by: Actor, at: datetime) -> list[ForgottenPerson]:
    with transaction.atomic(savepoint=False):
        rows = list(found[:MOST])
        keys = [row.subject_key for row in rows]
        people = identity.list_people(keys=keys)
        record_looks(subject_keys=keys, name=READ, purpose=PURPOSE, resource="colour", by=by, at=at)
    return [
        ForgottenPerson(
            masked_name=people[row.subject_key].masked_name,
            masked_id_number=people[row.subject_key].masked_id_number,
            division=row.change.division[:CITY],
            colour=row.change.colour,
            class_code=row.change.class_code,
            way_out=row.change.way_out,
            since=getattr(row, "lost_at", row.change.at),
            review_on=row.review_on,
        )
        for row in rows
    ]


def _in_charge(by: Actor, at: datetime) -> QuerySet[models.StandingColour]:
    return _of_charge(overdue_rows(at), by)


def _of_charge(rows: QuerySet[models.StandingColour], by: Actor) -> QuerySet[models.StandingColour]:
    """By city: an officer of a county has her city's, and who lives nowhere known is the province's."""
    cities = [division[:CITY] for division in divisions_of(by)]
    if any(len(city) < CITY for city in cities):
        return rows
    mine = Q()
    for city in cities:
        mine |= Q(change__division__startswith=city)
    return rows.filter(mine)
