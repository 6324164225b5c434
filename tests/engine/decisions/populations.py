"""Tables, graphs and rows drawn at random from the subset that is decided in bulk."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from lingnan.engine.decisions import Model, YearMonthDuration, load
from lingnan.engine.decisions.bulk import bulk
from tests.engine.decisions.dmn import decision, definitions, input_data, requires, table

INPUTS = {
    "age": ("number", pa.int32()),
    "income": ("number", pa.decimal128(10, 2)),
    "city": ("string", pa.string()),
    "alone": ("boolean", pa.bool_()),
    "since": ("date", pa.date32()),
    "stay": ("days and time duration", pa.int64()),
    "term": ("years and months duration", pa.int64()),
}
POLICIES = [("UNIQUE", ""), ("ANY", ""), ("FIRST", ""), *(("COLLECT", each) for each in ("SUM", "MIN", "MAX", "COUNT"))]
_LEAP = date(2024, 2, 29)
VALUES: dict[str, list[Any]] = {
    "age": [Decimal(number) for number in (0, 17, 18, 59, 60, 80, -3)],
    "income": [Decimal(number) for number in ("0", "17.49", "17.50", "18.00", "60", "-2.01", "99999999.99")],
    "city": ["4401", "440103", "4403", "", "O'Brien\\n", "广州", "zz", "\U00020000"],
    "alone": [True, False],
    "since": [_LEAP, date(2024, 1, 31), date(2023, 2, 28), date(2024, 3, 1), date(1999, 12, 31), date(2024, 12, 1)],
    "stay": [timedelta(days=days, seconds=seconds) for days, seconds in ((0, 0), (3, 0), (3, 1), (-2, 5), (400, 0))],
    "term": [YearMonthDuration(months) for months in (0, 1, 11, 12, 13, -1, -14)],
}
CELLS: dict[str, list[str]] = {
    "age": [
        *("18", "< 17.5", "<= 60", "[18..60)", "(17.5..59.5]", "> income", "not(18)", "not(< 60)", "null", "not(null)"),
        *(
            "60, > 79.5",
            "income, age",
            "[income..60]",
            "? in (1, 17, 18)",
            "? + 1 > income * 2",
            "17.5",
            "= 60",
            "!= 60",
        ),
        *(
            "? between 18 and income",
            "[17, 18]",
            "-? > 0",
            "not([18..60])",
            "if alone then ? > 3 else ? < 60",
            "<= 1e20",
        ),
    ],
    "income": [
        *("17.5", "17.50", ">= 17.495", "< 18", "[0..18)", "not(17.5, 60)", "null", "age", "< age", "? / 4 < 15"),
        *("? - age >= -2.01", "? * ? > 300", "< 123456789012.5", "= age", "!= age", "? = null", "< 1e-3"),
    ],
    "city": [
        *('"4401"', '"4401", "4403"', 'not("4401", "4403")', 'not("zz")', "null", "not(null)", 'null, "广州"'),
        *(
            'starts with(?, "44")',
            'ends with(?, "01")',
            'contains(?, "4")',
            "string length(?) > 3",
            '< "44"',
            '>= "zz"',
        ),
        *('substring(?, 1, 4) = "4401"', 'substring(?, -2) = "03"', 'substring(?, 5) = "03"', '["4401", "zz"]'),
        *('list contains(["", null], ?)', '"O\'Brien\\\\n"', '? + "x" = "zzx"', '? in ("", "zz")', '"\U00020000"'),
        *('["a".."zz")', 'not(starts with(?, "44"))', "string length(?) = age"),
    ],
    "alone": [
        "true",
        "false",
        "not(true)",
        "null",
        "age > 18",
        "? and age > 18",
        "? or income > 18",
        "not(?)",
        "not(?) = (age > 18)",
        "(age > 18) = not(?)",
        "not(?) = null",
        "(age > 18) = (income > 18)",
        "(age > 18) = null",
        "(not(age in (17, 18))) = ?",
        "(age != 18) = (income != 60)",
        "? and not(age in (not(18)))",
        "(? and age > 18) = null",
        "(? or age > 18) = (income > 18 and ?)",
    ],
    "since": [
        *('@"2024-02-29"', '< @"2024-02-29"', '[@"2023-02-28"..@"2024-01-31"]', 'not(@"2024-02-29")', "null"),
        *("?.year = 2024", "?.month > 1", "?.day = age", "?.weekday >= 4", '? + @"P1M" = @"2024-02-29"'),
        *('? - @"P1Y" < @"2023-02-28"', "? + stay > ?", "? - stay < ?", "? + term > ?", '? - term < @"2024-01-01"'),
        *('(? - @"2024-01-31").days > 20', '? - @"2024-03-01" < stay', '@"2024-03-01" - ? = @"P1D"'),
        *(
            'years and months duration(?, @"2024-02-29").years >= 1',
            'years and months duration(@"2024-01-31", ?) = term',
        ),
    ],
    "stay": [
        *(
            '@"P3D"',
            '< @"P3DT1S"',
            'not(@"P3D")',
            "null",
            "?.days = 3",
            "?.hours > 0",
            "?.minutes = 0",
            '? * 2 > @"P6D"',
        ),
        *('? + @"PT1S" = @"P3DT1S"', '-? < @"P0D"', "? * 2 < stay", 'abs(?) > @"P1D"', '[@"P0D"..@"P3D"]'),
    ],
    "term": [
        *(
            '@"P1Y"',
            '>= @"P1Y"',
            "null",
            "?.years = 1",
            "?.months = 1",
            '? + @"P1M" > @"P1Y"',
            "-? > term",
            "not(term)",
        ),
        *("? * 2 > term", "?.years < 0", '[@"P1M"..@"P1Y1M"]'),
    ],
}
OUTCOMES = {
    "number": [
        *("1", "2.50", "1", "null", "age", "income", "income + age", "income * 2", "-age", "income / 4", "age - 0.125"),
        *("if alone then 1 else age", "since.year", '(since - @"2024-01-31").days', "string length(city)"),
    ],
    "string": [
        '"a"',
        '"b"',
        '"a"',
        "null",
        "city",
        'city + "·"',
        "substring(city, 2, 1)",
        'if alone then "x" else city',
    ],
    "date": ['@"2024-02-29"', "since", 'since + @"P1M"', "since + term", "null", "since - stay"],
    "days and time duration": ["stay", '@"P1D"', 'since - @"2024-01-31"', "stay * 3", "null"],
    "years and months duration": ["term", '@"P1Y"', "term + term", 'years and months duration(since, @"2024-02-29")'],
    "boolean": ["true", "false", "null", "alone", "age > income", "city = null", "not(alone)"],
}
_ADDED = ("number", "string", "days and time duration", "years and months duration")


@dataclass(frozen=True)
class Table:
    """A drawn table as XML, and the type of its outcome."""

    logic: str
    kind: str


@st.composite
def tables(draw: st.DrawFn, extra: tuple[str, list[str]] | None = None) -> Table:
    """A table over some of the inputs and, where given, over the outcome of another decision."""
    policy, aggregation = draw(st.sampled_from(POLICIES))
    kinds = [kind for kind in OUTCOMES if aggregation not in ("SUM", "MIN", "MAX") or kind in _ADDED]
    kinds = [kind for kind in kinds if aggregation != "SUM" or kind != "date"]
    kind = draw(st.sampled_from(kinds))
    names = draw(st.lists(st.sampled_from(list(INPUTS)), min_size=1, max_size=3, unique=True))
    cells = [st.sampled_from(["-", "-", *CELLS[name]]) for name in names]
    columns = [(name, INPUTS[name][0]) for name in names]
    if extra is not None:
        cells.append(st.sampled_from(["-", *extra[1]]))
        columns.append(("First", extra[0]))
    outcomes = st.sampled_from(OUTCOMES[kind])
    several = not aggregation and draw(st.booleans())
    outputs = [("one", kind), ("two", "string")] if several else [("one", kind)]
    row = st.tuples(*cells, outcomes, *([st.sampled_from(OUTCOMES["string"])] if several else []))
    rules = draw(st.lists(row, min_size=1, max_size=5))
    defaults = draw(st.sampled_from([[], [draw(outcomes), '"none"'][: len(outputs)]]))
    if aggregation == "COUNT":
        defaults = []
    logic = table(columns, outputs, rules, policy, aggregation, defaults)
    return Table(logic, "Any" if several or aggregation == "COUNT" else kind)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """A decision, Outcome, that may ask another one."""
    needs = requires(*INPUTS)
    data = [input_data(name, kind) for name, (kind, _) in INPUTS.items()]
    if not draw(st.booleans()):
        return load(definitions(*data, decision("Outcome", draw(tables()).logic, needs)))
    first = draw(tables().filter(lambda found: found.kind != "Any"))
    asked = ["null", "not(null)", *(each for each in OUTCOMES[first.kind] if each != "null")]
    second = draw(tables((first.kind, asked)))
    needs_first = needs + requires("First", kind="requiredDecision")
    return load(
        definitions(
            *data, decision("First", first.logic, needs, first.kind), decision("Outcome", second.logic, needs_first)
        )
    )


def people(count: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of facts at and beside the boundaries that cells speak of, nulls among them.

    Only the seed is drawn: thousands of draws a population would cost more than what is tested.
    """
    return st.integers(0, 2**16).map(lambda seed: _people(Random(seed), count))


