"""The end of a shared resource: its records destroyed, and none taken in any more, whoever writes."""

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from psycopg import sql

from lingnan.kernel.errors import LingnanError

from .resources import get_resource
from .types import Resource

CLOSED = "resource_closed"
# By the catalogue's own tables: the application may not enter the schema.
_FIND_CLOSED = """
    SELECT 1 FROM pg_constraint held
    JOIN pg_class relation ON relation.oid = held.conrelid
    JOIN pg_namespace schema ON schema.oid = relation.relnamespace
    WHERE schema.nspname = 'exchange' AND relation.relname = %s AND held.conname = %s
"""


class ResourceClosed(LingnanError):
    """The resource has come to its end, and its records were destroyed."""

    code = "resource-closed"
    status = 410
    message = "共享资源「%(resource)s」已经停用，里面的数据已经销毁，不再装入新的数据。"


def close_resources(*, resources: Iterable[str]) -> dict[str, int]:
    """Destroy all records of these resources and close them for good; returns how many there were.

    In the caller's transaction, which names the act in its audit entry. Only the database's owner can do it: a table
    that is closed refuses every row. Safe to repeat. Raises ResourceUnknown.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        counts = {}
        for resource in sorted(resources):
            table = sql.Identifier("exchange", get_resource(resource).id)
            cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(table))
            counts[resource] = int(cursor.fetchone()[0])
            cursor.execute(_close(table))
    return counts


def require_open(*, resource: Resource) -> None:
    """Refuse a delivery to a resource that is closed before any of it is read; raises ResourceClosed."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND_CLOSED, [resource.id, CLOSED])
        if cursor.fetchone():
            raise ResourceClosed(resource=resource.id)


def is_closing(error: IntegrityError) -> bool:
    """Whether a row was refused because its table is closed."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == CLOSED


def _close(table: sql.Identifier) -> sql.Composed:
    return sql.SQL(
        "TRUNCATE {table}; ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};"
        " ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (false)"
    ).format(table=table, name=sql.Identifier(CLOSED))
