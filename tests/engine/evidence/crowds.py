"""Evidence about a crowd, drawn at and beside the boundaries, and the same evidence as tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import strategies as st

from lingnan.engine.evidence import SUBJECT, Declarations, Record, summarise

ZONE = ZoneInfo("Asia/Shanghai")
MOMENT, DAY, TEXT = pa.timestamp("us"), pa.date32(), pa.string()
Columns = Mapping[str, pa.DataType]
Crowd = dict[int, dict[str, list[Record]]]


def crowds(
    kinds: Mapping[str, Columns], texts: Sequence[Any], *, at: datetime, people: int = 120
) -> st.SearchStrategy[Crowd]:
    """People by number, each with a few records of some kinds. Only the seed is drawn: thousands of draws are slow."""
    return st.integers(0, 2**20).map(lambda seed: crowd_of(Random(seed), kinds, texts, at, people))


def crowd_of(random: Random, kinds: Mapping[str, Columns], texts: Sequence[Any], at: datetime, people: int) -> Crowd:
    """People by number, each with up to five records of a kind."""
    return {
        number: {
            kind: [
                {name: _value(random, dtype, texts, at) for name, dtype in columns.items()}
                for _ in range(random.choice((0, 0, 1, 2, 3, 5)))
            ]
            for kind, columns in kinds.items()
        }
        for number in range(people)
    }


def _value(random: Random, dtype: pa.DataType, texts: Sequence[Any], at: datetime) -> Any:
    if random.random() < 0.1:
        return None
    if dtype == TEXT:
        return random.choice(texts)
    if dtype == DAY:
        return at.date() + timedelta(days=random.choice((-400, -22, -21, -20, -15, -14, -7, -3, -1, 0, 0, 1, 2, 14)))
    return _moment(random, at)


def _moment(random: Random, at: datetime) -> datetime:
    """Near the moment, midnight, the end of what is kept, and one another, by days and by microseconds."""
    start = random.choice((at, at, datetime(at.year, at.month, at.day, tzinfo=at.tzinfo)))
    hours = random.choice((0, 0, 24, 48, 72, 96, 24 * 20, 24 * 21, random.randint(-30, 600)))
    return start - timedelta(hours=hours, microseconds=random.choice((0, 0, 0, 1, -1)))


def tables(crowd: Crowd, kinds: Mapping[str, Columns]) -> dict[str, pa.Table]:
    """A table for each kind, and `people`."""
    found = {kind: _table(crowd, kind, columns) for kind, columns in kinds.items()}
    return found | {"people": pa.table({SUBJECT: pa.array(crowd, pa.int64())})}


def _table(crowd: Crowd, kind: str, columns: Columns) -> pa.Table:
    rows = [(number, record) for number, evidence in crowd.items() for record in evidence[kind]]
    arrays = {name: pa.array([stored(record[name]) for _, record in rows], dtype) for name, dtype in columns.items()}
    return pa.table({SUBJECT: pa.array([number for number, _ in rows], pa.int64()), **arrays})


def stored(value: Any) -> Any:
    """As a table holds it: moments in UTC, without a zone."""
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def one_by_one(declarations: Declarations, crowd: Crowd, names: Iterable[str], at: datetime) -> list[dict[str, Any]]:
    """The facts of each, in the form of a row of a table."""
    rows = []
    for number, evidence in crowd.items():
        facts = summarise(declarations=declarations, evidence=evidence, at=at)
        rows.append({SUBJECT: number} | {name: stored(facts[name]) for name in names})
    return rows


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by person."""
    return sorted(rows, key=lambda row: int(row[SUBJECT]))
