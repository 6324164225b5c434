"""Decisions: one table of ten rules and five inputs, beside zen-engine and the same rules by hand; and loading.

The sides of each ratio take turns of some milliseconds, in processor time, and the quickest turn of each counts: the
one that no neighbour on the machine disturbed. Each turn goes through ten people, one for each rule.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from time import process_time
from typing import Any
from xml.sax.saxutils import escape

import zen

from bench import Result
from lingnan.engine.decisions import Model, load

_TURNS = 60
_CALLS = 100
_TABLES = 50

_INPUTS = (("age", "number"), ("city", "string"), ("resident", "boolean"), ("income", "number"), ("status", "string"))
_RULES = (
    (">= 100", "-", "true", "-", "-", '"800"'),
    ("[90..100)", "-", "true", ">= 1", "-", '"500"'),
    ("[80..90)", '"4401", "4403"', "true", "-", "-", '"300"'),
    ("[80..90)", 'not("4401", "4403")', "true", "< 2000", "-", '"200"'),
    ("[80..90)", 'not("4401", "4403")', "true", ">= 2000", "-", '"150"'),
    ("[70..80)", '"4401"', "true", "-", '"low income"', '"100"'),
    ("[70..80)", '"4403"', "true", "-", '"low income"', '"120"'),
    ("[60..70)", "-", "true", "< 1000", '"low income"', '"60"'),
    ("[60..70)", "-", "true", ">= 1000", '"low income"', '"30"'),
    ("-", "-", "false", "-", "-", '"0"'),
)
_PEOPLE: list[dict[str, Any]] = [
    {"age": Decimal(age), "city": city, "resident": resident, "income": Decimal(income), "status": status}
    for age, city, resident, income, status in (
        (101, "4404", True, 0, ""),
        (95, "4404", True, 1, ""),
        (85, "4401", True, 5, ""),
        (85, "4404", True, 5, ""),
        (85, "4404", True, 5000, ""),
        (75, "4401", True, 5, "low income"),
        (75, "4403", True, 5, "low income"),
        (65, "4404", True, 5, "low income"),
        (65, "4404", True, 5000, "low income"),
        (65, "4404", False, 5000, "low income"),
    )
]

# zen-engine takes Python's own numbers.
_ZEN_PEOPLE = {
    id(person): {name: int(value) if isinstance(value, Decimal) else value for name, value in person.items()}
    for person in _PEOPLE
}


def run() -> list[Result]:
    """Measure; about five seconds."""
    return [*_single(), _loading()]


def _single() -> list[Result]:
    model = load(_document("Allowance"))
    evaluate, ask_zen = model.evaluate, _zen()
    _compare(model, ask_zen)
    loop, hand, plain, traced, zen_seconds = _quickest(
        lambda person: None,
        _by_hand,
        lambda person: evaluate("Allowance", person),
        lambda person: evaluate("Allowance", person, trace=True),
        lambda person: ask_zen(_ZEN_PEOPLE[id(person)]),
    )
    reference = "the same rules by hand as Python ifs"
    hand -= loop
    return [
        _against("decisions of ten rules and five inputs", plain - loop, "zen-engine", zen_seconds - loop, goal=30),
        _against("the same", plain - loop, reference, hand, goal=0.5),
        _against("the same with the trace on", traced - loop, reference, hand, goal=1 / 3),
    ]


def _loading() -> Result:
    documents = [_document(f"Allowance {number}") for number in range(_TABLES)]
    begin = process_time()
    for number, document in enumerate(documents):
        load(document).evaluate(f"Allowance {number}", _PEOPLE[0])
    seconds = process_time() - begin
    return Result(
        name=f"{_TABLES} tables loaded and evaluated once",
        value=seconds,
        unit="s",
        reference="one second",
        ratio=1 / seconds,
        goal=1.0,
        met=seconds <= 1,
    )


_D1, _D60, _D70, _D80, _D90 = Decimal(1), Decimal(60), Decimal(70), Decimal(80), Decimal(90)
_D100, _D1000, _D2000 = Decimal(100), Decimal(1000), Decimal(2000)
_LARGE = frozenset(("4401", "4403"))


def _by_hand(person: Mapping[str, Any]) -> tuple[str, int] | None:  # noqa: C901, PLR0911 (the reference)
    """The table as a programmer would write it: the value and the rule's number."""
    age, city, resident = person["age"], person["city"], person["resident"]
    income, status = person["income"], person["status"]
    if age >= _D100 and resident:
        return "800", 1
    if _D90 <= age < _D100 and resident and income >= _D1:
        return "500", 2
    if _D80 <= age < _D90 and city in _LARGE and resident:
        return "300", 3
    if _D80 <= age < _D90 and city not in _LARGE and resident and income < _D2000:
        return "200", 4
    if _D80 <= age < _D90 and city not in _LARGE and resident and income >= _D2000:
        return "150", 5
    if _D70 <= age < _D80 and city == "4401" and resident and status == "low income":
        return "100", 6
    if _D70 <= age < _D80 and city == "4403" and resident and status == "low income":
        return "120", 7
    if _D60 <= age < _D70 and resident and income < _D1000 and status == "low income":
        return "60", 8
    if _D60 <= age < _D70 and resident and income >= _D1000 and status == "low income":
        return "30", 9
    if not resident:
        return "0", 10
    return None


