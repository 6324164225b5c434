"""A table's column cut into atoms, the finest pieces its conditions tell apart: points, intervals, values, prefixes.

Over atoms, what conditions cover is exact for S-FEEL: comparisons, intervals, equality, not(), and starts with(?, "…").
A set of atoms is an int with one bit an atom.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor
from typing import Any

from lingnan.engine.decisions import syntax as ast
from lingnan.engine.decisions.atoms import BEYOND, Atom, Interval, Prefix, Value, shifted
from lingnan.engine.decisions.domains import ANYTHING, Domain
from lingnan.engine.decisions.feel_types import (
    BOOLEAN,
    DATE,
    DAYS_TIME,
    NUMBER,
    STRING,
    YEARS_MONTHS,
    Type,
    base_of,
)
from lingnan.engine.decisions.text import literal_text
from lingnan.engine.decisions.values import YearMonthDuration

_ORDERED = (NUMBER, DATE, DAYS_TIME, YEARS_MONTHS)


class Axis:
    """The atoms of one column, in order; null is the last. `possible` are those in which its domain has a value."""

    def __init__(self, kind: Type, cells: Iterable[ast.UnaryTests], domain: Domain = ANYTHING) -> None:
        self.type, self.is_whole = base_of(kind), domain.is_whole
        tests = [test for cell in cells for test in cell.tests]
        self.atoms: list[Atom] = [*_atoms(self.type, tests, domain), Value(None)]
        self.null = 1 << (len(self.atoms) - 1)
        self.all = (1 << len(self.atoms)) - 1
        self.possible = self._possible(domain)

    def _possible(self, domain: Domain) -> int:
        if self.type in _ORDERED:
            return self._where(lambda atom: isinstance(atom, Interval) and _may_be(atom, domain))
        known = domain.values
        if self.type != STRING or known is None:
            return self.all & ~self.null
        found = {self.locate(value) for value in known}
        if domain.is_extended:
            found |= {self.locate(value + BEYOND) for value in known}
            found |= {place for place, atom in enumerate(self.atoms) if _extends(atom, known)}
        return sum(1 << place for place in found)

    def cell(self, tests: ast.UnaryTests) -> int | None:
        """The atoms on which the tests are true; None where they can't be told exactly."""
        if not tests.tests:
            return self.all
        covered = 0
        for test in tests.tests:
            atoms = self.test(test)
            if atoms is None:
                return None
            covered |= atoms
        if not tests.negated:
            return covered
        # not(… < 5) is null for null, so only equality tests let null through.
        ordered = any(not isinstance(test, ast.Member) or _interval(test) for test in tests.tests)
        return self.all & ~covered & ~(self.null if ordered else 0)

    def test(self, test: ast.Test) -> int | None:
        """The atoms on which one test is true; None where that can't be told."""
        if self.type in _ORDERED:
            bounds = _bounds(test, self.type)
            return self._null_test(test) if bounds is None else self._between(*bounds)
        if self.type == STRING:
            prefix = _prefix(test)
            if prefix is not None:
                return self._where(lambda atom: _starts(atom, prefix))
        value = _constant(test)
        if value is _NO_CONSTANT or value is None or self.type not in (STRING, BOOLEAN):
            return self._null_test(test)
        return self._where(lambda atom: isinstance(atom, Value) and atom.value == value)

    def _null_test(self, test: ast.Test) -> int | None:
        return self.null if _constant(test) is None else None

    def _where(self, holds: Any) -> int:
        return sum(1 << index for index, atom in enumerate(self.atoms) if holds(atom))

    def _between(self, start: Any, end: Any, start_included: bool, end_included: bool) -> int:
        def holds(atom: Atom) -> bool:
            if not isinstance(atom, Interval):
                return False
            return _above(atom, start, start_included) and _below(atom, end, end_included)

        return self._where(holds)

    def locate(self, value: Any) -> int:
        """The index of the atom that holds a value."""
        if value is None:
            return len(self.atoms) - 1
        if self.type in _ORDERED:
            ends = [atom for atom in self.atoms if isinstance(atom, Interval)]
            return next(index for index, atom in enumerate(ends) if _holds(atom, value))
        exact = [index for index, atom in enumerate(self.atoms) if atom == Value(value)]
        prefixes = [
            (len(atom.prefix), index)
            for index, atom in enumerate(self.atoms)
            if isinstance(atom, Prefix) and str(value).startswith(atom.prefix)
        ]
        return exact[0] if exact else max(prefixes)[1]

    def describe(self, atoms: int, within: int | None = None) -> str:
        """A set of atoms as a unary test that tells them from the others `within`: by default, all but null."""
        within = self.all & ~self.null if within is None else within
        chosen, missing = self._list(atoms), self._list(within & ~atoms)
        if not missing:
            return "-"
        if missing == [Value(None)]:
            return "not(null)"
        if self.type in _ORDERED:
            intervals = [atom for atom in chosen if isinstance(atom, Interval)]
            return ", ".join((_whole_runs(intervals) if self.is_whole else _runs(intervals)) + _nulls(chosen))
        return _texts(chosen, missing) if self.type == STRING else ", ".join(map(_atom_text, chosen))

    def _list(self, atoms: int) -> list[Atom]:
        return [atom for place, atom in enumerate(self.atoms) if atoms >> place & 1]


