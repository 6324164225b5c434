"""The checks that an author of decision tables needs: gaps, overlaps, rules never reached, values not allowed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.axes import Axis
from lingnan.engine.decisions.coverage import Coverage, Region
from lingnan.engine.decisions.domains import Domain
from lingnan.engine.decisions.expressions import unary_function
from lingnan.engine.decisions.model import Model
from lingnan.engine.decisions.sources import domain_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about a table or model.

    `code` is table-gap, table-overlap, table-unreachable, table-value, table-inexact, name-unknown or input-unknown.
    `rules` are numbered from 1; `column` counts inputs, then outputs, from 1. `region` is the part of the input space
    in question, `subject` the condition, value or name, `element_id` the element to mend.
    """

    code: str
    table: str
    message: str
    rules: tuple[int, ...] = ()
    column: int | None = None
    region: Region | None = None
    element_id: str | None = None
    subject: str = ""


def check(
    model: Model,
    *,
    domains: Mapping[str, Domain] = MappingProxyType({}),
    known_inputs: Collection[str] | None = None,
) -> list[Finding]:
    """All findings about a model, table by table; exact for S-FEEL conditions.

    `domains` says by the name of an input what values it may have; without, any of its type. What a table of constants
    gives is known. A condition outside S-FEEL counts as covering everything and overlapping nothing, and is reported as
    table-inexact. With `known_inputs`, input data of other names are reported too.
    """
    findings = [finding for table in tables_of(model) for finding in check_table(model, table, domains)]
    findings += [
        Finding(
            "name-unknown",
            place.name if place else model.name,
            f"nothing gives {name!r}",
            element_id=place.element_id if place else None,
            subject=name,
        )
        for name, place in model.unresolved
    ]
    if known_inputs is not None:
        needed = {name: decision for decision in model.decisions for name in model.inputs(decision)}
        unknown = [(name, decision) for name, decision in needed.items() if name not in known_inputs]
        findings += [
            Finding("input-unknown", each, f"the input {name!r} is no known element", subject=name)
            for name, each in unknown
        ]
    return findings


def tables_of(model: Model) -> list[ast.DecisionTable]:
    """The decision tables that are a decision's whole logic."""
    return [table for decision in model.decisions if (table := model.table(decision)) is not None]


def check_table(model: Model, table: ast.DecisionTable, domains: Mapping[str, Domain]) -> list[Finding]:
    """The findings about one table."""
    coverage = Coverage(table, [domain_of(model, clause, domains) for clause in table.inputs])
    return [
        *_inexact(table, coverage),
        *_values(table, coverage),
        *_gaps(table, coverage),
        *_overlaps(table, coverage),
        *_unreachable(table, coverage),
    ]


def _inexact(table: ast.DecisionTable, coverage: Coverage) -> Iterator[Finding]:
    for rule in table.rules:
        for column, (axis, tests) in enumerate(zip(coverage.axes, rule.tests, strict=True)):
            if axis.cell(tests) is None:
                text = rule.input_texts[column]
                message = f"rule {rule.number}: {text} is outside S-FEEL, so the table is checked without it"
                cell = rule.cell_ids[column]
                yield Finding("table-inexact", table.name, message, (rule.number,), column + 1, None, cell, text)


def _gaps(table: ast.DecisionTable, coverage: Coverage) -> Iterator[Finding]:
    if any(clause.default is not None for clause in table.outputs) or table.hit_policy[0] in "CRO":
        return
    for box in coverage.gaps():
        region = coverage.region(box)
        yield Finding("table-gap", table.name, f"{region}: no rule", region=region, element_id=table.id)


def _overlaps(table: ast.DecisionTable, coverage: Coverage) -> Iterator[Finding]:
    if table.hit_policy not in ("U", "A"):
        return
    for first, second, box in coverage.overlaps():
        left, right = table.rules[first], table.rules[second]
        exact = coverage.exact_rules[first] and coverage.exact_rules[second]
        if not exact or (table.hit_policy == "A" and _outcome(left) == _outcome(right)):
            continue
        region = coverage.region(box)
        message = f"{region}: rules {left.number} and {right.number} both match"
        yield Finding("table-overlap", table.name, message, (left.number, right.number), None, region, right.id)


