"""The bulk on a Spark cluster: sealed evidence as Parquet in a folder that its workers share, opened by them alone."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from secrets import token_bytes
from typing import Any

from lingnan.engine import secrecy
from lingnan.engine.evidence import SUBJECT
from lingnan.engine.secrecy import Vault
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.secrecy import SealBroken

from .crowd import PORTION, openings_of, scan_evidence
from .opening import OUTCOME, SEPARATOR, STANDING, open_standing
from .runs import run_folder
from .types import Rules

LOOPBACK = "127.0.0.1"
EVERYONE = 2**62
# What Spark takes where nobody says.
PYTHON = "python3"
ROWS = 50_000
# What Spark calls the types that the tables of evidence have in Ibis.
SPARK_TYPES = {
    "int64": "bigint", "string": "string", "boolean": "boolean", "date": "date", "timestamp(6)": "timestamp_ntz",
}  # fmt: skip
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    # What a worker writes beside its memory, a shuffle or what does not fit, is no clear text either.
    "spark.io.encryption.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS),
}


class SparkMissing(LingnanError):
    """No Spark on this machine, or no Java for it, or no master at the address."""

    code = "spark-missing"
    status = 503
    message = (
        "用不了 Spark（%(master)s）。请核对：装了 lingnan[spark] 和 Java 17，LINGNAN_SPARK 的地址对，集群在运行；"
        "或者去掉 LINGNAN_SPARK，用本机的 DuckDB。"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Spark by the address of its master; `folder` is one that this machine and the workers see under the same path."""

    master: str
    folder: Path

    @property
    def portion(self) -> int:
        """Everyone at once."""
        return EVERYONE

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
        """A table for each kind of the facts, and that of the standing colours, on the cluster as long as this lasts.

        An access entry for each five million keys. Raises SparkMissing.
        """
        import ibis  # noqa: PLC0415 - takes a second to load: only who asks a population waits for it

        with run_folder(self.folder) as home, _session(self.master) as session:
            views: dict[str, tuple[Path, Any, dict[str, str]]] = {}
            for start in range(first, last + 1, PORTION):
                end = min(start + PORTION - 1, last)
                scan = scan_evidence(book=rules.book, first=start, last=end, purpose=purpose, by=by, at=at)
                with closing(scan.batches) as batches:
                    _write(home, batches, part=start)
                for opening in openings_of(scan, rules=rules, at=at):
                    views[opening.kind] = (home / opening.resource, opening, opening.types)
            vault = Vault(master=token_bytes(32))
            _write(home, _sealed_standing(rows, vault), part=first)
            opener = partial(open_standing, keys=vault.opener(purposes=[OUTCOME]))
            views["standing"] = (home / "standing", opener, STANDING)
            tables = ibis.pyspark.connect(session)
            found = {name: _view(session, tables, name, *view) for name, view in views.items()}
            with _told_in_words():
                yield found, found.pop("standing")


@contextmanager
def _told_in_words() -> Iterator[None]:
    """What a worker refuses comes from Spark as the text of its trace."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - the extra `spark`
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise (SealBroken() if secrecy.SealBroken.__name__ in str(error) else error) from error


def _write(home: Path, batches: Iterable[tuple[str, Any]], *, part: int) -> None:
    """Batches as they are, sealed, in a Parquet file for each resource."""
    from pyarrow import parquet  # noqa: PLC0415 - as above

    writers: dict[str, Any] = {}
    try:
        for resource, batch in batches:
            if resource not in writers:
                (home / resource).mkdir(exist_ok=True)
                # Sealed cells do not compress, and each stands once.
                writers[resource] = parquet.ParquetWriter(
                    home / resource / f"{part}.parquet", batch.schema, compression="none", use_dictionary=False
                )
            writers[resource].write_batch(batch)
    finally:
        for writer in writers.values():
            writer.close()


def _sealed_standing(rows: Iterable[tuple[Any, ...]], vault: Vault) -> Iterator[tuple[str, Any]]:
    """The standing colours, sealed by a key that this run alone has."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    rest = iter(rows)
    while portion := list(islice(rest, ROWS)):
        cells = [SEPARATOR.join((*row[1:4], str(row[4]))).encode() for row in portion]
        sealed = [vault.seal(plain=cell, purpose=OUTCOME) for cell in cells]
        yield (
            "standing",
            pa.record_batch(
                [pa.array([row[0] for row in portion], pa.int64()), pa.array(sealed, pa.binary())],
                names=[SUBJECT, OUTCOME],
            ),
        )


def _view(session: Any, tables: Any, name: str, folder: Path, opener: Callable[..., Any], types: dict[str, str]) -> Any:
    """What lies in a folder, opened by whichever worker reads it, as an Ibis table; without records there is none."""
    schema = ", ".join(f"`{column}` {SPARK_TYPES[kind]}" for column, kind in types.items())
    if folder.exists():
        frame = session.read.parquet(folder.absolute().as_uri()).mapInArrow(opener, schema).persist()
    else:
        frame = session.createDataFrame([], schema)
    view = name.replace("-", "_")
    frame.createOrReplaceTempView(view)
    return tables.table(view)


@contextmanager
def _session(master: str) -> Iterator[Any]:
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415 - the extra `spark`
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        raise SparkMissing(master=master) from error
    if running := SparkSession.getActiveSession():
        yield _with_own_python(running)
        return
    try:
        session = _configured(SparkSession.builder, master).getOrCreate()
    except (PySparkException, Py4JError, OSError) as error:
        raise SparkMissing(master=master) from error
    try:
        yield _with_own_python(session)
    finally:
        session.stop()


def _with_own_python(session: Any) -> Any:
    """Workers run the same Python, at the same path, unless PYSPARK_PYTHON names another."""
    if session.sparkContext.pythonExec == PYTHON:
        session.sparkContext.pythonExec = sys.executable
    return session


def _configured(builder: Any, master: str) -> Any:
    own = {"spark.driver.host": LOOPBACK} if master.startswith("local") or LOOPBACK in master else {}
    for name, value in (SETTINGS | own).items():
        builder = builder.config(name, value)
    return builder.master(master).appName("lingnan")
