"""At a counter: a community worker prints a code, or reports paper lost, for someone who came without a phone."""

from datetime import datetime
from typing import Final

from django.db import transaction

from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person, Role

from .certificate import or_off
from .colours import published_rules
from .events import CodePrinted
from .holders import record_looks
from .inspection import find_code
from .manual import find_bearer
from .papers import tell, withdraw
from .rules import rule_set_in_force
from .showing import NoColourYet, given_codes, printed_codes, ref_of
from .types import PrintedCode

ROLE: Final[Role] = "community-worker"
PRINTED, LOST = "health.code.printed-at-counter", "health.code.lost-at-counter"
TO_PRINT, TO_REPORT = "窗口代打纸质码", "窗口代挂失纸质码"


def require_counter(*, by: Actor) -> None:
    """Raise `NotAllowed` for whoever is no community worker."""
    identity.require_role(by=by, role=ROLE)


def print_at_counter(*, id_number: str, name: str, by: Actor, at: datetime) -> PrintedCode:
    """The code for paper of the person with this number and this name, who stands before a community worker.

    Who was never judged is judged first. She sees who printed. Publishes `CodePrinted`. Raises `NotAllowed`,
    `PersonUnknown`, `identity.SeveralBearers`, `NoColourYet`, NoRuleInForce.
    """
    person = _served(id_number, name, by)
    rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    given = find_code(person=person, at=at)
    if given is None:
        raise or_off(NoColourYet())
    with transaction.atomic():
        record_looks(subject_keys=[person.key], name=PRINTED, purpose=TO_PRINT, resource="code", by=by, at=at)
        tell(CodePrinted, subject_key=person.key, by=by, at=at)
        return printed_codes(given={person.key: given}, at=at)[person.key]


def report_lost_at_counter(*, id_number: str, name: str, printed_before: datetime, by: Actor, at: datetime) -> None:
    """Have all papers of this person refused that were printed before a moment; the same again changes nothing.

    She sees who did. Publishes `CodePaperLost`. Raises `NotAllowed`, `PersonUnknown`, `identity.SeveralBearers`,
    `NoColourYet`.
    """
    person = _served(id_number, name, by)
    given = given_codes(people={person.key: person})
    if not given:
        raise or_off(NoColourYet())
    with transaction.atomic():
        record_looks(subject_keys=[person.key], name=LOST, purpose=TO_REPORT, resource="code", by=by, at=at)
        ref = ref_of(given[person.key].code)
        withdraw(ref=ref, subject_key=person.key, printed_before=printed_before, by=by, at=at)


def _served(id_number: str, name: str, by: Actor) -> Person:
    require_counter(by=by)
    return find_bearer(id_number, name)