def _people(random: Random, count: int) -> list[dict[str, Any]]:
    return [{name: random.choice([None, *values]) for name, values in VALUES.items()} for _ in range(count)]


def somebody(count: int) -> list[dict[str, Any]]:
    """The same rows each time."""
    return _people(Random(count), count)


def _model(logic: str) -> Model:
    data = [input_data(name, kind) for name, (kind, _) in INPUTS.items()]
    return load(definitions(*data, decision("Outcome", logic, requires(*INPUTS))))


def counting_cells(name: str) -> Model:
    """A table whose rules are all cells of one input: `rules` tells which of them hold."""
    rules = [(cell, '"x"') for cell in CELLS[name]]
    return _model(table([(name, INPUTS[name][0])], [("one", "string")], rules, "COLLECT", "COUNT"))


def giving(kind: str) -> Model:
    """A table that gives each outcome of a type in a column."""
    outputs = [(f"output {number}", kind) for number in range(len(OUTCOMES[kind]))]
    return _model(table([("age", "number")], outputs, [("not(null)", *OUTCOMES[kind])], "FIRST"))


def stored(value: Any) -> Any:
    """A value as a column of facts or of outcomes holds it."""
    if value.__class__ is timedelta:
        return value // timedelta(microseconds=1)
    if value.__class__ is YearMonthDuration:
        return value.months
    if value.__class__ is dict:
        return {name: stored(member) for name, member in value.items()}
    return value


