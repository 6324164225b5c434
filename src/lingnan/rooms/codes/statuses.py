"""The status of a credential: allocated when it is issued, changed by those who may, told to every gate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction

from lingnan.engine.verification import LIST_CAPACITY
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.lookups import array_of
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.rows import insert_rows

from .changes import tell_gates
from .events import StatusChanged
from .models import Change, Printing, Scan, StatusEntry, StatusList, StatusListToken
from .types import Status, StatusRef

# Issuers at the same time take places in different lists, so that none waits for another's transaction to end.
TAKE_PLACES = """
    UPDATE codes_statuslist SET issued = least(issued + %(wanted)s, %(capacity)s) WHERE id = (
        SELECT id FROM codes_statuslist WHERE kind = %(kind)s AND issued < %(capacity)s AND ended_at IS NULL
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, old.issued, new.issued
"""
# Told are those that are another now. They are moved in one order, which a plan need not keep: see `move_statuses`.
MOVE = """
    WITH wanted AS (
        SELECT * FROM unnest(%(lists)s::bigint[], %(places)s::int[], %(statuses)s::smallint[])
            AS wanted (list_id, index, status)
        ORDER BY list_id, index
    ), moved AS (
        UPDATE codes_statusentry entry SET status = wanted.status, changed_at = %(at)s
        FROM wanted WHERE (entry.list_id, entry.index) = (wanted.list_id, wanted.index)
            AND entry.status <> ALL (ARRAY[wanted.status, %(final)s])
        RETURNING entry.list_id, entry.index, entry.status, entry.holder_key
    ), told AS (
        INSERT INTO codes_change (topic, list_id, index, status, at)
        SELECT 'status', list_id, index, status, %(at)s FROM moved
    )
    SELECT holder_key FROM moved
"""


class AlreadyRevoked(LingnanError):
    """A revocation is final."""

    code = "already-revoked"
    status = 409
    message = "这份证照已经撤销，不能恢复。如需继续使用，请为持有人重新办理一份。"


def allocate_status(*, kind: str, holder_key: int, at: datetime) -> StatusRef:
    """Take a place for a new credential of `kind`, valid, in the caller's transaction.

    `kind` is the id of any kind of code, at most 40 characters (docs/interfaces/codes.md, 'A kind of its own').
    `holder_key` is its subject's: each scan is told in the access log kept under that key, so a subject that is no
    person never shares a number with one.
    """
    return allocate_statuses(kind=kind, holder_keys=[holder_key], at=at)[0]


def allocate_statuses(*, kind: str, holder_keys: Sequence[int], at: datetime) -> list[StatusRef]:
    """Take a place for a new credential of each of many holders, in their order, as `allocate_status` does for one."""
    refs = list(_take_places(kind, len(holder_keys), at))
    insert_rows(
        model=StatusEntry,
        rows=(
            {"list_id": ref.list_id, "index": ref.index, "holder_key": key, "status": 0, "allocated_at": at}
            for ref, key in zip(refs, holder_keys, strict=True)
        ),
    )
    return refs


def _take_places(kind: str, wanted: int, at: datetime) -> Iterator[StatusRef]:
    while wanted > 0:
        list_id, first, end = _take_some(kind, wanted) or (_open_list(kind, at), 0, 0)
        yield from (StatusRef(list_id=list_id, index=index) for index in range(first, end))
        wanted -= end - first


def _take_some(kind: str, wanted: int) -> tuple[int, int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE_PLACES, {"kind": kind, "wanted": wanted, "capacity": LIST_CAPACITY})
        taken: tuple[int, int, int] | None = cursor.fetchone()
    return taken


def set_status(
    *, ref: StatusRef, status: Status, by: Actor, at: datetime, reason: str = "", is_sensitive: bool = False
) -> None:
    """Change a credential's status; the same status again changes nothing. INVALID is final.

    `reason` is written to the audit trail, and the status too unless it `is_sensitive`: the trail is kept for good.
    Publishes `StatusChanged`. Raises `NotFound`, `AlreadyRevoked`.
    """
    with transaction.atomic():
        for holder_key in _move({ref: status}, at):
            told = {} if is_sensitive else {"status": status.name.lower()}
            audit.record(
                kind=AuditEntry.Kind.ACT, name=StatusChanged.name, subject_key=holder_key, by=by, at=at,
                details={"list": ref.list_id, "index": ref.index, **told, "reason": reason},
            )  # fmt: skip
            events.publish(
                StatusChanged(list_id=ref.list_id, index=ref.index, holder_key=holder_key, status=status.name.lower())
            )


def move_statuses(*, statuses: Mapping[StatusRef, Status], at: datetime) -> None:
    """Give many credentials their statuses, all or none, as part of an act that the caller enters in the trail and
    tells of, holding the turns of their holders. Raises `NotFound`, `AlreadyRevoked`.
    """
    with transaction.atomic():
        _move(statuses, at)


def _move(statuses: Mapping[StatusRef, Status], at: datetime) -> list[int]:
    """The holders of those whose status is another now. Gates are told of them at the commit."""
    wanted = {
        "lists": array_of(ref.list_id for ref in statuses),
        "places": array_of(ref.index for ref in statuses),
        "statuses": array_of(status.value for status in statuses.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {**wanted, "at": at, "final": Status.INVALID.value})
        holder_keys = [holder_key for (holder_key,) in cursor.fetchall()]
    if len(holder_keys) < len(statuses):
        _require_movable(statuses)
    return holder_keys


def _require_movable(statuses: Mapping[StatusRef, Status]) -> None:
    """That those which did not move are what was wanted. Raises `NotFound`, `AlreadyRevoked`."""
    held = list_statuses(refs=statuses)
    if len(held) < len(statuses):
        raise NotFound()
    if any(held[ref] is Status.INVALID and status is not Status.INVALID for ref, status in statuses.items()):
        raise AlreadyRevoked()


def end_kind(*, kind: str, at: datetime) -> None:
    """Destroy the statuses and the scans of all credentials of a kind, in the transaction of the database's owner.

    Their lists end, which every gate is told at the commit: nobody believes a code of theirs any more.
    """
    StatusList.objects.filter(kind=kind, ended_at=None).update(ended_at=at)
    tell_gates(topic=Change.Topic.LIST, at=at)
    lists = list(StatusList.objects.filter(kind=kind).values_list("id", flat=True))
    Change.objects.filter(topic=Change.Topic.STATUS, list_id__in=lists).delete()
    for table in (Scan, Printing, StatusEntry, StatusListToken):
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
        list_id__in={ref.list_id for ref in wanted}, index__among={ref.index for ref in wanted}
    ).values_list("list_id", "index", "status")
    found = {StatusRef(list_id=list_id, index=index): Status(status) for list_id, index, status in rows}
    return {ref: status for ref, status in found.items() if ref in wanted}


def withdraw_paper(*, ref: StatusRef, by: Actor, at: datetime, signed_before: datetime | None = None) -> bool:
    """Refuse all printed codes of this credential signed before a moment, `at` by itself: paper was lost.

    The credential stands. A code printed anew is signed later, and so accepted; the same moment again, or an earlier
    one, changes nothing, and gives False. Raises `NotFound`.
    """
    until = min(signed_before or at, at)
    with transaction.atomic():
        entry = StatusEntry.objects.select_for_update().filter(list_id=ref.list_id, index=ref.index).first()
        if entry is None:
            raise NotFound()
        if entry.paper_withdrawn_at and entry.paper_withdrawn_at >= until:
            return False
        entry.paper_withdrawn_at = until
        entry.save(update_fields=["paper_withdrawn_at"])
        tell_gates(topic=Change.Topic.WITHDRAWAL, at=at)
        _entry("codes.paper.withdrawn", entry, by, at, {}).save(force_insert=True)
    return True


def _open_list(kind: str, at: datetime) -> int:
    opened = StatusList.objects.create(kind=kind)
    tell_gates(topic=Change.Topic.LIST, at=at)
    return opened.id


def _entry(name: str, entry: StatusEntry, by: Actor, at: datetime, details: dict[str, str]) -> AuditEntry:
    place = {"list": entry.list_id, "index": entry.index}
    return audit.compose(
        kind=AuditEntry.Kind.ACT, name=name, subject_key=entry.holder_key, by=by, at=at, details=place | details
    )
