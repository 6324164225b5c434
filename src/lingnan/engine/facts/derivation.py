"""Derived facts: declared as FEEL over other facts, worked out in the order they need one another.

`person_age: years and months duration(person_birth_date, decision_date).years` is content, not code. A fact that is
not known makes what is derived from it not known (FEEL's three-valued logic), never false.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .formula import Formula


class CircularDerivation(ValueError):
    """Derived facts that need one another in a circle."""


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """`name` is worked out by `formula`."""

    name: str
    formula: Formula


def derive(*, wanted: Iterable[str], derivations: Iterable[Derivation], known: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `wanted` and of all they need: known ones as they are, the others derived.

    A name that is neither known nor derivable is None. Raises `CircularDerivation`.
    """
    rules = {rule.name: rule for rule in derivations}
    values: dict[str, Any] = {}
    for name in wanted:
        _work_out(name, rules, known, values, ())
    return values


def base_names(*, wanted: Iterable[str], derivations: Iterable[Derivation], known: Collection[str] = ()) -> list[str]:
    """The names that `wanted` come down to: those that no derivation gives, or that are `known` already."""
    rules = {rule.name: rule for rule in derivations if rule.name not in known}
    seen: dict[str, None] = {}
    open_names = list(wanted)
    while open_names:
        name = open_names.pop(0)
        if name not in seen:
            seen[name] = None
            open_names += rules[name].formula.names if name in rules else ()
    return [name for name in seen if name not in rules]


def _work_out(
    name: str, rules: Mapping[str, Derivation], known: Mapping[str, Any], values: dict[str, Any], path: tuple[str, ...]
) -> None:
    if name in values:
        return
    if name in path:
        raise CircularDerivation(" → ".join((*path, name)))
    if name in known or name not in rules:
        values[name] = known.get(name)
        return
    formula = rules[name].formula
    for needed in formula.names:
        _work_out(needed, rules, known, values, (*path, name))
    values[name] = formula.value(values)
