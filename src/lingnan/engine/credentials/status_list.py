"""The status of every credential in two bits, as an IETF Token Status List (draft-ietf-oauth-status-list-21).

The first credential takes the lowest bits of the first byte. A list of 100 million takes 25 MB, and with few entries
other than zero well under 1 MB when deflated.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Self

from lingnan.engine.credentials.claims import Claims, check_times, read_claims
from lingnan.engine.credentials.cose import read_message, require_typ, sign1, verify_sign1
from lingnan.engine.credentials.errors import CredentialError, Malformed
from lingnan.engine.credentials.key_set import KeySet, Purpose
from lingnan.engine.credentials.keys import SigningKey
from lingnan.engine.credentials.payload import inflate

MEDIA_TYPE = "application/statuslist+cwt"

_PER_BYTE = 4
_MAX_BYTES = 64 * 1024 * 1024
_CLEAR = bytes(0xFF & ~(0b11 << shift) for shift in (0, 2, 4, 6))

# Claim keys (draft section 14.3)
_TTL, _STATUS_LIST = 65534, 65533
_SEQUENCE = "sequence"


class Status(IntEnum):
    """The states that a credential can be in (draft section 7.1)."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2
    APPLICATION_SPECIFIC = 3


_STATUSES = tuple(Status)


class IndexOutOfRange(CredentialError):
    """The list has no entry at this index."""

    code = "index_out_of_range"


