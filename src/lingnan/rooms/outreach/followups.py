"""Follow-ups open when somebody loses the green colour, and close by themselves when she has it again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from lingnan.kernel import audit, turns
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.ids import uuid7_many
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.rows import insert_rows
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.health.types import Step

from . import models
from .types import CALLINGS, Calling

ANSWERED_WITHIN = timedelta(hours=24)
OPENED, CLOSED = "outreach.follow-up.opened", "outreach.follow-up.closed"
FIRST, SECOND = 1, 2
URGENT = "red"


def wait_for_turns(*, subject_keys: Iterable[int]) -> None:
    """One answer to a person's colours at a time, till the transaction ends."""
    turns.wait_for_turns(matter="outreach.subject", keys=subject_keys)


def open_follow_ups(*, steps: Sequence[Step], at: datetime) -> None:
    """Have people called by the community and the police of their addresses; the same change twice opens nothing.

    `steps` are to the colours that stand, one a person. What is open stays one follow-up and takes the new colour. What
    was answered is opened again only for a colour more urgent than the one she was called for. Where no address is
    registered the province's own officers have it.
    """
    with transaction.atomic():
        open_rows: dict[int, list[models.FollowUp]] = defaultdict(list)
        for row in _current([step.subject_key for step in steps]):
            open_rows[row.subject_key].append(row)
        _open(list(_missing(steps, open_rows)), at)
        for step in steps:
            for row in open_rows.get(step.subject_key, ()):
                _go_on(row, step, at)


def _missing(
    steps: Sequence[Step], open_rows: Mapping[int, Sequence[models.FollowUp]]
) -> Iterator[tuple[Step, list[Calling]]]:
    for step in steps:
        known = {row.calling for row in open_rows.get(step.subject_key, ())}
        if missing := [calling for calling in CALLINGS if calling not in known]:
            yield step, missing


def _open(missing: Sequence[tuple[Step, list[Calling]]], at: datetime) -> None:
    province = catalogue.province().division
    opened = [(step, calling) for step, callings in missing for calling in callings]
    uuids = uuid7_many(at=at, count=len(opened))
    rows = (_row(uuid, step, calling, province, at) for uuid, (step, calling) in zip(uuids, opened, strict=True))
    insert_rows(model=models.FollowUp, rows=rows)
    subjects = [(step.subject_key, {"callings": own, "cause": str(step.receipt)}) for step, own in missing]
    audit.record_of_many(kind=AuditEntry.Kind.ACT, name=OPENED, subjects=subjects, by=PLATFORM, at=at)


def _row(uuid: UUID, step: Step, calling: Calling, province: str, at: datetime) -> dict[str, Any]:
    return {
        "uuid": uuid,
        "subject_key": step.subject_key,
        "calling": calling,
        **_told(step),
        "division": step.division or province,
        "urgency": urgency_of(step.colour),
        "opened_at": at,
        "due_at": at + ANSWERED_WITHIN,
        "officer_ref": "",
        "officer_name": "",
        "attempts": 0,
        "outcome": "",
    }


def close_follow_ups(*, subject_keys: Sequence[int], at: datetime) -> None:
    """Nobody need call them any more: they are green. Repeating it changes nothing."""
    with transaction.atomic():
        rows = _current(subject_keys)
        for row in rows:
            row.ended_at, row.over_at, row.need = row.ended_at or at, at, ""
        models.FollowUp.objects.bulk_update(rows, ["ended_at", "over_at", "need"])
        callings: dict[int, list[str]] = defaultdict(list)
        for row in rows:
            callings[row.subject_key].append(row.calling)
        subjects = [(key, {"callings": own}) for key, own in callings.items()]
        audit.record_of_many(kind=AuditEntry.Kind.ACT, name=CLOSED, subjects=subjects, by=PLATFORM, at=at)


def urgency_of(colour: str) -> int:
    """How soon a colour by itself has somebody called: 1 comes before 2."""
    return FIRST if colour == URGENT else SECOND


def _current(subject_keys: Sequence[int]) -> list[models.FollowUp]:
    """In one order for whoever wants several."""
    rows = models.FollowUp.objects.select_for_update().filter(subject_key__among=subject_keys, over_at=None)
    return list(rows.order_by("uuid"))


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


def destroy_follow_ups() -> None:
    """Destroy every follow-up, its note and its outcome."""
    models.FollowUp.objects.all().delete()
