"""Status lists as they are published: signed, kept, and signed anew when a status changed."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from lingnan.engine import credentials
from lingnan.engine.credentials import Purpose, SignedStatusList, SigningKey, Status, StatusListBuilder
from lingnan.engine.verification import LIST_CAPACITY, status_list_uri
from lingnan.kernel.errors import NotFound

from .keys import key_set
from .models import StatusEntry, StatusList, StatusListToken
from .signing import issuer
from .types import LISTED_FOR, SignedList

# A list is looked at, and if a status changed signed, at most this often. It is the `ttl` verifiers are told.
CHECK_EVERY = timedelta(seconds=15)
# A list without changes is signed anew before verifiers would call it too old.
RENEW_AFTER = timedelta(hours=1)


def get_status_list(*, list_id: int, at: datetime) -> SignedList:
    """The signed list, at most fifteen seconds behind the statuses. Raises `NotFound`, for one that has ended too."""
    kept = StatusListToken.objects.filter(list_id=list_id).first()
    if kept is None or at - kept.checked_at >= CHECK_EVERY:
        kept = _renew(list_id, at)
    return SignedList(token=bytes(kept.token), etag=str(kept.sequence), signed_at=kept.signed_at)


@transaction.atomic
def _renew(list_id: int, at: datetime) -> StatusListToken:
    kept = _locked(list_id, at)
    if kept.sequence and at - kept.checked_at < CHECK_EVERY:
        return kept
    statuses = _statuses(list_id)
    key = key_set().signing_key(purpose=Purpose.STATUS_LIST, at=at)
    # What the signature covers besides its times: if neither changed, the kept one still serves.
    digest = sha256(key.thumbprint + statuses.snapshot().packed).digest()
    if digest != bytes(kept.digest) or at - kept.signed_at >= RENEW_AFTER:
        statuses.sequence = kept.sequence = kept.sequence + 1
        kept.token, kept.digest, kept.signed_at = _sign(list_id, statuses, key, at), digest, at
    kept.checked_at = at
    kept.save()
    return kept


def _locked(list_id: int, at: datetime) -> StatusListToken:
    # Read and signed under one lock: who waits for it reads later, so no list is ever followed by an older one.
    if not StatusList.objects.filter(id=list_id, ended_at=None).exists():
        raise NotFound()
    unsigned = {"token": b"", "digest": b"", "sequence": 0, "signed_at": at, "checked_at": at}
    StatusListToken.objects.get_or_create(list_id=list_id, defaults=unsigned)
    return StatusListToken.objects.select_for_update().get(list_id=list_id)


def _statuses(list_id: int) -> StatusListBuilder:
    statuses = StatusListBuilder(size=LIST_CAPACITY)
    rows = StatusEntry.objects.filter(list_id=list_id).exclude(status=Status.VALID)
    for index, status in rows.values_list("index", "status").iterator(10_000):
        statuses.set(index, Status(status))
    return statuses


def _sign(list_id: int, statuses: StatusListBuilder, key: SigningKey, at: datetime) -> bytes:
    return credentials.sign_status_list(
        status_list=SignedStatusList(
            uri=status_list_uri(issuer=issuer(), list_id=list_id),
            statuses=statuses.snapshot(),
            issued_at=at,
            expires_at=at + LISTED_FOR,
            ttl=CHECK_EVERY,
        ),
        key=key,
    )
