"""Declarations: what a person, or whoever acts for her, says of her health and her journeys (GB/T 38962, 38963).

They go the way of every department's table, so their values are judged by element and they count as evidence where the
rules look at such records. Their numbers begin with `self-`, which no department's do.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from lingnan.engine.elements import Problem
from lingnan.engine.facts import variable_of
from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import PROVINCE_ZONE, local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import ID_KIND, Column, HeldRecord, Need, Resource
from lingnan.rooms.identity import api as identity

from .colours import is_evidence, published_rules
from .exposures import ARRIVED, LEFT, NUMBER
from .holders import PURPOSE, require_holder
from .recolouring import recolour, wait_for_turns
from .rules import rule_set_in_force
from .standing import JOURNEY
from .types import AskedColumn, Declaration, Evidence

DECLARABLE = ("health-declaration", JOURNEY)
DECLARED, MARK, FUTURE = "health.declared", "self-", "date.future"


class NotDeclared(LingnanError):
    """Some answers can't be taken; `problems` says which, by element."""

    code = "not-declared"
    status = 422
    message = "有几处还要改一下，填过的内容都还在。请改好以后再提交。"

    def __init__(self, *, problems: Mapping[str, Problem]) -> None:
        super().__init__()
        self.problems = problems


class NothingDeclared(LingnanError):
    """Every answer was left open."""

    code = "nothing-declared"
    status = 422
    message = "还没有填写任何一项。请至少填写一项，再提交。"


class StayOutOfOrder(LingnanError):
    """She left before she came."""

    code = "stay-out-of-order"
    status = 422
    message = "离开的日期比到达的日期早。请核对这两个日期，再提交。"


def list_asked(*, resource: str, at: datetime) -> list[AskedColumn]:
    """What a declaration asks, in the resource's order: its columns but for whose, which and when.

    Raises `NoRuleInForce`, and `NotFound` for what nobody declares of herself.
    """
    definition = _declarable(resource)
    _require_ruled(at)
    return [AskedColumn(element=each.definition, is_required=each.is_required) for each in _asked(definition)]


def list_declarations(*, subject_key: int, by: Actor, at: datetime) -> list[Declaration]:
    """What was declared of her and is still held, the newest first; the look is on record.

    Raises `NoRuleInForce`, and `NotFound` for who is neither she nor acts for her.
    """
    _require_open(subject_key, by, at)
    needs = [
        Need(resource=resource, element=column.element)
        for resource in DECLARABLE
        for column in (*_asked(_declarable(resource)), _number_column(_declarable(resource)))
    ]
    held = exchange.list_records(subject_key=subject_key, needs=needs, purpose=PURPOSE, by=by, at=at)
    found = [_declaration(resource, record) for resource, records in held.items() for record in records]
    own = [each for each in found if each.number.startswith(MARK)]
    return sorted(own, key=lambda each: each.declared_at, reverse=True)


def declare(
    *, subject_key: int, resource: str, answers: Mapping[str, str], form: UUID, by: Actor, at: datetime
) -> None:
    """Take in what a person says of herself, by element as it was typed, and judge her anew where rules look at it.

    The same answers of the same `form` are one declaration, and none is ever rewritten. Publishes
    `exchange.records.loaded`. Raises `NotDeclared`, `NothingDeclared`, `StayOutOfOrder`, `NoRuleInForce`, and
    `NotFound` for who is neither she nor acts for her.
    """
    definition = _declarable(resource)
    _require_open(subject_key, by, at)
    given = {each.element: answers.get(each.element, "").strip() for each in _asked(definition)}
    _require_sound(definition, given, at)
    number = _number_of(form, given)
    with transaction.atomic():
        wait_for_turns([subject_key])
        if number not in _numbers(definition, subject_key, by, at):
            _take_in(definition, subject_key, given | _named(definition, subject_key, number, at), by, at)
    if is_evidence(resource=resource):
        recolour(subject_keys=[subject_key], by=PLATFORM, at=at)


