"""Conflicts: where registers contradict one another, what each says, and what an officer establishes instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from lingnan.engine.credentials import Input, Stated
from lingnan.engine.facts import Fact
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.exchange.types import Look

from .gathering import CONFLICT
from .types import Conflict, Side

AGREES = "agrees"


class FindingMissing(LingnanError):
    """Nothing is granted over a contradiction before an officer has said which side holds."""

    code = "finding-missing"
    status = 422
    message = "登记互相矛盾的还没有认定：%(labels)s。请先选以哪一处为准，再批准。"


class FindingUnknown(LingnanError):
    """An officer may hold with one side of a contradiction, not with a value that no register names."""

    code = "finding-unknown"
    status = 422
    message = "认定的内容不在各处登记之中，可能登记刚有变动。请看过最新的登记，再选一次。"


def list_conflicts(*, look: Look, today: date) -> tuple[Conflict, ...]:
    """The facts that contradict one another: by the `agrees` rules of a resource, or said otherwise by two resources.

    An identifier that carries the value in itself (GB 11643: characters 7 to 14) is a side like a record is.
    """
    sides: dict[str, list[Side]] = {}
    for element, side in _said(look, today):
        if all(side.value != other.value for other in sides.setdefault(element, [])):
            sides[element].append(side)
    return tuple(Conflict(element=element, sides=tuple(found)) for element, found in sides.items() if len(found) > 1)


def read_findings(*, conflicts: Sequence[Conflict], given: Mapping[str, str]) -> dict[str, Any]:
    """The value of the side chosen for each element, by the text of the side; raises `FindingUnknown`."""
    findings = {}
    for conflict in conflicts:
        if wanted := given.get(conflict.element):
            findings[conflict.element] = _chosen(conflict, wanted)
    return findings


def require_findings(*, conflicts: Sequence[Conflict], findings: Mapping[str, Any]) -> None:
    """Raise `FindingMissing` while a contradiction is open."""
    elements = catalogue.dictionary()
    labels = [elements[each.element].label() for each in conflicts if each.element not in findings]
    if labels:
        raise FindingMissing(labels="、".join(labels))


def established(*, look: Look, findings: Mapping[str, Any]) -> Look:
    """The look with what was found in place of what the registers say: for what is granted."""
    facts = tuple(
        replace(fact, value=findings[fact.element]) if fact.element in findings else fact for fact in look.facts
    )
    return replace(look, facts=facts)


def settled(*, inputs: Sequence[Input], findings: Mapping[str, Any], by: Actor) -> tuple[Input, ...]:
    """The inputs once the officer has weighed them: her findings under her name, and no conflict left open."""
    found = {**findings, CONFLICT: False}
    kept = [each for each in inputs if each.element not in found]
    stated = [Input(element=element, value=value, provenance=Stated(by=by.ref)) for element, value in found.items()]
    return (*kept, *stated)


def _said(look: Look, today: date) -> Iterator[tuple[str, Side]]:
    """What each record says of each element; then what its identifiers say."""
    multiple = {resource.id for resource in catalogue.list_resources() if resource.multiple}
    for fact in look.facts:
        if fact.value is not None and fact.provenance.resource not in multiple:
            yield fact.element, _side(fact, fact.value)
    for fact, element in _bearers(look):
        value = _borne(fact, element, today)
        if value is not None:
            yield element, _side(fact, value)


def _bearers(look: Look) -> Iterator[tuple[Fact, str]]:
    """Each fact that must agree with another element of its record, and that element."""
    known = {(fact.provenance.resource, fact.element): fact for fact in look.facts if fact.value is not None}
    for resource in catalogue.list_resources():
        for rule in resource.quality:
            if rule.rule == AGREES and all((resource.id, element) in known for element in rule.elements):
                yield known[resource.id, rule.elements[0]], rule.elements[1]


def _borne(fact: Fact, element: str, today: date) -> Any:
    """The element's value inside an identifier, or None."""
    elements = catalogue.dictionary()
    part = elements[fact.element].check(fact.value, today=today).parts.get(element.rpartition(".")[2])
    return elements[element].check(part, today=today).normal if part else None


def _side(fact: Fact, value: Any) -> Side:
    provenance = fact.provenance
    return Side(value=value, said_by=fact.element, resource=provenance.resource, as_of=provenance.as_of)


def _chosen(conflict: Conflict, wanted: str) -> Any:
    for side in conflict.sides:
        if str(side.value) == wanted:
            return side.value
    raise FindingUnknown()
