"""Calls: whom an officer has to call, who took it, what came of it, and who has it next."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Need
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import OfficerRole, Person, Role

from . import models
from .followups import ANSWERED_WITHIN, FIRST, urgency_of
from .types import NEEDS as HELP
from .types import OUTCOMES, Calling, CallSheet, FollowUp, Outcome

ROLES: Mapping[Role, Calling] = {"community-worker": "community", "police-officer": "police"}
SUPERIOR: Role = "health-officer"
HELPER: Calling = "community"
OPEN, SPARED = Q(ended_at=None), Q(over_at=None) & ~Q(reached_by="")
A_PAGE = 200
LONGEST_NOTE = 200
NOTE = "outreach.follow-up.note"
PURPOSE = "健康码随访电话"
NAME, ADDRESS, MOBILE = "person.name", "person.residence_address", "person.mobile"
NEEDS = (
    Need(resource="population", element=NAME),
    Need(resource="population", element=ADDRESS),
    Need(resource="health-declaration", element=MOBILE),
)
GOES_UP: frozenset[Outcome] = frozenset({"wrong-number", "refused"})


class TakenByAnother(LingnanError):
    """Another officer has taken it: nobody is called twice for one event."""

    code = "follow-up-taken"
    status = 409
    message = "这位居民已经由%(officer)s负责联系，请不要重复打电话。需要换人的，请对方先交班。"


class AlreadyReached(LingnanError):
    """The other of the two reached her meanwhile: there is nothing left to call her for, and nothing to record."""

    code = "follow-up-already-reached"
    status = 409
    message = "对方部门已经联系上这位居民，不用再打电话，也不用登记。"


class NotTaken(LingnanError):
    """Name and number are open to the officer who took it, and nothing is recorded by anyone else."""

    code = "follow-up-not-taken"
    status = 409
    message = "请先领取这项随访，再查看姓名电话或登记结果。"


class OutcomeUnknown(LingnanError):
    """An outcome that is not on the list."""

    code = "outcome-unknown"
    message = "请在列出的通话结果里选一项。"


class NeedMissing(LingnanError):
    """Help without saying which reaches nobody."""

    code = "need-missing"
    message = "还没有选要帮什么。请选一项，社区才知道要准备什么。"


class CallNoteTooLong(LingnanError):
    """A note of a call over 200 characters."""

    code = "call-note-too-long"
    message = "说明写得太长了，最多200字。请只写要点。"


class AgainUnfit(LingnanError):
    """A time to call again that has passed, or is more than a day ahead."""

    code = "again-unfit"
    message = "再打的时间要在现在以后、24小时以内。请重新选。"


class NoteUnfit(LingnanError):
    """A hand-over without a note, or with one over 200 characters."""

    code = "note-unfit"
    message = "请写明交班说明，让接班的人知道办到哪一步，不超过200字。"


def list_follow_ups(*, by: Actor, at: datetime | None = None, page: int = 1) -> list[FollowUp]:
    """Whom the officer's roles and divisions give her to call, the most urgent and the longest waiting first.

    Who asked to be called later than `at` comes last. What was escalated is the health officers' and no longer the
    first ones'. A page has two hundred at most.
    """
    found = _open(by).order_by("urgency", "due_at", "uuid")
    if at:
        later = Q(again_at__isnull=False, again_at__gt=at)
        found = found.alias(is_later=later).order_by("is_later", "urgency", "due_at", "uuid")
    return _listed(found[_slice(page)], by)


def list_spared(*, by: Actor, at: datetime) -> list[FollowUp]:
    """Whom the officer would have to call had the other of the two, community or police, not reached her in the last 24
    hours; the newest first, two hundred at most.
    """
    spared = _spared(by).filter(ended_at__gt=at - ANSWERED_WITHIN)
    return _listed(spared.order_by("-ended_at", "uuid")[:A_PAGE], by)


def count_follow_ups(*, by: Actor) -> int:
    """How many they are in all."""
    return _open(by).count()


def get_follow_up(*, uuid: UUID, by: Actor) -> FollowUp:
    """One of the officer's follow-ups, its name masked, also one that the other of the two ended by reaching her.

    Raises NotFound where it is another division's.
    """
    row = _all_of(by).filter(OPEN | SPARED, uuid=uuid).first()
    if row is None:
        raise NotFound()
    return _follow_up(row, identity.get_person(key=row.subject_key), by, note=_note(row))


def take_follow_up(*, uuid: UUID, by: Actor, at: datetime) -> None:
    """Take it, so that nobody else calls, neither of her own kind nor of the other; taking one's own again changes
    nothing. Raises NotFound, TakenByAnother, AlreadyReached.
    """
    with _acting(uuid, "taken", by, at) as row:
        holder = next((each for each in (row, *_others(row)) if each.officer_ref not in ("", by.ref)), None)
        if holder:
            raise TakenByAnother(officer=holder.officer_name)
        row.officer_ref, row.officer_name, row.taken_at = by.ref, by.name, row.taken_at or at


def get_call_sheet(*, uuid: UUID, by: Actor, at: datetime) -> CallSheet:
    """Name, number and address, for the officer who took it; she whom they are of sees that they were opened.

    Raises NotFound, NotTaken.
    """
    row = _row(uuid, by)
    _require_taken(row, by)
    look = exchange.list_facts(subject_key=row.subject_key, needs=NEEDS, purpose=PURPOSE, by=by, at=at)
    mobiles = [fact.value for fact in look.facts if fact.element == MOBILE and fact.value]
    return CallSheet(
        follow_up=_follow_up(row, identity.get_person(key=row.subject_key), by, note=_note(row)),
        name=str(look.value(NAME) or ""),
        mobile=str(mobiles[-1]) if mobiles else "",
        address=str(look.value(ADDRESS) or ""),
    )


def record_outcome(
    *, uuid: UUID, outcome: str, by: Actor, at: datetime, note: str = "", need: str = "",
    again_at: datetime | None = None,
) -> None:  # fmt: skip
    """What came of a call, with a note, which is sealed, and the time at which she asked to be called again.

    Whom it reached is not called again, by the other of community and police neither; a wrong number or a refusal goes
    to the superior. `need`, where the outcome is `needs-help`, is one of `types.NEEDS`: it comes first in the
    community's queue, until the community has reached her.

    Raises NotFound, NotTaken, AlreadyReached, OutcomeUnknown, NeedMissing, CallNoteTooLong, AgainUnfit.
    """
    _require_fit(outcome, note, need, again_at, at)
    with _acting(uuid, "called", by, at, outcome=outcome) as row:
        _require_taken(row, by)
        row.attempts, row.outcome, row.again_at = row.attempts + 1, outcome, again_at
        if note.strip():
            row.note_sealed = _sealed(note)
        if outcome == "reached":
            row.ended_at, row.need, row.urgency = at, "", urgency_of(row.colour)
            _spare_the_other(row, by, at)
        elif outcome == "needs-help":
            _ask_for_help(row, need, by, at)
        elif outcome in GOES_UP and not row.escalated_at:
            _escalate(row, at)


def hand_over(*, uuid: UUID, note: str, by: Actor, at: datetime) -> None:
    """Give it back to the shift that comes, with a note, which is sealed. Raises NotFound, NotTaken, NoteUnfit."""
    if not 0 < len(note.strip()) <= LONGEST_NOTE:
        raise NoteUnfit()
    with _acting(uuid, "handed-over", by, at) as row:
        _require_taken(row, by)
        row.note_sealed = _sealed(note)
        _let_go(row)


def escalate(*, uuid: UUID, by: Actor, at: datetime) -> None:
    """Give it to the health officers of the place. Raises NotFound, TakenByAnother; once is enough."""
    with _acting(uuid, "escalated", by, at) as row:
        if row.officer_ref not in ("", by.ref):
            raise TakenByAnother(officer=row.officer_name)
        if not row.escalated_at:
            _escalate(row, at)


def escalate_overdue(*, at: datetime) -> int:
    """Escalate what nobody answered within 24 hours, whoever has it; returns how many. Repeating it changes nothing."""
    with transaction.atomic():
        rows = models.FollowUp.objects.select_for_update(skip_locked=True)
        due = list(rows.filter(ended_at=None, escalated_at=None, due_at__lte=at).order_by("uuid"))
        for row in due:
            _escalate(row, at)
            row.save()
            _record(row, "escalated", PLATFORM, at)
    return len(due)


def _require_fit(outcome: str, note: str, need: str, again_at: datetime | None, at: datetime) -> None:
    if outcome not in OUTCOMES:
        raise OutcomeUnknown()
    if outcome == "needs-help" and need not in HELP:
        raise NeedMissing()
    if len(note.strip()) > LONGEST_NOTE:
        raise CallNoteTooLong()
    if again_at and not at < again_at <= at + ANSWERED_WITHIN:
        raise AgainUnfit()


def _ask_for_help(row: models.FollowUp, need: str, by: Actor, at: datetime) -> None:
    """Who reached her has done so; the help is the community's, the first in its queue, by the next day."""
    helper = row
    if row.calling == HELPER:
        _spare_the_other(row, by, at)
    else:
        row.ended_at = at
        helper = models.FollowUp.objects.get(subject_key=row.subject_key, calling=HELPER, over_at=None)
        helper.note_sealed, helper.again_at = row.note_sealed or helper.note_sealed, row.again_at
    if helper.ended_at or helper.escalated_at:
        _let_go(helper)
    helper.need, helper.urgency, helper.due_at = need, FIRST, at + ANSWERED_WITHIN
    helper.ended_at = helper.escalated_at = None
    helper.reached_by = ""
    helper.save()


