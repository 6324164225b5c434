"""Messages, and people to be called."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .types import NEEDS


class Message(models.Model):
    """A message in a person's inbox. What fills its words is sealed; `cause` makes news that arrives twice one.

    A person has so few that they are found by what makes each the only one, too.
    """

    uuid = models.UUIDField(unique=True)
    person_key = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    params_sealed = models.BinaryField()
    link = models.CharField(max_length=200)
    cause = models.CharField(max_length=120)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_key", "kind", "cause"], name="message_once"),
        ]


class FollowUp(models.Model):
    """A person to be called by one kind of officer, from when she lost the green colour until she has it again.

    There is one at most a person and kind, so nobody is called twice for one event. `outcome` is that of the last call;
    `ended_at` says that no more are needed, `over_at` that the event is past. The note of a call or a hand-over is
    sealed. `need` is the help that she waits for from the community; `again_at` is when she asked to be called.
    `reached_by` is the other kind of officer, where that one reached her and ended this follow-up.
    """

    uuid = models.UUIDField(primary_key=True)
    subject_key = models.BigIntegerField()
    calling = models.CharField(max_length=10)
    cause = models.CharField(max_length=120)
    colour = models.CharField(max_length=10)
    class_code = models.CharField(max_length=40)
    way_out = models.CharField(max_length=40)
    division = models.CharField(max_length=12)
    urgency = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    officer_ref = models.CharField(max_length=80, blank=True)
    officer_name = models.CharField(max_length=100, blank=True)
    taken_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=20, blank=True)
    note_sealed = models.BinaryField(null=True)
    need = models.CharField(max_length=10, blank=True, db_default="")
    again_at = models.DateTimeField(null=True)
    reached_by = models.CharField(max_length=10, blank=True, db_default="")
    escalated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_key", "calling"], condition=Q(over_at=None), name="follow_up_once_an_event"
            ),
            models.CheckConstraint(condition=Q(calling__in=["community", "police"]), name="follow_up_calling"),
            models.CheckConstraint(
                condition=Q(officer_ref="", officer_name="", taken_at=None)
                | ~Q(officer_ref="") & ~Q(officer_name="") & Q(taken_at__isnull=False),
                name="follow_up_taken_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(over_at=None) | Q(ended_at__isnull=False), name="follow_up_over_is_ended"
            ),
            models.CheckConstraint(
                condition=Q(need="") | Q(need__in=NEEDS, calling="community"), name="follow_up_help_by_the_community"
            ),
            models.CheckConstraint(
                condition=Q(reached_by="")
                | Q(reached_by="police", calling="community", ended_at__isnull=False)
                | Q(reached_by="community", calling="police", ended_at__isnull=False),
                name="follow_up_reached_by_the_other",
            ),
            models.CheckConstraint(
                condition=Q(attempts=0, outcome="") | Q(attempts__gte=1) & ~Q(outcome=""), name="follow_up_outcome"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["calling", "division", "urgency", "due_at"],
                condition=Q(ended_at=None, escalated_at=None),
                name="follow_up_queue",
            ),
            models.Index(
                fields=["division", "urgency", "due_at"],
                condition=Q(ended_at=None, escalated_at__isnull=False),
                name="follow_up_escalated",
            ),
        ]
