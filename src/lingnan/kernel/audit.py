"""The audit trail: every act and every read of a person's data, append-only and hash-chained.

Entries of one subject share one of 64 chains, so a hundred million people do not queue for one lock. A deferred
trigger seals each entry at commit: hash = SHA-256(previous hash ‖ body). What commits is sealed; what rolls back
leaves no gap. An act upon a crowd is one entry that names them all, and each finds it among hers.
"""

import hmac
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Subquery

from .actors import Actor
from .models import CHAINS, AuditEntry, AuditHead, AuditSubject

BATCH = 5_000


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
    subjects: Mapping[int, Mapping[str, Any]] | None = None,
) -> AuditEntry:
    """An entry not yet written. `details` holds primitives, never a value that was read.

    One about several has no `subject_key` but `subjects`: for each, by key, what the details say of her alone.
    """
    content: dict[str, Any] = {
        "kind": kind.value,
        "name": name,
        "subject_key": subject_key,
        "case_uuid": str(case_uuid) if case_uuid else None,
        "at": at.isoformat(),
        "by": _actor(by),
        "purpose": purpose,
        "details": details or {},
    }
    if subjects is not None:
        content["subjects"] = {str(key): own for key, own in subjects.items()}
    return AuditEntry(
        kind=kind,
        name=name,
        subject_key=subject_key,
        case_uuid=case_uuid,
        at=at,
        body=json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        chain=(subject_key or min(subjects or (0,))) % CHAINS,
    )


@lru_cache(maxsize=256)
def _actor(by: Actor) -> dict[str, Any]:
    return asdict(by)


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


def compose_of_many(
    *,
    kind: AuditEntry.Kind,
    name: str,
    subjects: Mapping[int, Mapping[str, Any]],
    by: Actor,
    at: datetime,
    purpose: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """An entry not yet written about one person or several: for each, by key, what the details say of her alone."""
    about: dict[str, Any] = {"kind": kind, "name": name, "by": by, "at": at, "purpose": purpose}
    if len(subjects) == 1:
        ((key, own),) = subjects.items()
        return compose(subject_key=key, details={**(details or {}), **own}, **about)
    return compose(subject_key=None, details=details, subjects=subjects, **about)


def record_of_many(
    *,
    kind: AuditEntry.Kind,
    name: str,
    subjects: Iterable[tuple[int, Mapping[str, Any]]],
    by: Actor,
    at: datetime,
    purpose: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Write an entry about all of them in the caller's transaction, as `compose_of_many` makes it; none for nobody.

    Who comes twice has two entries.
    """
    for each in _rounds(subjects):
        compose_of_many(
            kind=kind, name=name, subjects=each, by=by, at=at, purpose=purpose, details=details
        ).save(force_insert=True)  # fmt: skip


def _rounds(subjects: Iterable[tuple[int, Mapping[str, Any]]]) -> list[dict[int, Mapping[str, Any]]]:
    first: dict[int, Mapping[str, Any]] = {}
    again: list[tuple[int, Mapping[str, Any]]] = []
    for key, own in subjects:
        if key in first:
            again.append((key, own))
        else:
            first[key] = own
    return [first, *_rounds(again)] if first else []


def list_entries(
    *,
    subject_key: int,
    earlier_keys: Collection[int] = (),
    kind: AuditEntry.Kind,
    of_all: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """The entries about one person, newest first: hers alone, those that name her among others, and those of the name
    `of_all`, which are about everyone; `before` is the id of the last one already shown.

    `earlier_keys` are those of records that became hers: their entries stay as they were sealed.
    """
    keys = [subject_key, *earlier_keys]
    rows = AuditEntry.objects.filter(kind=kind)
    named = AuditSubject.objects.filter(subject_key__in=keys, entry__kind=kind)
    if before is not None:
        rows, named = rows.filter(id__lt=before), named.filter(entry_id__lt=before)
    ids = rows.filter(subject_key__in=keys).order_by("-id").values("id")[:limit]
    found = [ids, named.order_by("-entry_id").values("entry_id")[:limit]]
    if of_all:
        found.append(rows.filter(subject_key=None, name=of_all).order_by("-id").values("id")[:limit])
    newest = AuditEntry.objects.filter(id__in=found[0].union(*found[1:], all=True)).order_by("-id")[:limit]
    return [_entry(row, keys) for row in newest]


def _entry(row: AuditEntry, keys: Collection[int]) -> Entry:
    content = json.loads(row.body)
    named = content.get("subjects", {})
    own = next((key for key in keys if str(key) in named), None)
    return Entry(
        id=row.id,
        kind=row.kind,
        name=row.name,
        subject_key=row.subject_key if own is None else own,
        case_uuid=row.case_uuid,
        at=row.at,
        by=Actor(**content["by"]),
        purpose=content["purpose"],
        details={**content["details"], **named.get(str(own), {})},
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
    named = AuditSubject.objects.filter(entry_id=row.id).values_list("subject_key", flat=True)
    if row.subject_key is None and {str(key) for key in named} != set(content.get("subjects", ())):
        yield Break(chain=row.chain, seq=seq, reason="who is named no longer finds the entry, or another does")
