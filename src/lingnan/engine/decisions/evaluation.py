"""What an evaluation gives."""

from typing import Any, NamedTuple

from lingnan.engine.decisions.hits import Match, Trace
from lingnan.engine.decisions.runs import EvaluationWarning


class Evaluation(NamedTuple):
    """The outcome of a decision: its value, the rules that matched, and the places where null came from a warning.

    `traces` is empty unless it was asked for; it has one Trace a table, in the order of evaluation.
    """

    value: Any
    matched: tuple[Match, ...] = ()
    warnings: tuple[EvaluationWarning, ...] = ()
    traces: tuple[Trace, ...] = ()
