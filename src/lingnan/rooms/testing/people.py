"""Whose order it is: who may order for her, one act at a time, and the traces that it leaves."""

from datetime import datetime
from typing import Any

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.turns import wait_for_turns
from lingnan.rooms.health import api as health
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity

from . import models

READ = "testing.order.read"


def require_holder(*, subject_key: int, by: Actor, at: datetime) -> None:
    """Raise `NotFound` unless the actor is the person or acts for her in her health code, and `NoRuleInForce`."""
    if not identity.may_act(by=by, subject_key=subject_key, services=[HEALTH_CODE], at=at):
        raise NotFound()
    require_ruled(at=at)


def require_ruled(*, at: datetime) -> None:
    """Raise `NoRuleInForce` on a day without rules: tests are ordered for the health code alone."""
    first, last = health.ruled_days()
    if not first <= local_date(at) <= last:
        raise health.NoRuleInForce(day=local_date(at).isoformat())


def wait_for_turn(subject_key: int) -> None:
    """One act on a person's orders at a time, till the transaction ends."""
    wait_for_turns(matter="testing.subject", keys=[subject_key])


def record_act(name: str, row: models.Order, by: Actor, at: datetime, **details: Any) -> None:
    """The entry of an act on an order."""
    audit.record(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=row.subject_key, by=by, at=at,
        details={"order": str(row.uuid), **details},
    )  # fmt: skip


def record_read(*, subject_key: int, purpose: str, by: Actor, at: datetime) -> None:
    """Leave an entry that she sees, where another looks at her orders."""
    if by.person_key != subject_key:
        audit.record(
            kind=AuditEntry.Kind.READ, name=READ, subject_key=subject_key, by=by, at=at, purpose=purpose,
            details={"resources": ["test-order"], "elements": []},
        )  # fmt: skip
