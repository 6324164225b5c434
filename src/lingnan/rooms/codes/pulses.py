"""What gates and workers say of themselves: a gate in its tally, a worker of what its machine's spool still holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path

from lingnan.engine.tallies import Tally

from .models import Pulse
from .spool import count_waiting
from .types import SILENT_AFTER, GatePulse, WorkerPulse

KEPT_FOR = timedelta(days=2)
TOLD = ["told_at", "confirmed_at", "level", "clock_ahead_seconds", "waiting"]


def take_in_pulses(*, tallies: Sequence[Tally], at: datetime) -> None:
    """Keep how each gate is; forget those that have stopped, and those that were silent too long."""
    Pulse.objects.filter(
        part=Pulse.Part.GATE, name__in=[tally.gate for tally in tallies if tally.pulse is None]
    ).delete()
    Pulse.objects.filter(told_at__lt=at - KEPT_FOR).delete()
    _keep([_row(tally) for tally in tallies if tally.pulse and at - tally.pulse.told_at <= KEPT_FOR])


def note_waiting(*, folder: Path, machine: str, at: datetime) -> None:
    """Keep about how many scans lie in the spool of this machine and are yet to be taken in."""
    waiting = count_waiting(folder=folder)
    _keep([Pulse(part=Pulse.Part.WORKER, name=machine, began_at=at, told_at=at, waiting=waiting)])


def list_pulses(*, at: datetime) -> tuple[tuple[GatePulse, ...], tuple[WorkerPulse, ...]]:
    """The gates and the workers that were heard of, by name, without gates in whose place others began."""
    rows = list(Pulse.objects.order_by("name"))
    heard = [row for row in rows if row.part == Pulse.Part.GATE]
    replaced = _replaced(heard, at)
    gates = tuple(_gate(row) for row in heard if row.name not in replaced)
    workers = tuple(
        WorkerPulse(machine=row.name, told_at=row.told_at, waiting=row.waiting)
        for row in rows
        if row.waiting is not None
    )
    return gates, workers


def _replaced(gates: Sequence[Pulse], at: datetime) -> set[str]:
    """The names of silent gates, for each of which another began on its machine after it was heard last."""
    replaced, free = set(), sorted(gates, key=attrgetter("began_at"))
    for gate in sorted(gates, key=attrgetter("told_at")):
        later = (one for one in free if one.began_at > gate.told_at and _machine(one) == _machine(gate))
        if at - gate.told_at > SILENT_AFTER and (successor := next(later, None)):
            replaced.add(gate.name)
            free.remove(successor)
    return replaced


def _machine(gate: Pulse) -> str:
    return gate.name.rpartition(":")[0]


def _keep(rows: Sequence[Pulse]) -> None:
    Pulse.objects.bulk_create(rows, update_conflicts=True, unique_fields=["part", "name"], update_fields=TOLD)


def _row(tally: Tally) -> Pulse:
    pulse = tally.pulse
    assert pulse is not None
    return Pulse(
        part=Pulse.Part.GATE,
        name=tally.gate,
        began_at=pulse.told_at,
        told_at=pulse.told_at,
        confirmed_at=pulse.confirmed_at,
        level=pulse.level,
        clock_ahead_seconds=pulse.clock_ahead_seconds,
    )


def _gate(row: Pulse) -> GatePulse:
    assert row.clock_ahead_seconds is not None
    age = row.told_at - row.confirmed_at if row.confirmed_at else None
    return GatePulse(
        gate=row.name,
        told_at=row.told_at - timedelta(seconds=row.clock_ahead_seconds),
        age_seconds=max(0, int(age.total_seconds())) if age is not None else None,
        level=row.level,
        clock_ahead_seconds=row.clock_ahead_seconds,
    )
