"""Materials: each proof is satisfied by a record or a licence before anyone is asked to upload it (免证办)."""

from collections.abc import Iterator
from datetime import date

from lingnan.rooms.catalogue.types import Proof, Service
from lingnan.rooms.exchange.types import Look
from lingnan.rooms.licences import api as licences

from .types import ProofState, ProofStatus


def list_proofs(*, service: Service, look: Look, subject_key: int, today: date) -> list[ProofStatus]:
    """How each material of the service stands for this person today."""
    return [
        ProofStatus(
            service=service.code,
            proof=proof.id,
            state=_state(proof, look, subject_key, today),
            resource=(proof.satisfied_by.resource or "") if proof.satisfied_by else "",
        )
        for proof in service.declaration.proofs
    ]


def promised_states(service: Service) -> Iterator[tuple[Proof, ProofState]]:
    """How each material stands for anyone, before a person is known: for the guide."""
    for proof in service.declaration.proofs:
        yield proof, ProofState.SPARED if proof.satisfied_by else ProofState.NEEDED


def _state(proof: Proof, look: Look, subject_key: int, today: date) -> ProofState:
    satisfied = proof.satisfied_by
    if satisfied is None:
        return ProofState.NEEDED
    if satisfied.licence:
        held = licences.holds(kind=satisfied.licence, holder_key=subject_key, today=today)
        return ProofState.HELD if held else ProofState.NEEDED
    if satisfied.element:
        return ProofState.HELD if look.value(satisfied.element) is not None else ProofState.SPARED
    return ProofState.HELD if look.records.get(satisfied.resource or "") else ProofState.SPARED
