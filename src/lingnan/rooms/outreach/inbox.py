"""The inbox: messages in the app, and the channels that carry them further."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import connection

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.ids import uuids7
from lingnan.kernel.lookups import array_of

from . import models
from .types import Channel, Message

PAGE = 50
PARAMS = "outreach.message.params"
SEND = """
    INSERT INTO outreach_message (uuid, person_key, kind, params_sealed, link, cause, sent_at)
    SELECT uuid, person_key, %(kind)s, %(params)s, %(link)s, cause, %(at)s
    FROM unnest(%(uuids)s::uuid[], %(people)s::bigint[], %(causes)s::text[]) AS new (uuid, person_key, cause)
    ON CONFLICT (person_key, kind, cause) DO NOTHING RETURNING person_key
"""
_channels: list[Channel] = []


class ConsoleChannel:
    """Writes that messages went out to the log: the channel of a demo, and of a province without text messages."""

    name = "console"
    _log = logging.getLogger("lingnan.outreach")

    def deliver(self, *, kind: str, params: Mapping[str, Any], link: str, people: Sequence[int]) -> None:
        self._log.info("%d messages went out (%s)", len(people), kind)


def connect_channel(channel: Channel) -> None:
    """Add a channel. Called by `config/wiring.py`."""
    _channels.append(channel)


def send_message(*, person_key: int, kind: str, params: Mapping[str, Any], link: str, cause: str, at: datetime) -> None:
    """Put a message into the inbox and hand it to every channel. The same cause twice makes one message."""
    send_messages(to=[(person_key, cause)], kind=kind, params=params, link=link, at=at)


def send_messages(
    *, to: Sequence[tuple[int, str]], kind: str, params: Mapping[str, Any], link: str, at: datetime
) -> None:
    """Put one message into the inboxes of many, as `send_message` does into one's: `to` are their keys and causes."""
    # Sealed once for all: that they were told the same may be seen in the table, what they were told may not.
    told: dict[str, Any] = {"kind": kind, "params": _seal(params), "link": link, "at": at}
    columns = uuids7(at=at, count=len(to)), (key for key, _ in to), (cause for _, cause in to)
    told |= zip(("uuids", "people", "causes"), map(array_of, columns), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(SEND, told)
        new = [key for (key,) in cursor.fetchall()]
    for channel in _channels if new else ():
        channel.deliver(kind=kind, params=params, link=link, people=new)


def list_messages(*, person_key: int, before: datetime | None = None) -> list[Message]:
    """The newest fifty messages, or the fifty before a time."""
    rows = models.Message.objects.filter(person_key=person_key)
    if before:
        rows = rows.filter(sent_at__lt=before)
    return [_message(row) for row in rows.order_by("-id")[:PAGE]]


def count_unread(*, person_key: int) -> int:
    return models.Message.objects.filter(person_key=person_key, read_at=None).count()


def mark_read(*, uuid: UUID, by: Actor, at: datetime) -> Message:
    """Mark one's own message as read, and return it; raises `NotFound` for another's."""
    row = models.Message.objects.filter(uuid=uuid, person_key=by.person_key or 0).first()
    if row is None:
        raise NotFound()
    if row.read_at is None:
        row.read_at = at
        row.save(update_fields=["read_at"])
    return _message(row)


def _seal(params: Mapping[str, Any]) -> bytes:
    sealed: bytes = settings.VAULT.seal(plain=json.dumps(params, ensure_ascii=False).encode(), purpose=PARAMS)
    return sealed


def _open(sealed: bytes | memoryview) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(settings.VAULT.open(sealed=sealed, purpose=PARAMS)))


def _message(row: models.Message) -> Message:
    return Message(
        uuid=row.uuid,
        person_key=row.person_key,
        kind=row.kind,
        params=_open(row.params_sealed),
        link=row.link,
        sent_at=row.sent_at,
        read_at=row.read_at,
    )


def destroy_messages(*, kind: str) -> None:
    """Destroy the messages whose kind begins so."""
    models.Message.objects.filter(kind__startswith=kind).delete()
