"""The colours that stand, the changes that led to them, and the tree over the changes. The log grows at commit, in the
database: see `sql/log.sql`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ColourChange(models.Model):
    """One change of one person's colour. Append-only: the application's role may insert and select, nothing else.

    `receipt_sealed` holds the signed receipt under the platform's vault; the other columns repeat parts of it to be
    searched by, and `lingnan log verify` checks that they still agree. `leaf` is the receipt's hash as a leaf, `place`
    its place in the log, which is given at commit.
    """

    uuid = models.UUIDField(unique=True)
    subject_key = models.BigIntegerField()
    colour = models.CharField(max_length=10)
    class_code = models.CharField(max_length=40)
    way_out = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    at = models.DateTimeField()
    leaf = models.BinaryField(max_length=32)
    receipt_sealed = models.BinaryField()
    place = models.BigIntegerField(null=True, unique=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id", "subject_key"], name="colour_change_of_person"),
            models.CheckConstraint(
                condition=~Q(colour="") & ~Q(class_code="") & ~Q(way_out=""), name="colour_change_with_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["subject_key", "-id"], name="colour_change_by_subject")]


class StandingColour(models.Model):
    """Which change a person's colour stands by: it has no colour of its own, so none can stand without a change.

    On `review_on` (the province's date) her evidence is judged anew; NULL where no day will change it.
    """

    subject_key = models.BigIntegerField(primary_key=True)
    change = models.ForeignKey(ColourChange, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()
    review_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="standing_colour_by_review")
        ]


class LogNode(models.Model):
    """A whole subtree of the log (RFC 6962), written by the trigger alone: leaves stand at level 0."""

    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["level", "index"], name="log_node_once")]


class ListSweep(models.Model):
    """That everyone who was where the lists changed was sent for: until which version of the lists, known on which day.

    The newest row is what the next sweep compares with.
    """

    number = models.PositiveIntegerField()
    day = models.DateField()
    people = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="list_sweep_of_a_version"),
        ]
