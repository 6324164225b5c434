"""The colours that stand, the changes that led to them, and the tree over the changes. The log grows at commit, in the
database: see `sql/log_turns.sql` and `sql/log_blocks.sql`.
"""

from datetime import timedelta
from typing import ClassVar, get_args

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from .types import AppealOutcome, Urgency

ANSWERED_WITHIN = timedelta(hours=24)
LONGEST_MANUAL = timedelta(days=21)
MOST_APPEALS = 2
# The lowest level of nodes that are kept above the leaves.
LOG_BLOCK = 8


class ColourChange(models.Model):
    """One change of one person's colour. Append-only: the application's role may insert and select, nothing else.

    `receipt_sealed` holds the signed receipt under the platform's vault; the other columns repeat parts of it to be
    searched by, and `lingnan log verify` checks that they still agree. `leaf` is the receipt's hash as a leaf, whose
    place in the log is given at commit. `division` is that of her residence at the time ('' if unknown): for the public
    counts and for who is to call her, and signed by nobody. `manual` is the order that it stands by where two officers
    gave it; the database takes none without such an order of the same person, see `sql/manual.sql`.
    """

    uuid = models.UUIDField(unique=True)
    subject_key = models.BigIntegerField()
    colour = models.CharField(max_length=10)
    class_code = models.CharField(max_length=40)
    way_out = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    at = models.DateTimeField()
    division = models.CharField(max_length=12, db_default="")
    leaf = models.BinaryField(max_length=32)
    receipt_sealed = models.BinaryField()
    manual = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_key", "id"], name="colour_change_of_person"),
            models.CheckConstraint(
                condition=~Q(colour="") & ~Q(class_code="") & ~Q(way_out=""), name="colour_change_with_reason"
            ),
        ]
        indexes: ClassVar = [BrinIndex(fields=["at"], pages_per_range=16, name="colour_change_by_time")]


class StandingColour(models.Model):
    """Which change a person's colour stands by: it has no colour of its own, so none can stand without a change.

    On `review_on` (the province's date) her evidence is judged anew; NULL where no day will change it.
    """

    subject_key = models.BigIntegerField(primary_key=True)
    # Its foreign key has the person too: see `migrations/0015_lean_changes.py`.
    change = models.ForeignKey(
        ColourChange, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    judged_at = models.DateTimeField()
    review_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["review_on"], condition=Q(review_on__isnull=False), name="standing_colour_by_review")
        ]


class LogNode(models.Model):
    """A whole subtree of the log (RFC 6962), written by the trigger alone: leaves stand at level 0, each with the id of
    the change that it is of. Below `LOG_BLOCK` no other is kept: see `sql/log_blocks.sql`.
    """

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    change_id = models.BigIntegerField(null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(level=0, change_id__isnull=False) | Q(level__gte=LOG_BLOCK, change_id=None),
                name="log_leaf_of_change",
            ),
        ]


class LogTurn(models.Model):
    """Changes of one statement, until their transaction commits and they are leaves; triggers alone write it."""

    changes = ArrayField(models.BigIntegerField())
    leaves = ArrayField(models.BinaryField())


class HealthCode(models.Model):
    """Where the status of a person's health code is kept, for good: her colours change, her place does not."""

    subject_key = models.BigIntegerField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    status_list = models.BigIntegerField()
    status_index = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="health_code_place_once"),
        ]


class Batch(models.Model):
    """A journey of many people. `digest` makes the same list that comes twice one batch. `place` is where they board,
    as the devices there are enrolled; without one the department's own devices are at the door.
    """

    uuid = models.UUIDField(unique=True)
    department = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    travels_on = models.DateField()
    place = models.CharField(max_length=60, blank=True, db_default="")
    digest = models.BinaryField(max_length=32)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "travels_on", "digest"], name="batch_once"),
            models.CheckConstraint(condition=~Q(title=""), name="batch_has_title"),
        ]


class BatchTraveller(models.Model):
    """A line of a journey's list: a person, or why there is none. Names and numbers stay in the organiser's file."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="+")
    line = models.IntegerField()
    subject_key = models.BigIntegerField(null=True)
    refused = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "line"], name="batch_line_once"),
            models.UniqueConstraint(fields=["batch", "subject_key"], name="batch_person_once"),
            models.CheckConstraint(
                condition=Q(subject_key=None) ^ Q(refused=""), name="batch_line_is_a_person_or_a_reason"
            ),
        ]


class Sunset(models.Model):
    """The end of the room, once: the signed certificate of what was destroyed. Written by the database's owner."""

    only = models.BooleanField(primary_key=True, default=True)
    at = models.DateTimeField()
    certificate = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(only=True), name="sunset_once")]


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


class RuleSweep(models.Model):
    """That everyone whose colour the rules would not give was sent for: by which version, known on which day.

    `digest` is that of the rules without their lists, `since` the day on which these rules were first swept by.
    """

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    since = models.DateField()
    day = models.DateField()
    people = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(day__gte=F("since")), name="rule_sweep_since_its_rules"),
        ]


