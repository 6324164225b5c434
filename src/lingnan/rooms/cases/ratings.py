"""Ratings: whoever the service was done for, or who applied, says how it went; those in charge read it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.models import AuditEntry

from . import models
from .reading import PAGE, in_charge, row_for
from .sealing import seal_text, unseal_text
from .types import DECIDED, Grade, Rating

RATED = "cases.case.rated"
MOST_WORDS = 200


class TooEarlyToRate(LingnanError):
    """A rating of what has not ended."""

    code = "too-early-to-rate"
    status = 409
    message = "这件事还没有结果，现在评价还早。有了结果，可以在「我的办件」里评。"


class GradeMissing(LingnanError):
    """A rating without a grade."""

    code = "grade-missing"
    message = "还没有选满意不满意。请选一项，再提交。"


class WordsTooLong(LingnanError):
    """More words than a rating holds."""

    code = "words-too-long"
    message = "写得太长，没有记下。请缩到200字以内；要说的多，可以拨打12345。"


def rate_case(*, uuid: UUID, grade: int | None, words: str, by: Actor, at: datetime) -> None:
    """Say how it went; said again, the new rating stands in place of the old, and the same one twice is one.

    `grade` is one of `Grade`. Raises `GradeMissing`, `WordsTooLong`, `TooEarlyToRate`; `NotFound` for a case that is
    neither the person's nor applied for by her.
    """
    if grade not in set(Grade):
        raise GradeMissing()
    words = words.strip()
    if len(words) > MOST_WORDS:
        raise WordsTooLong()
    with transaction.atomic():
        case, rater = _own(uuid, by)
        row = models.Rating.objects.select_for_update().filter(case=case, rater_key=rater).first()
        if row and (row.grade, unseal_text(row.words_sealed)) == (grade, words):
            return
        models.Rating.objects.update_or_create(
            case=case, rater_key=rater,
            defaults={"grade": grade, "words_sealed": seal_text(words), "rated_at": at},
        )  # fmt: skip
        audit.record(
            kind=AuditEntry.Kind.ACT, name=RATED, subject_key=case.subject_key, by=by, at=at, case_uuid=case.uuid,
            details={"grade": grade},
        )  # fmt: skip


def get_rating(*, case_uuid: UUID, by: Actor) -> Rating | None:
    """What this person said of the case; `NotFound` as in `rate_case`."""
    case, rater = _own(case_uuid, by)
    return next(iter(_read(models.Rating.objects.filter(case=case, rater_key=rater).select_related("case"))), None)


def list_ratings(*, by: Actor, most: Grade = Grade.VERY_SATISFIED, before: datetime | None = None) -> list[Rating]:
    """The ratings of cases in the officer's charge, no better than `most`, newest first, fifty at a time.

    Raises `NotAllowed` for anyone but an officer. Who rated is not told.
    """
    rows = models.Rating.objects.filter(case__in=models.Case.objects.filter(in_charge(by)), grade__lte=most)
    if before:
        rows = rows.filter(rated_at__lt=before)
    return _read(rows.select_related("case").order_by("-rated_at", "-id")[:PAGE])


def _own(uuid: UUID, by: Actor) -> tuple[models.Case, int]:
    """The case, and the person who may rate it."""
    case = row_for(uuid, by)
    if by.person_key is None or by.person_key not in (case.subject_key, case.applicant_key):
        raise NotFound()
    if case.status not in DECIDED:
        raise TooEarlyToRate()
    return case, by.person_key


def _read(rows: Iterable[models.Rating]) -> list[Rating]:
    return [
        Rating(
            case=row.case.uuid,
            number=row.case.number,
            service=row.case.service,
            version=row.case.version,
            grade=Grade(row.grade),
            words=unseal_text(row.words_sealed),
            rated_at=row.rated_at,
        )
        for row in rows
    ]
