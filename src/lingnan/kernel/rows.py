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
INSERT_NEW = """
    INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)
    ON CONFLICT DO NOTHING
"""
COPY = "COPY {table} ({columns}) FROM STDIN"
NUMBERS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def insert_new(*, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns, in the caller's transaction; one that a constraint knows is left out."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        with connection.cursor() as cursor:
            cursor.execute(
                _statement(INSERT_NEW, model, batch[0]), [json.dumps(batch, ensure_ascii=False, default=_text)]
            )


def insert_rows(*, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns in one order, in the caller's transaction. Raises IntegrityError where
    a constraint knows one.
    """
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):  # before the copying begins, which leaves no room for another statement
        statement = _statement(COPY, model, batch[0])
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in batch:
                copy.write_row(tuple(row.values()))


def insert_numbered(*, objects: Sequence[Model]) -> None:
    """Insert objects of one model in the caller's transaction, and let them know their ids.

    What an object leaves to the database's default, all of them leave to it. Raises IntegrityError where a constraint
    knows one.
    """
    if not objects:
        return
    model = type(objects[0])
    names = [field.attname for field in model._meta.concrete_fields]
    columns = [name for name in names if not isinstance(getattr(objects[0], name), DatabaseDefault)]
    for each, number in zip(objects, _numbers(model, len(objects)), strict=True):
        each.pk, each._state.adding = number, False
    insert_rows(model=model, rows=({name: getattr(each, name) for name in columns} for each in objects))


def _numbers(model: type[Model], wanted: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [model._meta.db_table, wanted])
        return [number for (number,) in cursor.fetchall()]


def _statement(template: str, model: type[Model], row: Mapping[str, Any]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    return sql.SQL(template).format(table=sql.Identifier(model._meta.db_table), columns=names)


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
