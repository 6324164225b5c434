"""What a gate counted, as it writes it down for the platform to take in."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

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
class Tally:
    """All that one gate process counted since it began. Counts only grow, so the latest copy says everything."""

    gate: str
    counts: Mapping[Bucket, int]
    distinct: Mapping[tuple[date, Kept], Distinct]


def encode_tally(tally: Tally) -> bytes:
    """The tally as JSON."""
    counts = [[bucket.hour.isoformat(), bucket.kind, bucket.act, number] for bucket, number in tally.counts.items()]
    distinct = [
        [day.isoformat(), kept, b64encode(sketch.to_bytes()).decode()] for (day, kept), sketch in tally.distinct.items()
    ]
    return json.dumps({"gate": tally.gate, "counts": counts, "distinct": distinct}, ensure_ascii=False).encode()


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
        )
    except (ValueError, KeyError, TypeError) as error:
        raise TallyDamaged("not a gate's tally") from error