def _outcome(rule: ast.Rule) -> tuple[Any, ...]:
    return tuple(node.value if isinstance(node, ast.Literal) else node for node in rule.outputs)


def _unreachable(table: ast.DecisionTable, coverage: Coverage) -> Iterator[Finding]:
    """Rules that no input of the domain reaches, or that rules before them always take it from."""
    for index, rule in enumerate(table.rules):
        if not coverage.exact_rules[index]:
            continue
        box = tuple(own & domain for own, domain in zip(coverage.boxes[index], coverage.domain, strict=True))
        if not all(box):
            yield Finding(
                "table-unreachable",
                table.name,
                f"rule {rule.number}: no input matches",
                (rule.number,),
                element_id=rule.id,
            )
            continue
        before = [other for other in _stronger(table, index) if coverage.exact_rules[other]]
        if before and not coverage.uncovered(box, before):
            numbers = tuple(table.rules[other].number for other in before if _meet(coverage, index, other))
            message = f"rule {rule.number} is never reached: rules {', '.join(map(str, numbers))} go before it"
            yield Finding("table-unreachable", table.name, message, (rule.number, *numbers), element_id=rule.id)


def _meet(coverage: Coverage, first: int, second: int) -> bool:
    pairs = zip(coverage.boxes[first], coverage.boxes[second], coverage.domain, strict=True)
    return all(left & right & domain for left, right, domain in pairs)


def _stronger(table: ast.DecisionTable, index: int) -> list[int]:
    """The rules that win over a rule wherever both match."""
    if table.hit_policy == "F":
        return list(range(index))
    if table.hit_policy != "P":
        return []
    ranks = [_rank(table, rule) for rule in table.rules]
    own = ranks[index]
    if own is None:
        return []
    return [other for other, rank in enumerate(ranks) if rank is not None and (rank, other) < (own, index)]


def _rank(table: ast.DecisionTable, rule: ast.Rule) -> tuple[int, ...] | None:
    """Where a rule's constants stand in the order of the outputs (DMN 1.5, 8.2.10); None where they are worked out."""
    found = []
    for clause, node in zip(table.outputs, rule.outputs, strict=True):
        if not isinstance(node, ast.Literal):
            return None
        order = [each.value for each in clause.values if isinstance(each, ast.Literal)]
        found.append(order.index(node.value) if node.value in order else len(order))
    return tuple(found)


def _values(table: ast.DecisionTable, coverage: Coverage) -> Iterator[Finding]:
    """Conditions and outcomes that ask for or give what the column does not allow."""
    for rule in table.rules:
        for column, tests in enumerate(rule.tests):
            axis, domain = coverage.axes[column], coverage.domain[column]
            allowed, cell = table.inputs[column].allowed_text or "the input's values", rule.cell_ids[column]
            for text in _impossible(axis, domain, tests):
                message = f"rule {rule.number}: {text} is not among {allowed}"
                yield Finding("table-value", table.name, message, (rule.number,), column + 1, None, cell, text)
        yield from _outcomes(table, rule)


def _impossible(axis: Axis, domain: int, tests: ast.UnaryTests) -> Iterator[str]:
    for test in tests.tests:
        atoms = axis.test(test)
        if atoms and not atoms & (domain | axis.null):
            yield axis.describe(atoms)


def _outcomes(table: ast.DecisionTable, rule: ast.Rule) -> Iterator[Finding]:
    for column, (clause, node) in enumerate(zip(table.outputs, rule.outputs, strict=True)):
        if clause.allowed is None or not isinstance(node, ast.Literal) or node.value is None:
            continue
        if unary_function(clause.allowed, clause.allowed_text)(node.value) is False:
            text, place = rule.output_texts[column], len(table.inputs) + column
            message = f"rule {rule.number}: {text} is not among {clause.allowed_text}"
            cell = rule.cell_ids[place]
            yield Finding("table-value", table.name, message, (rule.number,), place + 1, None, cell, text)
