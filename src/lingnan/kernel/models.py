"""The audit trail's tables. Sealing happens in the database, at commit: see `sql/audit.sql`."""

from typing import ClassVar

from django.db import models

CHAINS = 64


class AuditEntry(models.Model):
    """One act or one read. Append-only: the application's role may insert and select, nothing else.

    `body` is the canonical JSON that the chain covers; the other columns repeat parts of it to be searched by, and
    `lingnan audit verify` checks that they still agree.
    """

    class Kind(models.TextChoices):
        ACT = "act"
        READ = "read"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=80)
    subject_key = models.BigIntegerField(null=True)
    case_uuid = models.UUIDField(null=True)
    at = models.DateTimeField()
    body = models.TextField()
    chain = models.SmallIntegerField()
    seq = models.BigIntegerField(null=True, editable=False)
    hash = models.BinaryField(null=True, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_key", "-id"], name="audit_by_subject"),
            models.Index(fields=["chain", "seq"], name="audit_by_chain"),
            # Among all that is nobody's in particular, mostly loads, the few reads that everyone is shown.
            models.Index(
                fields=["name", "-id"], condition=models.Q(subject_key=None, kind="read"), name="audit_of_all"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(chain__gte=0, chain__lt=CHAINS),
                name="audit_chain_known",
            ),
            models.CheckConstraint(
                condition=models.Q(seq=None, hash=None) | models.Q(seq__isnull=False, hash__isnull=False),
                name="audit_sealed_whole",
            ),
        ]


class AuditSubject(models.Model):
    """That an entry about several names this person: written by the database as it takes the entry, by nobody else."""

    pk = models.CompositePrimaryKey("subject_key", "entry")
    subject_key = models.BigIntegerField()
    # Checked by `lingnan audit verify`: a foreign key would be looked up once a person.
    entry = models.ForeignKey(
        AuditEntry, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["entry"], name="audit_subject_by_entry")]


class AuditHead(models.Model):
    """The last link of one chain."""

    chain = models.SmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=b"")
