"""A person's health code on paper: which papers are about, and one that was lost."""

from datetime import datetime

from django.db import transaction

from lingnan.kernel.actors import Actor
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Printed, StatusRef

from . import models
from .certificate import or_off
from .holders import record_read, require_holder
from .showing import NoColourYet, ref_of


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

    The same again changes nothing. For the person, and for whoever acts for her, which is in her access log. Raises
    `NotFound` for anyone else, `NoColourYet` where she has no code.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    ref = _find_ref(subject_key)
    if ref is None:
        raise or_off(NoColourYet())
    with transaction.atomic():
        record_read(subject_key=subject_key, by=by, at=at)
        codes.withdraw_paper(ref=ref, signed_before=printed_before, by=by, at=at)


def _find_ref(subject_key: int) -> StatusRef | None:
    code = models.HealthCode.objects.filter(subject_key=subject_key).first()
    return ref_of(code) if code else None
