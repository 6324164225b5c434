"""Follow-ups open when somebody loses the green colour, and close by themselves when she has it again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from lingnan.kernel import audit, turns
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.ids import uuids7
from lingnan.kernel.lookups import array_of
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.health.types import Step

from . import models
from .types import CALLINGS, Calling

ANSWERED_WITHIN = timedelta(hours=24)
OPENED, CLOSED = "outreach.follow-up.opened", "outreach.follow-up.closed"
FIRST, SECOND = 1, 2
URGENT = "red"
OPEN = """
    INSERT INTO outreach_followup (
        uuid, subject_key, calling, cause, colour, class_code, way_out, division, urgency, opened_at, due_at,
        officer_ref, officer_name, attempts, outcome
    )
    SELECT uuid, subject_key, %(calling)s, cause, colour, class_code, way_out,
        coalesce(nullif(division, ''), %(province)s), urgency, %(at)s, %(due_at)s, '', '', 0, ''
    FROM unnest(
        %(uuid)s::uuid[], %(subject_key)s::bigint[], %(receipt)s::text[], %(colour)s::text[], %(class_code)s::text[],
        %(way_out)s::text[], %(division)s::text[], %(urgency)s::smallint[]
    ) AS step (uuid, subject_key, cause, colour, class_code, way_out, division, urgency)
"""


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
        for callings, missing in _missing(steps, open_rows).items():
            _open(missing, callings, at)
        for step in steps:
            for row in open_rows.get(step.subject_key, ()):
                _go_on(row, step, at)


def _missing(
    steps: Sequence[Step], open_rows: Mapping[int, Sequence[models.FollowUp]]
) -> dict[tuple[Calling, ...], list[Step]]:
    """Steps by who is not yet to call."""
    found: dict[tuple[Calling, ...], list[Step]] = defaultdict(list)
    for step in steps:
        known = {row.calling for row in open_rows.get(step.subject_key, ())}
        if missing := tuple(calling for calling in CALLINGS if calling not in known):
            found[missing].append(step)
    return found


def _open(steps: Sequence[Step], callings: Sequence[Calling], at: datetime) -> None:
    columns = {name: array_of(column) for name, column in zip(Step._fields, zip(*steps, strict=True), strict=True)}
    columns["urgency"] = array_of(urgency_of(step.colour) for step in steps)
    told = {**columns, "province": catalogue.province().division, "at": at, "due_at": at + ANSWERED_WITHIN}
    # One that the database draws costs it four times as much.
    uuids = uuids7(at=at, count=len(steps) * len(callings))
    for place, calling in enumerate(callings):
        own = array_of(uuids[place * len(steps) : (place + 1) * len(steps)])
        with connection.cursor() as cursor:
            cursor.execute(OPEN, {**told, "uuid": own, "calling": calling})
    audit.record_of_many(
        kind=AuditEntry.Kind.ACT, name=OPENED, by=PLATFORM, at=at, details={"callings": list(callings)},
        subjects=[(step.subject_key, {"cause": step.receipt}) for step in steps],
    )  # fmt: skip


def close_follow_ups(*, subject_keys: Sequence[int], at: datetime) -> None:
    """Nobody need call them any more: they are green. Repeating it changes nothing."""
    if not subject_keys:
        return
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
    rows = models.FollowUp.objects.select_for_update().filter(subject_key__among=set(subject_keys), over_at=None)
    return list(rows.order_by("uuid"))


def _told(step: Step) -> dict[str, str]:
    return {
        "cause": step.receipt,
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
