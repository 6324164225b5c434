"""What a gate counted and how it is, as it writes it down for the platform to take in."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from lingnan.engine.distinct import Distinct


class Act(StrEnum):
    """What is counted."""

    DISPLAY = "display"
    SCAN = "scan"


class Kept(StrEnum):
    """Of what the different ones are counted, a day: credentials that were shown, and devices that scanned."""

    HOLDERS = "holders"
    DEVICES = "devices"


class TallyDamaged(ValueError):
    """The text is not what a gate wrote."""

    code: ClassVar[str] = "tally-damaged"


class Bucket(NamedTuple):
    """One count's hour (its beginning, with its zone), kind of credential, and act."""

    hour: datetime
    kind: str
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How a gate is at `told_at`: since when its knowledge is not confirmed (None: it never heard the database), its
    level of strain, and by how many seconds its clock is ahead of the database's.
    """

    told_at: datetime
    confirmed_at: datetime | None
    level: str
    clock_ahead_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """All that one gate process counted since it began. Counts only grow, so the latest copy says everything.

    `pulse` is None for a process that is no gate, and for a gate that has stopped.
    """

    gate: str
    counts: Mapping[Bucket, int]
    distinct: Mapping[tuple[date, Kept], Distinct]
    pulse: Pulse | None = None


def encode_tally(tally: Tally) -> bytes:
    """The tally as JSON."""
    counts = [[bucket.hour.isoformat(), bucket.kind, bucket.act, number] for bucket, number in tally.counts.items()]
    distinct = [
        [day.isoformat(), kept, b64encode(sketch.to_bytes()).decode()] for (day, kept), sketch in tally.distinct.items()
    ]
    content = {"gate": tally.gate, "counts": counts, "distinct": distinct, "pulse": _encode_pulse(tally.pulse)}
    return json.dumps(content, ensure_ascii=False).encode()


def decode_tally(data: bytes) -> Tally:
    """Read what `encode_tally` wrote; raises `TallyDamaged`."""
    try:
        content = json.loads(data)
        return Tally(
            gate=content["gate"],
            counts={
                Bucket(datetime.fromisoformat(hour), kind, Act(act)): int(number)
                for hour, kind, act, number in content["counts"]
            },
            distinct={
                (date.fromisoformat(day), Kept(kept)): Distinct(b64decode(registers))
                for day, kept, registers in content["distinct"]
            },
            pulse=_decode_pulse(content.get("pulse")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TallyDamaged("not a gate's tally") from error


def _encode_pulse(pulse: Pulse | None) -> list[object] | None:
    if pulse is None:
        return None
    confirmed_at = pulse.confirmed_at.isoformat() if pulse.confirmed_at else None
    return [pulse.told_at.isoformat(), confirmed_at, pulse.level, pulse.clock_ahead_seconds]


def _decode_pulse(content: Sequence[Any] | None) -> Pulse | None:
    if content is None:
        return None
    told_at, confirmed_at, level, clock_ahead_seconds = content
    return Pulse(
        told_at=datetime.fromisoformat(told_at),
        confirmed_at=datetime.fromisoformat(confirmed_at) if confirmed_at else None,
        level=str(level),
        clock_ahead_seconds=int(clock_ahead_seconds),
    )
