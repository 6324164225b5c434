"""Health's door."""

from .areas import level_by_counts
from .batches import ListEmpty, ListTooLong, TitleMissing, get_batch, get_boarding, list_batches, make_batch, read_list
from .cascade import recolour_by_lists, sweep_lists
from .certificate import RoomOff, find_certificate, read_certificate
from .changes import get_receipt, read_receipt
from .colours import colour_of, is_evidence
from .counts import DayNotOver, count_changes
from .exposures import list_exposures
from .holding import get_holding, list_tests, ruled_days
from .inspection import look_up_code
from .judgement import NoColour, judge, reason_in
from .log import prove_change, read_head, sign_head, verify_log
from .population import judge_population
from .recolouring import list_overdue, recolour, review_due
from .rules import NoRuleInForce, RulesOutOfLine, read_rule_book, read_rule_book_in, rule_set_in_force
from .showing import NoColourYet, print_code, show_code
from .standing import read_rules_in, replay
from .steps import describe, get_step, words_of
from .sunset import StillInForce, TwoNamesNeeded, end_room
from .wording import CODE_WORDS

__all__ = [
    "CODE_WORDS",
    "DayNotOver",
    "ListEmpty",
    "ListTooLong",
    "NoColour",
    "NoColourYet",
    "NoRuleInForce",
    "RoomOff",
    "RulesOutOfLine",
    "StillInForce",
    "TitleMissing",
    "TwoNamesNeeded",
    "colour_of",
    "count_changes",
    "describe",
    "end_room",
    "find_certificate",
    "get_batch",
    "get_boarding",
    "get_holding",
    "get_receipt",
    "get_step",
    "is_evidence",
    "judge",
    "judge_population",
    "level_by_counts",
    "list_batches",
    "list_exposures",
    "list_overdue",
    "list_tests",
    "look_up_code",
    "make_batch",
    "print_code",
    "prove_change",
    "read_certificate",
    "read_head",
    "read_list",
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
    "ruled_days",
    "show_code",
    "sign_head",
    "sweep_lists",
    "verify_log",
    "words_of",
]
