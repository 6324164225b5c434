"""Evidence in columns whose cells are sealed one by one, as the database has them, and the same opened for a table.

Between the database and a population's tables nothing lies in the open: what was read is opened where it is looked at,
by whoever has the keys of those columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lingnan.engine.secrecy import Opener

from .declaration import SUBJECT

# A moment in the calendar's last day may lie beyond it in another zone; none so late is told from another by a rule.
_LAST = datetime(9999, 12, 30)  # noqa: DTZ001  in UTC, without a zone as all moments of a table


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    """A column of evidence: its variable, the type of its element, and what its cells are sealed for ('' if not)."""

    name: str
    type: str
    purpose: str


def open_batch(batch: Any, *, columns: Sequence[SealedColumn], keys: Opener) -> Any:
    """An Arrow batch of `subject_key` and sealed cells (binary), with each column in its own type.

    Days are dates, moments are timestamps in UTC without a zone, as `population_facts` takes them; all else is text or
    truth. Raises `SealBroken`.
    """
    import pyarrow as pa  # noqa: PLC0415 - slow to load: only who asks a population waits for it

    opened = [_typed(_texts(batch.column(column.name), column, keys), column.type) for column in columns]
    return pa.record_batch([batch.column(SUBJECT), *opened], names=[SUBJECT, *(column.name for column in columns)])


def _texts(cells: Any, column: SealedColumn, keys: Opener) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above

    if not column.purpose:
        return cells.cast(pa.string())
    return pa.array(keys.open_all(sealed=cells.to_pylist(), purpose=column.purpose), pa.binary()).cast(pa.string())


def _typed(texts: Any, kind: str) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import compute  # noqa: PLC0415

    if kind == "date":
        return compute.utf8_slice_codeunits(texts, 0, 10).cast(pa.date32())
    if kind == "datetime":
        return compute.min_element_wise(_moments(texts), pa.scalar(_LAST, pa.timestamp("us")), skip_nulls=False)
    return compute.equal(compute.utf8_lower(texts), "true") if kind == "boolean" else texts


def _moments(texts: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above

    kind = pa.timestamp("us", tz="UTC")
    try:
        moments = texts.cast(kind)
    except pa.ArrowInvalid:
        # Offsets of whole minutes are all that Arrow reads; zones of earlier centuries have seconds.
        read = [None if text is None else datetime.fromisoformat(text).astimezone(UTC) for text in texts.to_pylist()]
        moments = pa.array(read, kind)
    return moments.cast(pa.timestamp("us"))
