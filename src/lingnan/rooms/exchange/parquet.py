"""Parquet files as rows of a shared resource: typed values as the texts that a table has, read a few at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError

from .resources import get_resource
from .tables import load_table, require_known
from .types import Loaded, Resource

# Rows that are held at once, of however long a row group.
BATCH = 10_000
LEGACY_MOMENT = "INT96"
# What pandas writes for a day: a moment without a zone at midnight.
MIDNIGHT = r" 00:00:00(\.0+)?$"
Progress = Callable[[int, int], None]
"""Told how many rows of how many are read."""


class ParquetUnreadable(LingnanError):
    """A file that is no Parquet, is cut off, or is encrypted."""

    code = "parquet-unreadable"
    message = "%(file)s 读不成 Parquet：不是这种文件，没有传完，或者加了密。请重新导出，或改用 CSV。"


class ColumnUnfit(LingnanError):
    """A column of a type whose values no element takes exactly, such as floating point or a moment of no known zone."""

    code = "column-unfit"
    message = (
        "「%(column)s」这一列的类型是 %(type)s，不能准确地当作数据元的值，什么都没有装入。"
        "请写成文本、整数、decimal、日期、timestamp 或布尔值。"
    )


class ColumnsTwice(LingnanError):
    """Two columns of one name: which of them is meant can't be told."""

    code = "columns-twice"
    message = "这些列出现了不止一次：%(columns)s，什么都没有装入。请各留一列。"


def _ignore(done: int, total: int) -> None:
    """Progress that nobody watches."""


def load_parquet(*, resource: str, file: Path, by: Actor, at: datetime, progress: Progress = _ignore) -> Loaded:
    """Load a Parquet file, in one transaction, as `load_table` does; refused rows are numbered from 1.

    Columns have the names of the resource's, or those of its elements. Dates, moments, decimals, whole numbers and
    booleans are taken as they are, and judged as the same values in a text are: money in yuan, and a moment without a
    zone in Beijing time. However long the file, it is read a few rows at a time. Raises ParquetUnreadable,
    ColumnUnfit, ColumnsTwice, ColumnsUnknown, ColumnsMissing, ResourceUnknown.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to load, and only for this format
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    definition = get_resource(resource)
    try:
        with ParquetFile(file, buffer_size=1 << 20) as source:
            columns = _columns(definition, source)
            rows = _watched(_rows(source, columns), source.metadata.num_rows, progress)
            return load_table(resource=resource, columns=columns.values(), rows=rows, by=by, at=at)
    except (pa.ArrowException, OSError) as error:
        raise ParquetUnreadable(file=file.name) from error


def _columns(resource: Resource, source: Any) -> Mapping[str, str]:
    """The resource's column for each of the file's, every one of a type that can be read exactly."""
    names = {column.element: column.name for column in resource.columns}
    given = [name.strip().lower() for name in source.schema_arrow.names]
    found = [names.get(name, name) for name in given]
    require_known(resource, found)
    if twice := [name for name, times in Counter(found).items() if times > 1]:
        raise ColumnsTwice(columns="、".join(twice))
    leaves = [source.schema.column(place) for place in range(len(source.schema))]
    legacy = {leaf.path for leaf in leaves if leaf.physical_type == LEGACY_MOMENT}
    for name, field in zip(found, source.schema_arrow, strict=True):
        if field.name in legacy or not _is_exact(field.type):
            raise ColumnUnfit(column=name, type=LEGACY_MOMENT if field.name in legacy else str(field.type))
    return dict(zip(source.schema_arrow.names, found, strict=True))


def _is_exact(kind: Any) -> bool:
    import pyarrow as pa  # noqa: PLC0415 - as above

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    exact = (
        pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_integer, pa.types.is_decimal,
        pa.types.is_date, pa.types.is_timestamp, pa.types.is_boolean, pa.types.is_null,
    )  # fmt: skip
    return any(is_one(kind) for is_one in exact)


def _rows(source: Any, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    import pyarrow as pa  # noqa: PLC0415 - as above

    for batch in source.iter_batches(batch_size=BATCH):
        texts = [_texts(batch.column(name)) for name in columns]
        yield from pa.RecordBatch.from_arrays(texts, names=[*columns.values()]).to_pylist()


def _texts(values: Any) -> Any:
    """A column as somebody would type it; moments with the offset of their zone, if they have one."""
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import compute  # noqa: PLC0415

    kind = values.type
    if pa.types.is_decimal(kind):
        return pa.array([f"{value:f}" if value is not None else "" for value in values.to_pylist()], pa.string())
    if pa.types.is_timestamp(kind) and kind.tz:
        values = values.cast(pa.timestamp(kind.unit, tz="UTC"))
    texts = values.cast(pa.string())
    if pa.types.is_timestamp(kind) and not kind.tz:
        texts = compute.replace_substring_regex(texts, MIDNIGHT, "")
    return texts.fill_null("")


def _watched(rows: Iterable[dict[str, str]], total: int, progress: Progress) -> Iterator[dict[str, str]]:
    for done, row in enumerate(rows, start=1):
        yield row
        if done % BATCH == 0 or done == total:
            progress(done, total)
