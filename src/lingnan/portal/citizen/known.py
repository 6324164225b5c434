"""What we know: the facts of a form as the applicant checks them, and the proofs that nobody need bring."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext

from lingnan.engine.facts import Fact
from lingnan.portal.guides import PROOF_STATES
from lingnan.portal.values import label_of, list_words, write_value
from lingnan.portal.wording import resource_title, service_text
from lingnan.rooms.cases.types import Draft
from lingnan.rooms.catalogue.types import Service


def known_facts(draft: Draft) -> list[dict[str, object]]:
    """Each fact once, with its source and date; a register without a record of the person is one line of its own."""
    return [*_recorded(draft), *_unrecorded(draft)]


def known_fact(draft: Draft, element: str) -> dict[str, object] | None:
    """The fact that stands for an element, or None where government holds no such fact."""
    return next((fact for fact in known_facts(draft) if fact["element"] == element), None)


def listed_proofs(draft: Draft, services: Iterable[Service]) -> list[tuple[str, str, str]]:
    """One set of materials: name, state and how it is satisfied; what several services need stands once."""
    texts = {service.code: service_text(service) for service in services}
    proofs: dict[str, tuple[str, str, str]] = {}
    for proof in draft.proofs:
        words = texts[proof.service].proofs[proof.proof]
        proofs.setdefault(proof.proof, (words.name, PROOF_STATES[proof.state], words.how))
    return list(proofs.values())


def _recorded(draft: Draft) -> Iterator[dict[str, object]]:
    same: dict[tuple[str, str], list[Fact]] = {}
    for fact in draft.facts:
        if fact.value is not None:
            same.setdefault((fact.element, fact.provenance.resource), []).append(fact)
    order = {resource: place for place, resource in enumerate(dict.fromkeys(resource for _, resource in same))}
    for (element, resource), facts in sorted(same.items(), key=lambda item: order[item[0][1]]):
        yield _line(
            draft,
            element=element,
            label=label_of(element),
            value=list_words(write_value(element=element, value=fact.value) for fact in facts),
            source=resource_title(resource),
        ) | {"date": facts[-1].provenance.as_of}


def _unrecorded(draft: Draft) -> Iterator[dict[str, object]]:
    first = {fact.provenance.resource: fact.element for fact in reversed(draft.facts) if fact.value is None}
    for resource, element in first.items():
        if not draft.records.get(resource):
            yield _line(
                draft, element=element, label=resource_title(resource), value=gettext("没有记录"), source=""
            ) | {"date": None}


def _line(draft: Draft, *, element: str, label: str, value: str, source: str) -> dict[str, object]:
    note = draft.disputes.get(element, "")
    return {"element": element, "label": label, "value": value, "source": source, "note": note}
