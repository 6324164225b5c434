"""Times that are taken, tubes, and the orders of people."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from .types import TUBE_SIZES

OUTCOMES = ("negative", "positive", "inconclusive", "void", "retest")
TURNS = 2


class Slot(models.Model):
    """A time at a site that somebody ordered. `taken` never exceeds `capacity`, whoever comes at once."""

    site = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "starts_at"], name="test_slot_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="test_slot_not_overfull"),
        ]


class Tube(models.Model):
    """A tube with its barcode: of one person, or of up to 10 or 20 whose samples are examined together.

    `result` is the code of WS 364 that the laboratory gave it last.
    """

    number = models.CharField(max_length=40, unique=True)
    size = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    site = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    result = models.CharField(max_length=1, default="")
    laboratory = models.CharField(max_length=100, default="")
    resulted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__in=TUBE_SIZES), name="test_tube_size"),
            models.CheckConstraint(condition=Q(taken__lte=F("size")), name="test_tube_not_overfull"),
            models.CheckConstraint(
                condition=Q(result="", laboratory="", resulted_at=None)
                | (~Q(result="") & ~Q(laboratory="") & Q(resulted_at__isnull=False)),
                name="test_tube_resulted_whole",
            ),
        ]


class Order(models.Model):
    """One test of one person: ordered for a slot, or made at the site. `turn` is 1 or 2: two may be open at a time.

    `rounds` counts the results that it had; `report` is the licence that certifies the last one.
    """

    uuid = models.UUIDField(unique=True)
    number = models.CharField(max_length=12, unique=True)
    subject_key = models.BigIntegerField()
    turn = models.PositiveSmallIntegerField()
    site = models.CharField(max_length=40)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(null=True)
    ordered_by = models.CharField(max_length=80)
    ordered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    tube = models.ForeignKey(Tube, on_delete=models.PROTECT, null=True, related_name="+")
    sampled_at = models.DateTimeField(null=True)
    sampled_by = models.CharField(max_length=80, default="")
    outcome = models.CharField(max_length=12, default="")
    resulted_at = models.DateTimeField(null=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    report = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_key", "turn"],
                condition=Q(cancelled_at=None, missed_at=None, sampled_at=None),
                name="test_order_open_once_a_turn",
            ),
            models.UniqueConstraint(fields=["tube", "subject_key"], name="test_tube_person_once"),
            models.CheckConstraint(condition=Q(turn__gte=1, turn__lte=TURNS), name="test_order_turn"),
            models.CheckConstraint(
                condition=Q(slot=None, planned_at=None) | Q(slot__isnull=False, planned_at__isnull=False),
                name="test_order_planned_whole",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, missed_at=None)
                | Q(cancelled_at=None, sampled_at=None)
                | Q(missed_at=None, sampled_at=None),
                name="test_order_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(tube=None, sampled_at=None, sampled_by="")
                | (Q(tube__isnull=False, sampled_at__isnull=False) & ~Q(sampled_by="")),
                name="test_order_sampled_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", resulted_at=None, rounds=0, report=None)
                | Q(outcome__in=OUTCOMES, resulted_at__isnull=False, rounds__gte=1, sampled_at__isnull=False),
                name="test_order_resulted_after_sample",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_key", "-id"], name="test_order_by_subject"),
            models.Index(fields=["site", "planned_at"], name="test_order_by_site"),
        ]
