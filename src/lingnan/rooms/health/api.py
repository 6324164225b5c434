"""Health's door."""

from .areas import level_by_counts
from .colours import colour_of
from .exposures import list_exposures
from .judgement import NoColour, judge, reason_in
from .rules import NoRuleInForce, RulesOutOfLine, read_rule_book, read_rule_book_in, rule_set_in_force

__all__ = [
    "NoColour",
    "NoRuleInForce",
    "RulesOutOfLine",
    "colour_of",
    "judge",
    "level_by_counts",
    "list_exposures",
    "read_rule_book",
    "read_rule_book_in",
    "reason_in",
    "rule_set_in_force",
]
