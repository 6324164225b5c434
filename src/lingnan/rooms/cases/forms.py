"""The one form of the services chosen: what they ask, less what government knows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lingnan.engine.facts import Fact
from lingnan.engine.forms import Ask, Form, build_form
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.exchange.types import Look
from lingnan.rooms.identity import api as identity

from .gathering import look_up

FORM_PURPOSE = "填写申请"


class NothingChosen(LingnanError):
    """A form for no service."""

    code = "nothing-chosen"
    message = "还没有选要办的事项。请先在「办事」里选一项。"


def get_form(*, services: Sequence[str], subject_key: int, by: Actor, at: datetime) -> Form:
    """What these services would ask of this person, for clients that keep what is typed themselves.

    Leaves an access entry, and no draft. Raises `NotForMe`, `NothingChosen`.
    """
    chosen, look = look_for_form(services=services, subject_key=subject_key, by=by, at=at)
    return derive_form(services=chosen, facts=look.facts)


def look_for_form(*, services: Sequence[str], subject_key: int, by: Actor, at: datetime) -> tuple[list[Service], Look]:
    """The services chosen, each once and in the newest version, and what is known for them of the subject."""
    if not services:
        raise NothingChosen()
    identity.require_may_act(by=by, subject_key=subject_key, services=services, at=at)
    chosen = [catalogue.get_service(code=code) for code in dict.fromkeys(services)]
    return chosen, look_up(services=chosen, subject_key=subject_key, purpose=FORM_PURPOSE, by=by, at=at)


def derive_form(*, services: Sequence[Service], facts: Iterable[Fact]) -> Form:
    """The one form: what the services ask, less what these facts say."""
    asks = [
        Ask(service=service.code, element=ask.element, step=ask.step, required=ask.required, when=ask.when)
        for service in services
        for ask in service.declaration.asks
    ]
    known = {fact.element: fact.value for fact in facts if fact.value is not None}
    return build_form(asks=asks, known=known, dictionary=catalogue.dictionary())
