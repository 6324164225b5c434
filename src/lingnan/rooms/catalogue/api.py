"""The catalogue's door."""

from .checks import check_content
from .publishing import ContentRefused, publish_content
from .recorded import DecisionUnclear, RowUnreadable, read_recorded, read_rule
from .rehearsal import Rule, TooFewRecorded, rehearse, rule_of
from .search import search_services
from .services import read_service_in
from .shelf import (
    deadline,
    dictionary,
    edition,
    forget,
    get_licence_kind,
    get_service,
    list_resources,
    list_services,
    province,
)
from .trial import run_examples, try_rule

__all__ = [
    "ContentRefused",
    "DecisionUnclear",
    "RowUnreadable",
    "Rule",
    "TooFewRecorded",
    "check_content",
    "deadline",
    "dictionary",
    "edition",
    "forget",
    "get_licence_kind",
    "get_service",
    "list_resources",
    "list_services",
    "province",
    "publish_content",
    "read_recorded",
    "read_rule",
    "read_service_in",
    "rehearse",
    "rule_of",
    "run_examples",
    "search_services",
    "try_rule",
]
