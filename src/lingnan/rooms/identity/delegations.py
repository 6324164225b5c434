"""Delegation: a person lets kin or a helper act for named services, for a limited time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField, BooleanField, Case, Max, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry

from . import models
from .events import DelegationEnded, DelegationGranted
from .families import parenthood
from .merging import list_survivors
from .people import opened
from .types import Delegation

LONGEST = timedelta(days=366)


class DelegationRefused(LingnanError):
    """The mandate asked for is not one that may be given."""

    code = "delegation-refused"
    message = "委托没有保存。请核对委托给谁、办什么、到什么时候。"


class DelegationToOneself(DelegationRefused):
    """Nobody needs a mandate from herself."""

    code = "delegation-to-oneself"
    message = "委托没有保存：不能委托给自己。请选一位家人或帮办人员。"


class NothingDelegated(DelegationRefused):
    """A mandate names what it is for."""

    code = "nothing-delegated"
    message = "委托没有保存：还没有选要委托的事项。请至少选一项。"


class DelegationTooLong(DelegationRefused):
    """A mandate ends after today, and within a year."""

    code = "delegation-too-long"
    message = "委托没有保存：期限应当在今天之后、一年以内。请重新选一个期限。"


class NotForMe(LingnanError):
    """The actor may not act for this person in this service."""

    code = "not-for-me"
    status = 403
    message = (
        "您现在不能替这位家人办理：没有有效的委托。"
        "请家人本人登录，在「我的家人」里重新委托给您；也可以带上身份证到就近窗口办理。"
    )


class GuardiansToEnd(LingnanError):
    """A child would end her parent's guardianship."""

    code = "guardians-to-end"
    status = 403
    message = "父母是未成年人的监护人，这份代办由父母结束，到年满18周岁那天也会自动结束。有争议的，请带证件到就近窗口。"


def grant_delegation(
    *,
    principal_key: int,
    delegate_key: int,
    services: Sequence[str],
    ends_at: datetime,
    by: Actor,
    at: datetime,
) -> Delegation:
    """The principal herself lets `delegate_key` act from now until `ends_at`. Publishes `DelegationGranted`."""
    if by.kind == "person" and by.person_key != principal_key:
        raise NotForMe()
    if principal_key == delegate_key:
        raise DelegationToOneself()
    if not services:
        raise NothingDelegated()
    if not at < ends_at <= at + LONGEST:
        raise DelegationTooLong()
    with transaction.atomic():
        row = models.Delegation.objects.create(
            uuid=uuid7(at=at),
            principal_id=principal_key,
            delegate_id=delegate_key,
            ground="grant",
            services=sorted(set(services)),
            starts_at=at,
            ends_at=ends_at,
            created_at=at,
        )
        record_step(DelegationGranted.name, row, by, at)
        events.publish(
            DelegationGranted(
                delegation=str(row.uuid),
                principal_key=principal_key,
                delegate_key=delegate_key,
                ends_at=ends_at.isoformat(),
            )
        )
    return read_delegation(row)


def end_delegation(*, uuid: UUID, by: Actor, at: datetime) -> Delegation:
    """Either side ends it; ending an ended one changes nothing. Publishes `DelegationEnded`.

    A guardianship is not the child's to end: raises `GuardiansToEnd`.
    """
    with transaction.atomic():
        row = list_rows().select_for_update(of=("self",)).filter(uuid=uuid).first()
        if row is None or by.person_key not in (row.principal_id, row.delegate_id):
            raise NotFound()
        if row.ground == "guardianship" and by.person_key != row.delegate_id:
            raise GuardiansToEnd()
        if row.ended_at is None:
            end_row(row, by, at)
    return read_delegation(row)


