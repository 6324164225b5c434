"""Which health officers a matter is for: those of the person's city, or of the province where none of its is known."""

from typing import Final

from django.db.models import Q

from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Role

ROLE: Final[Role] = "health-officer"
PROVINCE, CITY = 2, 4


def desk_of(division: str) -> str:
    """The city whose officers have a matter of someone who lives there; the province's own for anyone else."""
    province = str(catalogue.province().division)
    return division[:CITY] if division.startswith(province[:PROVINCE]) else province


def desks_of(by: Actor) -> Q:
    """What is for an officer, by the column `division`. Raises `NotAllowed` for who is no health officer."""
    found = Q()
    for division in divisions_of(by):
        found |= Q(division__startswith=division)
    return found


def covers(by: Actor, division: str) -> bool:
    """Whether an officer is there for a division. Raises `NotAllowed` for who is no health officer."""
    return any(division.startswith(own) for own in divisions_of(by))


def divisions_of(by: Actor) -> list[str]:
    """The divisions of her posts as a health officer. Raises `NotAllowed` for who is none."""
    mine = [role.division for role in identity.list_roles_of(by=by) if role.role == ROLE]
    if not mine:
        raise NotAllowed()
    return mine
