"""Recorded facts: what decided cases knew, for rehearsing a rule, without who it was known of."""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from lingnan.engine.credentials import Receipt
from lingnan.engine.elements import Sensitivity
from lingnan.engine.facts import base_names, derive, variable_of
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.catalogue.types.rules import RecordedFacts
from lingnan.rooms.identity import api as identity

from . import models
from .reading import RECEIPT_READ, read_receipt
from .types import DECIDED

MOST = 1_000
REHEARSAL_PURPOSE = "演练规则的改动，不看姓名和证件号码"
# What a rehearsal groups people by.
GROUPING = frozenset({"person_household_division", "person_birth_date", "person_sex"})


def list_recorded_facts(*, service: str, by: Actor, at: datetime) -> list[RecordedFacts]:
    """What the last thousand decided cases of a service knew, newest first, under pseudonyms for this reading alone.

    What tells who somebody is stays behind, but for the date of birth; what the rule derives from it comes along.
    Leaves an access entry for each case. Raises `NotFound`, and `NotAllowed` for who writes no rules in the service's
    department.
    """
    offered = catalogue.get_service(code=service)
    division = catalogue.province().division
    identity.require_role(by=by, role="rule-author", department=offered.declaration.department, division=division)
    rows = models.Receipt.objects.filter(case__service=service, case__status__in=DECIDED)
    newest = rows.order_by("case_id", "-made_at").distinct("case_id").values("pk")
    found = models.Receipt.objects.filter(pk__in=newest).select_related("case").order_by("-made_at")[:MOST]
    pseudonyms: dict[int, str] = defaultdict(lambda: secrets.token_hex(8))
    with transaction.atomic():
        for row in found:
            _enter(row.case, offered, by, at)
        return [_recorded(row, pseudonyms[row.case.subject_key]) for row in found]


def _enter(case: models.Case, service: Service, by: Actor, at: datetime) -> None:
    audit.record(
        kind=AuditEntry.Kind.READ, name=RECEIPT_READ, subject_key=case.subject_key, by=by, at=at,
        purpose=f"{REHEARSAL_PURPOSE}：{service.code}", case_uuid=case.uuid,
        details={"resources": ["receipt"], "elements": []},
    )  # fmt: skip


def _recorded(row: models.Receipt, pseudonym: str) -> RecordedFacts:
    receipt = read_receipt(data=bytes(row.signed))
    service = catalogue.get_service(code=receipt.service.code, version=receipt.service.number)
    return RecordedFacts(
        person=pseudonym,
        version=receipt.service.number,
        decided_on=local_date(receipt.decided_at),
        values=_values(receipt, service),
    )


def _values(receipt: Receipt, service: Service) -> Mapping[str, Any]:
    """What the rule asked for, derived on the day, and what it rests on as far as that is no secret."""
    day = local_date(receipt.decided_at)
    known = {variable_of(each.element): each.value for each in receipt.inputs} | {"decision_date": day}
    wanted = service.model.inputs(service.declaration.decision.name)
    asked = derive(wanted=wanted, derivations=service.derivations, known=known)
    rests_on = base_names(wanted=wanted, derivations=service.derivations)
    kept = GROUPING | ({*wanted, *rests_on} - _personal())
    return {name: value for name, value in {**known, **asked}.items() if name in kept}


def _personal() -> frozenset[str]:
    """The elements that tell who somebody is (GB/T 35273)."""
    dictionary = catalogue.dictionary()
    personal = (name for name, element in dictionary.items() if element.sensitivity >= Sensitivity.PERSONAL)
    return frozenset(map(variable_of, personal))
