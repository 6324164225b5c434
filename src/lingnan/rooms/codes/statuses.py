"""The status of a credential: allocated when it is issued, changed by those who may, told to every gate."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from lingnan.engine.verification import LIST_CAPACITY
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.models import AuditEntry

from .changes import tell_gates, tell_status
from .events import StatusChanged
from .models import Change, Scan, StatusEntry, StatusList, StatusListToken
from .types import Status, StatusRef

# Issuers at the same time take places in different lists, so that none waits for another's transaction to end.
TAKE_PLACE = """
    UPDATE codes_statuslist SET issued = issued + 1 WHERE id = (
        SELECT id FROM codes_statuslist WHERE kind = %s AND issued < %s ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, issued - 1
"""


class AlreadyRevoked(LingnanError):
    """A revocation is final."""

    code = "already-revoked"
    status = 409
    message = "这份证照已经撤销，不能恢复。如需继续使用，请为持有人重新办理一份。"


def allocate_status(*, kind: str, holder_key: int, at: datetime) -> StatusRef:
    """Take a place for a new credential of `kind` (a licence kind's id), valid, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_PLACE, [kind, LIST_CAPACITY])
        taken = cursor.fetchone() or (_open_list(kind, at), 0)
    ref = StatusRef(list_id=taken[0], index=taken[1])
    StatusEntry.objects.create(list_id=ref.list_id, index=ref.index, holder_key=holder_key, allocated_at=at)
    return ref


def set_status(
    *, ref: StatusRef, status: Status, by: Actor, at: datetime, reason: str = "", is_sensitive: bool = False
) -> None:
    """Change a credential's status; the same status again changes nothing. INVALID is final.

    `reason` is written to the audit trail, and the status too unless it `is_sensitive`: the trail is kept for good.
    Publishes `StatusChanged`. Raises `NotFound`, `AlreadyRevoked`.
    """
    with transaction.atomic():
        entry = _locked(ref)
        if entry.status == status:
            return
        if entry.status == Status.INVALID:
            raise AlreadyRevoked()
        entry.status, entry.changed_at = status, at
        entry.save(update_fields=["status", "changed_at"])
        tell_status(ref=ref, status=status, at=at)
        told = {} if is_sensitive else {"status": status.name.lower()}
        _record(StatusChanged.name, entry, by, at, {**told, "reason": reason})
        events.publish(
            StatusChanged(list_id=ref.list_id, index=ref.index, holder_key=entry.holder_key, status=status.name.lower())
        )


def end_kind(*, kind: str) -> None:
    """Destroy the statuses and the scans of all credentials of a kind, in the transaction of the database's owner.

    The platform reads no code of theirs any more. A gate that was not told their end takes them for valid until their
    display keys (twelve hours) and papers have expired.
    """
    lists = list(StatusList.objects.filter(kind=kind).values_list("id", flat=True))
    Change.objects.filter(topic=Change.Topic.STATUS, list_id__in=lists).delete()
    for table in (Scan, StatusEntry, StatusListToken):
        table._default_manager.filter(list_id__in=lists).delete()


def get_status(*, ref: StatusRef) -> Status:
    """The status of one credential now. Raises `NotFound`."""
    status = StatusEntry.objects.filter(list_id=ref.list_id, index=ref.index).values_list("status", flat=True).first()
    if status is None:
        raise NotFound()
    return Status(status)


def list_statuses(*, refs: Iterable[StatusRef]) -> dict[StatusRef, Status]:
    """The statuses of many credentials; places that were never given are left out."""
    wanted = set(refs)
    rows = StatusEntry.objects.filter(
        list_id__in={ref.list_id for ref in wanted}, index__in={ref.index for ref in wanted}
    ).values_list("list_id", "index", "status")
    found = {StatusRef(list_id=list_id, index=index): Status(status) for list_id, index, status in rows}
    return {ref: status for ref, status in found.items() if ref in wanted}


def withdraw_paper(*, ref: StatusRef, by: Actor, at: datetime) -> None:
    """Refuse all printed codes of this credential signed before `at`: paper was lost. The credential stands.

    A code printed anew is signed later, and so accepted. Raises `NotFound`.
    """
    with transaction.atomic():
        entry = _locked(ref)
        entry.paper_withdrawn_at = at
        entry.save(update_fields=["paper_withdrawn_at"])
        tell_gates(topic=Change.Topic.WITHDRAWAL, at=at)
        _record("codes.paper.withdrawn", entry, by, at, {})


def _open_list(kind: str, at: datetime) -> int:
    opened = StatusList.objects.create(kind=kind, issued=1)
    tell_gates(topic=Change.Topic.LIST, at=at)
    return opened.id


def _locked(ref: StatusRef) -> StatusEntry:
    entry = StatusEntry.objects.select_for_update().filter(list_id=ref.list_id, index=ref.index).first()
    if entry is None:
        raise NotFound()
    return entry


def _record(name: str, entry: StatusEntry, by: Actor, at: datetime, details: dict[str, str]) -> None:
    place = {"list": entry.list_id, "index": entry.index}
    audit.record(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=entry.holder_key, by=by, at=at, details=place | details
    )
