"""What a table's rules cover: gaps, overlaps and rules never reached, over the atoms of its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.axes import Axis
from lingnan.engine.decisions.domains import ANYTHING, Domain

Box = tuple[int, ...]
_MOST_GAPS = 200


_PREFIX = re.compile(r'starts with\(\?, "([^"]*)"\)')
_CLOSED = re.compile(r"\[([^][()]+\.\.[^][()]+)\]")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a table's input space: for each column that narrows it, the label and a unary test."""

    conditions: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return " and ".join(self.parts) or "-"

    @property
    def parts(self) -> tuple[str, ...]:
        """The conditions for people who don't write FEEL: `age 60..79`, `division 4401*`."""
        return tuple(f"{label} {_plainly(test)}" for label, test in self.conditions)


def _plainly(test: str) -> str:
    return _CLOSED.sub(r"\1", _PREFIX.sub(r"\1*", test))


class Coverage:
    """A table's rules as boxes of atoms, over a domain for each column; without domains, over all its type has.

    `exact` is false where a condition is outside S-FEEL.
    """

    def __init__(self, table: ast.DecisionTable, domains: Sequence[Domain] = ()) -> None:
        self.table, self.domains = table, domains or [ANYTHING] * len(table.inputs)
        self.axes = [
            Axis(clause.expression.type, [rule.tests[column] for rule in table.rules] + _allowed(clause), domain)
            for column, (clause, domain) in enumerate(zip(table.inputs, self.domains, strict=True))
        ]
        cells = [[axis.cell(rule.tests[column]) for column, axis in enumerate(self.axes)] for rule in table.rules]
        self.exact = all(cell is not None for row in cells for cell in row)
        # A condition that can't be told exactly may hold anywhere: it hides a gap rather than invents one.
        self.boxes: list[Box] = [
            tuple(axis.all if cell is None else cell for axis, cell in zip(self.axes, row, strict=True))
            for row in cells
        ]
        self.exact_rules = [all(cell is not None for cell in row) for row in cells]

    @cached_property
    def domain(self) -> Box:
        """The atoms that may occur; null where its column's domain says so, or else where a rule asks for it."""
        return tuple(self._domain(column) for column in range(len(self.axes)))

    def _domain(self, column: int) -> int:
        axis, clause = self.axes[column], self.table.inputs[column]
        allowed = axis.cell(clause.allowed) if clause.allowed else None
        atoms = axis.possible if allowed is None else axis.possible & allowed
        has_null = self.domains[column].has_null
        if has_null is None:
            has_null = any(self._asks_for_null(rule.tests[column]) for rule in self.table.rules)
        return atoms | axis.null if has_null else atoms

    def _asks_for_null(self, tests: ast.UnaryTests) -> bool:
        return any(
            isinstance(test, ast.Member) and isinstance(test.value, ast.Literal) and test.value.value is None
            for test in tests.tests
        )

    def region(self, box: Box) -> Region:
        """A box as conditions; columns that it leaves as they may be are left out."""
        conditions = []
        for clause, axis, atoms, within in zip(self.table.inputs, self.axes, box, self.domain, strict=True):
            if atoms & within != within:
                conditions.append((clause.label, axis.describe(atoms & within, within)))
        return Region(tuple(conditions))

    def gaps(self) -> list[Box]:
        """Boxes of the domain that no rule covers, joined where they can be; at most two hundred."""
        return self.uncovered(self.domain, list(range(len(self.boxes))))

    def uncovered(self, within: Box, rules: list[int]) -> list[Box]:
        """Boxes inside `within` that none of the rules covers."""
        return _subtract(within, self.boxes, tuple(rules), 0, {})[:_MOST_GAPS]

    def overlaps(self) -> list[tuple[int, int, Box]]:
        """Pairs of rules, by index, that both cover a box of the domain."""
        found = []
        for first, box in enumerate(self.boxes):
            for second in range(first + 1, len(self.boxes)):
                common = _intersect(_intersect(box, self.boxes[second]), self.domain)
                if all(common):
                    found.append((first, second, common))
        return found


def _allowed(clause: ast.InputClause) -> list[ast.UnaryTests]:
    return [clause.allowed] if clause.allowed else []


def _intersect(first: Box, second: Box) -> Box:
    return tuple(left & right for left, right in zip(first, second, strict=True))


def _subtract(
    within: Box,
    boxes: list[Box],
    active: tuple[int, ...],
    column: int,
    known: dict[tuple[int, tuple[int, ...]], list[Box]],
) -> list[Box]:
    """The parts of `within`, from a column on, that lie in none of the active boxes.

    Atoms that the same boxes hold are taken together, and what follows from the same boxes is worked out once: so the
    work grows with the distinctions that a table makes, not with the product of its columns.
    """
    if not active:
        return [within[column:]]
    if column == len(within):
        return []
    if (column, active) not in known:
        found: list[Box] = []
        for holders, atoms in by_holders(within[column], boxes, active, column).items():
            found += [(atoms, *box) for box in _subtract(within, boxes, holders, column + 1, known)]
        known[column, active] = _joined(found)
    return known[column, active]


def by_holders(atoms: int, boxes: list[Box], active: tuple[int, ...], column: int) -> dict[tuple[int, ...], int]:
    """The atoms by which active boxes hold them."""
    found: dict[tuple[int, ...], int] = {}
    for bit in range(atoms.bit_length()):
        if atoms >> bit & 1:
            holders = tuple(index for index in active if boxes[index][column] >> bit & 1)
            found[holders] = found.get(holders, 0) | 1 << bit
    return found


def _joined(boxes: list[Box]) -> list[Box]:
    """Boxes that differ in their first column only, joined."""
    by_rest: dict[Box, int] = {}
    for first, *rest in boxes:
        by_rest[tuple(rest)] = by_rest.get(tuple(rest), 0) | first
    return [(atoms, *rest) for rest, atoms in by_rest.items()]
