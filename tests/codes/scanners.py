"""Those who enrol devices, and a device that is ready to inspect."""

from typing import Any

from lingnan.kernel.actors import Actor
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import Device, NewDevice

from .cards import NOON

PLACE, NAME = "广州南站东进站口", "手持机1"


def inspector(
    username: str, *, role: Any = "inspector", department: str = "gd-transport", division: str = "4401"
) -> Actor:
    """An officer who may enrol devices, or one with another role."""
    from django.contrib.auth import get_user_model

    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import OfficerRole

    roles = [OfficerRole(role=role, department=department, division=division)]
    identity.create_officer_account(username=username, password="x" * 16, name=username, roles=roles, at=NOON)
    return identity.actor_of(account=get_user_model().objects.get(username=username))  # type: ignore[arg-type]


def enrol(by: Actor, *, place: str = PLACE, name: str = NAME, at: Any = NOON) -> NewDevice:
    return api.enrol_device(place=place, name=name, by=by, at=at)


def scanner(by: Actor, *, name: str = NAME, place: str = PLACE, at: Any = NOON) -> tuple[Device, str]:
    """A device at work, and its key."""
    return api.pair_device(pairing_key=enrol(by, place=place, name=name, at=at).pairing_key, at=at)
