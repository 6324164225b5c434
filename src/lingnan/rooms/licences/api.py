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
from .showing import find_licence_by_identifier, get_licence, list_licences, show_licence

__all__ = [
    "AlreadyHeld",
    "ReasonMissing",
    "destroy_licences",
    "find_licence_by_identifier",
    "follow_merge",
    "get_licence",
    "get_revocation_reason",
    "holds",
    "issue_licence",
    "list_licences",
    "revoke_licence",
    "show_licence",
]
