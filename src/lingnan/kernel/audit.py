"""The audit trail: every act and every read of a person's data, append-only and hash-chained.

Entries of one subject share one of 64 chains, so a hundred million people do not queue for one lock. A deferred
trigger seals each entry at commit: hash = SHA-256(previous hash ‖ body). What commits is sealed; what rolls back
leaves no gap.
"""

import hmac
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q, Subquery

from .actors import Actor
from .models import CHAINS, AuditEntry, AuditHead
from .rows import insert_new

BATCH = 5_000
WRITTEN = ("kind", "name", "subject_key", "case_uuid", "at", "body", "chain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry as its readers see it."""

    id: int
    kind: str
    name: str
    subject_key: int | None
    case_uuid: UUID | None
    at: datetime
    by: Actor
    purpose: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where a chain does not hold."""

    chain: int
    seq: int
    reason: str


def compose(
    *,
    kind: AuditEntry.Kind,
    name: str,
    subject_key: int | None,
    by: Actor,
    at: datetime,
    purpose: str = "",
    case_uuid: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """An entry not yet written. `details` holds primitives, never a value that was read."""
    content = {
        "kind": kind.value,
        "name": name,
        "subject_key": subject_key,
        "case_uuid": str(case_uuid) if case_uuid else None,
        "at": at.isoformat(),
        "by": asdict(by),
        "purpose": purpose,
        "details": details or {},
    }
    return AuditEntry(
        kind=kind,
        name=name,
        subject_key=subject_key,
        case_uuid=case_uuid,
        at=at,
        body=json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        chain=(subject_key or 0) % CHAINS,
    )


def record(
    *,
    kind: AuditEntry.Kind,
    name: str,
    subject_key: int | None,
    by: Actor,
    at: datetime,
    purpose: str = "",
    case_uuid: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write one entry in the caller's transaction."""
    compose(
        kind=kind,
        name=name,
        subject_key=subject_key,
        by=by,
        at=at,
        purpose=purpose,
        case_uuid=case_uuid,
        details=details,
    ).save(force_insert=True)


def record_many(*, entries: Iterable[AuditEntry]) -> None:
    """Write entries that were composed, in their order, in the caller's transaction."""
    insert_new(model=AuditEntry, rows=({name: getattr(entry, name) for name in WRITTEN} for entry in entries))


def list_entries(
    *,
    subject_key: int,
    earlier_keys: Collection[int] = (),
    kind: AuditEntry.Kind,
    of_all: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """The entries about one person, newest first, and those of the name `of_all`, which are about everyone; `before` is
    the id of the last one already shown.

    `earlier_keys` are those of records that became hers: their entries stay as they were sealed.
    """
    wanted = Q(subject_key__in=[subject_key, *earlier_keys])
    if of_all:
        wanted |= Q(subject_key=None, kind=kind, name=of_all)
    rows = AuditEntry.objects.filter(wanted, kind=kind)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_entry(row) for row in rows.order_by("-id")[:limit]]


def _entry(row: AuditEntry) -> Entry:
    content = json.loads(row.body)
    return Entry(
        id=row.id,
        kind=row.kind,
        name=row.name,
        subject_key=row.subject_key,
        case_uuid=row.case_uuid,
        at=row.at,
        by=Actor(**content["by"]),
        purpose=content["purpose"],
        details=content["details"],
    )


def verify() -> Iterator[Break]:
    """Walk every chain and yield each place where an entry was altered, removed, inserted or reordered."""
    heads = AuditHead.objects.in_bulk()
    for chain in range(CHAINS):
        if chain in heads:
            yield from _verify_chain(heads[chain])
        else:
            yield Break(chain=chain, seq=0, reason="the head of the chain is missing")
    unsealed = AuditEntry.objects.filter(seq=None).count()
    if unsealed:
        yield Break(chain=-1, seq=0, reason=f"{unsealed} entries were written around the seal")


def _verify_chain(head: AuditHead) -> Iterator[Break]:
    previous, expected = b"", 1
    for row in AuditEntry.objects.filter(chain=head.chain, seq__lte=head.seq).order_by("seq").iterator(BATCH):
        if row.seq != expected:
            yield Break(chain=head.chain, seq=expected, reason="an entry is missing")
            return
        if sha256(previous + row.body.encode()).digest() != bytes(row.hash or b""):
            yield Break(chain=head.chain, seq=expected, reason="an entry was altered")
            return
        yield from _verify_columns(row, expected)
        previous, expected = bytes(row.hash or b""), expected + 1
    if expected != head.seq + 1 or not hmac.compare_digest(previous, bytes(head.hash)):
        yield Break(chain=head.chain, seq=expected, reason="the end of the chain was cut off")
    elif _goes_on_beyond_its_head(head.chain):
        yield Break(chain=head.chain, seq=expected, reason="an entry stands beyond the end")


def _goes_on_beyond_its_head(chain: int) -> bool:
    """Asked of entries and head in one statement: a chain may have grown since its head was read."""
    head = AuditHead.objects.filter(chain=chain).values("seq")
    return AuditEntry.objects.filter(chain=chain, seq__gt=Subquery(head)).exists()


def _verify_columns(row: AuditEntry, seq: int) -> Iterator[Break]:
    content = json.loads(row.body)
    columns: Sequence[tuple[str, Any]] = [
        ("kind", row.kind),
        ("name", row.name),
        ("subject_key", row.subject_key),
        ("case_uuid", str(row.case_uuid) if row.case_uuid else None),
    ]
    for column, value in columns:
        if content[column] != value:
            yield Break(
                chain=row.chain,
                seq=seq,
                reason=f"the column {column} no longer says what was sealed",
            )
