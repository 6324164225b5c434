"""Appeals against a colour: filed by the holder or whoever acts for her, to be answered within 24 hours."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from lingnan.engine.credentials import MACHINE
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity

from . import models
from .certificate import or_off
from .changes import read_receipt, signed_receipt
from .colours import published_rules
from .desks import desk_of
from .events import AppealFiled
from .holders import record_read, require_holder
from .holding import grounds_of
from .models import ANSWERED_WITHIN, MOST_APPEALS
from .reviews import NOTHING_TO_DO
from .rules import NoRuleInForce, rule_set_in_force
from .types import LONGEST_NOTE, Appeal, AppealedChange, AppealOutcome

NOTE, ANSWER = "health.appeal.note", "health.appeal.answer"


class NothingToAppeal(LingnanError):
    """The colour has changed since, or asks nothing of her, or was looked at by two officers already."""

    code = "nothing-to-appeal"
    status = 409
    message = "这个颜色已经变了，或者不要求您做什么，或者已经由两位工作人员先后核对过。请回到健康码，看现在的颜色。"


class NoteTooLong(LingnanError):
    """Longer than anyone reads at once."""

    code = "appeal-note-too-long"
    status = 422
    message = "写得太长了，最多%(most)d字。请只写要点，再提交。"


def file_appeal(*, change: UUID, note: str, by: Actor, at: datetime) -> Appeal:
    """Appeal against the colour that stands, by the holder or whoever acts for her; while one is open, it is that one.

    `note` may be empty. Publishes `AppealFiled`. Raises `NoteTooLong`, `NothingToAppeal`, `NoRuleInForce`, and
    `NotFound` for anyone else.
    """
    found = _own(change, by, at)
    rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    if len(note.strip()) > LONGEST_NOTE:
        raise NoteTooLong(most=LONGEST_NOTE)
    with transaction.atomic():
        rows = appeals_of(found)
        if rows and rows[-1].answered_at is None:
            return appeal_of(rows[-1])
        if not _may_appeal(found, rows, at):
            raise NothingToAppeal()
        return appeal_of(_file(found, rows, note.strip(), by, at))


def get_appealed_change(*, change: UUID, by: Actor, at: datetime) -> AppealedChange:
    """A change with the appeals against it, for the holder and whoever acts for her, who leaves an entry.

    Raises `RoomOff`, and `NotFound` for anyone else.
    """
    found = _own(change, by, at)
    record_read(subject_key=found.subject_key, by=by, at=at)
    return appealed_change(found, at)


def appealed_change(change: models.ColourChange, at: datetime) -> AppealedChange:
    """A change with the appeals against it as they cross the door."""
    rows = appeals_of(change)
    return AppealedChange(
        subject_key=change.subject_key,
        grounds=grounds_of(change),
        is_standing=stands(change),
        may_appeal=_may_appeal(change, rows, at),
        appeals=tuple(map(appeal_of, rows)),
    )


def appeals_of(change: models.ColourChange) -> list[models.Appeal]:
    """The appeals against a change, the first one first."""
    return list(models.Appeal.objects.filter(change=change).order_by("turn"))


def stands(change: models.ColourChange) -> bool:
    """Whether its person stands by a change."""
    return models.StandingColour.objects.filter(subject_key=change.subject_key, change=change).exists()


def appeal_of(row: models.Appeal) -> Appeal:
    """An appeal as it crosses the door."""
    return Appeal(
        uuid=row.uuid,
        turn=row.turn,
        note=_opened(row.note_sealed, NOTE),
        is_by_another=row.applicant_key != row.subject_key,
        appealed_at=row.appealed_at,
        due_at=row.due_at,
        outcome=cast("AppealOutcome", row.outcome) if row.outcome else None,
        answer=_opened(row.answer_sealed, ANSWER),
        answered_at=row.answered_at,
    )


def sealed(text: str, purpose: str) -> bytes:
    """What somebody wrote, as it is kept; nothing stays nothing."""
    return settings.VAULT.seal(plain=text.encode(), purpose=purpose) if text else b""


def record_act(name: str, row: models.Appeal, by: Actor, at: datetime) -> None:
    """Enter an act upon an appeal in the trail of its person; which change and what came of it the appeal says."""
    audit.record(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=row.subject_key, by=by, at=at,
        details={"appeal": str(row.uuid)},
    )  # fmt: skip


def _own(change: UUID, by: Actor, at: datetime) -> models.ColourChange:
    found = models.ColourChange.objects.filter(uuid=change).first()
    if found is None:
        raise or_off(NotFound())
    require_holder(subject_key=found.subject_key, by=by, at=at)
    return found


def _may_appeal(change: models.ColourChange, rows: list[models.Appeal], at: datetime) -> bool:
    is_open = bool(rows) and rows[-1].answered_at is None
    if is_open or len(rows) == MOST_APPEALS or change.way_out == NOTHING_TO_DO:
        return False
    return _is_ruled(at) and stands(change)


def _is_ruled(at: datetime) -> bool:
    try:
        rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    except NoRuleInForce:
        return False
    return True


def _file(
    change: models.ColourChange, earlier: list[models.Appeal], note: str, by: Actor, at: datetime
) -> models.Appeal:
    """Sent twice at once, the constraints make it one."""
    row, is_new = models.Appeal.objects.get_or_create(
        change=change,
        turn=len(earlier) + 1,
        defaults={
            "uuid": uuid7(at=at),
            "subject_key": change.subject_key,
            "division": desk_of(change.division),
            "barred": sorted({*_hands_in(change), *(each.answered_by for each in earlier)}),
            "applicant_key": identity.resident_key(by=by),
            "note_sealed": sealed(note, NOTE),
            "appealed_at": at,
            "due_at": at + ANSWERED_WITHIN,
        },
    )
    if is_new:
        _tell(row, by, at)
    return row


def _tell(row: models.Appeal, by: Actor, at: datetime) -> None:
    record_act(AppealFiled.name, row, by, at)
    events.publish(
        AppealFiled(
            subject_key=row.subject_key, applicant_key=row.applicant_key, change=str(row.change.uuid),
            appeal=str(row.uuid), due_at=row.due_at.isoformat(),
        )
    )  # fmt: skip


def _hands_in(change: models.ColourChange) -> set[str]:
    """The officers who had a part in a change, by its receipt."""
    receipt = read_receipt(data=signed_receipt(change))
    order = {receipt.manual.proposed_by, receipt.manual.approved_by} if receipt.manual else set()
    return ({receipt.decided_by} - {MACHINE}) | order


def _opened(text: bytes | memoryview, purpose: str) -> str:
    return str(settings.VAULT.open(sealed=text, purpose=purpose).decode()) if text else ""
