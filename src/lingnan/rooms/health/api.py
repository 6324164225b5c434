"""Health's door."""

from .areas import level_by_counts
from .cascade import recolour_by_lists, sweep_lists
from .changes import get_receipt, read_receipt
from .colours import colour_of, is_evidence
from .exposures import list_exposures
from .judgement import NoColour, judge, reason_in
from .log import prove_change, read_head, sign_head, verify_log
from .recolouring import list_overdue, recolour, review_due
from .rules import NoRuleInForce, RulesOutOfLine, read_rule_book, read_rule_book_in, rule_set_in_force
from .standing import read_rules_in, replay
from .steps import describe, get_step

__all__ = [
    "NoColour",
    "NoRuleInForce",
    "RulesOutOfLine",
    "colour_of",
    "describe",
    "get_receipt",
    "get_step",
    "is_evidence",
    "judge",
    "level_by_counts",
    "list_exposures",
    "list_overdue",
    "prove_change",
    "read_head",
    "read_receipt",
    "read_rule_book",
    "read_rule_book_in",
    "read_rules_in",
    "reason_in",
    "recolour",
    "recolour_by_lists",
    "replay",
    "review_due",
    "rule_set_in_force",
    "sign_head",
    "sweep_lists",
    "verify_log",
]