_NO_CONSTANT = object()


def _constant(test: ast.Test) -> Any:
    """The value a test asks for, or _NO_CONSTANT."""
    if isinstance(test, ast.Member) and isinstance(test.value, ast.Literal):
        return test.value.value
    return _NO_CONSTANT


def _interval(test: ast.Test) -> bool:
    return isinstance(test, ast.Member) and isinstance(test.value, ast.RangeLiteral)


def _prefix(test: ast.Test) -> str | None:
    """The prefix in starts with(?, "…")."""
    call = test.expression if isinstance(test, ast.Condition) else None
    if not isinstance(call, ast.Call) or not isinstance(call.callee, ast.Name) or len(call.arguments) != 2:
        return None
    subject, prefix = call.arguments
    about_input = isinstance(subject, ast.Name) and subject.name == "?"
    if call.callee.name == "starts with" and about_input and isinstance(prefix, ast.Literal):
        return prefix.value if isinstance(prefix.value, str) else None
    return None


def _bounds(test: ast.Test, kind: Type) -> tuple[Any, Any, bool, bool] | None:
    """start, end and whether each is included, of a test on an ordered column; None where it is no such test."""
    if isinstance(test, ast.Compare) and _literal(test.operand, kind) and test.operator != "!=":
        value, operator = test.operand.value, test.operator  # type: ignore[attr-defined]
        if operator == "=":
            return value, value, True, True
        if operator[0] == "<":
            return None, value, False, operator == "<="
        return value, None, operator == ">=", False
    node = test.value if isinstance(test, ast.Member) else None
    if isinstance(node, ast.Literal) and _literal(node, kind):
        return node.value, node.value, True, True
    if isinstance(node, ast.RangeLiteral) and _literal(node.start, kind) and _literal(node.end, kind):
        start, end = node.start.value, node.end.value  # type: ignore[union-attr]
        return start, end, node.start_included, node.end_included
    return None


def _literal(node: ast.Node | None, kind: Type) -> bool:
    return isinstance(node, ast.Literal) and base_of(node.type) == kind


def _atoms(kind: Type, tests: list[ast.Test], domain: Domain) -> list[Atom]:
    if kind == BOOLEAN:
        return [Value(True), Value(False)]
    if kind == STRING:
        return _string_atoms(tests, domain)
    if kind in _ORDERED:
        return _ordered_atoms(kind, tests, domain)
    return []


def _ordered_atoms(kind: Type, tests: list[ast.Test], domain: Domain) -> list[Atom]:
    bounds = [found for test in tests if (found := _bounds(test, kind)) is not None]
    named = {end for start, end, *_ in bounds for end in (start, end) if end is not None}
    ends = sorted(named.union(domain.ends))
    if not ends:
        return [Interval(None, None)]
    atoms: list[Atom] = [Interval(None, ends[0]), Interval(ends[0], ends[0])]
    for start, end in pairwise(ends):
        if not _adjacent(start, end):
            atoms.append(Interval(start, end))
        atoms.append(Interval(end, end))
    return [*atoms, Interval(ends[-1], None)]


def _adjacent(start: Any, end: Any) -> bool:
    """Whether no value lies between two: dates and months are discrete, numbers are not."""
    return start.__class__ in (date, YearMonthDuration) and shifted(start, 1) == end


def _may_be(atom: Interval, domain: Domain) -> bool:
    """Whether an atom of an ordered column has a value of the domain, whose limits are atoms of their own."""
    if domain.is_whole and _is_between_wholes(atom):
        return False
    if atom.is_point:
        return domain.holds(atom.start)
    below = domain.maximum is not None and atom.start is not None and atom.start >= domain.maximum
    above = domain.minimum is not None and atom.end is not None and atom.end <= domain.minimum
    return domain.values is None and not below and not above


def _is_between_wholes(atom: Interval) -> bool:
    first, last = _whole_ends(atom)
    return first is not None and last is not None and first > last


def _whole_ends(atom: Interval) -> tuple[int | None, int | None]:
    """The least and the greatest whole number of an atom; None where it has no end."""
    if atom.is_point:
        return ceil(atom.start), floor(atom.start)
    first = None if atom.start is None else floor(atom.start) + 1
    return first, None if atom.end is None else ceil(atom.end) - 1


def _extends(atom: Atom, known: frozenset[Any]) -> bool:
    """Whether an atom of strings has such as begin with a known one."""
    text = atom.value if isinstance(atom, Value) else atom.prefix if isinstance(atom, Prefix) else None
    return isinstance(text, str) and any(text.startswith(value) for value in known)