def _spare_the_other(row: models.FollowUp, by: Actor, at: datetime) -> None:
    """She was told all; nobody is called twice for one event."""
    for other in _others(row):
        other.ended_at, other.reached_by = at, row.calling
        other.save()
        _record(other, "spared", by, at, reached_by=row.calling)


def _others(row: models.FollowUp) -> list[models.FollowUp]:
    """The call of the other of the two that is still to be made for the same event."""
    same = models.FollowUp.objects.filter(subject_key=row.subject_key, over_at=None, ended_at=None)
    return list(same.exclude(pk=row.pk))


def _sealed(note: str) -> bytes:
    sealed: bytes = settings.VAULT.seal(plain=note.strip().encode(), purpose=NOTE)
    return sealed


def _escalate(row: models.FollowUp, at: datetime) -> None:
    row.escalated_at = at
    _let_go(row)


def _let_go(row: models.FollowUp) -> None:
    row.officer_ref, row.officer_name, row.taken_at = "", "", None


def _require_taken(row: models.FollowUp, by: Actor) -> None:
    if row.officer_ref != by.ref:
        raise NotTaken()


@contextmanager
def _acting(uuid: UUID, act: str, by: Actor, at: datetime, **details: str) -> Iterator[models.FollowUp]:
    """A transaction in which an officer changes one of hers, and that she did is entered."""
    with transaction.atomic():
        _wait_for_both(uuid)
        if _spared(by).filter(uuid=uuid).exists():
            raise AlreadyReached()
        row = _row(uuid, by)
        yield row
        row.save()
        _record(row, act, by, at, **details)


