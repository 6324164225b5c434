"""Rows by the thousand: to make a model of each, and a placeholder of each value, costs more than to store them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Model, OuterRef
from django.db.models.expressions import DatabaseDefault
from psycopg import sql

BATCH = 5_000
INSERT = "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)"
INSERT_NEW = f"{INSERT} ON CONFLICT DO NOTHING"
INSERT_NUMBERED = f"{INSERT} RETURNING uuid, id"


def insert_new(*, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns, in the caller's transaction; one that a constraint knows is left out."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        with connection.cursor() as cursor:
            cursor.execute(*_statement(INSERT_NEW, model, batch))


def insert_numbered(*, objects: Iterable[Model]) -> None:
    """Insert objects of one model that have a `uuid`, in the caller's transaction, and let them know their ids.

    What an object leaves to the database's default, all of them leave to it. Raises IntegrityError where a constraint
    knows one.
    """
    rest = iter(objects)
    while batch := {each.uuid: each for each in islice(rest, BATCH)}:  # type: ignore[attr-defined]
        model = type(next(iter(batch.values())))
        columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
        values = [{name: getattr(each, name) for name in columns} for each in batch.values()]
        defaults = {name for name in columns if isinstance(values[0][name], DatabaseDefault)}
        rows = [{name: row[name] for name in columns if name not in defaults} for row in values]
        with connection.cursor() as cursor:
            cursor.execute(*_statement(INSERT_NUMBERED, model, rows))
            for uuid, number in cursor.fetchall():
                batch[uuid].pk, batch[uuid]._state.adding = number, False


def _statement(template: str, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> tuple[sql.Composed, list[str]]:
    names = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    statement = sql.SQL(template).format(table=sql.Identifier(model._meta.db_table), columns=names)
    return statement, [json.dumps(rows, ensure_ascii=False, default=_text)]


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
