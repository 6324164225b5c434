"""Follow-ups open when somebody loses the green colour, and close by themselves when she has it again."""

from datetime import datetime, timedelta

from django.db import transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Need

from . import models
from .types import CALLINGS, Calling

ANSWERED_WITHIN = timedelta(hours=24)
PURPOSE = "按常住地安排社区和派出所随访"
RESIDENCE = Need(resource="population", element="person.residence_division")
OPENED, CLOSED = "outreach.follow-up.opened", "outreach.follow-up.closed"
FIRST, SECOND = 1, 2
URGENT = "red"


def open_follow_ups(*, subject_key: int, cause: str, colour: str, class_code: str, way_out: str, at: datetime) -> None:
    """Have a person called by the community and the police of her address; the same cause twice opens nothing.

    What is open stays one follow-up and takes the new colour. What was answered is opened again only for a colour more
    urgent than the one she was called for. Where no address is registered the province's own officers have it.
    """
    told = {"cause": cause, "colour": colour, "class_code": class_code, "way_out": way_out}
    urgency = FIRST if colour == URGENT else SECOND
    with transaction.atomic():
        rows = {row.calling: row for row in _current(subject_key)}
        division = "" if len(rows) == len(CALLINGS) else _division(subject_key, at)
        for calling in CALLINGS:
            if calling in rows:
                _go_on(rows[calling], told, urgency, at)
            else:
                _open(subject_key, calling, told, urgency, division, at)


def close_follow_ups(*, subject_key: int, at: datetime) -> None:
    """Nobody need be called any more: she is green. Repeating it changes nothing."""
    with transaction.atomic():
        for row in _current(subject_key):
            row.ended_at, row.over_at = row.ended_at or at, at
            row.save(update_fields=["ended_at", "over_at"])
            _record(CLOSED, row, at)


def _current(subject_key: int) -> list[models.FollowUp]:
    return list(models.FollowUp.objects.select_for_update().filter(subject_key=subject_key, over_at=None))


def _open(subject_key: int, calling: Calling, told: dict[str, str], urgency: int, division: str, at: datetime) -> None:
    row, is_new = models.FollowUp.objects.get_or_create(
        subject_key=subject_key,
        calling=calling,
        over_at=None,
        defaults={
            **told,
            "uuid": uuid7(at=at),
            "division": division,
            "urgency": urgency,
            "opened_at": at,
            "due_at": at + ANSWERED_WITHIN,
        },
    )
    if is_new:
        _record(OPENED, row, at)


def _go_on(row: models.FollowUp, told: dict[str, str], urgency: int, at: datetime) -> None:
    if row.cause == told["cause"] or (row.ended_at and urgency >= row.urgency):
        return
    for name, value in told.items():
        setattr(row, name, value)
    if urgency < row.urgency:
        row.urgency, row.due_at, row.ended_at = urgency, at + ANSWERED_WITHIN, None
        row.officer_ref, row.officer_name, row.taken_at, row.escalated_at = "", "", None, None
    row.save()


def _division(subject_key: int, at: datetime) -> str:
    look = exchange.list_facts(subject_key=subject_key, needs=[RESIDENCE], purpose=PURPOSE, by=PLATFORM, at=at)
    return str(look.value(RESIDENCE.element) or catalogue.province().division)


def _record(name: str, row: models.FollowUp, at: datetime) -> None:
    audit.record(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=row.subject_key, by=PLATFORM, at=at,
        details={"follow_up": str(row.uuid), "calling": row.calling, "cause": row.cause},
    )  # fmt: skip


def destroy_follow_ups() -> None:
    """Destroy every follow-up, its note and its outcome."""
    models.FollowUp.objects.all().delete()
