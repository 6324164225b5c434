"""Resources and their tables: one typed table each, keyed by subject, in a schema the application can't enter."""

from collections.abc import Mapping

from django.db import connection, transaction
from psycopg import sql

from lingnan.kernel.errors import LingnanError

from .types import Column, Resource, ResourceSource

POSTGRES_TYPES = {
    "string": "text",
    "code": "text",
    "file": "text",
    "number": "numeric",
    "money": "bigint",
    "date": "date",
    "datetime": "timestamptz",
    "boolean": "boolean",
}


class ResourceUnknown(LingnanError):
    """No published resource has this id."""

    code = "resource-unknown"
    status = 404
    message = "没有名为「%(resource)s」的共享资源。请核对 content/ 下 resources 目录里的编号。"


class _Registry:
    """The one source of published resources, set by the wiring."""

    source: ResourceSource | None = None


def connect_source(source: ResourceSource) -> None:
    """Join the catalogue's published resources. Called by `config/wiring.py`."""
    _Registry.source = staticmethod(source)


def list_resources() -> Mapping[str, Resource]:
    """Every published resource by id."""
    assert _Registry.source is not None, "config/wiring.py joins the resources"
    return _Registry.source()


def get_resource(resource: str) -> Resource:
    try:
        return list_resources()[resource]
    except KeyError as error:
        raise ResourceUnknown(resource=resource) from error


def prepare_tables() -> None:
    """Create each resource's table and add columns that a new version declares. Run as the owner, safe to repeat."""
    with transaction.atomic(), connection.cursor() as cursor:
        for resource in list_resources().values():
            cursor.execute(_create(resource))
            cursor.execute(_date(resource))
            for column in resource.columns:
                cursor.execute(_add(resource, column))
                if column.element in resource.searched_by:
                    cursor.execute(_add_index(resource, column))


def _create(resource: Resource) -> sql.Composed:
    return sql.SQL(
        "CREATE TABLE IF NOT EXISTS exchange.{table} (subject_key bigint NOT NULL,"
        " id bigint GENERATED ALWAYS AS IDENTITY, record_key text NOT NULL, as_of timestamptz NOT NULL,"
        " PRIMARY KEY (subject_key, id), UNIQUE (subject_key, record_key))"
    ).format(table=sql.Identifier(resource.id))


def _date(resource: Resource) -> sql.Composed:
    """The last day of a record, in the open: the dates that it comes from are sealed."""
    return sql.SQL(
        "ALTER TABLE exchange.{table} ADD COLUMN IF NOT EXISTS kept_until date;"
        " CREATE INDEX IF NOT EXISTS {index} ON exchange.{table} (kept_until) WHERE kept_until IS NOT NULL"
    ).format(table=sql.Identifier(resource.id), index=sql.Identifier(f"{resource.id}-kept-until"))


def _add_index(resource: Resource, column: Column) -> sql.Composed:
    return sql.SQL(
        "ALTER TABLE exchange.{table} ADD COLUMN IF NOT EXISTS {column} bytea;"
        " CREATE INDEX IF NOT EXISTS {name} ON exchange.{table} ({column}, subject_key)"
    ).format(
        table=sql.Identifier(resource.id),
        column=sql.Identifier(column.index),
        name=sql.Identifier(f"{resource.id}_{column.index}"),
    )


def _add(resource: Resource, column: Column) -> sql.Composed:
    return sql.SQL("ALTER TABLE exchange.{table} ADD COLUMN IF NOT EXISTS {column} {type}").format(
        table=sql.Identifier(resource.id),
        column=sql.Identifier(column.name),
        type=sql.SQL("bytea" if column.is_sealed else POSTGRES_TYPES[column.type]),
    )
