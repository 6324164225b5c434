"""Facts, answers and free text at rest: exact values as CBOR, words as they are, all sealed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django.conf import settings

from lingnan.engine.credentials import cbor
from lingnan.engine.credentials.values import exact
from lingnan.engine.facts import Fact, Provenance

PURPOSE = "cases.content"


def seal(values: Mapping[str, Any]) -> bytes:
    """Seal values by name; nothing stays nothing."""
    if not values:
        return b""
    sealed: bytes = settings.VAULT.seal(plain=cbor.encode(exact(dict(values))), purpose=PURPOSE)
    return sealed


def unseal(sealed: bytes | memoryview) -> dict[str, Any]:
    """The values again; nothing sealed is nothing."""
    if not sealed:
        return {}
    return cast("dict[str, Any]", cbor.decode(settings.VAULT.open(sealed=sealed, purpose=PURPOSE)))


def seal_text(text: str) -> bytes:
    """Seal what somebody wrote in her own words; no words stay nothing."""
    sealed: bytes = settings.VAULT.seal(plain=text.encode(), purpose=PURPOSE) if text else b""
    return sealed


def unseal_text(sealed: bytes | memoryview) -> str:
    """The words again."""
    return settings.VAULT.open(sealed=sealed, purpose=PURPOSE).decode() if sealed else ""


def seal_facts(facts: Iterable[Fact], records: Mapping[str, int]) -> bytes:
    """Seal what a look-up found."""
    rows = [
        [
            fact.element,
            fact.value,
            fact.provenance.resource,
            fact.provenance.record,
            fact.provenance.as_of.isoformat() if fact.provenance.as_of else "",
        ]
        for fact in facts
    ]
    return seal({"facts": rows, "records": dict(records)})


def unseal_facts(sealed: bytes | memoryview) -> tuple[tuple[Fact, ...], dict[str, int]]:
    """What was found, again."""
    content = unseal(sealed)
    return tuple(_fact(*row) for row in content["facts"]), content["records"]


def _fact(element: str, value: Any, resource: str, record: str, as_of: str) -> Fact:
    when = datetime.fromisoformat(as_of) if as_of else None
    return Fact(
        element=element,
        value=value,
        provenance=Provenance(kind="record", resource=resource, record=record, as_of=when),
    )
