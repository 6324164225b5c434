"""Codes' door."""

from .changes import forget_changes
from .devices import (
    DeviceExists,
    DeviceUnknown,
    PairingRefused,
    PlaceMissing,
    connect_enroller,
    enrol_device,
    find_device,
    get_device,
    list_devices,
    pair_device,
    revoke_device,
)
from .inspections import LookedUpTooOften, admit_look_up, answer_look_up, inspect_code
from .keys import ensure_keys, key_set, list_keys, revoke_key, rotate_key
from .kits import get_kit
from .numbers import get_numbers, take_in_tallies
from .scans import list_seen
from .signing import (
    anothers_screen_until,
    issuer,
    keep_code,
    mint_display_key,
    mint_token,
    print_codes,
    sign_colour_receipt,
    sign_credential,
    sign_receipt,
    sign_sunset_certificate,
    sign_tree_head,
    status_reference,
    verify_receipt,
)
from .spool import ingest_spool
from .status_lists import get_status_list
from .statuses import AlreadyRevoked, allocate_status, end_kind, get_status, list_statuses, set_status, withdraw_paper
from .uploads import TooManyAtOnce, take_upload
from .verification import verify_code
from .wording import connect_words

__all__ = [
    "AlreadyRevoked",
    "DeviceExists",
    "DeviceUnknown",
    "LookedUpTooOften",
    "PairingRefused",
    "PlaceMissing",
    "TooManyAtOnce",
    "admit_look_up",
    "allocate_status",
    "anothers_screen_until",
    "answer_look_up",
    "connect_enroller",
    "connect_words",
    "end_kind",
    "enrol_device",
    "ensure_keys",
    "find_device",
    "forget_changes",
    "get_device",
    "get_kit",
    "get_numbers",
    "get_status",
    "get_status_list",
    "ingest_spool",
    "inspect_code",
    "issuer",
    "keep_code",
    "key_set",
    "list_devices",
    "list_keys",
    "list_seen",
    "list_statuses",
    "mint_display_key",
    "mint_token",
    "pair_device",
    "print_codes",
    "revoke_device",
    "revoke_key",
    "rotate_key",
    "set_status",
    "sign_colour_receipt",
    "sign_credential",
    "sign_receipt",
    "sign_sunset_certificate",
    "sign_tree_head",
    "status_reference",
    "take_in_tallies",
    "take_upload",
    "verify_code",
    "verify_receipt",
    "withdraw_paper",
]
