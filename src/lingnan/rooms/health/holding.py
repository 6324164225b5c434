"""A person's colour as she reads it herself, or whoever acts for her: what it is, why, and what led to it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from lingnan.engine.evidence import Take, summarise
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import PROVINCE_ZONE, local_date
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import HeldRecord, Need
from lingnan.rooms.identity import api as identity

from . import models
from .changes import read_receipt, signed_receipt
from .colours import published_rules
from .grounds import facts_of
from .holders import PURPOSE, record_read, require_holder
from .recolouring import recolour
from .rules import days_ruled, rule_set_in_force
from .standing import evidence_of, records_of
from .types import AppealState, Change, Grounds, Holding

TESTS, SAMPLED_AT = "nucleic-acid-test", "health.test_sampled_at"
TEST_ELEMENTS = (SAMPLED_AT, "health.test_result", "health.test_organisation", "health.test_number")
LONGEST_HISTORY = 50


def get_holding(*, subject_key: int, by: Actor, at: datetime, with_history: bool = True) -> Holding | None:
    """A person's colour, for herself and for whoever acts for her, who leaves an entry; None where no rule gives one.

    Who has none yet, or whose day has come, is judged first. Without history, the change that stands is all of it.
    Raises `NoRuleInForce`, and `NotFound` for anyone else.
    """
    row = _read_standing(subject_key, by, at)
    if row is None:
        return None
    appeal = models.Appeal.objects.filter(change=OuterRef("pk")).order_by("-turn")
    led = Q(subject_key__in=identity.list_own_keys(key=subject_key)) if with_history else Q(pk=row.change_id)
    changes = models.ColourChange.objects.filter(led).order_by("-at", "-id")
    changes = changes.annotate(due_at=Subquery(appeal.values("due_at")[:1]))
    changes = changes.annotate(answered_at=Subquery(appeal.values("answered_at")[:1]))
    history = list(changes[:LONGEST_HISTORY])
    return Holding(
        grounds=grounds_of(row.change),
        review_on=row.review_on,
        history=tuple(change_of(each) for each in history),
        appeal=next((_appeal_state(each) for each in history if each == row.change), None),
    )


def get_standing(*, subject_key: int, by: Actor, at: datetime) -> Change | None:
    """The colour alone, by what it was changed last; for whom, and what is raised, as `get_holding`."""
    row = _read_standing(subject_key, by, at)
    return change_of(row.change) if row else None


def _read_standing(subject_key: int, by: Actor, at: datetime) -> models.StandingColour | None:
    """The look of another at a colour that stands is on record."""
    require_holder(subject_key=subject_key, by=by, at=at)
    rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    row = _standing(subject_key, at)
    if row:
        record_read(subject_key=subject_key, by=by, at=at)
    return row


def find_way_out(*, subject_key: int, by: Actor, at: datetime) -> str | None:
    """The way out of her standing colour; None where nobody judged her. Another's look leaves an entry.

    Raises `NotFound` for who is neither she nor acts for her.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    record_read(subject_key=subject_key, by=by, at=at)
    rows = models.StandingColour.objects.filter(subject_key=subject_key)
    return rows.values_list("change__way_out", flat=True).first()


def list_tests(*, subject_key: int, by: Actor, at: datetime) -> list[HeldRecord]:
    """Her nucleic acid tests that are held, the newest sample first; the look is on record.

    Raises `NotFound` for who is neither she nor acts for her.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    needs = [Need(resource=TESTS, element=element) for element in TEST_ELEMENTS]
    found = exchange.list_records(subject_key=subject_key, needs=needs, purpose=PURPOSE, by=by, at=at)[TESTS]
    return sorted(found, key=lambda record: record.values[SAMPLED_AT], reverse=True)


def ruled_days() -> tuple[date, date]:
    """The first and the last day on which the published rules give anyone a colour."""
    return days_ruled(book=published_rules().book, rules_on="colour")


def test_spacing() -> tuple[timedelta, timedelta]:
    """How far apart two negative tests must be, and within what time both, to be a pair by the published facts."""
    pairs = (
        fact for fact in published_rules().book.declarations.facts if fact.take is Take.PAIR and fact.kind == TESTS
    )
    found = next(pairs)
    return found.apart, found.within


def grounds_of(row: models.ColourChange) -> Grounds:
    """What a change rests on, by its receipt, whose signature is checked."""
    receipt = read_receipt(data=signed_receipt(row))
    evidence, at = tuple(evidence_of(receipt)), receipt.decided_at.astimezone(PROVINCE_ZONE)
    rules = published_rules()
    records = records_of(rules=rules, evidence=evidence, at=at)
    facts: Mapping[str, Any] = summarise(declarations=rules.book.declarations, evidence=records, at=at)
    if receipt.manual:
        facts = {**facts, **facts_of(receipt.manual)}
    is_manual = receipt.manual is not None
    return Grounds(change=change_of(row), rule=receipt.rule, facts=facts, evidence=evidence, is_manual=is_manual)


def change_of(row: models.ColourChange) -> Change:
    """A change as it crosses the door."""
    return Change(
        uuid=row.uuid,
        colour=row.colour,
        class_code=row.class_code,
        way_out=row.way_out,
        version=row.version,
        at=row.at,
    )


def _appeal_state(change: Any) -> AppealState | None:
    """Of a change that was read with the times of its newest appeal."""
    return AppealState(due_at=change.due_at, answered_at=change.answered_at) if change.due_at else None


def _standing(subject_key: int, at: datetime) -> models.StandingColour | None:
    rows = models.StandingColour.objects.select_related("change").filter(subject_key=subject_key)
    if not rows.filter(Q(review_on=None) | Q(review_on__gt=local_date(at))).exists():
        recolour(subject_keys=[subject_key], by=PLATFORM, at=at)
    return rows.first()