class SequenceGap(CredentialError):
    """A delta is missing between the last one applied and this one: load the list afresh."""

    code = "sequence_gap"


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusDelta:
    """The changes that lead from one sequence number to the next, in the order in which they happened."""

    sequence: int
    changes: tuple[tuple[int, Status], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusList:
    """An immutable list as it stood at `sequence`; `packed` holds four entries a byte."""

    packed: bytes = field(repr=False)
    sequence: int

    def __len__(self) -> int:
        return len(self.packed) * _PER_BYTE

    def get(self, index: int) -> Status:
        """The status of one credential. Raises IndexOutOfRange."""
        return _read_at(self.packed, index)

    def deflated(self) -> bytes:
        """The list as zlib deflates it for transport."""
        return zlib.compress(self.packed, 6)


class StatusListBuilder:
    """A list that changes in place, as the issuer and every gate hold it."""

    def __init__(self, *, size: int) -> None:
        """A list of at least `size` entries, all valid."""
        self._packed = bytearray(-(-size // _PER_BYTE))
        self.sequence = 0

    @classmethod
    def from_snapshot(cls, snapshot: StatusList) -> Self:
        """A builder that goes on from a snapshot."""
        builder = cls(size=0)
        builder._packed = bytearray(snapshot.packed)
        builder.sequence = snapshot.sequence
        return builder

    def __len__(self) -> int:
        return len(self._packed) * _PER_BYTE

    def get(self, index: int) -> Status:
        """The status of one credential. Raises IndexOutOfRange."""
        return _read_at(self._packed, index)

    def set(self, index: int, status: Status) -> None:
        """Set the status of one credential. Raises IndexOutOfRange."""
        self.set_many(indices=(index,), status=status)

    def set_many(self, *, indices: Iterable[int], status: Status) -> None:
        """Set many credentials to one status; nothing changes if one index is out of range.

        Raises IndexOutOfRange.
        """
        indices = self._checked(indices)
        packed, clear = self._packed, _CLEAR
        bits = [status << shift for shift in (0, 2, 4, 6)]
        for index in indices:
            place = index & 3
            packed[index >> 2] = packed[index >> 2] & clear[place] | bits[place]

    def set_range(self, *, start: int, stop: int, status: Status) -> None:
        """Set the credentials from `start` up to but not including `stop`. Raises IndexOutOfRange."""
        if not 0 <= start <= stop <= len(self):
            raise IndexOutOfRange(f"{start}..{stop} in a list of {len(self)}")
        first = min(-(-start // _PER_BYTE), stop // _PER_BYTE)
        last = max(stop // _PER_BYTE, first)
        self.set_many(indices=range(start, min(first * _PER_BYTE, stop)), status=status)
        self._packed[first:last] = bytes((status * 0b01010101,)) * (last - first)
        self.set_many(indices=range(max(last * _PER_BYTE, start), stop), status=status)

    def apply(self, delta: StatusDelta) -> bool:
        """Apply the delta that comes next; say whether it did. One that was applied before changes nothing.

        Raises SequenceGap if one is missing in between, IndexOutOfRange; the list is then as it was.
        """
        if delta.sequence <= self.sequence:
            return False
        if delta.sequence != self.sequence + 1:
            raise SequenceGap(f"delta {delta.sequence} follows {self.sequence}")
        self._checked(index for index, _ in delta.changes)
        for index, status in delta.changes:
            self.set(index, status)
        self.sequence = delta.sequence
        return True

    def snapshot(self) -> StatusList:
        """The list as it stands, frozen."""
        return StatusList(packed=bytes(self._packed), sequence=self.sequence)

    def _checked(self, indices: Iterable[int]) -> list[int] | range:
        kept = indices if isinstance(indices, range) else list(indices)
        for extreme in (min(kept, default=0), max(kept, default=0)) if kept else ():
            if not 0 <= extreme < len(self):
                raise IndexOutOfRange(f"{extreme} in a list of {len(self)}")
        return kept


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedStatusList:
    """A status list that its issuer vouches for. `uri` is the name by which credentials refer to it."""

    uri: str
    statuses: StatusList
    issued_at: datetime
    expires_at: datetime | None
    ttl: timedelta | None


def sign_status_list(*, status_list: SignedStatusList, key: SigningKey) -> bytes:
    """The list as a Status List Token in CWT format (draft section 5.2); times in whole seconds."""
    expires, ttl = status_list.expires_at, status_list.ttl
    private: dict[int | str, object] = {
        _STATUS_LIST: {"bits": 2, "lst": status_list.statuses.deflated()},
        _SEQUENCE: status_list.statuses.sequence,
    }
    if ttl is not None:
        private[_TTL] = int(ttl.total_seconds())
    claims = Claims(
        sub=status_list.uri,
        iat=int(status_list.issued_at.timestamp()),
        exp=None if expires is None else int(expires.timestamp()),
        private=private,
    )
    return sign1(payload=claims.encode(), key=key, typ=MEDIA_TYPE)


def open_status_list(*, data: bytes, uri: str, keys: KeySet, at: datetime) -> SignedStatusList:
    """Check a Status List Token and that it is the one asked for by `uri` (draft section 8.3).

    Raises Malformed, Truncated, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod, NotYetValid, Expired, TooLarge
    (inflates to over 64 MB).
    """
    message = read_message(data)
    verified = verify_sign1(message=message, keys=keys, purpose=Purpose.STATUS_LIST)
    require_typ(message=message, typ=MEDIA_TYPE)
    claims = read_claims(verified.payload)
    if claims.iat is None or claims.sub != uri:
        raise Malformed(f"not the status list {uri}")
    verified.require_period(timestamp=claims.iat)
    check_times(claims=claims, at=at)
    ttl = claims.private.get(_TTL)
    return SignedStatusList(
        uri=uri,
        statuses=_statuses(claims),
        issued_at=datetime.fromtimestamp(claims.iat, UTC),
        expires_at=None if claims.exp is None else datetime.fromtimestamp(claims.exp, UTC),
        ttl=timedelta(seconds=ttl) if isinstance(ttl, int) else None,
    )


def _statuses(claims: Claims) -> StatusList:
    match claims.private:
        case {65533: {"bits": 2, "lst": bytes() as deflated}}:
            sequence = claims.private.get(_SEQUENCE, 0)
            if isinstance(sequence, int):
                return StatusList(packed=inflate(deflated, limit=_MAX_BYTES), sequence=sequence)
    raise Malformed("not a status list of two bits an entry")


def _read_at(packed: bytes | bytearray, index: int) -> Status:
    if not 0 <= index < len(packed) << 2:
        raise IndexOutOfRange(f"{index} in a list of {len(packed) * _PER_BYTE}")
    return _STATUSES[packed[index >> 2] >> ((index & 3) << 1) & 0b11]
