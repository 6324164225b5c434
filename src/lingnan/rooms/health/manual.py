"""Manual colours: one health officer proposes, another approves, both held to ground, presence and end."""

from dataclasses import replace
from datetime import date, datetime
from typing import get_args
from uuid import UUID

from django.db import transaction

from lingnan.engine.credentials import ManualOrder
from lingnan.engine.elements.folding import fold_identifier
from lingnan.kernel import events
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Person

from . import models
from .colours import colour_of, published_rules
from .desks import covers, desk_of, desks_of
from .events import ManualColourDecided, ManualColourProposed
from .grounds import EndOutOfBounds, NotGrounded, RulesSayMore, SameHand, list_proofs, require_grounded
from .judgement import NoColour
from .orders import ORDER, PROPOSAL, open_proposal, record_act, seal
from .recolouring import recolour
from .rules import NoRuleInForce
from .types import Colour, Evidence, Ground, ManualOutcome, ManualProposal, ManualReview, Standing

PURPOSE = "人工定色，核对到过现场的记录"
PAGE = 200
WITHDRAWN = "health.manual.withdrawn"


class PersonUnknown(LingnanError):
    """Nobody here has this number and this name, or she lives where the officer has no say."""

    code = "person-unknown"
    status = 422
    message = "没有同名同号的登记，或者不归您所在的地区管理。请核对姓名和身份证号。"


class NothingToDecide(LingnanError):
    """It was decided by now."""

    code = "nothing-to-decide"
    status = 409
    message = "这件人工定色已经批准或退回过了。请回到列表。"


class NotTheProposer(LingnanError):
    """A proposal is withdrawn by whoever made it; others decline it."""

    code = "not-the-proposer"
    status = 403
    message = "人工定色只能由提出的人撤回。要退回的，请选“退回”。"


class ManualOutcomeMissing(LingnanError):
    """Nothing is approved by leaving the choice open."""

    code = "manual-outcome-missing"
    status = 422
    message = "还没有选批准还是退回。请选一项。"


def list_grounds() -> list[Ground]:
    """The closed list, in the order of the content."""
    return list(published_rules().book.grounds.values())


def propose_manual(
    *,
    id_number: str,
    name: str,
    ground: str,
    place: str,
    seen_from: date,
    seen_until: date,
    ends_on: date,
    by: Actor,
    at: datetime,
) -> UUID:
    """Propose a colour for a person; while a proposal for her is open, it is that one. Nothing changes yet.

    The person sees the look at her records, also where the proposal is refused. Publishes `ManualColourProposed`.
    Raises `NotAllowed`, `PersonUnknown`, the `NotGrounded` that says what it lacks, `NoRuleInForce`, `NoColour`.
    """
    desks_of(by)
    person = find_bearer(id_number, name)
    standing = colour_of(subject_key=person.key, by=by, at=at, purpose=PURPOSE)
    if not covers(by, desk_of(standing.division)):
        raise PersonUnknown()
    order = ManualOrder(
        order=str(uuid7(at=at)), ground=ground, place=place.strip(), seen_from=seen_from, seen_until=seen_until,
        starts_on=local_date(at), ends_on=ends_on, proposed_by=by.ref, approved_by="",
    )  # fmt: skip
    require_grounded(rules=published_rules(), standing=standing, order=order)
    with transaction.atomic():
        _close_stale(person.key, at)
        return _keep(order, person.key, desk_of(standing.division), by, at).uuid


def list_proposals(*, by: Actor) -> list[ManualProposal]:
    """What waits for a second officer in the officer's divisions, the oldest first, at most 200.

    Raises `NotAllowed`.
    """
    rows = models.ManualColour.objects.filter(desks_of(by), decided_at=None).order_by("id")[:PAGE]
    return [_proposal(row, by) for row in rows]


def review_manual(*, uuid: UUID, by: Actor, at: datetime) -> ManualReview:
    """A proposal with what proves it now; the person sees the look. Raises `NotAllowed`, `NotFound`."""
    row = models.ManualColour.objects.filter(desks_of(by), uuid=uuid).first()
    if row is None:
        raise NotFound()
    order = open_proposal(row)
    proofs, colour, lacks = _weigh(row, order, by, at)
    return ManualReview(
        proposal=_proposal(row, by),
        masked_name=identity.get_person(key=row.subject_key).masked_name,
        order=order,
        proofs=tuple(proofs),
        colour=colour,
        lacks=lacks,
        is_decided=row.decided_at is not None,
    )


def decide_manual(*, uuid: UUID, outcome: str, by: Actor, at: datetime) -> None:
    """Approve or decline what another officer proposed; approved, the person has the colour at once, with a receipt.

    Publishes `ManualColourDecided`. Raises `NotAllowed`, `NotFound`, `ManualOutcomeMissing`, `NothingToDecide`,
    `SameHand`, and the `NotGrounded` that says what it lacks by now.
    """
    if outcome not in get_args(ManualOutcome):
        raise ManualOutcomeMissing()
    with transaction.atomic():
        row = _waiting(uuid, by)
        if row.proposed_by == by.ref:
            raise SameHand()
        row.decided_by, row.decided_at = by.ref, at
        if outcome == "approved":
            _order(row, by, at)
        else:
            row.save(update_fields=["decided_by", "decided_at"])
        record_act(ManualColourDecided.name, row, by, at)
        events.publish(ManualColourDecided(subject_key=row.subject_key, proposal=str(row.uuid), outcome=outcome))


