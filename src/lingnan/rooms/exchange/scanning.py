"""Everyone's records in columns, for asking a population: sealed as they lie, and the keys to open just these."""

import json
import sys
from array import array
from collections.abc import Generator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql

from lingnan.engine.evidence import SUBJECT
from lingnan.engine.evidence.sealed import SealedColumn
from lingnan.engine.facts import variable_of
from lingnan.engine.secrecy import Opener

from .types import Column
from .values import purpose_of

# How many keys a block is of: some ten thousand records, a megabyte.
BLOCK = 5_000
SCAN = "COPY (SELECT * FROM exchange_scan({})) TO STDOUT (FORMAT binary)"


def sealed_columns(columns: Mapping[str, Sequence[Column]]) -> dict[str, tuple[SealedColumn, ...]]:
    """How the cells of each column are sealed, by resource."""
    return {resource: tuple(_sealed(resource, column) for column in own) for resource, own in columns.items()}


def _sealed(resource: str, column: Column) -> SealedColumn:
    purpose = purpose_of(resource, column) if column.is_sealed else ""
    return SealedColumn(name=variable_of(column.element), type=column.type, purpose=purpose)


def keys_of(columns: Mapping[str, Sequence[SealedColumn]]) -> Opener:
    """The keys that open these columns, and no others."""
    purposes = {column.purpose for own in columns.values() for column in own} - {""}
    opener: Opener = settings.VAULT.opener(purposes=purposes)
    return opener


def wanted_columns(columns: Mapping[str, Sequence[Column]]) -> str:
    """The columns that are wanted of each resource, as the doors to them are asked."""
    return json.dumps([[resource, [column.name for column in own]] for resource, own in columns.items()])


def read_batches(
    columns: Mapping[str, Sequence[Column]], *, first: int, last: int, entry: Sequence[Any]
) -> Generator[tuple[str, Any]]:
    """Arrow batches by resource: `subject_key`, and each column's cells as they lie, under its variable.

    `entry` is the access entry, made by the same statement.
    """
    asked = sql.SQL(", ").join(sql.Literal(value) for value in (wanted_columns(columns), first, last, BLOCK, *entry))
    resources = list(columns)
    with connection.cursor() as cursor, cursor.copy(sql.SQL(SCAN).format(asked)) as copy:
        copy.set_types(["int4", "bytea", "bytea[]", "bytea[]"])
        for place, subjects, sizes, cells in copy.rows():
            resource = resources[place - 1]
            yield (
                resource,
                _batch([variable_of(column.element) for column in columns[resource]], subjects, sizes, cells),
            )


def _batch(names: Sequence[str], subjects: bytes, sizes: Sequence[bytes], cells: Sequence[bytes]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - slow to load: only who asks a population waits for it

    keys = _numbers("q", subjects)
    own = [_cells(_numbers("i", size), cell) for size, cell in zip(sizes, cells, strict=True)]
    subject = pa.Array.from_buffers(pa.int64(), len(keys), [None, pa.py_buffer(keys)])
    return pa.record_batch([subject, *own], names=[SUBJECT, *names])


def _cells(sizes: "array[int]", cells: bytes) -> Any:
    """Cells that lie one after another, as a column; those of size -1 are null."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    known = None
    if min(sizes) < 0:
        known = pa.array([size >= 0 for size in sizes]).buffers()[1]
        sizes = array("i", [max(size, 0) for size in sizes])
    ends = array("i", accumulate(sizes, initial=0))
    return pa.Array.from_buffers(pa.binary(), len(sizes), [known, pa.py_buffer(ends), pa.py_buffer(cells)])


def _numbers(kind: str, data: bytes) -> "array[int]":
    """Numbers as PostgreSQL sends them, the highest byte first."""
    found = array(kind)
    found.frombytes(data)
    if sys.byteorder == "little":
        found.byteswap()
    return found
