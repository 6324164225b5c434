"""What crosses codes' door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from lingnan.engine.credentials import SCREEN_CODE_LASTS, Purpose, Status
from lingnan.engine.verification import Outcome
from lingnan.kernel.actors import Actor

from .duty import (
    SILENT_AFTER,
    City,
    Duty,
    GatePulse,
    Hour,
    KeyInfo,
    KindUse,
    ListsOfKind,
    Numbers,
    Operator,
    Refused,
    WorkerPulse,
)

__all__ = [
    "KEPT_FOR",
    "LISTED_FOR",
    "NO_CODE",
    "SCREEN_CODE_LASTS",
    "SCREEN_FOR",
    "SILENT_AFTER",
    "City",
    "Device",
    "DeviceUse",
    "DisplayClaims",
    "Duty",
    "Enroller",
    "GatePulse",
    "Hour",
    "IngestReport",
    "Inspected",
    "KeyInfo",
    "KindUse",
    "Kit",
    "ListsOfKind",
    "NewDevice",
    "Numbers",
    "OfflineScan",
    "Operator",
    "Outcome",
    "Post",
    "Purpose",
    "Refused",
    "Seen",
    "SignedList",
    "Status",
    "StatusRef",
    "Unchecked",
    "UploadReport",
    "Venue",
    "VenueScreen",
    "Verification",
    "Way",
    "Words",
    "WorkerPulse",
]

KEPT_FOR = timedelta(hours=12)
"""How long a holder's own screen shows the last status it knew, without network."""

SCREEN_FOR = timedelta(hours=2)
"""How long a venue's screen goes on without network."""

LISTED_FOR = timedelta(hours=24)
"""How long a signed status list is good, without network too."""


NO_CODE = "no-code"
"""What is kept where a number leads to no code: who has none is not told from who is not registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRef:
    """Where a credential's status is kept: a list, and a place in it."""

    list_id: int
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayClaims:
    """What a code on a screen shows of a credential.

    `kind` is the id of the kind of credential, `holder_masked` the holder's name as a stranger may see it (a person's
    masked; an enterprise's in full, for it is public), `valid_until` the last day of validity (None: without end),
    `credential` the credential's public id.
    """

    kind: str
    holder_masked: str
    status: StatusRef
    valid_until: date | None
    credential: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What to tell whoever checked a code: what the answer means, and what to do now (zh-Hans, message ids)."""

    meaning: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The answer to a checked code: what a verifier needs, and nothing else of the holder.

    Kind, name and validity are empty where the code could not be believed. `issuer` is the jurisdiction's address.
    """

    outcome: Outcome
    words: Words
    checked_at: datetime
    kind: str = ""
    holder_masked: str = ""
    valid_until: date | None = None
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A status list as it is published (Status List Token, CWT). `etag` changes with its content."""

    token: bytes
    etag: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What one pass over the gates' spool brought: new scans, repeats, refusals, and lines that could not be read."""

    taken: int = 0
    repeated: int = 0
    refused: int = 0
    damaged: int = 0

    def __add__(self, other: "IngestReport") -> "IngestReport":
        return IngestReport(
            taken=self.taken + other.taken,
            repeated=self.repeated + other.repeated,
            refused=self.refused + other.refused,
            damaged=self.damaged + other.damaged,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A code on paper that is still good: when it was printed, and its last day."""

    printed_at: datetime
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """When a holder's code was scanned, and what the scan said."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """For which department, and which division (a code prefix), someone may enrol devices."""

    department: str
    division: str


Enroller = Callable[[Actor], Post]
"""Tells the post by which an actor enrols and revokes devices; raises `NotAllowed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A scanner or a browser at a place where codes are checked. `place` and `name` are as its department wrote them.

    `paired_at` is when it took its own key, None until then.
    """

    uuid: UUID
    department: str
    division: str
    place: str
    name: str
    enrolled_at: datetime
    paired_at: datetime | None
    revoked_at: datetime | None

    def actor(self) -> Actor:
        """Who inspects here: what those whose codes are read see of it is the department and the place."""
        return Actor(kind="device", ref=f"device:{self.uuid}", name=self.place, department=self.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """A device just enrolled, and the one-time key that pairs it. The key is told here and never again."""

    device: Device
    pairing_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUse:
    """A device with what it read on a day of the province: in all, and how much of it was no good. Latest read ever."""

    device: Device
    read: int
    refused: int
    last_read_at: datetime | None


class Way(StrEnum):
    """How a device asked: at its page with network, without it, or at a gate."""

    DESK = "desk"
    OFFLINE = "offline"
    GATE = "gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One answer that a device got, of no one. `id` orders those of one moment.

    `act` is `scan` or `number`, `kind` the kind of code, empty where nothing could be believed; `outcome` is an
    `Outcome`, an `Unchecked`, or `NO_CODE`.
    """

    id: int
    act: str
    kind: str
    outcome: str
    way: Way
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What a device keeps besides the status lists, to check codes without network.

    `keys` are JWKs with purposes and periods (seconds since 1970), `kinds` the kind of each list by its number, `ended`
    the lists whose codes are good no more, `withdrawn` since when paper is lost, by list and place (seconds since
    1970). `usual` are the words of each answer, `of_kind` those for codes of one kind.
    """

    at: datetime
    keys: tuple[Mapping[str, object], ...]
    kinds: Mapping[int, str]
    ended: tuple[int, ...]
    withdrawn: Mapping[int, Mapping[int, int]]
    usual: Mapping[Outcome, Words]
    of_kind: Mapping[str, Mapping[Outcome, Words]]


class Unchecked(StrEnum):
    """Why a device without network could not tell what a code comes to."""

    OLD_LIST = "old-list"
    ON_SCREEN = "on-screen"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineScan:
    """What a device read without network, as it tells it afterwards.

    `id` (16 bytes) is drawn by the device, so that the same is taken once. `text` is that of a code whose signature
    held, else empty; `outcome` what the device answered, by a list of `listed_at`.
    """

    id: bytes
    text: str
    outcome: str
    scanned_at: datetime
    listed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadReport:
    """What became of an upload: ids taken, ids taken before, and ids refused for good."""

    taken: tuple[bytes, ...] = ()
    repeated: tuple[bytes, ...] = ()
    refused: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A place with a code of its own that people scan.

    `name`, `place` (where it is) and `operator` (who runs it) are as its department wrote them; `division` is the
    place's code, six digits. `edition` counts its posters: a new one ends the one before. The poster in force is good
    to the end of `valid_until`.
    """

    uuid: UUID
    department: str
    division: str
    name: str
    place: str
    operator: str
    edition: int
    issued_at: datetime
    valid_until: date
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueScreen:
    """What a venue's screen shows: one code a minute from `begins_at` on, a whole minute, each for an address."""

    venue: Venue
    begins_at: datetime
    texts: tuple[str, ...]