def withdraw_manual(*, uuid: UUID, by: Actor, at: datetime) -> None:
    """Take back what the officer proposed, before another has decided on it; nothing changes for the person.

    It stays in the person's trail. Publishes `ManualColourDecided` with the outcome `withdrawn`. Raises `NotAllowed`,
    `NotFound`, `NothingToDecide`, `NotTheProposer`.
    """
    with transaction.atomic():
        row = _waiting(uuid, by)
        if row.proposed_by != by.ref:
            raise NotTheProposer()
        row.decided_by, row.decided_at = by.ref, at
        row.save(update_fields=["decided_by", "decided_at"])
        record_act(WITHDRAWN, row, by, at)
        events.publish(ManualColourDecided(subject_key=row.subject_key, proposal=str(row.uuid), outcome="withdrawn"))


def _waiting(uuid: UUID, by: Actor) -> models.ManualColour:
    """A proposal in the officer's divisions on which nobody has decided, locked."""
    row = models.ManualColour.objects.select_for_update().filter(desks_of(by), uuid=uuid).first()
    if row is None:
        raise NotFound()
    if row.decided_at is not None:
        raise NothingToDecide()
    return row


def _close_stale(subject_key: int, at: datetime) -> None:
    """What nobody approved before its end stands in nobody's way."""
    stale = models.ManualColour.objects.filter(subject_key=subject_key, decided_at=None, ends_on__lt=local_date(at))
    stale.update(decided_by=PLATFORM.ref, decided_at=at)


def _keep(order: ManualOrder, subject_key: int, division: str, by: Actor, at: datetime) -> models.ManualColour:
    """Keep a proposal, with its entry and its event; the one that is open for the person, if there is one."""
    row, is_new = models.ManualColour.objects.get_or_create(
        subject_key=subject_key,
        decided_at=None,
        defaults={
            "uuid": UUID(order.order),
            "division": division,
            "ground": order.ground,
            "starts_on": order.starts_on,
            "ends_on": order.ends_on,
            "proposed_by": by.ref,
            "proposed_at": at,
            "proposal_sealed": seal(order, subject_key=subject_key, purpose=PROPOSAL),
        },
    )
    if is_new:
        record_act(ManualColourProposed.name, row, by, at)
        events.publish(ManualColourProposed(subject_key=subject_key, proposal=str(row.uuid)))
    return row


def _order(row: models.ManualColour, by: Actor, at: datetime) -> None:
    """Make a proposal an order, if it still holds, and judge the person by it."""
    standing = colour_of(subject_key=row.subject_key, by=by, at=at, purpose=PURPOSE)
    order = replace(open_proposal(row), approved_by=by.ref)
    if lacks := _lacks(order, standing):
        raise lacks
    row.order, row.order_sealed = row.uuid, seal(order, subject_key=row.subject_key, purpose=ORDER)
    row.save(update_fields=["decided_by", "decided_at", "order", "order_sealed"])
    recolour(subject_keys=[row.subject_key], by=PLATFORM, at=at)
    if not models.StandingColour.objects.filter(subject_key=row.subject_key, change__manual=row.uuid).exists():
        raise RulesSayMore()


def _weigh(
    row: models.ManualColour, order: ManualOrder, by: Actor, at: datetime
) -> tuple[list[Evidence], Colour | None, LingnanError | None]:
    """What proves an order now, what the rules give, and what it lacks."""
    try:
        standing = colour_of(subject_key=row.subject_key, by=by, at=at, purpose=PURPOSE)
    except (NoRuleInForce, NoColour) as error:
        return [], None, error
    proofs = list_proofs(rules=published_rules(), evidence=standing.evidence, order=order)
    return proofs, standing.colour, _lacks(order, standing)


def _lacks(order: ManualOrder, standing: Standing) -> NotGrounded | None:
    try:
        if standing.at.date() > order.ends_on:
            raise EndOutOfBounds(last=order.ends_on.isoformat())
        require_grounded(rules=published_rules(), standing=standing, order=order)
    except NotGrounded as error:
        return error
    return None


def find_bearer(id_number: str, name: str) -> Person:
    """By number and name together, however it is written; which of the two is wrong is not told."""
    person = identity.find_person_by_id_number(id_number=fold_identifier(id_number), name=name)
    if person is None:
        raise PersonUnknown()
    return person


def _proposal(row: models.ManualColour, by: Actor) -> ManualProposal:
    return ManualProposal(
        uuid=row.uuid,
        division=row.division,
        ground=row.ground,
        proposed_at=row.proposed_at,
        ends_on=row.ends_on,
        is_for_another=row.proposed_by == by.ref,
    )
