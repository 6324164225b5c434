"""Applications, cases, receipts, drafts."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .types import DECIDED, CaseStatus


class Draft(models.Model):
    """A form being filled in. Facts, answers and disputes are sealed; versions are pinned when it is begun.

    `revised_at` is when it was last brought up to newer versions, `warned_at` when its owner was told that it goes.
    `sent_as` is the uuid of the application that it became: in rows that `drafting.own_row` gives.
    """

    sent_as: UUID | None = None
    uuid = models.UUIDField(unique=True)
    owner_key = models.BigIntegerField(db_index=True)
    subject_key = models.BigIntegerField()
    services = ArrayField(models.CharField(max_length=60))
    versions = models.JSONField()
    facts_sealed = models.BinaryField()
    answers_sealed = models.BinaryField()
    disputes_sealed = models.BinaryField(default=b"")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    revised_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="draft_by_age")]


class Application(models.Model):
    """One form sent. `key` is the sender's: the same one twice is the same application."""

    uuid = models.UUIDField(unique=True)
    key = models.CharField(max_length=80)
    applicant_key = models.BigIntegerField()
    subject_key = models.BigIntegerField()
    answers_sealed = models.BinaryField()
    disputes_sealed = models.BinaryField(default=b"")
    consented_at = models.DateTimeField()
    submitted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["applicant_key", "key"], name="application_once"),
        ]


class Case(models.Model):
    """One service of an application. It pins the version by which it is decided."""

    uuid = models.UUIDField(unique=True)
    number = models.CharField(max_length=30, unique=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    department = models.CharField(max_length=60)
    division = models.CharField(max_length=12, blank=True)
    subject_key = models.BigIntegerField()
    applicant_key = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=[(status.value, status.value) for status in CaseStatus])
    submitted_at = models.DateTimeField()
    promised_date = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    reason_values_sealed = models.BinaryField(default=b"")
    outcome = models.JSONField(default=dict)
    appeal_deadline = models.DateField(null=True)
    licence_uuid = models.UUIDField(null=True)
    note_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "service"], name="case_once_an_application"),
            models.CheckConstraint(
                condition=Q(status__in=list(DECIDED), decided_at__isnull=False) & ~Q(decided_by="")
                | ~Q(status__in=list(DECIDED)) & Q(decided_at=None, decided_by=""),
                name="case_decided_by_someone_at_some_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_key", "-submitted_at"], name="case_by_subject"),
            models.Index(fields=["applicant_key", "-submitted_at"], name="case_by_applicant"),
            models.Index(
                fields=["department", "promised_date"], condition=Q(status=CaseStatus.REFERRED), name="case_queue"
            ),
            models.Index(fields=["submitted_at"], condition=Q(status=CaseStatus.SUBMITTED), name="case_undecided"),
        ]


class Milestone(models.Model):
    """A change of a case's status."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "status"], name="milestone_once")]


class Receipt(models.Model):
    """The signed receipt of one decision on a case: the machine's, and an officer's after a referral."""

    uuid = models.UUIDField(unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    signed = models.BinaryField()
    made_at = models.DateTimeField()


class Rating(models.Model):
    """How it went, as the person concerned or the applicant says. What she wrote is sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    rater_key = models.BigIntegerField()
    grade = models.PositiveSmallIntegerField()
    words_sealed = models.BinaryField(default=b"")
    rated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "rater_key"], name="rating_once_each"),
            models.CheckConstraint(condition=Q(grade__range=(1, 5)), name="rating_of_five"),
        ]
        indexes: ClassVar = [models.Index(fields=["-rated_at"], name="rating_by_time")]
