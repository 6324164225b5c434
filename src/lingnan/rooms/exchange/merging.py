"""When two records of a person become one, what resources hold of the absorbed one is the survivor's."""

from datetime import datetime

from django.db import connection
from psycopg import sql

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.models import AuditEntry

from .resources import list_resources

MOVED = "exchange.records.moved"
# Of two of the same record the newer one stays, as if both had been loaded under one number.
DROP = """
    DELETE FROM {table} old USING {table} twin
    WHERE old.subject_key = {mine} AND twin.subject_key = {theirs} AND old.record_key = twin.record_key
        AND {is_older}
"""
MOVE = "UPDATE {table} SET subject_key = {after} WHERE subject_key = {before}"


def follow_merge(*, absorbed_key: int, surviving_key: int, by: Actor, at: datetime) -> None:
    """Give the survivor all records of the absorbed one, in the transaction of the database's owner."""
    moved = {each: _move(each, absorbed_key, surviving_key) for each in list_resources()}
    audit.record(
        kind=AuditEntry.Kind.ACT, name=MOVED, subject_key=surviving_key, by=by, at=at,
        details={"absorbed_key": absorbed_key, "moved": {name: count for name, count in moved.items() if count}},
    )  # fmt: skip


def _move(resource: str, before: int, after: int) -> int:
    table = sql.Identifier("exchange", resource)
    with connection.cursor() as cursor:
        for mine, theirs, is_older in (
            (before, after, "old.as_of <= twin.as_of"),
            (after, before, "old.as_of < twin.as_of"),
        ):
            cursor.execute(
                sql.SQL(DROP).format(
                    table=table, mine=sql.Literal(mine), theirs=sql.Literal(theirs), is_older=sql.SQL(is_older)
                )
            )
        cursor.execute(sql.SQL(MOVE).format(table=table, after=sql.Literal(after), before=sql.Literal(before)))
        return int(cursor.rowcount)
