"""Licences issued."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Licence(models.Model):
    """One electronic licence. Fields and the reason of a revocation are sealed; the signed form is `credential`.

    `renewed_at` is when another took the place of one that had expired.
    """

    uuid = models.UUIDField(unique=True)
    identifier = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=60)
    holder_key = models.BigIntegerField()
    fields_sealed = models.BinaryField()
    credential = models.BinaryField()
    status_list = models.BigIntegerField()
    status_index = models.IntegerField()
    issued_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    case_uuid = models.UUIDField(null=True)
    renewed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    revoked_reason_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder_key", "kind"],
                condition=Q(revoked_at=None, renewed_at=None),
                name="licence_one_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(renewed_at=None) | Q(valid_until__isnull=False), name="licence_without_end_is_not_renewed"
            ),
            models.UniqueConstraint(fields=["status_list", "status_index"], name="licence_status_place"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="", revoked_reason_sealed=b"")
                | Q(revoked_at__isnull=False) & ~Q(revoked_by="") & ~Q(revoked_reason_sealed=b""),
                name="licence_revoked_by_someone_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="licence_period_runs_forward"
            ),
        ]
