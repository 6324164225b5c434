"""Follow-ups open when somebody loses the green colour, and close by themselves when she has it again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.rows import insert_rows
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.health.types import Step

from . import models
from .types import CALLINGS, Calling

ANSWERED_WITHIN = timedelta(hours=24)
OPENED, CLOSED = "outreach.follow-up.opened", "outreach.follow-up.closed"
UNTOUCHED = {"officer_ref": "", "officer_name": "", "attempts": 0, "outcome": ""}
RECORDED = ("uuid", "subject_key", "calling", "cause")
FIRST, SECOND = 1, 2
URGENT = "red"


def wait_for_turns(*, subject_keys: Iterable[int]) -> None:
    """One answer to a person's colours at a time, till the transaction ends: who comes later sees what came before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('outreach.subject', key)) FROM unnest(%s::bigint[]) key",
            [sorted(set(subject_keys))],
        )


def open_follow_ups(*, steps: Sequence[Step], at: datetime) -> None:
    """Have people called by the community and the police of their addresses; the same change twice opens nothing.

    `steps` are to the colours that stand, one a person. What is open stays one follow-up and takes the new colour. What
    was answered is opened again only for a colour more urgent than the one she was called for. Where no address is
    registered the province's own officers have it.
    """
    with transaction.atomic():
        open_rows = {(row.subject_key, row.calling): row for row in _current([step.subject_key for step in steps])}
        missing = [(step, calling) for step in steps for calling in CALLINGS if _key(step, calling) not in open_rows]
        province = catalogue.province().division
        new = [_new(step, calling, step.division or province, at) for step, calling in missing]
        insert_rows(model=models.FollowUp, rows=new)
        _record(OPENED, new, at)
        for step in steps:
            for calling in CALLINGS:
                if (row := open_rows.get(_key(step, calling))) is not None:
                    _go_on(row, step, at)


def close_follow_ups(*, subject_keys: Sequence[int], at: datetime) -> None:
    """Nobody need call them any more: they are green. Repeating it changes nothing."""
    with transaction.atomic():
        rows = _current(subject_keys)
        for row in rows:
            row.ended_at, row.over_at, row.need = row.ended_at or at, at, ""
        models.FollowUp.objects.bulk_update(rows, ["ended_at", "over_at", "need"])
        _record(CLOSED, [{name: getattr(row, name) for name in RECORDED} for row in rows], at)


def urgency_of(colour: str) -> int:
    """How soon a colour by itself has somebody called: 1 comes before 2."""
    return FIRST if colour == URGENT else SECOND


def _current(subject_keys: Sequence[int]) -> list[models.FollowUp]:
    """In one order for whoever wants several."""
    rows = models.FollowUp.objects.select_for_update().filter(subject_key__among=subject_keys, over_at=None)
    return list(rows.order_by("id"))


def _key(step: Step, calling: Calling) -> tuple[int, str]:
    return step.subject_key, calling


def _new(step: Step, calling: Calling, division: str, at: datetime) -> dict[str, Any]:
    return {
        "uuid": uuid7(at=at),
        "subject_key": step.subject_key,
        "calling": calling,
        **_told(step),
        "division": division,
        "urgency": urgency_of(step.colour),
        "opened_at": at,
        "due_at": at + ANSWERED_WITHIN,
        **UNTOUCHED,
    }


def _told(step: Step) -> dict[str, str]:
    return {
        "cause": str(step.receipt),
        "colour": step.colour,
        "class_code": step.class_code,
        "way_out": step.way_out,
    }


def _go_on(row: models.FollowUp, step: Step, at: datetime) -> None:
    told, urgency = _told(step), urgency_of(step.colour)
    if row.cause == told["cause"] or (row.ended_at and urgency >= row.urgency):
        return
    for name, value in told.items():
        setattr(row, name, value)
    if urgency < row.urgency:
        row.urgency, row.due_at, row.ended_at, row.reached_by = urgency, at + ANSWERED_WITHIN, None, ""
        row.officer_ref, row.officer_name, row.taken_at, row.escalated_at = "", "", None, None
        row.again_at = None
    row.save()


def _record(name: str, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    told: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows:
        told[row["subject_key"]] |= {row["calling"]: str(row["uuid"]), "cause": row["cause"]}
    audit.record_of_many(kind=AuditEntry.Kind.ACT, name=name, subjects=told.items(), by=PLATFORM, at=at)


def destroy_follow_ups() -> None:
    """Destroy every follow-up, its note and its outcome."""
    models.FollowUp.objects.all().delete()
