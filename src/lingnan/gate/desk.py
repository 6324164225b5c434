"""What a gate answers, and counts: showing a holder's code, and scanning one. No network here, and no clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from lingnan.engine.credentials import CredentialError, Mint, NoActiveKey, Status
from lingnan.engine.scans import ScanRecord
from lingnan.engine.verification import (
    CodeReader,
    CodeRefused,
    Outcome,
    Reading,
    list_number,
    outcome_of,
    outcome_on_screen,
)

from .counting import Counting
from .snapshot import CURRENT_FOR, Device, Place, Snapshot
from .strain import LIFETIMES, Level

# What the table of scans holds of a name.
NAME_LENGTH = 60
# Where a code that can't be believed is counted: no list has this number, so its kind is ''.
NO_LIST = 0
A_SECOND = timedelta(seconds=1)


class Notice(StrEnum):
    """What to say besides the answer."""

    CUT_OFF = "cut-off"


class NotReady(Exception):
    """The gate has not heard the database yet, or no key may sign: try again in a moment."""

    code = "not-ready"


class DeviceRefused(Exception):
    """The key is no device's, or of one that was revoked: the two look the same."""

    code = "device-unknown"


class DisplayRefused(Exception):
    """The display key opens nothing; `outcome` says why. The page gets a new one where its holder is signed in."""

    code = "display-refused"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Face:
    """What stands beside a code until `expires_at`: what its credential comes to as far as the gate knows.

    One is made for all of an outcome who are shown a code within the same second; it is equal to itself alone.
    """

    expires_at: datetime
    outcome: Outcome
    age_seconds: int
    notice: Notice | None


# Not frozen: one of each is made for every code, in a third of the time.
@dataclass(slots=True)
class Shown:
    """A code to show, and its face. `token` is None at the level STATUS_ONLY."""

    token: str | None
    face: Face


class Verdict(NamedTuple):
    """The answer to a scan: what an inspector needs, and nothing else of the holder."""

    outcome: Outcome
    checked_at: datetime
    age_seconds: int
    notice: Notice | None
    kind: str = ""
    holder: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """What is the same for all who are shown a code within one second, from `begin` to before `end`.

    `faces` are by status, of credentials that are good today and of those whose last day is past.
    """

    begin: datetime
    end: datetime
    edition: int
    level: Level
    gives_tokens: bool
    today: date
    faces: tuple[Face, ...]
    faces_past: tuple[Face, ...]
    mint: Mint


