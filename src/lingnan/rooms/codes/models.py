"""Codes' tables: keys, statuses and their changes, denials, scans, counts, devices, venues.

The gates read some of this through views of their own (`sql/gate.sql`), so the tables may change shape under them.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lingnan.engine.credentials.key_set import Purpose
from lingnan.engine.credentials.keys import Algorithm
from lingnan.engine.tallies import Act, Kept
from lingnan.engine.verification import LIST_CAPACITY

from .types import Way

KID_BYTES = 8
NONCE_BYTES = 16
TOKEN_BYTES = 16
NAME_LENGTH = 60
DIGEST_BYTES = 32
GATE_LENGTH = 160


class Key(models.Model):
    """A key with its period. `not_after` is set when a successor is named; a revocation is final.

    `sealed` holds the whole COSE_Key under the platform's vault; `public` is its public part, which shared secrets
    lack.
    """

    kid = models.BinaryField(max_length=KID_BYTES)
    thumbprint = models.BinaryField(max_length=32, unique=True)
    purpose = models.CharField(max_length=20)
    algorithm = models.SmallIntegerField()
    sealed = models.BinaryField()
    public = models.BinaryField(null=True)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(purpose__in=[each.value for each in Purpose]), name="key_purpose_known"),
            models.CheckConstraint(
                condition=Q(algorithm=Algorithm.ES256, public__isnull=False)
                | Q(algorithm__in=[Algorithm.HMAC_256, Algorithm.HMAC_256_64], public=None),
                name="key_public_unless_shared",
            ),
            models.CheckConstraint(
                condition=Q(not_after=None) | Q(not_after__gt=F("not_before")), name="key_period_runs_forward"
            ),
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(not_after=None, revoked_at=None), name="key_one_successor"
            ),
        ]


class StatusList(models.Model):
    """A list of statuses, two bits each, that verifiers may load whole. `issued` places of it are taken.

    From `ended_at` on no code of it is believed, for its statuses are destroyed; that is final (`sql/ended_lists.sql`).
    """

    kind = models.CharField(max_length=40)
    issued = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(issued__gte=0, issued__lte=LIST_CAPACITY), name="status_list_in_bounds"),
        ]


class StatusEntry(models.Model):
    """The status of one credential of one holder, and since when its paper is lost.

    Printed codes signed before `paper_withdrawn_at` are refused, while the credential itself stands.
    """

    pk = models.CompositePrimaryKey("list", "index")
    list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="+", db_index=False)
    index = models.IntegerField()
    holder_key = models.BigIntegerField(db_index=True)
    status = models.SmallIntegerField(default=0)
    allocated_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    paper_withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(index__gte=0, index__lt=LIST_CAPACITY), name="status_place_in_list"),
            models.CheckConstraint(condition=Q(status__gte=0, status__lte=3), name="status_two_bits"),
            models.CheckConstraint(
                condition=Q(status=0) | Q(changed_at__isnull=False), name="status_changed_at_some_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["list", "index"], condition=~Q(status=0), include=["status"], name="status_not_valid"),
            models.Index(
                fields=["list", "index"], condition=Q(paper_withdrawn_at__isnull=False), name="status_paper_lost"
            ),
        ]


class Printing(models.Model):
    """That a code was put on paper on a day, and when for the last time; kept as long as the paper is good."""

    list_id = models.BigIntegerField()
    index = models.IntegerField()
    printed_on = models.DateField()
    printed_at = models.DateTimeField()
    valid_until = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list_id", "index", "printed_on"], name="printing_once_a_day"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("printed_on")), name="printing_good_for_a_time"),
        ]


class Change(models.Model):
    """News for the gates, in a table that a column `txid` (`sql/gate.sql`) makes safe to follow."""

    class Topic(models.TextChoices):
        STATUS = "status"
        LIST = "list"
        KEY = "key"
        WITHDRAWAL = "withdrawal"
        DEVICE = "device"

    topic = models.CharField(max_length=10, choices=Topic)
    list_id = models.BigIntegerField(null=True)
    index = models.IntegerField(null=True)
    status = models.SmallIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(topic="status", list_id__isnull=False, index__isnull=False, status__isnull=False)
                | Q(topic__in=["list", "key", "withdrawal", "device"], list_id=None, index=None, status=None),
                name="change_tells_all",
            ),
        ]


class StatusListToken(models.Model):
    """The signed form of a status list, kept so that it is signed at most each few seconds."""

    list = models.OneToOneField(StatusList, on_delete=models.PROTECT, related_name="+")
    token = models.BinaryField()
    digest = models.BinaryField(max_length=32)
    sequence = models.BigIntegerField()
    signed_at = models.DateTimeField()
    checked_at = models.DateTimeField()


class Scan(models.Model):
    """One reading of a code. The nonce makes a retry, or a second reading of the spool, the same scan.

    `token` is the same wherever one code on a screen is read, null on paper; `is_doubled` where it was read before by a
    device of another place.
    """

    holder_key = models.BigIntegerField()
    nonce = models.BinaryField(max_length=NONCE_BYTES)
    list_id = models.BigIntegerField()
    index = models.IntegerField()
    outcome = models.CharField(max_length=20)
    place = models.CharField(max_length=NAME_LENGTH)
    device = models.CharField(max_length=NAME_LENGTH, blank=True)
    scanned_at = models.DateTimeField()
    token = models.BinaryField(max_length=TOKEN_BYTES, null=True)
    is_doubled = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder_key", "nonce"], name="scan_once"),
            models.CheckConstraint(
                condition=Q(is_doubled=False) | Q(token__isnull=False), name="scan_doubled_on_a_screen"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder_key", "-scanned_at"], name="scan_by_holder"),
            models.Index(fields=["scanned_at"], condition=Q(is_doubled=True), name="scan_doubled"),
        ]


class SpoolFile(models.Model):
    """How far a gate's spool file has been taken in."""

    name = models.CharField(max_length=100, unique=True)
    offset = models.BigIntegerField(default=0)


