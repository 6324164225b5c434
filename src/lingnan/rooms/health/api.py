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
from .batches import (
    ListEmpty,
    ListTooLong,
    PlaceUnknown,
    TitleMissing,
    get_batch,
    get_boarding,
    list_batches,
    make_batch,
    read_list,
)
from .cascade import sweep_lists
from .certificate import RoomOff, find_certificate, read_certificate
from .changes import get_receipt, read_receipt
from .checks import check_book
from .colours import colour_of, is_evidence
from .counter import print_at_counter, report_lost_at_counter, require_counter
from .counts import DayNotOver, count_changes
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
from .holding import find_way_out, get_holding, get_standing, list_tests, ruled_days, test_spacing
from .inspection import look_up_code
from .judgement import NoColour, judge, reason_in
from .line import CALL, await_judgement, is_long_line, judge_waiting, send_for_due, wake
from .lingering import list_lingering
from .listing import publish_lists, read_lists
from .lists import get_rule_set, list_areas, list_rule_sets, read_rule_file
from .log import SizeNotInLog, prove_change, prove_growth, prove_own_change, read_head, sign_head, verify_log
from .manual import (
    ManualOutcomeMissing,
    NothingToDecide,
    NotTheProposer,
    PersonUnknown,
    decide_manual,
    list_grounds,
    list_proposals,
    propose_manual,
    review_manual,
    withdraw_manual,
)
from .merging import follow_merge
from .overdue import count_overdue, list_forgotten, list_lingerers, review_forgotten
from .papers import list_papers, print_code, report_paper_lost
from .population import judge_population
from .recolouring import list_overdue, recolour
from .rehearsal import RuleUnfit, rehearse_colours
from .revision import list_outdated, sweep_rules
from .rules import NoRuleInForce, RulesOutOfLine, read_rule_book, read_rule_book_in, rule_set_in_force
from .showing import NoColourYet, show_code
from .standing import read_rules_in, replay
from .steps import describe, get_call_text, list_steps, words_of
from .sunset import StillInForce, TwoNamesNeeded, connect_destroyer, end_room
from .tallies import count_colours
from .visits import (
    VisitNotKept,
    count_visits,
    enter_venue,
    forget_visits,
    get_admission,
    get_visit,
    get_visit_terms,
    leave_venue,
    list_inside,
    list_visits,
)
from .wording import CODE_WORDS

__all__ = [
    "CALL",
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
    "NotTheProposer",
    "NoteTooLong",
    "NothingCorrected",
    "NothingDeclared",
    "NothingToAnswer",
    "NothingToAppeal",
    "NothingToDecide",
    "OutcomeMissing",
    "PersonUnknown",
    "PlaceTooWide",
    "PlaceUnknown",
    "PresenceNotProven",
    "RoomOff",
    "RuleUnfit",
    "RulesOutOfLine",
    "RulesSayMore",
    "SameHand",
    "SizeNotInLog",
    "StayOutOfOrder",
    "StillInForce",
    "TitleMissing",
    "TwoNamesNeeded",
    "VisitNotKept",
    "answer_appeal",
    "await_judgement",
    "check_book",
    "colour_of",
    "connect_destroyer",
    "count_changes",
    "count_colours",
    "count_overdue",
    "count_visits",
    "decide_manual",
    "declare",
    "describe",
    "end_room",
    "enter_venue",
    "file_appeal",
    "find_certificate",
    "find_way_out",
    "follow_merge",
    "forget_visits",
    "get_admission",
    "get_appealed_change",
    "get_batch",
    "get_boarding",
    "get_call_text",
    "get_holding",
    "get_receipt",
    "get_rule_set",
    "get_standing",
    "get_visit",
    "get_visit_terms",
    "is_declared",
    "is_evidence",
    "is_long_line",
    "judge",
    "judge_population",
    "judge_waiting",
    "leave_venue",
    "level_by_counts",
    "list_areas",
    "list_asked",
    "list_batches",
    "list_declarations",
    "list_exposures",
    "list_forgotten",
    "list_grounds",
    "list_inside",
    "list_lingerers",
    "list_lingering",
    "list_open_appeals",
    "list_outdated",
    "list_overdue",
    "list_overdue_appeals",
    "list_papers",
    "list_proposals",
    "list_rule_sets",
    "list_steps",
    "list_tests",
    "list_visits",
    "look_up_code",
    "make_batch",
    "name_late_appeals",
    "print_at_counter",
    "print_code",
    "propose_manual",
    "prove_change",
    "prove_growth",
    "prove_own_change",
    "publish_lists",
    "read_certificate",
    "read_head",
    "read_list",
    "read_lists",
    "read_receipt",
    "read_rule_book",
    "read_rule_book_in",
    "read_rule_file",
    "read_rules_in",
    "reason_in",
    "recolour",
    "rehearse_colours",
    "replay",
    "report_lost_at_counter",
    "report_paper_lost",
    "require_counter",
    "review_appeal",
    "review_forgotten",
    "review_manual",
    "rule_set_in_force",
    "ruled_days",
    "send_for_due",
    "show_code",
    "sign_head",
    "sweep_lists",
    "sweep_rules",
    "test_spacing",
    "verify_log",
    "wake",
    "withdraw_manual",
    "words_of",
]
