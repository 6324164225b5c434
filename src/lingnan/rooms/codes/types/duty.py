"""How the codes of the province are doing, as it crosses the door: for anyone, and for whoever is on duty."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from lingnan.engine.credentials import Purpose
from lingnan.kernel.actors import Actor

SILENT_AFTER = timedelta(seconds=30)
"""How long a gate or a worker may say nothing: six times as long as one that is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInfo:
    """A key as its keepers see it. It signs from `not_before` to `not_after`; `kid` is hexadecimal."""

    kid: str
    purpose: Purpose
    not_before: datetime
    not_after: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What happened at all gates within the hour that begins at `begins_at`."""

    begins_at: datetime
    displays: int
    scans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What the devices enrolled in a place read today: a city's four digits, two for the province's own.

    None is withheld, for being small.
    """

    division: str
    inspections: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How much codes are used, some seconds old. Today is the province's day.

    `holders_today` and `devices_today` count different ones, with a standard error of 0.8 percent: credentials
    that were shown, and devices that scanned. `hours` are today's, in order, those without use left out; `cities` those
    where enrolled devices read anything today, in order.
    """

    displays_today: int
    displays_total: int
    scans_today: int
    scans_total: int
    holders_today: int
    devices_today: int
    hours: tuple[Hour, ...]
    cities: tuple[City, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindUse:
    """How often codes of one kind were shown and scanned today; '' for what could not be believed."""

    kind: str
    displays: int
    scans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """How often codes of a kind came to one `outcome`, named as in `Inspected`; '' for what could not be believed."""

    kind: str
    outcome: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePulse:
    """How a gate process was at `told_at`, by the database's clock.

    `age_seconds` is how old its knowledge was, None if it had none yet; `clock_ahead_seconds` by how much its clock is
    ahead of the database's; `level` what it left out (docs/interfaces/codes.md, 'Under strain').
    """

    gate: str
    told_at: datetime
    age_seconds: int | None
    level: str
    clock_ahead_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPulse:
    """About how many scans lay in the spool of a machine at `told_at` and were yet to be taken in by its worker."""

    machine: str
    told_at: datetime
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsOfKind:
    """The status lists of one kind of code: those in use and those ended, the places given, and when the oldest signed
    form in use was signed (None: nobody asked for one yet).
    """

    kind: str
    in_use: int
    ended: int
    issued: int
    signed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What whoever is on duty for the province's codes needs to see, some seconds old. Of no one.

    `kinds` are today's, the most shown first; `refusals` what enrolled devices were told today but that a code is
    good, the most frequent first; `doubled` the codes on a screen that were read at two places today
    (ADR 0025). `gates` and `workers` are those heard of within two days, by name, without gates that died and in whose
    place others began; `keys` those not yet past, by
    purpose; `lists` by kind.
    """

    numbers: Numbers
    kinds: tuple[KindUse, ...]
    refusals: tuple[Refused, ...]
    doubled: int
    gates: tuple[GatePulse, ...]
    workers: tuple[WorkerPulse, ...]
    keys: tuple[KeyInfo, ...]
    lists: tuple[ListsOfKind, ...]


Operator = Callable[[Actor], None]
"""Raises `NotAllowed` for whoever does not run the province's codes."""