class Count(models.Model):
    """How often codes of one kind were shown or scanned at one gate within one hour. `gate` names one process."""

    gate = models.CharField(max_length=GATE_LENGTH)
    hour = models.DateTimeField()
    kind = models.CharField(max_length=40)
    act = models.CharField(max_length=10)
    number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gate", "hour", "kind", "act"], name="count_once"),
            models.CheckConstraint(condition=Q(act__in=[each.value for each in Act]), name="count_act_known"),
            models.CheckConstraint(condition=Q(number__gte=0), name="count_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["hour"], name="count_by_hour")]


class Sketch(models.Model):
    """How many different ones one gate saw on one day, as registers that merge with those of other gates."""

    gate = models.CharField(max_length=GATE_LENGTH)
    day = models.DateField()
    kept = models.CharField(max_length=10)
    registers = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "kept", "gate"], name="sketch_once"),
            models.CheckConstraint(condition=Q(kept__in=[each.value for each in Kept]), name="sketch_kept_known"),
        ]


class Pulse(models.Model):
    """How a gate process was when it last said so; or how many scans the worker of a machine had yet to take in.

    `began_at` is when it was first heard of. One that says nothing more is forgotten after two days.
    """

    class Part(models.TextChoices):
        GATE = "gate"
        WORKER = "worker"

    part = models.CharField(max_length=10, choices=Part)
    name = models.CharField(max_length=GATE_LENGTH)
    began_at = models.DateTimeField()
    told_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    level = models.CharField(max_length=20, blank=True)
    clock_ahead_seconds = models.BigIntegerField(null=True)
    waiting = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part", "name"], name="pulse_once"),
            models.CheckConstraint(
                condition=Q(part="gate", clock_ahead_seconds__isnull=False, waiting=None) & ~Q(level="")
                | Q(
                    part="worker",
                    waiting__isnull=False,
                    waiting__gte=0,
                    level="",
                    confirmed_at=None,
                    clock_ahead_seconds=None,
                ),
                name="pulse_tells_its_own",
            ),
        ]