class Desk:
    """Answers from a snapshot. `place` names this gate in the scans, `zone` is the province's."""

    def __init__(self, *, snapshot: Snapshot, counting: Counting, place: str, zone: tzinfo) -> None:
        self._snapshot = snapshot
        self._counting = counting
        self._place = place[:NAME_LENGTH]
        self._zone = zone
        self._now: _Moment | None = None
        self._codes = CodeReader(keys=snapshot.keys, zone=zone)

    def show(self, *, display_key: str, at: datetime, nonce: bytes, level: Level = Level.FULL) -> Shown:
        """A fresh token for the holder of a display key, whatever the status: the scan tells it, and so does this.

        Raises NotReady, DisplayRefused.
        """
        now = self._moment(at, level)
        try:
            displayed = now.mint.read(display_key=display_key)
            list_id, index = list_number(displayed.status_list), displayed.place
            status = self._snapshot.status_at(list_id, index)
            token = now.mint.write(displayed=displayed, nonce=nonce) if now.gives_tokens else None
        except NoActiveKey as error:
            raise NotReady() from error
        except CredentialError as error:
            raise DisplayRefused(outcome_of(error)) from error
        except CodeRefused as refusal:
            raise DisplayRefused(refusal.outcome) from refusal
        self._counting.count_display(list_id, index)
        until = displayed.valid_until
        faces = now.faces if until is None or until >= now.today else now.faces_past
        return Shown(token, faces[status])

    def admit(self, *, device_key: str) -> Device:
        """The device that asks for a scan. Raises NotReady, DeviceRefused."""
        self._require_ready()
        device = self._snapshot.device_of(device_key)
        if device is None:
            raise DeviceRefused()
        return device

    def scan(self, *, text: str, device: Device, at: datetime) -> tuple[Verdict, ScanRecord | None]:
        """The answer to a scanned text, and the record to keep before it is given; rubbish leaves no record."""
        age_seconds, notice = self._age(at)
        try:
            reading = self._reader().read(text=text, at=at)
            outcome = self._outcome(reading, at)
        except CodeRefused as refusal:
            self._counting.count_scan(NO_LIST, device.uuid)
            return Verdict(outcome=refusal.outcome, checked_at=at, age_seconds=age_seconds, notice=notice), None
        verdict = Verdict(
            outcome=outcome,
            checked_at=at,
            age_seconds=age_seconds,
            notice=notice,
            kind=reading.kind or self._snapshot.kind_of(reading.list_id),
            holder=reading.holder,
            valid_until=reading.valid_until,
        )
        self._counting.count_scan(reading.list_id, device.uuid)
        return verdict, self._record(reading, outcome, device.uuid, at)

    def _reader(self) -> CodeReader:
        if self._codes.keys is not self._snapshot.keys:
            self._codes = CodeReader(keys=self._snapshot.keys, zone=self._zone)
        return self._codes

    def _moment(self, at: datetime, level: Level) -> _Moment:
        now, snapshot = self._now, self._snapshot
        if now is None or now.edition != snapshot.edition or now.level is not level or not now.begin <= at < now.end:
            now = self._now = self._begin_moment(at, level)
        return now

    def _begin_moment(self, at: datetime, level: Level) -> _Moment:
        self._require_ready()
        begin = at.replace(microsecond=0)
        age_seconds, _ = self._age(at)
        # Of its end: within the moment nothing may be called current that is no longer.
        _, notice = self._age(begin + A_SECOND)
        today = at.astimezone(self._zone).date()
        mint = Mint(keys=self._snapshot.keys, at=at, lifetime=LIFETIMES[level])

        def faces(valid_until: date | None) -> tuple[Face, ...]:
            outcomes = (outcome_on_screen(status=status, valid_until=valid_until, today=today) for status in Status)
            return tuple(
                Face(expires_at=mint.expires_at, outcome=outcome, age_seconds=age_seconds, notice=notice)
                for outcome in outcomes
            )

        return _Moment(
            begin=begin,
            end=begin + A_SECOND,
            edition=self._snapshot.edition,
            level=level,
            gives_tokens=level < Level.STATUS_ONLY,
            today=today,
            faces=faces(None),
            faces_past=faces(date.min),
            mint=mint,
        )

    def _require_ready(self) -> None:
        if not self._snapshot.is_ready:
            raise NotReady()

    def _outcome(self, reading: Reading, at: datetime) -> Outcome:
        known, today = self._snapshot.status_at(reading.list_id, reading.index), at.astimezone(self._zone).date()
        # Only paper can be lost, or know better.
        if reading.printed_at is None:
            return outcome_on_screen(status=known, valid_until=reading.valid_until, today=today)
        return reading.outcome(
            status=reading.status(known=known, confirmed_at=self._snapshot.confirmed_at),
            withdrawn_at=self._snapshot.withdrawn_at(Place(list_id=reading.list_id, index=reading.index)),
            today=today,
        )

    def _age(self, at: datetime) -> tuple[int, Notice | None]:
        """How old the knowledge is in seconds, and what to say of it."""
        age = self._snapshot.age(at)
        return max(0, int(age.total_seconds())), None if age <= CURRENT_FOR else Notice.CUT_OFF

    def _record(self, reading: Reading, outcome: Outcome, device: str, at: datetime) -> ScanRecord:
        return ScanRecord(
            nonce=reading.scan_nonce(device=f"device:{device}", at=at),
            list_id=reading.list_id,
            index=reading.index,
            outcome=outcome,
            place=self._place,
            device=device,
            scanned_at=at,
            token=reading.token,
        )