def is_declared(*, evidence: Evidence) -> bool:
    """Whether a record that a colour rests on was declared, and not recorded by a department."""
    return str(evidence.values.get(NUMBER, "")).startswith(MARK)


def _require_open(subject_key: int, by: Actor, at: datetime) -> None:
    require_holder(subject_key=subject_key, by=by, at=at)
    _require_ruled(at)


def _require_ruled(at: datetime) -> None:
    rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))


def _declarable(resource: str) -> Resource:
    if resource not in DECLARABLE:
        raise NotFound()
    return exchange.get_resource(resource)


def _asked(resource: Resource) -> list[Column]:
    ours = {resource.key, *resource.record_key, *resource.not_future}
    return [column for column in resource.columns if column.element not in ours]


def _number_column(resource: Resource) -> Column:
    (number,) = resource.record_key
    return next(column for column in resource.columns if column.element == number)


def _require_sound(resource: Resource, given: Mapping[str, str], at: datetime) -> None:
    """What the exchange would set aside is told before, every problem at once."""
    if not any(given.values()):
        raise NothingDeclared()
    checked = {
        column.element: column.definition.check(given[column.element], today=local_date(at))
        for column in _asked(resource)
        if given[column.element] or column.is_required
    }
    problems = {element: each.error for element, each in checked.items() if each.error}
    days: dict[str, Any] = {variable_of(element): each.normal for element, each in checked.items()}
    problems |= {element: _to_come(days[ARRIVED]) for element in checked if _is_to_come(element, days, at)}
    if problems:
        raise NotDeclared(problems=problems)
    if days.get(LEFT) and days[LEFT] < days[ARRIVED]:
        raise StayOutOfOrder()


def _is_to_come(element: str, days: Mapping[str, Any], at: datetime) -> bool:
    return variable_of(element) == ARRIVED and bool(days[ARRIVED]) and days[ARRIVED] > at


def _to_come(moment: datetime) -> Problem:
    return Problem(FUTURE, {"iso": local_date(moment).isoformat()})


def _number_of(form: UUID, given: Mapping[str, str]) -> str:
    return MARK + uuid5(form, json.dumps(given, sort_keys=True)).hex


def _numbers(resource: Resource, subject_key: int, by: Actor, at: datetime) -> set[str]:
    need = Need(resource=resource.id, element=_number_column(resource).element)
    held = exchange.list_records(subject_key=subject_key, needs=[need], purpose=PURPOSE, by=by, at=at)
    return {record.values[need.element] for record in held[resource.id]}


def _named(resource: Resource, subject_key: int, number: str, at: datetime) -> dict[str, str]:
    """Whose it is, which it is and when it came."""
    return {
        **{element: at.astimezone(PROVINCE_ZONE).isoformat() for element in resource.not_future},
        resource.key: identity.get_person(key=subject_key).id_number,
        _number_column(resource).element: number,
    }


def _take_in(resource: Resource, subject_key: int, given: Mapping[str, str], by: Actor, at: datetime) -> None:
    kind = identity.get_person(key=subject_key).id_kind
    row = {column.name: given[column.element] for column in resource.columns} | {ID_KIND: kind}
    done = exchange.load_table(resource=resource.id, columns=row, rows=[row], by=by, at=at)
    names = {column.name: column.element for column in resource.columns}
    if done.refused:
        reasons = done.refused[0].reasons
        raise NotDeclared(
            problems={names.get(name, resource.key): reason for name, reason in reasons.items() if reason}
        )
    audit.record(
        kind=AuditEntry.Kind.ACT, name=DECLARED, subject_key=subject_key, by=by, at=at,
        details={"resource": resource.id, "number": given[_number_column(resource).element]},
    )  # fmt: skip


def _declaration(resource: str, record: HeldRecord) -> Declaration:
    number = _number_column(_declarable(resource)).element
    values = {element: value for element, value in record.values.items() if element != number}
    return Declaration(resource=resource, number=record.values[number], declared_at=record.as_of, values=values)
