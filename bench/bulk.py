"""Decisions in bulk: colours for a population by a table of twelve rules over six columns, on DuckDB and on Spark.

On DuckDB beside the same rules as a SQL CASE written by hand: both sides take turns, in processor time, and the
quickest turn of each counts. On a Spark cluster of two workers, separate processes on this machine, the counts have to
be equal. BENCH_ROWS sets the population; its facts are made once, under var/bench.
"""

import os
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time
from typing import Any
from xml.sax.saxutils import escape

import duckdb
import ibis

from bench import Result
from bench._spark import cluster, session
from lingnan.engine.decisions import load
from lingnan.engine.decisions.bulk import bulk

_ROWS = int(os.environ.get("BENCH_ROWS", "100_000_000"))
_SPARK_ROWS = min(_ROWS, 5_000_000)
_FOLDER = Path("var/bench")
_MEMORY = "1GB"
_THREADS = 2
_TURNS = 3

_INPUTS = (
    ("risk", "string"),
    ("days_since_contact", "number"),
    ("test", "string"),
    ("days_since_test", "number"),
    ("symptoms", "boolean"),
    ("age", "number"),
)
# Conditions by column, the same rule by hand, and the colour.
_RULES = (
    (("-", "-", '"positive"', "<= 14", "-", "-"), "test = 'positive' AND days_since_test <= 14", "red"),
    (('"high"', "< 14", "-", "-", "-", "-"), "risk = 'high' AND days_since_contact < 14", "red"),
    (('"medium", "high"', "-", "-", "-", "true", "-"), "risk IN ('medium', 'high') AND symptoms", "red"),
    (("-", "< 7", '"pending"', "-", "-", "-"), "days_since_contact < 7 AND test = 'pending'", "red"),
    (('"high"', "-", "-", "-", "-", "-"), "risk = 'high'", "yellow"),
    (('"medium"', "< 14", "-", "-", "-", "-"), "risk = 'medium' AND days_since_contact < 14", "yellow"),
    (("-", "< 14", "-", "-", "true", "-"), "days_since_contact < 14 AND symptoms", "yellow"),
    (('"medium"', "-", "-", "-", "-", ">= 60"), "risk = 'medium' AND age >= 60", "yellow"),
    (
        ("-", "[14..21]", "-", "> 7", "-", "-"),
        "days_since_contact BETWEEN 14 AND 21 AND days_since_test > 7",
        "yellow",
    ),
    (('"low"', "-", "-", "null", "-", "-"), "risk = 'low' AND days_since_test IS NULL", "yellow"),
    (("-", "< 21", "-", "-", "-", "< 3"), "days_since_contact < 21 AND age < 3", "yellow"),
    (("-", "-", "-", "-", "-", "-"), "TRUE", "green"),
)
_FACTS = """
COPY (
    SELECT
        i AS person_key,
        ['none', 'low', 'medium', 'high'][
            1 + (hash(i) % 100 >= 70)::int + (hash(i) % 100 >= 90)::int + (hash(i) % 100 >= 98)::int
        ] AS risk,
        CASE WHEN hash(i * 3) % 5 > 0 THEN (hash(i * 3) % 60)::smallint END AS days_since_contact,
        ['negative', 'positive', 'pending'][
            1 + (hash(i * 5) % 100 >= 95)::int + (hash(i * 5) % 100 >= 97)::int
        ] AS test,
        CASE WHEN hash(i * 7) % 4 > 0 THEN (hash(i * 7) % 20)::smallint END AS days_since_test,
        hash(i * 11) % 50 = 0 AS symptoms,
        (hash(i * 13) % 100)::smallint AS age
    FROM range({rows}) AS people(i)
) TO '{path}' (FORMAT parquet)
"""


def run() -> list[Result]:
    """Measure; about three minutes with a hundred million rows, once their facts are made."""
    connection = ibis.duckdb.connect(memory_limit=_MEMORY, threads=_THREADS)
    people = connection.con
    return [*_on_duckdb(connection, _facts(people, _ROWS)), _on_spark(connection, _facts(people, _SPARK_ROWS))]