class Waiting(models.Model):
    """A person who waits to be judged; the reason says how urgent it is. Who waits several times is judged once."""

    subject_key = models.BigIntegerField()
    urgency = models.PositiveSmallIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(urgency__in=[each.value for each in Urgency]), name="waiting_urgency"),
        ]
        indexes: ClassVar = [models.Index(fields=["urgency", "id"], name="waiting_line")]


class Appeal(models.Model):
    """A person's word against a change of her colour, and its answer. What both wrote is sealed.

    `turn` is 1 for the first appeal against a change, 2 for the one against its answer. `barred` are the officers who
    had a hand in the change or answered before. `late_named_at` is when she was told that the answer is late.
    """

    uuid = models.UUIDField(unique=True)
    subject_key = models.BigIntegerField()
    change = models.ForeignKey(ColourChange, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    division = models.CharField(max_length=6)
    barred = ArrayField(models.CharField(max_length=80))
    applicant_key = models.BigIntegerField()
    note_sealed = models.BinaryField()
    appealed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    late_named_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, default="")
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, default="")
    answer_sealed = models.BinaryField(default=b"")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change"], condition=Q(answered_at=None), name="appeal_open_once_a_change"),
            models.UniqueConstraint(fields=["change", "turn"], name="appeal_turn_once"),
            models.CheckConstraint(condition=Q(turn__gte=1, turn__lte=MOST_APPEALS), name="appeal_turn_within_two"),
            models.CheckConstraint(
                condition=Q(due_at=F("appealed_at") + ANSWERED_WITHIN), name="appeal_due_within_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(barred__contains=[F("answered_by")]), name="appeal_answered_by_another"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by="", outcome="", answer_sealed=b"")
                | (
                    Q(answered_at__isnull=False, answered_at__gte=F("appealed_at"), outcome__in=get_args(AppealOutcome))
                    & ~Q(answered_by="")
                    & ~Q(answer_sealed=b"")
                ),
                name="appeal_answered_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(answered_at=None), name="appeal_open_by_deadline"),
            models.Index(fields=["subject_key", "-id"], name="appeal_by_subject"),
        ]


class ManualColour(models.Model):
    """A colour that one officer proposed and another approved, on a ground from the closed list, until a day.

    `proposal_sealed` says for whom, where and when; `order_sealed`, written at the approval, the whole order with both
    officers. The columns repeat parts of them to be searched by. A row that was forced in has no seal, and colours
    nobody. `order` is the uuid once it is approved; what its own proposer decided on was withdrawn. `lifted_at` is when
    an officer who answered an appeal ended it.
    """

    uuid = models.UUIDField(unique=True)
    order = models.UUIDField(null=True)
    subject_key = models.BigIntegerField()
    division = models.CharField(max_length=6)
    ground = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    proposal_sealed = models.BinaryField()
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)
    order_sealed = models.BinaryField(default=b"")
    lifted_by = models.CharField(max_length=80, default="")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "subject_key"], name="manual_order_of_person"),
            models.UniqueConstraint(
                fields=["subject_key"], condition=Q(decided_at=None), name="manual_proposed_once_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(ground="") & ~Q(proposed_by=""), name="manual_with_ground_and_proposer"
            ),
            models.CheckConstraint(
                condition=Q(order=None) | ~Q(decided_by=F("proposed_by")), name="manual_by_two_officers"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on"), ends_on__lte=F("starts_on") + LONGEST_MANUAL),
                name="manual_ends_soon",
            ),
            models.CheckConstraint(
                condition=Q(order=None, order_sealed=b"")
                | (Q(order__isnull=False, order=F("uuid")) & ~Q(order_sealed=b"")),
                name="manual_order_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by="", order=None)
                | (Q(decided_at__isnull=False, decided_at__gte=F("proposed_at")) & ~Q(decided_by="")),
                name="manual_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by="")
                | (Q(lifted_at__isnull=False, order__isnull=False) & ~Q(lifted_by="")),
                name="manual_lifted_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["subject_key"], condition=Q(order__isnull=False, lifted_at=None), name="manual_by_subject"
            ),
        ]


class VenueVisit(models.Model):
    """A visit to a venue as somebody stated it, till the day after: the evidence is with the exchange, which seals it.

    `method` says who scanned, by its code (`checkin_methods`). It ends by itself at `ends_at`. `over_at` is when that
    was noted, or when she left before.
    """

    uuid = models.UUIDField(unique=True)
    subject_key = models.BigIntegerField()
    venue = models.UUIDField()
    method = models.CharField(max_length=2)
    entered_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_key", "venue"], condition=Q(over_at=None), name="visit_open_once_a_venue"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("entered_at")), name="visit_ends_by_itself"),
            models.CheckConstraint(
                condition=Q(over_at=None) | Q(over_at__gte=F("entered_at"), over_at__lte=F("ends_at")),
                name="visit_over_within_its_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["venue", "entered_at"], name="visit_by_venue"),
            models.Index(fields=["ends_at"], name="visit_by_end"),
        ]
