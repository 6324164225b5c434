"""Health's door."""

from .answers import (
    HadAHand,
    NoAnswer,
    NothingCorrected,
    NothingToAnswer,
    OutcomeMissing,
    answer_appeal,
    list_open_appeals,
    list_overdue_appeals,
    name_late_appeals,
    review_appeal,
)
from .appeals import (
    NoteTooLong,
    NothingToAppeal,
    file_appeal,
    get_appealed_change,
)
from .areas import level_by_counts
from .batches import ListEmpty, ListTooLong, TitleMissing, get_batch, get_boarding, list_batches, make_batch, read_list
from .cascade import recolour_by_lists, sweep_lists
from .certificate import RoomOff, find_certificate, read_certificate
from .changes import get_receipt, read_receipt
from .colours import colour_of, is_evidence
from .counts import DayNotOver, count_changes
from .dates import check_dates
from .declaring import (
    DECLARABLE,
    NotDeclared,
    NothingDeclared,
    StayOutOfOrder,
    declare,
    is_declared,
    list_asked,
    list_declarations,
)
from .exposures import list_exposures
from .grounds import (
    DaysOutOfBounds,
    EndOutOfBounds,
    GroundProvesNothing,
    GroundUnknown,
    NotGrounded,
    PlaceTooWide,
    PresenceNotProven,
    RulesSayMore,
    SameHand,
)
from .holding import find_way_out, get_holding, list_tests, ruled_days, test_spacing
from .inspection import look_up_code
from .judgement import NoColour, judge, reason_in
from .lists import get_rule_set, list_areas, list_rule_sets, read_rule_file
from .log import prove_change, read_head, sign_head, verify_log
from .manual import (
    ManualOutcomeMissing,
    NothingToDecide,
    PersonUnknown,
    decide_manual,
    list_grounds,
    list_proposals,
    propose_manual,
    review_manual,
)
from .overdue import count_overdue, list_forgotten, review_forgotten
from .population import judge_population
from .recolouring import list_overdue, recolour, review_due
from .rehearsal import RuleUnfit, rehearse_colours
from .rules import NoRuleInForce, RulesOutOfLine, read_rule_book, read_rule_book_in, rule_set_in_force
from .showing import NoColourYet, print_code, show_code
from .standing import read_rules_in, replay
from .steps import describe, get_call_text, get_step, words_of
from .sunset import StillInForce, TwoNamesNeeded, connect_destroyer, end_room
from .tallies import count_colours
from .wording import CODE_WORDS

__all__ = [
    "CODE_WORDS",
    "DECLARABLE",
    "DayNotOver",
    "DaysOutOfBounds",
    "EndOutOfBounds",
    "GroundProvesNothing",
    "GroundUnknown",
    "HadAHand",
    "ListEmpty",
    "ListTooLong",
    "ManualOutcomeMissing",
    "NoAnswer",
    "NoColour",
    "NoColourYet",
    "NoRuleInForce",
    "NotDeclared",
    "NotGrounded",
    "NoteTooLong",
    "NothingCorrected",
    "NothingDeclared",
    "NothingToAnswer",
    "NothingToAppeal",
    "NothingToDecide",
    "OutcomeMissing",
    "PersonUnknown",
    "PlaceTooWide",
    "PresenceNotProven",
    "RoomOff",
    "RuleUnfit",
    "RulesOutOfLine",
    "RulesSayMore",
    "SameHand",
    "StayOutOfOrder",
    "StillInForce",
    "TitleMissing",
    "TwoNamesNeeded",
    "answer_appeal",
    "check_dates",
    "colour_of",
    "connect_destroyer",
    "count_changes",
    "count_colours",
    "count_overdue",
    "decide_manual",
    "declare",
    "describe",
    "end_room",
    "file_appeal",
    "find_certificate",
    "find_way_out",
    "get_appealed_change",
    "get_batch",
    "get_boarding",
    "get_call_text",
    "get_holding",
    "get_receipt",
    "get_rule_set",
    "get_step",
    "is_declared",
    "is_evidence",
    "judge",
    "judge_population",
    "level_by_counts",
    "list_areas",
    "list_asked",
    "list_batches",
    "list_declarations",
    "list_exposures",
    "list_forgotten",
    "list_grounds",
    "list_open_appeals",
    "list_overdue",
    "list_overdue_appeals",
    "list_proposals",
    "list_rule_sets",
    "list_tests",
    "look_up_code",
    "make_batch",
    "name_late_appeals",
    "print_code",
    "propose_manual",
    "prove_change",
    "read_certificate",
    "read_head",
    "read_list",
    "read_receipt",
    "read_rule_book",
    "read_rule_book_in",
    "read_rule_file",
    "read_rules_in",
    "reason_in",
    "recolour",
    "recolour_by_lists",
    "rehearse_colours",
    "replay",
    "review_appeal",
    "review_due",
    "review_forgotten",
    "review_manual",
    "rule_set_in_force",
    "ruled_days",
    "show_code",
    "sign_head",
    "sweep_lists",
    "test_spacing",
    "verify_log",
    "words_of",
]
