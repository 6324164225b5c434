"""Published versions: immutable, hashed, numbered."""

from typing import ClassVar

from django.db import models


class Publication(models.Model):
    """One version of one declared thing; `files` is what was published, byte for byte, compressed."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    files = models.BinaryField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "code", "number"], name="publication_numbered_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="publication_number_from_one"),
        ]