def _compare(model: Model, ask_zen: Callable[[dict[str, Any]], Any]) -> None:
    """All sides have to agree before they are timed."""
    for person in _PEOPLE:
        found = model.evaluate("Allowance", person, trace=True)
        assert (found.value, found.matched[0].rule) == _by_hand(person)
        assert ask_zen(_ZEN_PEOPLE[id(person)])["result"] == {"amount": found.value}


def _zen() -> Callable[[dict[str, Any]], Any]:
    """The table as zen-engine reads it, compiled beforehand."""
    names = [name for name, _ in _INPUTS]
    rules = [
        {"_id": str(number), **dict(zip(names, map(_zen_cell, cells), strict=False)), "amount": cells[-1]}
        for number, cells in enumerate(_RULES)
    ]
    columns = [{"id": name, "name": name, "field": name} for name in (*names, "amount")]
    content = {"hitPolicy": "first", "inputs": columns[:-1], "outputs": columns[-1:], "rules": rules}
    nodes = [
        {"id": "input", "type": "inputNode", "name": "input"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
        {"id": "output", "type": "outputNode", "name": "output"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "input", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "output"},
    ]
    document = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(document)))
    evaluate: Callable[[dict[str, Any]], Any] = decision.evaluate
    return evaluate


def _zen_cell(cell: str) -> str:
    if cell.startswith("not("):
        return f"$ not in [{cell[4:-1]}]"
    return "" if cell == "-" else cell


def _document(name: str) -> bytes:
    data = "".join(
        f'<inputData id="{key}" name="{key}"><variable name="{key}" typeRef="{kind}"/></inputData>'
        for key, kind in _INPUTS
    )
    required = "".join(
        f'<informationRequirement><requiredInput href="#{key}"/></informationRequirement>' for key, _ in _INPUTS
    )
    columns = "".join(f"<input><inputExpression><text>{key}</text></inputExpression></input>" for key, _ in _INPUTS)
    rules = "".join(_rule(number, cells) for number, cells in enumerate(_RULES))
    table = f'<decisionTable hitPolicy="UNIQUE">{columns}<output typeRef="string"/>{rules}</decisionTable>'
    decision = f'<decision id="d" name="{name}"><variable name="{name}"/>{required}{table}</decision>'
    return f'<definitions namespace="urn:bench" name="bench">{data}{decision}</definitions>'.encode()


def _rule(number: int, cells: tuple[str, ...]) -> str:
    *conditions, outcome = (f"<text>{escape(cell)}</text>" for cell in cells)
    entries = "".join(f"<inputEntry>{condition}</inputEntry>" for condition in conditions)
    return f'<rule id="rule-{number}">{entries}<outputEntry>{outcome}</outputEntry></rule>'


def _quickest(*works: Callable[[dict[str, Any]], object]) -> list[float]:
    """Seconds that the quickest turn of each work took."""
    rounds = [[_seconds(work) for work in works] for _ in range(_TURNS)]
    return [min(turns) for turns in zip(*rounds, strict=True)]


def _seconds(work: Callable[[dict[str, Any]], object]) -> float:
    begin = process_time()
    for _ in range(_CALLS):
        for person in _PEOPLE:
            work(person)
    return process_time() - begin


def _against(name: str, seconds: float, reference: str, base: float, *, goal: float) -> Result:
    ratio, value = base / seconds, _CALLS * len(_PEOPLE) / seconds
    return Result(name=name, value=value, unit="1/s", reference=reference, ratio=ratio, goal=goal, met=ratio >= goal)
