"""Health's door."""

from .areas import level_by_counts
from .changes import get_receipt, read_receipt
from .colours import colour_of, is_evidence
from .exposures import list_exposures
from .judgement import NoColour, judge, reason_in
from .log import prove_change, read_head, sign_head, verify_log
from .population import judge_population
from .recolouring import list_overdue, recolour, review_due
from .rules import NoRuleInForce, RulesOutOfLine, read_rule_book, read_rule_book_in, rule_set_in_force
from .standing import read_rules_in, replay

__all__ = [
    "NoColour",
    "NoRuleInForce",
    "RulesOutOfLine",
    "colour_of",
    "get_receipt",
    "is_evidence",
    "judge",
    "judge_population",
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
    "replay",
    "review_due",
    "rule_set_in_force",
    "sign_head",
    "verify_log",
]
