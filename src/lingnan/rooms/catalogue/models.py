"""Published versions: immutable, hashed, numbered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from .types.rules import ProposalStatus

OPEN = [ProposalStatus.PROPOSED.value, ProposalStatus.SUBMITTED.value]
DECIDED = [ProposalStatus.PUBLISHED.value, ProposalStatus.DECLINED.value]
PUBLISHED, WITHDRAWN = ProposalStatus.PUBLISHED.value, ProposalStatus.WITHDRAWN.value


class Publication(models.Model):
    """One version of one declared thing; `files` is what was published, byte for byte, compressed.

    `folder` has the hash of each file as the content folder last had it when it was published: what differs from it in
    `files` came from the desk.
    """

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    files = models.BinaryField()
    folder = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code", "number"], name="publication_numbered_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="publication_number_from_one"),
        ]


class Proposal(models.Model):
    """A rule proposed for a service. What was uploaded, and what was found in it, is never changed.

    `files` are those of the version it would make; `findings` has the problems and the coverage by examples.
    """

    uuid = models.UUIDField(unique=True)
    service = models.CharField(max_length=60)
    department = models.CharField(max_length=60)
    base = models.PositiveIntegerField()
    files = models.BinaryField()
    digest = models.CharField(max_length=64)
    model_hash = models.CharField(max_length=64, blank=True)
    findings = models.JSONField()
    note = models.TextField()
    author_ref = models.CharField(max_length=80)
    author_name = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=[(each.value, each.value) for each in ProposalStatus])
    rehearsal = models.JSONField(null=True)
    submitted_at = models.DateTimeField(null=True)
    approver_ref = models.CharField(max_length=80, blank=True)
    approver_name = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_ref = models.CharField(max_length=80, blank=True)
    decided_name = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["department", "-proposed_at"], name="proposal_by_department")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=OPEN, decided_at=None)
                | Q(status__in=DECIDED, decided_at__isnull=False) & ~Q(decided_ref__in=["", F("author_ref")])
                | Q(status=WITHDRAWN, decided_at__isnull=False, decided_ref=F("author_ref")),
                name="proposal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status=PUBLISHED, version__isnull=False) | ~Q(status=PUBLISHED) & Q(version=None),
                name="proposal_published_as_version",
            ),
            models.CheckConstraint(
                condition=Q(approver_ref="") | ~Q(approver_ref=F("author_ref")), name="proposal_approver_is_another"
            ),
        ]
