"""Rows by the thousand: what was inserted knows its number, and what a constraint knows is refused or left out."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from lingnan.kernel.ids import uuid7
from lingnan.kernel.lookups import array_of
from lingnan.kernel.rows import insert_new, insert_numbered
from lingnan.rooms.outreach.models import Message
from tests.house import AT

pytestmark = pytest.mark.django_db


def message(uuid: UUID, *, cause: str = "") -> dict[str, Any]:
    return {
        "uuid": uuid, "person_key": 1, "kind": "draft-expiring", "params_sealed": b"\x00'\"\\\xff", "link": "/",
        "cause": cause or str(uuid), "sent_at": AT,
    }  # fmt: skip


def test_what_is_inserted_has_its_number_and_keeps_its_bytes():
    sent = [message(uuid7(at=AT)) for _ in range(3)]
    numbers = insert_numbered(model=Message, rows=sent)
    for number, each in zip(numbers, sent, strict=True):
        kept = Message.objects.get(pk=number)
        assert (kept.uuid, bytes(kept.params_sealed), kept.sent_at, kept.read_at) == (
            each["uuid"],
            each["params_sealed"],
            AT,
            None,
        )


def test_what_a_constraint_knows_is_refused_with_all_that_came_with_it():
    known = message(uuid7(at=AT))
    insert_numbered(model=Message, rows=[known])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_numbered(model=Message, rows=[message(uuid7(at=AT)), message(known["uuid"])])
    assert Message.objects.count() == 1


def test_nothing_is_inserted_of_nothing():
    assert insert_numbered(model=Message, rows=[]) == []
    insert_new(model=Message, rows=[])
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], "bigint"),
        ([1, -(2**63)], "bigint"),
        ([uuid7(at=AT)], "uuid"),
        ([date(2021, 8, 2), None], "date"),
        (["NULL", 'a "quoted", {one}', ""], "text"),
        (["close-contact", "440103"], "text"),
        (["red", "a,b", ""], "text"),
        (["null"], "text"),
    ],
)
def test_an_array_is_what_it_was(values, kind):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [array_of(values)])
        assert cursor.fetchone() == (values,)