def end_row(row: models.Delegation, by: Actor, at: datetime, *, document: str = "") -> None:
    """End a row that is locked, in the caller's transaction. Publishes `DelegationEnded`."""
    row.ended_at, row.ended_by, row.ending_document = at, by.ref, document
    row.save(update_fields=["ended_at", "ended_by", "ending_document"])
    record_step(DelegationEnded.name, row, by, at, document=document)
    events.publish(
        DelegationEnded(
            delegation=str(row.uuid),
            principal_key=row.principal_id,
            delegate_key=row.delegate_id,
            ground=row.ground,
            is_by_document=bool(document),
        )
    )


def list_delegations(*, person_key: int) -> list[Delegation]:
    """Those she gave and those she received, newest first."""
    rows = list_rows().filter(Q(principal_id=person_key) | Q(delegate_id=person_key))
    return [read_delegation(row) for row in rows.order_by("-id")]


def may_act(*, by: Actor, subject_key: int, services: Sequence[str], at: datetime) -> bool:
    """True for oneself, and for a principal whose running mandates name every one of the services.

    A record that was taken in by another is the other's.
    """
    if by.kind != "person" or by.person_key is None:
        return False
    if by.person_key == subject_key:
        return True
    mandates = _running(by.person_key, subject_key, at).values_list("services", flat=True)
    may = set(services) <= {service for mandate in mandates for service in mandate}
    return may or list_survivors(keys=[subject_key]) == {subject_key: by.person_key}


def acts_until(*, by: Actor, subject_key: int, services: Sequence[str], at: datetime) -> datetime | None:
    """When the last of the actor's running mandates that name one of the services ends; None without one."""
    mandates = _running(by.person_key or 0, subject_key, at).filter(services__overlap=list(services))
    latest: datetime | None = mandates.aggregate(Max("ends_at"))["ends_at__max"]
    return latest


def _running(delegate_key: int, principal_key: int, at: datetime) -> QuerySet[models.Delegation]:
    survivor = models.Merge.objects.filter(absorbed=principal_key).values("surviving_id")
    principal = Coalesce(Subquery(survivor), Value(principal_key), output_field=BigIntegerField())
    return models.Delegation.objects.filter(
        Q(ground="grant") | Q(parenthood()),
        principal_id=principal, delegate_id=delegate_key, starts_at__lte=at, ends_at__gt=at, ended_at=None,
    )  # fmt: skip


def list_rows() -> QuerySet[Any]:
    """Delegations with both sides, and whether what each rests on is registered."""
    has_ground = Case(When(ground="grant", then=True), default=parenthood(), output_field=BooleanField())
    return models.Delegation.objects.select_related("principal", "delegate").annotate(has_ground=has_ground)


def resident_key(*, by: Actor) -> int:
    """The key of the resident who acts; raises `NotForMe` for anyone else."""
    if by.kind != "person" or by.person_key is None:
        raise NotForMe()
    return by.person_key


def require_may_act(*, by: Actor, subject_key: int, services: Sequence[str], at: datetime) -> None:
    """Raise `NotForMe` unless the actor may act for the subject in every service named."""
    if not may_act(by=by, subject_key=subject_key, services=services, at=at):
        raise NotForMe()


def record_step(name: str, row: models.Delegation, by: Actor, at: datetime, *, document: str = "") -> None:
    """The audit entry of what was done to a delegation, by which document if any, in the principal's trail."""
    audit.record(
        kind=AuditEntry.Kind.ACT,
        name=name,
        subject_key=row.principal_id,
        by=by,
        at=at,
        details={
            "delegation": str(row.uuid),
            "delegate_key": row.delegate_id,
            "services": list(row.services),
        }
        | ({"document": document} if document else {}),
    )


def read_delegation(row: Any) -> Delegation:
    """A row as it crosses the door; one that was not read by `list_rows` was given just now."""
    return Delegation(
        uuid=row.uuid,
        principal=opened(row.principal),
        delegate=opened(row.delegate),
        ground=row.ground,
        has_ground=getattr(row, "has_ground", True),
        services=tuple(row.services),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
    )
