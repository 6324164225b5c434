"""The inbox: messages in the app, and the channels that carry them further."""

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.conf import settings

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.rows import insert_rows

from . import models
from .types import Channel, Message, NewMessage

PAGE = 50
PARAMS = "outreach.message.params"
_channels: list[Channel] = []


class ConsoleChannel:
    """Writes that messages went out to the log: the channel of a demo, and of a province without text messages."""

    name = "console"
    _log = logging.getLogger("lingnan.outreach")

    def deliver(self, messages: Sequence[Message]) -> None:
        for kind, sent in Counter(message.kind for message in messages).items():
            self._log.info("%d messages went out (%s)", sent, kind)


def connect_channel(channel: Channel) -> None:
    """Add a channel. Called by `config/wiring.py`."""
    _channels.append(channel)


def send_message(*, person_key: int, kind: str, params: Mapping[str, Any], link: str, cause: str, at: datetime) -> None:
    """Put a message into the inbox and hand it to every channel. The same cause twice makes one message."""
    message = NewMessage(person_key=person_key, kind=kind, params=params, link=link, cause=cause)
    send_messages(messages=[message], at=at)


def send_messages(*, messages: Sequence[NewMessage], at: datetime) -> None:
    """Put messages into the inboxes of many, as `send_message` does into one's."""
    people, causes = {each.person_key for each in messages}, {each.cause for each in messages}
    sent = models.Message.objects.filter(person_key__among=people, cause__among=causes)
    known = set(sent.values_list("person_key", "kind", "cause"))
    new = {uuid7(at=at): each for each in messages if (each.person_key, each.kind, each.cause) not in known}
    insert_rows(model=models.Message, rows=(_row(uuid, each, at) for uuid, each in new.items()))
    for channel in _channels:
        channel.deliver([_sent(uuid, each, at) for uuid, each in new.items()])


def _row(uuid: UUID, message: NewMessage, at: datetime) -> dict[str, Any]:
    return {
        "uuid": uuid,
        "person_key": message.person_key,
        "kind": message.kind,
        "params_sealed": _seal(message.params),
        "link": message.link,
        "cause": message.cause,
        "sent_at": at,
    }


def _sent(uuid: UUID, message: NewMessage, at: datetime) -> Message:
    return Message(
        uuid=uuid,
        person_key=message.person_key,
        kind=message.kind,
        params=dict(message.params),
        link=message.link,
        sent_at=at,
        read_at=None,
    )


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
