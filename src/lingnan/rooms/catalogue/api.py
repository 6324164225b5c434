"""The catalogue's door."""

from .approval import (
    ApproverMissing,
    ApproverUnknown,
    OtherApprover,
    OtherAuthor,
    ProposalOutdated,
    ReasonMissing,
    SameOfficer,
    approve_proposal,
    decline_proposal,
    list_approvers,
    submit_proposal,
    withdraw_proposal,
)
from .book_checks import check_model, connect_book_check
from .checks import check_content, check_rules
from .coverage import list_coverage
from .merging import DeskDiffers
from .proposals import (
    NotAmongFiles,
    ProposalUnsound,
    RuleTooLarge,
    RuleUnchanged,
    RuleUnreadable,
    get_proposal,
    list_proposals,
    propose_rule,
    rehearse_proposal,
)
from .publishing import ContentRefused, amend_rules, export_service, publish_content
from .recorded import DecisionUnclear, RowUnreadable, read_recorded, read_rule
from .rehearsal import Rule, TooFewRecorded, rehearse, rule_of
from .search import search_services
from .services import read_service_in
from .shelf import (
    deadline,
    dictionary,
    edition,
    find_licence_kind,
    forget,
    get_licence_kind,
    get_rule_files,
    get_service,
    list_resources,
    list_services,
    province,
)
from .signing import ProposalClosed
from .trial import run_examples, try_rule

__all__ = [
    "ApproverMissing",
    "ApproverUnknown",
    "ContentRefused",
    "DecisionUnclear",
    "DeskDiffers",
    "NotAmongFiles",
    "OtherApprover",
    "OtherAuthor",
    "ProposalClosed",
    "ProposalOutdated",
    "ProposalUnsound",
    "ReasonMissing",
    "RowUnreadable",
    "Rule",
    "RuleTooLarge",
    "RuleUnchanged",
    "RuleUnreadable",
    "SameOfficer",
    "TooFewRecorded",
    "amend_rules",
    "approve_proposal",
    "check_content",
    "check_model",
    "check_rules",
    "connect_book_check",
    "deadline",
    "decline_proposal",
    "dictionary",
    "edition",
    "export_service",
    "find_licence_kind",
    "forget",
    "get_licence_kind",
    "get_proposal",
    "get_rule_files",
    "get_service",
    "list_approvers",
    "list_coverage",
    "list_proposals",
    "list_resources",
    "list_services",
    "propose_rule",
    "province",
    "publish_content",
    "read_recorded",
    "read_rule",
    "read_service_in",
    "rehearse",
    "rehearse_proposal",
    "rule_of",
    "run_examples",
    "search_services",
    "submit_proposal",
    "try_rule",
    "withdraw_proposal",
]
