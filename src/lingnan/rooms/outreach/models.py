"""Messages."""

from typing import ClassVar

from django.db import models


class Message(models.Model):
    """A message in a person's inbox. What fills its words is sealed; `cause` makes news that arrives twice one."""

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
        indexes: ClassVar = [models.Index(fields=["person_key", "-id"], name="message_inbox")]
