"""Drafts: one form for the services chosen. Facts are looked up once; answers are kept as they are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from lingnan.engine.forms import Answers, Form, check_answers
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.exchange.types import Look
from lingnan.rooms.identity import api as identity

from . import models
from .expiry import is_unsent, kept_until, sent_as
from .forms import derive_form, look_for_form
from .materials import list_proofs
from .revision import bring_up, is_newest
from .sealing import seal, seal_facts, unseal, unseal_facts
from .types import Draft, StartedDraft

MOST_DRAFTS = 20
LONGEST_DISPUTE = 200


class NotDisputable(LingnanError):
    """Only what government holds can be called wrong."""

    code = "not-disputable"
    message = "这一项不是政府部门登记的信息，直接修改就可以。"


def start_draft(*, services: Sequence[str], subject_key: int, by: Actor, at: datetime) -> Draft:
    """Begin a form. Looks up the subject's facts, which leaves an access entry. Raises `NotForMe`, `NothingChosen`."""
    chosen, look = look_for_form(services=services, subject_key=subject_key, by=by, at=at)
    row = models.Draft.objects.create(
        uuid=uuid7(at=at),
        owner_key=identity.resident_key(by=by),
        subject_key=subject_key,
        services=[service.code for service in chosen],
        versions={service.code: service.version for service in chosen},
        facts_sealed=seal_facts(look.facts, look.records),
        answers_sealed=seal({}),
        started_at=at,
        saved_at=at,
    )
    return opened(row)


def get_draft(*, uuid: UUID, by: Actor, at: datetime) -> Draft:
    """One's own draft. Raises `NotFound` for another's, `NotForMe` once the mandate that it was begun under ended."""
    return opened(running_row(uuid, by, at))


def list_drafts(*, by: Actor) -> list[StartedDraft]:
    """One's own drafts that were not sent, newest first, twenty at most; without their facts, in two queries."""
    rows = models.Draft.objects.filter(is_unsent(), owner_key=by.person_key or 0).order_by("-saved_at")[:MOST_DRAFTS]
    people = identity.list_people(keys={row.subject_key for row in rows})
    return [
        StartedDraft(
            uuid=row.uuid,
            subject=people[row.subject_key],
            services=tuple(row.services),
            saved_at=row.saved_at,
            kept_until=kept_until(saved_at=row.saved_at),
        )
        for row in rows
    ]


def save_answers(*, uuid: UUID, step: str, raw: Mapping[str, Any], by: Actor, at: datetime) -> Draft:
    """Keep what was typed in a step. What can't be taken is kept too, and named in `Draft.problems`.

    Raises as `get_draft` does.
    """
    row = running_row(uuid, by, at)
    draft = opened(row)
    kept = {**unseal(row.answers_sealed), **_of_step(draft.form, step, raw)}
    row.answers_sealed, row.saved_at, row.warned_at = seal(kept), at, None
    row.save(update_fields=["answers_sealed", "saved_at", "warned_at"])
    return opened(row, today_at=at, step=step)


def dispute_fact(*, uuid: UUID, element: str, note: str, by: Actor, at: datetime) -> Draft:
    """The applicant says that a fact is wrong, so no machine decides. An empty note takes it back."""
    row = running_row(uuid, by, at)
    facts, _ = unseal_facts(row.facts_sealed)
    if element not in {fact.element for fact in facts}:
        raise NotDisputable()
    disputes = {key: text for key, text in unseal(row.disputes_sealed).items() if key != element}
    if note.strip():
        disputes[element] = note.strip()[:LONGEST_DISPUTE]
    row.disputes_sealed, row.saved_at, row.warned_at = seal(disputes), at, None
    row.save(update_fields=["disputes_sealed", "saved_at", "warned_at"])
    return opened(row)


def own_row(uuid: UUID, by: Actor) -> models.Draft:
    """One's own draft, and what it was sent as; raises `NotFound`."""
    rows = models.Draft.objects.annotate(application=Subquery(sent_as().values("uuid")))
    row = rows.filter(uuid=uuid, owner_key=by.person_key or 0).first()
    if row is None:
        raise NotFound()
    row.sent_as = row.application
    return row


def running_row(uuid: UUID, by: Actor, at: datetime) -> models.Draft:
    """One's own draft while one may act: with the mandate ends the sight of what was looked up under it.

    Services published anew since it was begun are in it as they are now.
    """
    row = own_row(uuid, by)
    identity.require_may_act(by=by, subject_key=row.subject_key, services=row.services, at=at)
    if row.sent_as is None and not is_newest(row):
        bring_up(row, by=by, at=at)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A draft unsealed: what is known, what of it is disputed, the form that follows, and what was typed in it."""

    services: list[Service]
    look: Look
    disputes: Mapping[str, str]
    form: Form
    typed: Mapping[str, Any]

    def check(self, *, today: date, step: str | None = None) -> Answers:
        return check_answers(form=self.form, raw=self.typed, today=today, step=step)


def filled_in(row: models.Draft) -> Filled:
    """Unseal a draft and derive its form."""
    facts, records = unseal_facts(row.facts_sealed)
    services = [catalogue.get_service(code=code, version=row.versions[code]) for code in row.services]
    disputes = unseal(row.disputes_sealed)
    return Filled(
        services=services,
        look=Look(facts=facts, records=records),
        disputes=disputes,
        form=derive_form(services=services, facts=[fact for fact in facts if fact.element not in disputes]),
        typed=unseal(row.answers_sealed),
    )


def opened(row: models.Draft, *, today_at: datetime | None = None, step: str | None = None) -> Draft:
    """A draft as its owner sees it; with a step, with what is wrong in that step."""
    filled, today = filled_in(row), local_date(today_at or row.saved_at)
    checked = filled.check(today=today, step=step)
    return Draft(
        uuid=row.uuid,
        subject=identity.get_person(key=row.subject_key),
        services=tuple(row.services),
        versions=dict(row.versions),
        facts=filled.look.facts,
        records=filled.look.records,
        form=filled.form,
        typed=filled.typed,
        answers=checked.values,
        problems=checked.problems if step else {},
        disputes=filled.disputes,
        proofs=tuple(
            proof
            for service in filled.services
            for proof in list_proofs(service=service, look=filled.look, subject_key=row.subject_key, today=today)
        ),
        application=row.sent_as,
        is_revised=row.revised_at is not None,
    )


def _of_step(form: Form, step: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    elements = {question.element.id for each in form.steps if each.id == step for question in each.questions}
    return {element: raw[element] for element in elements if element in raw}