def _record(row: models.FollowUp, act: str, by: Actor, at: datetime, **details: str) -> None:
    audit.record(
        kind=AuditEntry.Kind.ACT, name=f"outreach.follow-up.{act}", subject_key=row.subject_key, by=by, at=at,
        details={"follow_up": str(row.uuid), "calling": row.calling, **details},
    )  # fmt: skip


def _wait_for_both(uuid: UUID) -> None:
    """What is to be done for a person by the community and by the police changes one act at a time."""
    people = models.FollowUp.objects.filter(uuid=uuid).values("subject_key")
    list(models.FollowUp.objects.select_for_update().filter(subject_key__in=people, over_at=None).order_by("uuid"))


def _row(uuid: UUID, by: Actor) -> models.FollowUp:
    row = _open(by).filter(uuid=uuid).first()
    if row is None:
        raise NotFound()
    return row


def _open(by: Actor) -> QuerySet[models.FollowUp]:
    return _all_of(by).filter(OPEN)


def _spared(by: Actor) -> QuerySet[models.FollowUp]:
    return _all_of(by).filter(SPARED)


def _all_of(by: Actor) -> QuerySet[models.FollowUp]:
    mine = _mine(by)
    return _with_the_other().filter(mine) if mine else models.FollowUp.objects.none()


def _with_the_other() -> QuerySet[models.FollowUp]:
    """Follow-ups, each with who of the other of the two has the same person in hand."""
    same = models.FollowUp.objects.filter(subject_key=OuterRef("subject_key"), over_at=None, ended_at=None)
    others = same.exclude(calling=OuterRef("calling")).values("officer_name")
    return models.FollowUp.objects.annotate(other_officer=Coalesce(Subquery(others), Value("")))


def _listed(rows: QuerySet[models.FollowUp], by: Actor) -> list[FollowUp]:
    people = identity.list_people(keys=[row.subject_key for row in rows]) if rows else {}
    return [_follow_up(row, people[row.subject_key], by) for row in rows]


def _slice(page: int) -> slice:
    return slice((page - 1) * A_PAGE, page * A_PAGE)


def _mine(by: Actor) -> Q:
    """What an officer's roles give her; empty, and false, where they give nothing."""
    mine = Q()
    for role in identity.list_roles_of(by=by):
        mine |= _given(role)
    return mine


def _given(role: OfficerRole) -> Q:
    if role.role == SUPERIOR:
        return Q(division__startswith=role.division, escalated_at__isnull=False)
    if role.role in ROLES:
        return Q(division__startswith=role.division, calling=ROLES[role.role], escalated_at=None)
    return Q()


def _note(row: models.FollowUp) -> str:
    """What the last shift left, for who has the follow-up before her."""
    return settings.VAULT.open(sealed=row.note_sealed, purpose=NOTE).decode() if row.note_sealed else ""


def _follow_up(row: models.FollowUp, person: Person, by: Actor, *, note: str = "") -> FollowUp:
    return FollowUp(
        uuid=row.uuid,
        calling=row.calling,  # type: ignore[arg-type]
        masked_name=person.masked_name,
        division=row.division,
        colour=row.colour,
        class_code=row.class_code,
        way_out=row.way_out,
        urgency=row.urgency,
        opened_at=row.opened_at,
        due_at=row.due_at,
        officer=row.officer_name or row.other_officer,  # type: ignore[attr-defined]
        is_mine=row.officer_ref == by.ref,
        is_escalated=row.escalated_at is not None,
        attempts=row.attempts,
        outcome=row.outcome,
        note=note,
        need=row.need,
        again_at=row.again_at,
        reached_by=row.reached_by,
        reached_at=row.ended_at if row.reached_by else None,
    )
