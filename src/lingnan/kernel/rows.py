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
INSERT_NEW = """
    INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)
    ON CONFLICT DO NOTHING
"""
COPY = "COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
NUMBERS = "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) FROM generate_series(1, %s)"


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
            copy.set_types(_types(model, batch[0]))
            for row in batch:
                copy.write_row(tuple(row.values()))


def insert_numbered(*, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows as `insert_rows` does, and give their ids, in their order. Raises IntegrityError where a constraint
    knows one.
    """
    numbers = _numbers(model, len(rows)) if rows else []
    insert_rows(model=model, rows=({"id": number, **row} for number, row in zip(numbers, rows, strict=True)))
    return numbers


def _numbers(model: type[Model], wanted: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [model._meta.db_table, wanted])
        return [number for (number,) in cursor.fetchall()]


def _statement(template: str, model: type[Model], row: Mapping[str, Any]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    return sql.SQL(template).format(table=sql.Identifier(model._meta.db_table), columns=names)


def _types(model: type[Model], row: Mapping[str, Any]) -> list[str]:
    """The types of columns without their lengths: what is copied is taken as it lies, and not converted."""
    return [(model._meta.get_field(name).db_type(connection) or "").partition("(")[0] for name in row]


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
