"""A person's health code on paper: which papers are about, one that was lost, and what others did with them."""

from datetime import datetime

from django.db import transaction

from lingnan.kernel import events
from lingnan.kernel.actors import Actor
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Printed, StatusRef

from . import models
from .certificate import or_off
from .events import CodePaperLost, CodePrinted
from .holders import record_read, require_holder
from .showing import NoColourYet, own_code, printed_codes, ref_of
from .types import PrintedCode


def print_code(*, subject_key: int, by: Actor, at: datetime) -> PrintedCode:
    """The code for paper, good for 14 days: online it tells the colour of now, offline that of the printing.

    For the person, and for whoever acts for her, whose look she sees; publishes `CodePrinted` for another's printing.
    Raises `NotFound` for anyone else, `NoColourYet` before her first judgement, NoRuleInForce.
    """
    with transaction.atomic():
        given = own_code(subject_key, by, at)
        tell(CodePrinted, subject_key=subject_key, by=by, at=at)
        return printed_codes(given={subject_key: given}, at=at)[subject_key]


def list_papers(*, subject_key: int, by: Actor, at: datetime) -> list[Printed]:
    """The papers of her code that are still good, the newest first.

    For the person, and for whoever acts for her, whose look she sees. Raises `NotFound` for anyone else.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    record_read(subject_key=subject_key, by=by, at=at)
    ref = _find_ref(subject_key)
    return codes.list_printed(ref=ref, at=at) if ref else []


def report_paper_lost(*, subject_key: int, printed_before: datetime, by: Actor, at: datetime) -> None:
    """Have all her papers refused that were printed before a moment; the code itself, and paper printed later, stand.

    The same again changes nothing. For the person, and for whoever acts for her, which is in her access log; publishes
    `CodePaperLost` for another's report. Raises `NotFound` for anyone else, `NoColourYet` where she has no code.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    ref = _find_ref(subject_key)
    if ref is None:
        raise or_off(NoColourYet())
    with transaction.atomic():
        record_read(subject_key=subject_key, by=by, at=at)
        withdraw(ref=ref, subject_key=subject_key, printed_before=printed_before, by=by, at=at)


def withdraw(*, ref: StatusRef, subject_key: int, printed_before: datetime, by: Actor, at: datetime) -> None:
    """Have papers refused in the caller's transaction, and tell of it where another does so."""
    if codes.withdraw_paper(ref=ref, signed_before=printed_before, by=by, at=at):
        tell(CodePaperLost, subject_key=subject_key, by=by, at=at)


def tell(event: type[CodePrinted | CodePaperLost], *, subject_key: int, by: Actor, at: datetime) -> None:
    """Publish what another did with a person's papers; what she does herself is no news."""
    if by.person_key != subject_key:
        events.publish(event(subject_key=subject_key, by_kind=by.kind, by_ref=by.ref, at=at.isoformat()))


def _find_ref(subject_key: int) -> StatusRef | None:
    code = models.HealthCode.objects.filter(subject_key=subject_key).first()
    return ref_of(code) if code else None
