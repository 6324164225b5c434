"""What crosses the catalogue's door when a rule is tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lingnan.engine.decisions import Change, Evaluation

from .services import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What the rule says of `given` (by the names of its inputs), table by table, and what would have changed it.

    `changes` are the smallest change of each input that gives another outcome, the smallest of all first.
    """

    given: Mapping[str, Any]
    evaluation: Evaluation
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleRun:
    """An example and what the rule says of it: the outputs, and the rules that matched as (table, rule id).

    `is_met` says whether the rule says what a clerk would say.
    """

    example: Example
    outcome: Mapping[str, Any]
    matched: frozenset[tuple[str, str]]
    is_met: bool
