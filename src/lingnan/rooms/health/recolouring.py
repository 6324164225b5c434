"""Judging people anew: when evidence came, and when a day came that turns it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from lingnan.kernel import turns
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.lookups import array_of
from lingnan.rooms.identity import api as identity

from . import models
from .changes import write_changes
from .colours import colours_of, published_rules
from .memory import remembering
from .orders import stand_by_orders
from .reviews import NOTHING_TO_DO, review_day
from .rules import NoRuleInForce, rule_set_in_force
from .types import Overdue, Rules, Standing

BATCH = 2_000
GIVEN = ("colour", "class_code", "way_out", "manual")
KEEP = """
    INSERT INTO health_standingcolour (subject_key, change_id, judged_at, review_on)
    SELECT key, change, %s, review_on
    FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS kept (key, change, review_on)
    ON CONFLICT (subject_key) DO UPDATE
    SET change_id = excluded.change_id, judged_at = excluded.judged_at, review_on = excluded.review_on
"""


def recolour(*, subject_keys: Iterable[int], by: Actor, at: datetime) -> int:
    """Judge people anew, two thousand in a transaction at most; returns how many colours changed.

    Evidence that changes nothing leaves no change, so it may be done again. On a day without rules nothing is done.
    Where the rules in force say nothing, the colour stays, and the person is told of by `list_overdue`. A manual colour
    stands until its end, as long as the records prove its ground and the rules give none that asks as much.
    """
    if not is_ruled(at):
        return 0
    return sum(_recolour(batch, by, at) for batch in _batches(subject_keys))


def list_overdue(*, at: datetime) -> list[Overdue]:
    """Who is waiting for a review that did not happen on its day, the longest first: nobody is forgotten in yellow."""
    return told_overdue([(row, row.change.at) for row in overdue_rows(at)])


def told_overdue(rows: Sequence[tuple[models.StandingColour, datetime]]) -> list[Overdue]:
    """Colours that stand as they cross the door, each with the moment since when she waits."""
    people = identity.list_uuids(keys=[row.subject_key for row, _ in rows])
    return [
        Overdue(
            person=people[row.subject_key],
            colour=row.change.colour,
            class_code=row.change.class_code,
            since=since,
            review_on=row.review_on,
        )
        for row, since in rows
    ]


def overdue_rows(at: datetime) -> QuerySet[models.StandingColour]:
    """The colours that wait for a review that did not happen on its day, the longest first."""
    forgotten = Q(review_on=None) & ~Q(change__way_out=NOTHING_TO_DO)
    rows = models.StandingColour.objects.filter(Q(review_on__lt=local_date(at)) | forgotten)
    return rows.select_related("change").order_by("review_on", "subject_key")


def _batches(subject_keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(dict.fromkeys(subject_keys))
    while batch := sorted(islice(rest, BATCH)):
        yield batch


def _recolour(subject_keys: Sequence[int], by: Actor, at: datetime) -> int:
    with transaction.atomic(), remembering():
        wait_for_turns(subject_keys)
        stood = _stood(subject_keys, at)
        # Whoever came first judged by all that was there by now.
        due = [key for key in subject_keys if key not in stood or stood[key].is_due]
        by_rules = colours_of(subject_keys=due, by=by, at=at)
        found = stand_by_orders(standings=by_rules)
        changes = {key: stood[key].change for key in found if key in stood and stood[key].given == _given(found[key])}
        new = {key: standing for key, standing in found.items() if key not in changes}
        changes |= write_changes(standings=new, by=by, at=at)
        rules = published_rules()
        _keep(changes, {key: _review_day(rules, by_rules[key], found[key]) for key in found}, at)
        return len(new)


class _Stood(NamedTuple):
    is_due: bool
    change: int
    given: tuple[str, str, str, UUID | None]


def _stood(subject_keys: Sequence[int], at: datetime) -> dict[int, _Stood]:
    is_due = ExpressionWrapper(Q(judged_at__lte=at), output_field=BooleanField())
    rows = models.StandingColour.objects.filter(subject_key__among=set(subject_keys)).values_list(
        "subject_key", is_due, "change_id", *(f"change__{name}" for name in GIVEN)
    )
    return {key: _Stood(is_due, change, tuple(given)) for key, is_due, change, *given in rows}


def _given(found: Standing) -> tuple[str, str, str, UUID | None]:
    colour, order = found.colour, UUID(found.manual.order) if found.manual else None
    return colour.colour, colour.class_code, colour.way_out, order


def _keep(changes: Mapping[int, int], review_days: Mapping[int, date | None], at: datetime) -> None:
    keys = sorted(changes)
    found = keys, map(changes.__getitem__, keys), map(review_days.__getitem__, keys)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [at, *map(array_of, found)])


def _review_day(rules: Rules, by_rules: Standing, found: Standing) -> date | None:
    """The day that the rules want, or the day after a manual colour's last, whichever is first."""
    day = review_day(rules=rules, standing=by_rules)
    if found.manual is None:
        return day
    over = found.manual.ends_on + timedelta(days=1)
    return min(day, over) if day else over


def is_ruled(at: datetime) -> bool:
    """Whether a rule on colours is in force."""
    try:
        rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    except NoRuleInForce:
        return False
    return True


def wait_for_turns(subject_keys: Sequence[int]) -> None:
    """One judgement of a person at a time, till the transaction ends."""
    turns.wait_for_turns(matter="health.subject", keys=subject_keys)