class Device(models.Model):
    """A scanner or a browser that inspects at a place. It is known by the digest of a key that it alone has.

    Until `paired_at` the digest is of the key that pairs it.
    """

    uuid = models.UUIDField(unique=True)
    department = models.CharField(max_length=NAME_LENGTH)
    division = models.CharField(max_length=12)
    place = models.CharField(max_length=NAME_LENGTH)
    name = models.CharField(max_length=NAME_LENGTH)
    key_digest = models.BinaryField(max_length=DIGEST_BYTES, unique=True)
    enrolled_by = models.CharField(max_length=80)
    enrolled_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(department="") & ~Q(place="") & ~Q(name=""), name="device_has_place_and_name"
            ),
            models.CheckConstraint(
                condition=Q(paired_at=None) | Q(paired_at__gte=F("enrolled_at")), name="device_paired_after_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="") | Q(revoked_at__isnull=False) & ~Q(revoked_by=""),
                name="device_revoked_by_someone",
            ),
            models.UniqueConstraint(
                fields=["department", "place", "name"], condition=Q(revoked_at=None), name="device_once_at_a_place"
            ),
        ]


class Inspection(models.Model):
    """That a device asked, and what it was told: of no one, so that refusals can be kept too. Append-only.

    `kind` is the kind of code, empty where nothing could be believed; `way` is how the device asked.
    """

    class Act(models.TextChoices):
        SCAN = "scan"
        NUMBER = "number"

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act)
    outcome = models.CharField(max_length=20)
    kind = models.CharField(max_length=40, blank=True, db_default="")
    way = models.CharField(max_length=10, db_default=Way.DESK.value)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(act__in=["scan", "number"]), name="inspection_act_known"),
            models.CheckConstraint(condition=Q(way__in=[each.value for each in Way]), name="inspection_way_known"),
            models.CheckConstraint(condition=~Q(outcome=""), name="inspection_has_outcome"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["device", "-at"], name="inspection_by_device"),
            models.Index(fields=["at"], include=["device", "kind", "outcome"], name="inspection_by_time"),
        ]


class OfflineScan(models.Model):
    """That an upload of a device was taken in: which of its scans, by a list how old, and when. Append-only, of no one.

    `is_late` if the device was revoked by then.
    """

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    nonce = models.BinaryField(max_length=NONCE_BYTES)
    outcome = models.CharField(max_length=20)
    scanned_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    is_late = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "nonce"], name="offline_scan_once"),
            models.CheckConstraint(condition=Q(received_at__gte=F("scanned_at")), name="offline_scan_told_afterwards"),
        ]


class Venue(models.Model):
    """A place with a code of its own. The poster in force is that of the last `edition`; a closed venue has none."""

    uuid = models.UUIDField(unique=True)
    department = models.CharField(max_length=NAME_LENGTH)
    division = models.CharField(max_length=12)
    name = models.CharField(max_length=NAME_LENGTH)
    place = models.CharField(max_length=NAME_LENGTH)
    operator = models.CharField(max_length=NAME_LENGTH)
    edition = models.PositiveIntegerField(default=1)
    issued_at = models.DateTimeField()
    valid_until = models.DateField()
    opened_by = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(department="") & ~Q(name="") & ~Q(place="") & ~Q(operator=""), name="venue_has_names"
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1, issued_at__gte=F("opened_at")), name="venue_has_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by="") | Q(closed_at__isnull=False) & ~Q(closed_by=""),
                name="venue_closed_by_someone",
            ),
            models.UniqueConstraint(
                fields=["department", "place", "name"], condition=Q(closed_at=None), name="venue_once_at_a_place"
            ),
        ]
