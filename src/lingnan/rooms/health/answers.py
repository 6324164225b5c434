"""Answers to appeals: by a health officer who had no part in the colour, within a day; none writes a colour."""

from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lingnan.kernel import audit, events
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity

from . import models
from .appeals import ANSWER, NoteTooLong, appeal_of, appealed_change, record_act, sealed, stands
from .desks import desks_of
from .events import AppealAnswered, AppealLate
from .orders import lift_order
from .recolouring import recolour
from .types import LONGEST_ANSWER, Appeal, AppealOutcome, AppealReview, QueuedAppeal

READ, PURPOSE = "health.appeal.read", "核对健康码申诉"
PAGE = 200


class NoAnswer(LingnanError):
    """The holder reads why."""

    code = "answer-missing"
    status = 422
    message = "还没有写答复的理由。申诉人会读到，请写明核对了什么、结果怎样。"


class OutcomeMissing(LingnanError):
    """Nothing is answered by leaving the choice open."""

    code = "appeal-outcome-missing"
    status = 422
    message = "还没有选维持还是更正。请选一项，再答复。"


class HadAHand(LingnanError):
    """Who had a hand in the change, or answered an earlier appeal against it, answers none."""

    code = "answered-by-same"
    status = 403
    message = "这个颜色您经手过，或者您已经答复过对它的申诉，要由另一位工作人员答复。请转给同事。"


class NothingToAnswer(LingnanError):
    """One appeal, one answer."""

    code = "already-answered"
    status = 409
    message = "这件申诉已经答复过了。请回到列表，看还有哪些没有答复。"


class NothingCorrected(LingnanError):
    """The colour is the same after judging anew, so the record at its source is still the same."""

    code = "nothing-corrected"
    status = 409
    message = "重新判定以后颜色没有变：来源部门的记录还没有更正。请先联系来源部门，由它更正记录并重新报送，再答复。"


def list_open_appeals(*, by: Actor) -> list[QueuedAppeal]:
    """What the officer's divisions have to answer, the most pressing first, at most 200. Raises `NotAllowed`."""
    rows = _mine(by).filter(answered_at=None).select_related("change").order_by("due_at", "id")[:PAGE]
    return [_queued(row, by) for row in rows]


def list_overdue_appeals(*, by: Actor, at: datetime) -> list[QueuedAppeal]:
    """Of those, the ones whose time is over. Raises `NotAllowed`."""
    return [each for each in list_open_appeals(by=by) if each.due_at < at]


def review_appeal(*, uuid: UUID, by: Actor, at: datetime) -> AppealReview:
    """An appeal with what the change rests on, for an officer; the look leaves an entry that the holder sees.

    Raises `NotAllowed`, `NotFound`.
    """
    row = _mine(by).filter(uuid=uuid).select_related("change").first()
    if row is None:
        raise NotFound()
    audit.record(
        kind=AuditEntry.Kind.READ, name=READ, subject_key=row.subject_key, by=by, at=at, purpose=PURPOSE,
        details={"resources": ["receipt"], "elements": [], "appeal": str(row.uuid)},
    )  # fmt: skip
    return AppealReview(
        appeal=appeal_of(row),
        change=appealed_change(row.change, at),
        masked_name=identity.get_person(key=row.subject_key).masked_name,
        division=row.division,
        is_for_another=by.ref in row.barred,
    )


def answer_appeal(*, uuid: UUID, outcome: str, answer: str, by: Actor, at: datetime) -> Appeal:
    """Say that the colour stands, or that it was corrected, which judges the person anew by the records as they are.

    Publishes `AppealAnswered`. Raises `NotAllowed`, `NotFound`, `OutcomeMissing`, `NoAnswer`,
    `NoteTooLong`, `NothingToAnswer`, `HadAHand`, and `NothingCorrected` where the colour is still the same.
    """
    with transaction.atomic():
        row = _mine(by).select_for_update(of=("self",)).select_related("change").filter(uuid=uuid).first()
        if row is None:
            raise NotFound()
        _require_whole(outcome, answer)
        _require_another(row, by)
        if outcome == "corrected":
            _require_corrected(row.change, by, at)
        row.answered_by, row.answered_at, row.outcome = by.ref, at, outcome
        row.answer_sealed = sealed(answer.strip(), ANSWER)
        row.save(update_fields=["answered_by", "answered_at", "outcome", "answer_sealed"])
        _tell_answer(row, by, at)
    return appeal_of(row)


def name_late_appeals(*, at: datetime) -> int:
    """Name each appeal whose time is over without an answer, once; returns how many.

    Publishes `AppealLate`.
    """
    with transaction.atomic():
        rows = models.Appeal.objects.select_for_update(of=("self",), skip_locked=True).select_related("change")
        late = list(rows.filter(answered_at=None, late_named_at=None, due_at__lt=at).order_by("id"))
        for row in late:
            row.late_named_at = at
            row.save(update_fields=["late_named_at"])
            record_act(AppealLate.name, row, PLATFORM, at)
            events.publish(AppealLate(**_about(row)))
    return len(late)


def _mine(by: Actor) -> QuerySet[models.Appeal]:
    return models.Appeal.objects.filter(desks_of(by))


def _require_whole(outcome: str, answer: str) -> None:
    if outcome not in get_args(AppealOutcome):
        raise OutcomeMissing()
    if not answer.strip():
        raise NoAnswer()
    if len(answer.strip()) > LONGEST_ANSWER:
        raise NoteTooLong(most=LONGEST_ANSWER)


def _require_another(row: models.Appeal, by: Actor) -> None:
    if row.answered_at is not None:
        raise NothingToAnswer()
    if by.ref in row.barred:
        raise HadAHand()


def _require_corrected(change: models.ColourChange, by: Actor, at: datetime) -> None:
    """No colour is written here: an order is lifted, and the rest follows from records corrected at their source.

    Where her record was taken in by another meanwhile, the other's is judged.
    """
    if change.manual:
        lift_order(order=change.manual, by=by, at=at)
    heir = identity.list_survivors(keys=[change.subject_key]).get(change.subject_key)
    recolour(subject_keys=[heir or change.subject_key], by=PLATFORM, at=at)
    if stands(change) or (heir and _stands_for(heir, change)):
        raise NothingCorrected()


def _stands_for(heir: int, change: models.ColourChange) -> bool:
    """Whether another's colour says the same, and both by hand or by the rules."""
    same = {f"change__{name}": getattr(change, name) for name in ("colour", "class_code", "way_out")}
    rows = models.StandingColour.objects.filter(subject_key=heir, **same)
    return rows.filter(change__manual__isnull=change.manual is None).exists()


def _tell_answer(row: models.Appeal, by: Actor, at: datetime) -> None:
    record_act(AppealAnswered.name, row, by, at)
    events.publish(AppealAnswered(outcome=row.outcome, **_about(row)))


def _about(row: models.Appeal) -> dict[str, Any]:
    return {
        "subject_key": row.subject_key,
        "applicant_key": row.applicant_key,
        "change": str(row.change.uuid),
        "appeal": str(row.uuid),
    }


def _queued(row: models.Appeal, by: Actor) -> QueuedAppeal:
    return QueuedAppeal(
        uuid=row.uuid,
        division=row.division,
        colour=row.change.colour,
        class_code=row.change.class_code,
        turn=row.turn,
        appealed_at=row.appealed_at,
        due_at=row.due_at,
        is_for_another=by.ref in row.barred,
    )
