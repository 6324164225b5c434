"""Identity's door."""

from .accounts import (
    actor_of,
    create_officer_account,
    create_resident_account,
    list_roles_of,
    remember_elder_mode,
    require_role,
    resident_of,
)
from .delegations import (
    DelegationRefused,
    NotForMe,
    acts_until,
    end_delegation,
    grant_delegation,
    list_delegations,
    may_act,
    require_may_act,
    resident_key,
)
from .families import list_kin, record_households, record_kinships
from .people import (
    HelperSoughtTooOften,
    HelperUnknown,
    find_helper,
    find_person_by_id_number,
    get_person,
    get_person_by_uuid,
    list_people,
    register_people,
)

__all__ = [
    "DelegationRefused",
    "HelperSoughtTooOften",
    "HelperUnknown",
    "NotForMe",
    "actor_of",
    "acts_until",
    "create_officer_account",
    "create_resident_account",
    "end_delegation",
    "find_helper",
    "find_person_by_id_number",
    "get_person",
    "get_person_by_uuid",
    "grant_delegation",
    "list_delegations",
    "list_kin",
    "list_people",
    "list_roles_of",
    "may_act",
    "record_households",
    "record_kinships",
    "register_people",
    "remember_elder_mode",
    "require_may_act",
    "require_role",
    "resident_key",
    "resident_of",
]
