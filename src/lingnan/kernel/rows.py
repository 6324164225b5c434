"""Rows by the thousand: to make a model of each, and a placeholder of each value, costs more than to store them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Model, OuterRef
from psycopg import sql

BATCH = 5_000
INSERT = """
    INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)
    ON CONFLICT DO NOTHING
"""


def insert_new(*, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns, in the caller's transaction; one that a constraint knows is left out."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        names = sql.SQL(", ").join(map(sql.Identifier, batch[0]))
        statement = sql.SQL(INSERT).format(table=sql.Identifier(model._meta.db_table), columns=names)
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(batch, ensure_ascii=False, default=_text)])


def hand_over(*, model: type[Model], column: str, before: int, after: int, once_by: Sequence[str] = ()) -> int:
    """Give the rows of one subject to another, in the caller's transaction; returns how many.

    `once_by` are the columns that make a row of a subject the only one: where the other has one already, it stays.
    """
    rows = model._default_manager.filter(**{column: before})
    if once_by:
        twins = model._default_manager.filter(**{column: after, **{name: OuterRef(name) for name in once_by}})
        rows = rows.filter(~Exists(twins))
    return rows.update(**{column: after})


def _text(value: Any) -> str:
    """As PostgreSQL reads it from JSON."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no column takes a {type(value).__name__}")
