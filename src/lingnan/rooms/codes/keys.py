"""The platform's keys: made, sealed, rotated, revoked, published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction

from lingnan.engine.credentials import (
    Algorithm,
    KeyEntry,
    KeySet,
    MacKey,
    Purpose,
    SigningKey,
    read_cose_key,
)
from lingnan.kernel import audit, events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry

from .changes import tell_gates
from .events import KeyRevoked, KeyRotated
from .models import Change, Key
from .types import KeyInfo

SEALED_FOR = "codes.key.sealed"
# A successor is known everywhere before it signs, and the key it relieves signs on for gates that were cut off.
LEAD = timedelta(minutes=1)
OVERLAP = timedelta(days=1)

# Asked for each code that is read: to write the statement anew each time would cost more than to run it.
ALL = "SELECT sealed, purpose, not_before, not_after, revoked_at FROM codes_key ORDER BY id"

# A tag of 8 bytes keeps the code on the screen small, and outlives any guessing in its minute (RFC 9053 3.1).
MAC_ALGORITHMS = {Purpose.TOKEN: Algorithm.HMAC_256_64, Purpose.DISPLAY: Algorithm.HMAC_256}


def ensure_keys(*, by: Actor, at: datetime) -> None:
    """Make the first key of each purpose that has none. Safe to repeat; processes that race make one."""
    with transaction.atomic():
        _wait_for_turn()
        present = set(Key.objects.filter(not_after=None, revoked_at=None).values_list("purpose", flat=True))
        for purpose in Purpose:
            if purpose not in present:
                _announce(_make(purpose, not_before=at), by=by, at=at)


def rotate_key(*, purpose: Purpose, by: Actor, at: datetime) -> KeyInfo:
    """Name a successor, which signs from a minute after `at`; the key it relieves may sign a day longer.

    What the old key signed stays valid till its own end. Publishes `KeyRotated`.
    """
    with transaction.atomic():
        _wait_for_turn()
        Key.objects.filter(purpose=purpose, not_after=None, revoked_at=None).update(not_after=at + LEAD + OVERLAP)
        successor = _make(purpose, not_before=at + LEAD)
        _announce(successor, by=by, at=at)
    return _info(successor)


def revoke_key(*, kid: str, by: Actor, at: datetime) -> KeyInfo:
    """End all trust in a key, for good; if it was the one that signs, a successor signs at once.

    All that it ever signed is refused from now on. Revoking it again changes nothing. Publishes `KeyRevoked`, and
    `KeyRotated` for a successor. Raises `NotFound`.
    """
    with transaction.atomic():
        _wait_for_turn()
        row = Key.objects.filter(kid=_kid(kid)).first()
        if row is None:
            raise NotFound()
        if row.revoked_at is None:
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
            _record(KeyRevoked.name, row, by=by, at=at)
            tell_gates(topic=Change.Topic.KEY, at=at)
            events.publish(KeyRevoked(kid=kid, purpose=row.purpose))
            _replace(row, by=by, at=at)
    return _info(row)


def list_keys() -> list[KeyInfo]:
    """All keys, the newest first, retired and revoked ones too."""
    return [_info(row) for row in Key.objects.order_by("-not_before", "-id")]


def key_set() -> KeySet:
    """All keys with their private parts, for signing and verifying inside this process."""
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        return _opened(tuple((bytes(sealed), *rest) for sealed, *rest in cursor.fetchall()))


# Opening a key costs more than asking whether it changed, so the last answer is kept.
@lru_cache(maxsize=1)
def _opened(rows: Sequence[tuple[bytes, str, datetime, datetime | None, datetime | None]]) -> KeySet:
    return KeySet(
        entries=tuple(
            KeyEntry(
                key=read_cose_key(settings.VAULT.open(sealed=sealed, purpose=SEALED_FOR)),
                purposes=frozenset({Purpose(purpose)}),
                not_before=not_before,
                not_after=not_after,
                revoked_at=revoked_at,
            )
            for sealed, purpose, not_before, not_after, revoked_at in rows
        )
    )


def _wait_for_turn() -> None:
    # Changes of keys are rare: one at a time, until the caller's transaction ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('codes.key'))")


def _make(purpose: Purpose, *, not_before: datetime) -> Key:
    algorithm = MAC_ALGORITHMS.get(purpose)
    key = MacKey.generate(algorithm=algorithm) if algorithm else SigningKey.generate()
    return Key.objects.create(
        kid=key.kid,
        thumbprint=key.thumbprint,
        purpose=purpose,
        algorithm=key.algorithm,
        sealed=settings.VAULT.seal(plain=key.to_cose_key(), purpose=SEALED_FOR),
        public=key.public.to_cose_key() if isinstance(key, SigningKey) else None,
        not_before=_whole_second(not_before),
    )


def _whole_second(at: datetime) -> datetime:
    # What is signed states whole seconds: a key must not begin later within the second in which it first signs.
    return at.replace(microsecond=0)


def _replace(revoked: Key, *, by: Actor, at: datetime) -> None:
    successor = Key.objects.filter(purpose=revoked.purpose, not_after=None, revoked_at=None).first()
    if successor is None:
        _announce(_make(Purpose(revoked.purpose), not_before=at), by=by, at=at)
    elif successor.not_before > at:
        successor.not_before = _whole_second(at)
        successor.save(update_fields=["not_before"])


def _announce(row: Key, *, by: Actor, at: datetime) -> None:
    _record(KeyRotated.name, row, by=by, at=at)
    tell_gates(topic=Change.Topic.KEY, at=at)
    events.publish(KeyRotated(kid=bytes(row.kid).hex(), purpose=row.purpose))


def _record(name: str, row: Key, *, by: Actor, at: datetime) -> None:
    details = {"kid": bytes(row.kid).hex(), "purpose": row.purpose}
    audit.record(kind=AuditEntry.Kind.ACT, name=name, subject_key=None, by=by, at=at, details=details)


def _kid(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise NotFound() from error


def _info(row: Key) -> KeyInfo:
    return KeyInfo(
        kid=bytes(row.kid).hex(),
        purpose=Purpose(row.purpose),
        not_before=row.not_before,
        not_after=row.not_after,
        revoked_at=row.revoked_at,
    )
