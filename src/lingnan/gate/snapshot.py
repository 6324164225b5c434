"""What a gate knows of the province, and since when it has not been told otherwise.

A revocation never rolls back: not when news repeat or come late, nor when the database is restored to an older state.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from lingnan.engine.credentials import KeySet, Status, StatusListBuilder
from lingnan.engine.verification import LIST_CAPACITY, CodeRefused, Outcome

# A gate hears from the database each second; after five it counts as cut off.
CURRENT_FOR = timedelta(seconds=5)
# A code is believed ten seconds before its time and after it (`engine.credentials.token`): two gates share those.
CLOCKS_AGREE = timedelta(seconds=5)

_LOW_BITS = int.from_bytes(b"\x55" * (LIST_CAPACITY // 4), "little")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a credential's status is kept."""

    list_id: int
    index: int


class Device(NamedTuple):
    """A device that may scan, or might once."""

    uuid: str
    is_revoked: bool


class EndedList(StatusListBuilder):
    """In the place of a list that has ended: nothing noted there would otherwise read as valid."""

    def get(self, index: int) -> Status:
        """Raises CodeRefused."""
        raise CodeRefused(Outcome.ENDED)


@dataclass(slots=True, kw_only=True)
class Contents:
    """All that the database told: keys, statuses and kinds by list, since when the paper of a place is lost, devices.

    `devices` are by the SHA-256 of their keys.
    """

    keys: KeySet = field(default_factory=KeySet)
    statuses: dict[int, StatusListBuilder] = field(default_factory=dict)
    kinds: Mapping[int, str] = field(default_factory=dict)
    withdrawn: Mapping[Place, datetime] = field(default_factory=dict)
    devices: Mapping[bytes, Device] = field(default_factory=dict)

    @property
    def ended(self) -> frozenset[int]:
        """The lists whose statuses are destroyed."""
        return frozenset(list_id for list_id, statuses in self.statuses.items() if isinstance(statuses, EndedList))

    def end(self, lists: Iterable[int]) -> None:
        """Let these lists be ended, which is final."""
        self.statuses.update((list_id, EndedList(size=0)) for list_id in lists)

    def set_status(self, *, place: Place, status: Status) -> None:
        """Note a status, unless the credential is revoked or its list has ended: that is final."""
        statuses = self._list(place.list_id)
        if not isinstance(statuses, EndedList) and statuses.get(place.index) is not Status.INVALID:
            statuses.set(place.index, status)

    def set_statuses(self, *, list_id: int, indices: Sequence[int], status: Status) -> None:
        """Note one status of many credentials, none of which was noted before."""
        self._list(list_id).set_many(indices=indices, status=status)

    def _list(self, list_id: int) -> StatusListBuilder:
        statuses = self.statuses.get(list_id)
        if statuses is None:
            statuses = self.statuses[list_id] = StatusListBuilder(size=LIST_CAPACITY)
        return statuses


