"""Forms under the newest version: what was begun under an older one is brought up to it, and never sent as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lingnan.engine.facts import Fact
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue

from . import models
from .forms import derive_form, look_for_form
from .sealing import seal, seal_facts, unseal


class FormRenewed(LingnanError):
    """A service was published anew since the form was opened, so what was agreed to is not what would be sent."""

    code = "form-renewed"
    status = 409
    message = "还没有提交：这项服务的规则刚刚更新，表单已经换成现行的。请再看一遍，缺的补上，然后提交。"


def is_newest(row: models.Draft) -> bool:
    """True while each of the form's services is the one that is offered."""
    return all(catalogue.get_service(code=code).version == row.versions[code] for code in row.services)


def bring_up(row: models.Draft, *, by: Actor, at: datetime) -> None:
    """Put a form into the newest versions of its services: what is known is looked up anew.

    Answers stay where they are still asked for, disputes where there is still something to dispute. Leaves an access
    entry. Raises `NotForMe`.
    """
    services, look = look_for_form(services=row.services, subject_key=row.subject_key, by=by, at=at)
    disputes = _kept(unseal(row.disputes_sealed), {fact.element for fact in look.facts})
    known: list[Fact] = [fact for fact in look.facts if fact.element not in disputes]
    asked = {question.element.id for question in derive_form(services=services, facts=known).questions}
    row.versions = {service.code: service.version for service in services}
    row.facts_sealed = seal_facts(look.facts, look.records)
    row.answers_sealed = seal(_kept(unseal(row.answers_sealed), asked))
    row.disputes_sealed = seal(disputes)
    row.revised_at = at
    row.save(update_fields=["versions", "facts_sealed", "answers_sealed", "disputes_sealed", "revised_at"])


def _kept(values: Mapping[str, Any], elements: set[str]) -> dict[str, Any]:
    return {element: value for element, value in values.items() if element in elements}
