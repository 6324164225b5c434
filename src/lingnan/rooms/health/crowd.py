"""The evidence of many people as tables for the bulk, column by column, moments in UTC without a zone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Protocol

from lingnan.engine import secrecy
from lingnan.engine.facts import variable_of
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.secrecy import SealBroken
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Scan

from .colours import evidence_needs
from .exposures import AREA, ARRIVED, LEFT
from .opening import STANDING, Opening
from .standing import EXPOSURE, JOURNEY
from .types import RuleBook, Rules

# People whose evidence is read by one statement, and held in memory at once.
PORTION = 5_000_000
BATCH = 50_000
# Batches of the scan that go into a table by one statement.
AT_ONCE = 20


class Engine(Protocol):
    """What asks a population: DuckDB in this process, or a cluster."""

    @property
    def portion(self) -> int:
        """How many keys at once."""

    def gathered(
        self,
        *,
        rules: Rules,
        first: int,
        last: int,
        rows: Iterable[tuple[Any, ...]],
        purpose: str,
        by: Actor,
        at: datetime,
    ) -> AbstractContextManager[tuple[dict[str, Any], Any]]:
        """An Ibis table for each kind of the facts, of the people whose keys are in a range, and that of the colours
        that stand, given as rows in the columns of STANDING; the exposures are those of their journeys by the lists
        known at the moment.
        """


@dataclass(frozen=True, slots=True)
class Machine:
    """DuckDB in this process: what is opened lies in its memory, and nowhere else."""

    portion: int = PORTION

    @contextmanager
    def gathered(
        self,
        *,
        rules: Rules,
        first: int,
        last: int,
        rows: Iterable[tuple[Any, ...]],
        purpose: str,
        by: Actor,
        at: datetime,
    ) -> Iterator[tuple[dict[str, Any], Any]]:
        """As `Engine.gathered`; one access entry is everyone's."""
        import ibis  # noqa: PLC0415 - takes a second to load: only who asks a population waits for it

        # Without a place to put what does not fit: its wheel can't encrypt what it writes.
        tables = ibis.duckdb.connect(temp_directory="")
        scan = scan_evidence(book=rules.book, first=first, last=last, purpose=purpose, by=by, at=at)
        evidence = _evidence_tables(tables, scan, openings_of(scan, rules=rules, at=at))
        yield evidence, _standing_table(tables, rows)


def _evidence_tables(tables: Any, scan: Scan, openings: Sequence[Opening]) -> dict[str, Any]:
    found = {each.kind: tables.create_table(each.kind, schema=_schema(each.types), temp=True) for each in openings}
    try:
        with closing(scan.batches) as scanned:
            for resource, batches in _portions(scanned):
                for opening in openings:
                    if opening.resource == resource:
                        _insert(tables, opening.kind, opening(batches))
    except secrecy.SealBroken as error:
        raise SealBroken() from error
    return found


def scan_evidence(*, book: RuleBook, first: int, last: int, purpose: str, by: Actor, at: datetime) -> Scan:
    """The sealed records that the facts look at, and the places and days of journeys, of a range of keys."""
    stays, kinds = {AREA, ARRIVED, LEFT}, book.declarations.kinds
    needs = [
        need
        for need in evidence_needs(book)
        if need.resource in kinds or (need.resource == JOURNEY and variable_of(need.element) in stays)
    ]
    return exchange.scan_records(first=first, last=last, needs=needs, purpose=purpose, by=by, at=at)


def openings_of(scan: Scan, *, rules: Rules, at: datetime) -> list[Opening]:
    """How what was scanned becomes the tables of the kinds."""
    local, kinds = at.astimezone(PROVINCE_ZONE), rules.book.declarations.kinds
    return [
        Opening(resource=name, kind=kind, columns=columns, keys=scan.keys, at=local, register=register)
        for name, columns in scan.columns.items()
        for kind, register in ((name, None), (EXPOSURE, rules.register))
        if kind in kinds and (kind == name or name == JOURNEY)
    ]


def _standing_table(tables: Any, rows: Iterable[tuple[Any, ...]]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - as above

    table, rest = tables.create_table("standing", schema=_schema(STANDING), temp=True), iter(rows)
    schema = table.schema().to_pyarrow()
    while batch := list(islice(rest, BATCH)):
        tables.insert("standing", pa.Table.from_arrays([*map(pa.array, zip(*batch, strict=True))], schema=schema))
    return table


def _schema(columns: Mapping[str, str]) -> Any:
    import ibis  # noqa: PLC0415 - takes a second to load: only who asks a population waits for it

    return ibis.schema(dict(columns))


def _portions(scanned: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """The batches of a resource, as many at a time as are worth a statement."""
    for resource, own in groupby(scanned, key=itemgetter(0)):
        batches = (batch for _, batch in own)
        while portion := list(islice(batches, AT_ONCE)):
            yield resource, portion


def _insert(tables: Any, kind: str, batches: Iterable[Any]) -> None:
    import pyarrow as pa  # noqa: PLC0415 - as above

    tables.insert(kind, pa.Table.from_batches(batches))