def facts(population: list[dict[str, Any]]) -> pa.Table:
    """The rows as columns, numbered."""
    columns: dict[str, Any] = {"number": pa.array(range(len(population)), pa.int64())}
    for name, (_, kind) in INPUTS.items():
        values = [stored(person[name]) for person in population]
        whole = pa.types.is_integer(kind)
        columns[name] = pa.array([int(v) if whole and v is not None else v for v in values], kind)
    return pa.table(columns)


def expected(model: Model, person: dict[str, Any]) -> dict[str, Any]:
    """What the decision gives for one case, in the form of a row of outcomes."""
    found = model.evaluate("Outcome", person)
    own = model.table("Outcome")
    assert own is not None
    rules = [match.rule for match in found.matched if match.table == own.name]
    conflicts = sum("against the hit policy" in warning.message for warning in found.warnings)
    return {
        "value": stored(found.value),
        "rule": rules[0] if rules else None,
        "rules": rules,
        "conflicts": conflicts,
    }


def outcomes(model: Model, relation: Any) -> list[dict[str, Any]]:
    """What the decision gives over a population, in the order of the rows."""
    found = bulk(model, "Outcome")(relation, keep=["number"]).to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: row["number"])


def assert_alike(model: Model, population: list[dict[str, Any]], found: list[dict[str, Any]]) -> None:
    """Each row of outcomes is the outcome of the single case."""
    assert len(found) == len(population)
    tables = [model.table(name) for name in model.decisions]
    for person, row in zip(population, found, strict=True):
        single = expected(model, person)
        assert {name: row.get(name, single[name]) for name in single} == single, (person, tables)