def _string_atoms(tests: list[ast.Test], domain: Domain) -> list[Atom]:
    values = {value: None for test in tests if isinstance(value := _constant(test), str)}
    prefixes = {prefix: None for test in tests if (prefix := _prefix(test))}
    if domain.values is not None and not domain.is_extended:
        values |= dict.fromkeys(sorted(domain.values))
    return [*map(Value, values), *map(Prefix, prefixes), Prefix("")]


def _starts(atom: Atom, prefix: str) -> bool:
    text = atom.value if isinstance(atom, Value) else atom.prefix if isinstance(atom, Prefix) else None
    return isinstance(text, str) and text.startswith(prefix)


def _above(atom: Interval, start: Any, included: bool) -> bool:
    """Whether all of an atom lies above the start of a condition."""
    if start is None or atom.start is None:
        return start is None
    return bool(atom.start > start or (atom.start == start and (included or not atom.is_point)))


def _below(atom: Interval, end: Any, included: bool) -> bool:
    """Whether all of an atom lies below the end of a condition."""
    if end is None or atom.end is None:
        return end is None
    return bool(atom.end < end or (atom.end == end and (included or not atom.is_point)))


def _holds(atom: Interval, value: Any) -> bool:
    if atom.is_point:
        return bool(value == atom.start)
    return (atom.start is None or value > atom.start) and (atom.end is None or value < atom.end)


def _nulls(atoms: list[Atom]) -> list[str]:
    return ["null"] if Value(None) in atoms else []


def _whole_runs(atoms: list[Interval]) -> list[str]:
    """Neighbouring atoms of whole numbers joined and written with their first and last number."""
    runs: list[tuple[int | None, int | None]] = []
    for first, last in map(_whole_ends, atoms):
        if runs and first is not None and runs[-1][1] is not None and runs[-1][1] + 1 >= first:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return [_whole_text(*run) for run in runs]


def _whole_text(first: int | None, last: int | None) -> str:
    if first == last:
        return "-" if first is None else str(first)
    if first is None or last is None:
        return f">= {first}" if last is None else f"<= {last}"
    return f"[{first}..{last}]"


def _runs(atoms: list[Interval]) -> list[str]:
    """Neighbouring atoms joined and written as unary tests."""
    runs: list[list[Interval]] = []
    for atom in atoms:
        if runs and _touch(runs[-1][-1], atom):
            runs[-1].append(atom)
        else:
            runs.append([atom])
    return [_run_text(run[0], run[-1]) for run in runs]


def _touch(first: Interval, second: Interval) -> bool:
    if first.end == second.start and first.is_point != second.is_point:
        return True
    return first.is_point and second.is_point and _adjacent(first.start, second.start)


def _run_text(first: Interval, last: Interval) -> str:
    start, end = first.start, last.end
    if first is last and first.is_point:
        return _literal_text(start)
    if start is None and end is None:
        return "-"
    if start is None:
        return ("<= " if last.is_point else "< ") + _literal_text(end)
    if end is None:
        return (">= " if first.is_point else "> ") + _literal_text(start)
    opening, closing = "[" if first.is_point else "(", "]" if last.is_point else ")"
    return f"{opening}{_literal_text(start)}..{_literal_text(end)}{closing}"


def _literal_text(value: Any) -> str:
    return literal_text(value) if value.__class__ is Decimal else f'@"{literal_text(value)}"'


def _atom_text(atom: Atom) -> str:
    if isinstance(atom, Prefix):
        return f'starts with(?, "{atom.prefix}")'
    return literal_text(atom.value) if isinstance(atom, Value) else _run_text(atom, atom)


def _texts(chosen: list[Atom], missing: list[Atom]) -> str:
    """Atoms of strings as a unary test. An atom is a branch without the twigs that are atoms of their own."""
    inside = any(_is_twig(twig, branch) for twig in chosen for branch in missing)
    # not(starts with(?, "…")) is null for null.
    loses_null = Value(None) in chosen and any(isinstance(atom, Prefix) for atom in missing)
    if not inside and not loses_null and (Prefix("") in chosen or len(missing) < len(chosen)):
        return f"not({', '.join(map(_atom_text, missing))})"
    return ", ".join(_branch_text(atom, [twig for twig in missing if _is_twig(twig, atom)]) for atom in chosen)


def _is_twig(atom: Atom, branch: Atom) -> bool:
    return isinstance(branch, Prefix) and atom != branch and _starts(atom, branch.prefix)


def _branch_text(atom: Atom, without: list[Atom]) -> str:
    others = (f"? != {_atom_text(twig)}" if isinstance(twig, Value) else f"not({_atom_text(twig)})" for twig in without)
    return " and ".join((_atom_text(atom), *others))
