"""Rows by the thousand: what was inserted knows its number, and what a constraint knows is refused or left out."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from lingnan.kernel.ids import uuid7
from lingnan.kernel.rows import insert_new, insert_numbered
from lingnan.rooms.outreach.models import Message
from tests.house import AT

pytestmark = pytest.mark.django_db


def message(uuid: UUID, *, cause: str = "") -> Message:
    return Message(
        uuid=uuid, person_key=1, kind="draft-expiring", params_sealed=b"\x00'\"\\\xff", link="/",
        cause=cause or str(uuid), sent_at=AT,
    )  # fmt: skip


def test_what_is_inserted_knows_its_number_and_keeps_its_bytes():
    sent = [message(uuid7(at=AT)) for _ in range(3)]
    insert_numbered(objects=sent)
    for each in sent:
        kept = Message.objects.get(pk=each.pk)
        assert (kept.uuid, bytes(kept.params_sealed), kept.sent_at, kept.read_at) == (
            each.uuid,
            each.params_sealed,
            AT,
            None,
        )
    sent[0].read_at = AT
    sent[0].save()
    assert Message.objects.count() == 3


def test_what_a_constraint_knows_is_refused_with_all_that_came_with_it():
    known = message(uuid7(at=AT))
    insert_numbered(objects=[known])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_numbered(objects=[message(uuid7(at=AT)), message(known.uuid)])
    assert Message.objects.count() == 1


def test_nothing_is_inserted_of_nothing():
    insert_numbered(objects=[])
    insert_new(model=Message, rows=[])
    assert not Message.objects.exists()
