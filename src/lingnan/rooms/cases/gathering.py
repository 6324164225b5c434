"""Gathering facts: for a form, and again, fresh, for each decision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lingnan.engine.credentials import FromRecord, Input, Stated
from lingnan.engine.facts import Fact, base_names, variable_of
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Look, Need
from lingnan.rooms.licences import api as licences

RECORD = "record."
LICENCE_HELD = "licence.held"
CONFLICT = "facts.conflict"
LICENCES = "licences"


def look_up(
    *,
    services: Sequence[Service],
    subject_key: int,
    purpose: str,
    by: Actor,
    at: datetime,
    case_uuid: UUID | None = None,
) -> Look:
    """Every fact that the services declare, in one look-up with one access entry.

    The entry states `purpose` and the services by their codes, which each reader sees in her own language.
    """
    needs = {(need.source, need.element): None for service in services for need in service.declaration.facts}
    return exchange.list_facts(
        subject_key=subject_key,
        needs=[Need(resource=resource, element=element) for resource, element in needs],
        purpose=f"{purpose}：{','.join(service.code for service in services)}",
        by=by,
        at=at,
        case_uuid=case_uuid,
    )


def decision_inputs(
    *,
    service: Service,
    look: Look,
    answers: Mapping[str, Any],
    disputes: Mapping[str, str],
    subject_key: int,
    at: datetime,
) -> tuple[Input, ...]:
    """What the decision is to know, and no more: each value with who said so.

    A fact of a resource with several records is a list. Whether a resource has a record at all is an input too
    (`record.death`), and so is whether the licence is held. A fact that the applicant disputes makes the registers
    conflict, which no machine decides.
    """
    today = local_date(at)
    recorded = list(_from_records(service, look, today))
    found = [*recorded, *_stated(answers, recorded, disputes), _held(service, subject_key, today)]
    if disputes:
        found.append(Input(element=CONFLICT, value=True, provenance=Stated()))
    known = {variable_of(each.element) for each in found}
    wanted = service.model.inputs(service.declaration.decision.name)
    used = set(base_names(wanted=wanted, derivations=service.derivations, known=known))
    return tuple(each for each in found if variable_of(each.element) in used)


def _from_records(service: Service, look: Look, today: date) -> Iterable[Input]:
    multiple = {name for name, resource in exchange.list_resources().items() if resource.multiple}
    for need in service.declaration.facts:
        facts = [fact for fact in look.facts if (fact.element, fact.provenance.resource) == (need.element, need.source)]
        if need.source in multiple:
            yield _several(need.element, need.source, facts, today)
        else:
            yield Input(element=need.element, value=facts[-1].value, provenance=_source(need.source, facts[-1:], today))
    for resource in dict.fromkeys(need.source for need in service.declaration.facts):
        yield Input(
            element=RECORD + resource.replace("-", "_"),
            value=look.records[resource] > 0,
            provenance=FromRecord(resource=resource, record="", as_of=today),
        )


def _several(element: str, resource: str, facts: Sequence[Fact], today: date) -> Input:
    values = [fact.value for fact in facts if fact.value is not None]
    return Input(element=element, value=values, provenance=_source(resource, facts, today))


def _source(resource: str, facts: Sequence[Fact], today: date) -> FromRecord:
    times = [fact.provenance.as_of for fact in facts if fact.provenance.as_of]
    records = ",".join(fact.provenance.record for fact in facts if fact.provenance.record)
    return FromRecord(resource=resource, record=records, as_of=local_date(max(times)) if times else today)


def _stated(answers: Mapping[str, Any], recorded: Iterable[Input], disputes: Mapping[str, str]) -> Iterator[Input]:
    """What the applicant said. A register that has learned of it since she was asked goes before, save where she
    calls it wrong.
    """
    known = {each.element for each in recorded if each.value not in (None, [])} - disputes.keys()
    for element, value in answers.items():
        if element not in known:
            yield Input(element=element, value=value, provenance=Stated())


def _held(service: Service, subject_key: int, today: date) -> Input:
    grants = service.declaration.grants
    held = bool(grants and grants.licence and licences.holds(kind=grants.licence, holder_key=subject_key, today=today))
    return Input(element=LICENCE_HELD, value=held, provenance=FromRecord(resource=LICENCES, record="", as_of=today))
