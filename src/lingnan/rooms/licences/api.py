"""The licences' door."""

from .issuing import (
    AlreadyHeld,
    ReasonMissing,
    destroy_licences,
    get_revocation_reason,
    holds,
    issue_licence,
    revoke_licence,
)
from .merging import follow_merge
from .papers import NothingToLose, print_licence, report_paper_lost
from .showing import find_licence_by_identifier, get_licence, list_licences, show_licence

__all__ = [
    "AlreadyHeld",
    "NothingToLose",
    "ReasonMissing",
    "destroy_licences",
    "find_licence_by_identifier",
    "follow_merge",
    "get_licence",
    "get_revocation_reason",
    "holds",
    "issue_licence",
    "list_licences",
    "print_licence",
    "report_paper_lost",
    "revoke_licence",
    "show_licence",
]
