"""The way that is always open: an identity card instead of a code, with the same answer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import local_date
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Device, DisplayClaims, Verification
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.api import SeveralBearers
from lingnan.rooms.identity.types import Person

from .certificate import or_off
from .colours import published_rules
from .recolouring import recolour
from .rules import NoRuleInForce, rule_set_in_force
from .showing import GivenCode, claims_of, given_codes


def look_up_code(
    *, id_number: str, device: Device, at: datetime, id_kinds: Collection[str] | None = None
) -> Verification | None:
    """What the health code of the person with this number says now, as little of her as a scan tells; None for no code.

    For a device at work. She sees who looked, where, and that it went by her number. Who was never judged is judged
    first, as those without a phone never ask for it. On a day without rules nothing of anyone is looked at, and every
    number gets NoRuleInForce or RoomOff. `id_number` is normal; `id_kinds` are the kinds of document (GA/T 517) that
    write it so, or the one on which it stands. Raises `identity.SeveralBearers` where more than one person answers,
    which counts as a number that led to no code, `codes.LookedUpTooOften`, `codes.DeviceUnknown`.
    """
    try:
        rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    except NoRuleInForce as error:
        raise or_off(error) from error
    with transaction.atomic():
        codes.admit_look_up(device=device, at=at)
        person = _bearer(id_number, id_kinds)
        display = None if isinstance(person, SeveralBearers) else _display(person, at)
        found = codes.answer_look_up(device=device, display=display, at=at)
    if isinstance(person, SeveralBearers):
        raise person
    return found


def _bearer(id_number: str, id_kinds: Collection[str] | None) -> Person | SeveralBearers | None:
    try:
        return identity.find_person_by_id_number(id_number=id_number, id_kinds=id_kinds)
    except SeveralBearers as error:
        return error


def find_code(*, person: Person, at: datetime) -> GivenCode | None:
    """A person's code; who was never judged is judged first, as those without a phone never ask for it."""
    people = {person.key: person}
    found = given_codes(people=people)
    if not found:
        recolour(subject_keys=list(people), by=PLATFORM, at=at)
        found = given_codes(people=people)
    return found.get(person.key)


def _display(person: Person | None, at: datetime) -> DisplayClaims | None:
    given = find_code(person=person, at=at) if person else None
    return claims_of(given) if given else None
