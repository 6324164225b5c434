"""The officer's post: what her roles let her do, for the head of every page of the desk."""

from django.utils.translation import gettext

from lingnan.kernel.actors import Actor
from lingnan.portal.places import place_name
from lingnan.portal.values import list_words
from lingnan.portal.wording import department_name
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import OfficerRole


def described_post(by: Actor) -> dict[str, object]:
    """Who sits here, for which department and place, and which of the desk's pages are hers."""
    roles = identity.list_roles_of(by=by)
    places = list_words(dict.fromkeys(place_name(role.division) for role in roles))
    known = by.department in catalogue.province().departments
    return {
        "officer": by.name,
        "department": department_name(by.department) if known else "",
        "charge": gettext("%(places)s范围") % {"places": places} if places else "",
        "is_clerk": any(role.role == "clerk" for role in roles),
        "is_rule_officer": any(role.role in ("rule-author", "rule-approver") for role in roles),
        "is_travel_organiser": any(role.role == "travel-organiser" for role in roles),
        "is_caller": any(role.role in ("community-worker", "police-officer", "health-officer") for role in roles),
        "is_community_worker": any(role.role == "community-worker" for role in roles),
        "is_health_officer": any(role.role == "health-officer" for role in roles),
        "is_inspector": any(role.role == "inspector" for role in roles),
        "is_sampler": any(role.role == "sampler" for role in roles),
        "is_laboratory": any(role.role == "laboratory" for role in roles),
        "is_operator": any(_runs_codes(role) for role in roles),
        "is_keeper": any(role.role == "licence-officer" for role in roles),
    }


def _runs_codes(role: OfficerRole) -> bool:
    province = catalogue.province()
    is_of_all = province.division.startswith(role.division)
    return role.role == "administrator" and role.department == province.codes.run_by and is_of_all
