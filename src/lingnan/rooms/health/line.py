"""The line of those who wait to be judged: written within the act that made them wait, seen to by the batch."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.jobs import defer
from lingnan.kernel.rows import insert_rows
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity

from . import models
from .recolouring import BATCH, recolour
from .types import Urgency

CALL = "health.judge_waiting"
TAKE = "SELECT * FROM health_take_waiting(%s::smallint, %s)"
IS_LONG = "SELECT health_wait_more_than(%s::smallint, %s)"
_log = logging.getLogger("lingnan.health")


def await_judgement(*, subject_keys: Iterable[int], urgency: Urgency, at: datetime) -> None:
    """Put people into the line, in the caller's transaction; a worker is woken at its commit, if none is called yet."""
    insert_rows(
        model=models.Waiting,
        rows=({"subject_key": key, "urgency": urgency, "since": at} for key in subject_keys),
    )
    transaction.on_commit(lambda: wake(at=at))


def wake(*, at: datetime) -> None:
    """Call a worker to the line, unless one was called that has not begun: it will see all that is committed by now."""
    if not ProcrastinateJob.objects.filter(queueing_lock=CALL, status="todo").exists():
        with suppress(AlreadyEnqueued):  # by another act, at the same moment
            defer(task=CALL, timestamp=int(at.timestamp()))


def is_long_line() -> bool:
    """Whether more wait than are judged at a time."""
    with connection.cursor() as cursor:
        cursor.execute(IS_LONG, [Urgency.SET_ASIDE, BATCH])
        return bool(cursor.fetchone()[0])


def judge_waiting(*, by: Actor, at: datetime) -> int:
    """Judge the next of the line, the most urgent and then the longest waiting; returns how many were in it.

    They leave it in the transaction that judges them: one that is killed leaves them where they were, and two workers
    never take the same. Whom somebody judged at a later moment stays in it until that moment has passed: what made her
    wait may have come after. Who can't be judged, because a record of hers was altered, is set aside and does not hold
    up the others; she is tried again each night.
    """
    catalogue.forget()  # by the lists and rules as they are published now, not a moment ago
    try:
        return _judge_next(BATCH, by, at)
    except DatabaseError:
        raise
    except Exception:
        _log.exception("a batch of people could not be judged; each is judged alone")
    alone = models.Waiting.objects.filter(urgency__lt=Urgency.SET_ASIDE).order_by("urgency", "id")[:BATCH]
    return sum(_judge_alone(row, by, at) for row in list(alone))


def send_for_due(*, at: datetime) -> int:
    """Put those whose day has come into the line, the longest overdue first, and those set aside; returns how many."""
    due = models.StandingColour.objects.filter(review_on__lte=local_date(at)).order_by("review_on", "subject_key")
    keys = list(due.values_list("subject_key", flat=True))
    await_judgement(subject_keys=keys, urgency=Urgency.DAY, at=at)
    return len(keys) + models.Waiting.objects.filter(urgency=Urgency.SET_ASIDE).update(urgency=Urgency.DAY)


def _judge_next(most: int, by: Actor, at: datetime) -> int:
    with transaction.atomic():
        identity.hold_merges()
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [Urgency.SET_ASIDE, most])
            taken = sorted(cursor.fetchall())
        return _judge([(key, urgency) for _, key, urgency in taken], by, at)


def _judge_alone(row: models.Waiting, by: Actor, at: datetime) -> int:
    try:
        with transaction.atomic():
            identity.hold_merges()
            taken, _ = models.Waiting.objects.filter(id=row.id).delete()
            return _judge([(row.subject_key, row.urgency)] if taken else [], by, at)
    except DatabaseError:
        raise
    except Exception:
        _log.exception("person %s can't be judged and is set aside", row.subject_key)
        models.Waiting.objects.filter(id=row.id).update(urgency=Urgency.SET_ASIDE)
    return 1


def _judge(taken: Sequence[tuple[int, int]], by: Actor, at: datetime) -> int:
    """Judge those who were taken out of the line; returns how many of them are not put back."""
    survivors = identity.list_survivors(keys=[key for key, _ in taken])
    waited = {survivors.get(key, key): urgency for key, urgency in reversed(taken)}
    recolour(subject_keys=waited, by=by, at=at)
    ahead = models.StandingColour.objects.filter(subject_key__among=set(waited), judged_at__gt=at)
    back = [{"subject_key": key, "urgency": waited[key], "since": at} for key in ahead.values_list("pk", flat=True)]
    insert_rows(model=models.Waiting, rows=back)
    return len(taken) - len(back)