def _on_duckdb(connection: Any, path: Path) -> list[Result]:
    ours, rules = _ours(connection.read_parquet(path), "value"), _ours(connection.read_parquet(path), "value", "rule")
    by_hand, by_hand_twice = _by_hand(path, "colour"), _by_hand(path, "colour", "rule")
    queries = [ibis.to_sql(ours, dialect="duckdb"), by_hand, ibis.to_sql(rules, dialect="duckdb"), by_hand_twice]
    answers = [sorted(connection.con.execute(query).fetchall()) for query in queries]
    assert answers[0] == answers[1]
    assert answers[2] == answers[3]
    seconds = _quickest(connection.con, queries)
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 2**10
    return [
        _against(f"colours of {_ROWS:,} people", seconds[0], "a SQL CASE by hand", seconds[1], goal=1 / 1.25),
        _against("the same with the rule that matched", seconds[2], "two SQL CASEs by hand", seconds[3], goal=None),
        Result(
            name="the most memory the process had",
            value=memory,
            unit="MiB",
            goal=f"< 1,536 MiB, DuckDB's share limited to {_MEMORY}",
            met=memory < 1536,
        ),
    ]


def _on_spark(connection: Any, path: Path) -> Result:
    alone = _ours(connection.read_parquet(path), "value", "rule")
    query = ibis.to_sql(alone, dialect="duckdb")
    expected = sorted(connection.con.execute(query).fetchall())
    begin = perf_counter()
    connection.con.execute(query).fetchall()
    reference = perf_counter() - begin
    with cluster() as address, session(address, spark_executor_memory="768m") as spark:
        spark.read.parquet(str(path.absolute())).createOrReplaceTempView("facts")
        asked = spark.sql(ibis.to_sql(_ours(ibis.pyspark.connect(spark).table("facts"), "value", "rule")))
        assert sorted(tuple(row) for row in asked.collect()) == expected
        begin = perf_counter()
        asked.collect()
        seconds = perf_counter() - begin
    return Result(
        name=f"colours of {_SPARK_ROWS:,} people on a Spark cluster of two workers, equal to DuckDB's",
        value=_SPARK_ROWS / seconds,
        unit="1/s",
        reference="DuckDB on the same cores",
        ratio=reference / seconds,
    )


def _facts(connection: duckdb.DuckDBPyConnection, rows: int) -> Path:
    """The facts of a population, made where they are not there yet."""
    path = _FOLDER / f"facts-{rows}.parquet"
    if not path.exists():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        connection.execute(_FACTS.format(rows=rows, path=unfinished))
        unfinished.rename(path)
    return path


def _ours(facts: Any, *columns: str) -> Any:
    """How many people there are by the columns of their outcomes."""
    return bulk(load(_document()), "Colour")(facts).group_by(*columns).aggregate(people=lambda found: found.count())


def _by_hand(path: Path, *columns: str) -> str:
    outcomes = {
        "colour": [f"'{colour}'" for *_, colour in _RULES],
        "rule": [str(number) for number in range(1, len(_RULES) + 1)],
    }
    cases = ", ".join(f"{_case(outcomes[column])} AS {column}" for column in columns)
    names = ", ".join(columns)
    return f"SELECT {names}, count(*) FROM (SELECT {cases} FROM '{path}') GROUP BY {names}"  # noqa: S608


def _case(outcomes: list[str]) -> str:
    branches = " ".join(f"WHEN {rule[1]} THEN {outcome}" for rule, outcome in zip(_RULES, outcomes, strict=True))
    return f"CASE {branches} END"


def _quickest(connection: duckdb.DuckDBPyConnection, queries: list[str]) -> list[float]:
    """Seconds of processor time that the quickest turn of each query took."""
    rounds = [[_seconds(connection, query) for query in queries] for _ in range(_TURNS)]
    return [min(turns) for turns in zip(*rounds, strict=True)]


def _seconds(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    begin = process_time()
    connection.execute(query).fetchall()
    return process_time() - begin


def _against(name: str, seconds: float, reference: str, base: float, *, goal: float | None) -> Result:
    ratio = base / seconds
    met = None if goal is None else ratio >= goal
    return Result(name=name, value=_ROWS / seconds, unit="1/s", reference=reference, ratio=ratio, goal=goal, met=met)


def _document() -> bytes:
    data = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/></inputData>'
        for name, kind in _INPUTS
    )
    required = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name, _ in _INPUTS
    )
    columns = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name, _ in _INPUTS)
    rules = "".join(_rule(cells, colour) for cells, _, colour in _RULES)
    table = f'<decisionTable id="table" hitPolicy="FIRST">{columns}<output typeRef="string"/>{rules}</decisionTable>'
    decision = f'<decision id="colour" name="Colour"><variable name="Colour"/>{required}{table}</decision>'
    return f'<definitions namespace="urn:bench" name="colours">{data}{decision}</definitions>'.encode()


def _rule(cells: tuple[str, ...], colour: str) -> str:
    entries = "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells)
    return f'<rule>{entries}<outputEntry><text>"{colour}"</text></outputEntry></rule>'