class Snapshot:
    """The contents in use. Readers always see them whole, changed by `Follower` between requests."""

    def __init__(self) -> None:
        self._contents = Contents()
        self._confirmed_at: datetime | None = None
        # Counts what a moment's answers rest on beside the statuses: the keys, and when all was last confirmed.
        self.edition = 0
        # How far this gate's clock is before the database's, as it was compared last.
        self.clock_ahead = timedelta()

    @property
    def is_ready(self) -> bool:
        """False until the database was heard once."""
        return self._confirmed_at is not None

    @property
    def is_clock_right(self) -> bool:
        """False if the clocks are so far apart that other gates refuse what this one shows, and it theirs."""
        return abs(self.clock_ahead) <= CLOCKS_AGREE

    @property
    def keys(self) -> KeySet:
        return self._contents.keys

    def status_at(self, list_id: int, index: int) -> Status:
        """The status of a credential; one that nobody ever changed is valid. Raises CodeRefused if its list ended."""
        statuses = self._contents.statuses.get(list_id)
        return Status.VALID if statuses is None else statuses.get(index)

    def withdrawn_at(self, place: Place) -> datetime | None:
        """Since when the paper of a credential is lost."""
        return self._contents.withdrawn.get(place)

    def kind_of(self, list_id: int) -> str:
        """The kind of credential whose statuses a list keeps; empty if the list is not known."""
        return self._contents.kinds.get(list_id, "")

    def device_of(self, key: str) -> Device | None:
        """The device whose key this is, unless it was revoked."""
        device = self._contents.devices.get(sha256(key.encode()).digest())
        return None if device is None or device.is_revoked else device

    def age(self, at: datetime) -> timedelta:
        """How long ago the database confirmed all this."""
        return at - self._confirmed_at if self._confirmed_at else timedelta.max

    @property
    def confirmed_at(self) -> datetime | None:
        """When the database last said that all this was so."""
        return self._confirmed_at

    def is_current(self, at: datetime) -> bool:
        """False if the gate is cut off: then what it knows may have changed."""
        return self.age(at) <= CURRENT_FOR

    def confirm(self, *, at: datetime) -> None:
        """The database says that this was all at the moment `at`."""
        self._confirmed_at = at
        self.edition += 1

    def set_status(self, *, place: Place, status: Status) -> None:
        """Note the new status of one credential."""
        self._contents.set_status(place=place, status=status)

    def set_keys(self, keys: KeySet) -> None:
        """Take over the keys; one revoked before stays revoked."""
        self._contents.keys = _still_revoked(keys, self.keys)
        self.edition += 1

    def set_kinds(self, kinds: Mapping[int, str]) -> None:
        """Take over the kinds of all lists."""
        self._contents.kinds = kinds

    def end(self, lists: Iterable[int]) -> None:
        """Let these lists be ended; those that ended before stay so."""
        self._contents.end(lists)

    def set_withdrawn(self, withdrawn: Mapping[Place, datetime]) -> None:
        """Take over which paper is lost; what was lost before stays lost."""
        merged = dict(self._contents.withdrawn)
        for place, moment in withdrawn.items():
            merged[place] = max(moment, merged.get(place, moment))
        self._contents.withdrawn = merged

    def set_devices(self, devices: Mapping[bytes, Device]) -> None:
        """Take over all devices; one revoked before stays revoked."""
        revoked = {digest: device for digest, device in self._contents.devices.items() if device.is_revoked}
        self._contents.devices = {**devices, **revoked}

    async def adopt(self, contents: Contents) -> None:
        """Take over all that the database tells, loaded afresh, and keep every revocation known before.

        Codes are shown in between; for a hundred million people the comparison would hold them up a quarter second.
        """
        for list_id, statuses in self._contents.statuses.items():
            for index in _rolled_back(statuses, contents.statuses.get(list_id)):
                contents.set_status(place=Place(list_id=list_id, index=index), status=Status.INVALID)
            await asyncio.sleep(0)
        known, self._contents = self._contents, contents
        contents.keys = _still_revoked(contents.keys, known.keys)
        contents.end(known.ended)
        self.edition += 1
        withdrawn, contents.withdrawn = contents.withdrawn, known.withdrawn
        self.set_withdrawn(withdrawn)
        devices, contents.devices = contents.devices, known.devices
        self.set_devices(devices)


def _still_revoked(fresh: KeySet, known: KeySet) -> KeySet:
    return fresh.merge(KeySet(entries=tuple(entry for entry in known.entries if entry.is_revoked)))


def _rolled_back(known: StatusListBuilder, fresh: StatusListBuilder | None) -> Iterator[int]:
    """The places revoked in `known` and not in `fresh`, found a whole list at a time: none is the rule."""
    lost = _invalid_bits(known) & ~(_invalid_bits(fresh) if fresh else 0)
    while lost:
        first = lost & -lost
        yield (first.bit_length() - 1) // 2
        lost ^= first


def _invalid_bits(statuses: StatusListBuilder) -> int:
    # INVALID is 01: the low bit of the pair is set and the high bit is not.
    bits = int.from_bytes(statuses.snapshot().packed, "little")
    return bits & ~(bits >> 1) & _LOW_BITS
