"""Who may see a person's health code as its holder: she, and whoever acts for her in it."""

from collections.abc import Iterable
from datetime import datetime

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity import api as identity

from .types import HEALTH_CODE

READ, PURPOSE = "health.colour.read", "查看健康码"


def require_holder(*, subject_key: int, by: Actor, at: datetime) -> None:
    """Raise `NotFound` unless the actor is the person, or acts for her in what concerns her health code."""
    if not identity.may_act(by=by, subject_key=subject_key, services=[HEALTH_CODE], at=at):
        raise NotFound()


def record_read(*, subject_key: int, by: Actor, at: datetime) -> None:
    """Leave an entry that she sees, where another looks at her colour."""
    if by.person_key != subject_key:
        audit.record(
            kind=AuditEntry.Kind.READ, name=READ, subject_key=subject_key, by=by, at=at, purpose=PURPOSE,
            details={"resources": ["receipt"], "elements": []},
        )  # fmt: skip


def record_looks(
    *, subject_keys: Iterable[int], name: str, purpose: str, resource: str, by: Actor, at: datetime
) -> None:
    """Leave an entry that each of many people sees, whose colours an officer looks at."""
    audit.record_of_many(
        kind=AuditEntry.Kind.READ, name=name, subjects=[(key, {}) for key in subject_keys], by=by, at=at,
        purpose=purpose, details={"resources": [resource], "elements": []},
    )  # fmt: skip
