"""The receipt of a decision: signed, readable without us, and complete enough to be decided again.

It is a COSE_Sign1 message over deterministic CBOR. It names the service and the rules by the hashes of their content,
so that whoever holds that content can replay the decision and compare.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeAlias, cast
from uuid import UUID

from lingnan.engine.credentials.key_set import KeySet
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.record import open_record, sign_record
from lingnan.engine.credentials.values import Value, exact

MEDIA_TYPE = "application/vnd.lingnan.receipt+cbor"
MACHINE = "machine"
APPLICANT = "applicant"


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceVersion:
    """The published version of the service that was applied for; `content_hash` in hexadecimal."""

    code: str
    number: int
    content_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionModel:
    """The decision that was evaluated; `model_hash` of its DMN model in hexadecimal."""

    name: str
    model_hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FromRecord:
    """The input was taken from a shared record, as it stood on `as_of`."""

    resource: str
    record: str
    as_of: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Stated:
    """The input was stated by a person: the applicant, or another by an opaque reference."""

    by: str = APPLICANT


Provenance: TypeAlias = FromRecord | Stated


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """What the decision knew: an element's value and who said so."""

    element: str
    value: Value
    provenance: Provenance


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchedRule:
    """A rule that matched: its table, its number from 1, its id in the model and its annotation, if it has them."""

    table: str
    number: int
    rule_id: str | None = None
    annotation: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Counterfactual:
    """What would have changed the outcome: had `element` met `condition` (FEEL), `outcome` would have followed."""

    element: str
    condition: str
    outcome: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True, slots=True)
class Appeal:
    """Where and until when the decision may be contested; `route` says in words how."""

    authority: str
    deadline: date
    route: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The record of one decision.

    `decided_at` carries its zone. `issuer` is the jurisdiction that decides. `subject` is an opaque reference, never an
    identity number. `decided_by` is MACHINE or an officer's reference. Money in values is an int, in fen.
    """

    id: UUID
    decided_at: datetime
    issuer: str
    case_number: str
    subject: str
    service: ServiceVersion
    decision: DecisionModel
    inputs: tuple[Input, ...]
    matched: tuple[MatchedRule, ...]
    outcome: Mapping[str, Value]
    explanation: tuple[Counterfactual, ...] = ()
    appeal: Appeal
    decided_by: str


def sign_receipt(*, receipt: Receipt, key: SigningKey) -> bytes:
    """The signed receipt, a tagged COSE_Sign1 message. Raises InexactValue for a value it could not give back."""
    return sign_record(content=cast("dict[str, object]", _plain(receipt)), key=key, typ=MEDIA_TYPE)


def open_receipt(*, data: bytes, keys: KeySet) -> Receipt:
    """Check a receipt's signature and read it. Raises what `open_record` raises."""
    return open_record(data=data, keys=keys, typ=MEDIA_TYPE, read=_read_receipt, made_at=lambda each: each.decided_at)


def _plain(part: object) -> object:
    if is_dataclass(part):
        return {each.name: _plain(getattr(part, each.name)) for each in fields(part)}
    if isinstance(part, tuple) and part and is_dataclass(part[0]):
        return [_plain(each) for each in part]
    return exact(cast("Value", part))


def _read_receipt(content: dict[str, Any]) -> Receipt:
    return Receipt(
        **content
        | {
            "service": ServiceVersion(**content["service"]),
            "decision": DecisionModel(**content["decision"]),
            "inputs": tuple(_read_input(each) for each in content["inputs"]),
            "matched": tuple(MatchedRule(**each) for each in content["matched"]),
            "explanation": tuple(Counterfactual(**each) for each in content["explanation"]),
            "appeal": Appeal(**content["appeal"]),
        }
    )


def _read_input(content: dict[str, Any]) -> Input:
    provenance = content["provenance"]
    source = Stated(**provenance) if "by" in provenance else FromRecord(**provenance)
    return Input(**content | {"provenance": source})
