"""What gates refused, as the devices' inspections: of no one, for nobody is known whose code it was."""

from collections.abc import Sequence

from lingnan.engine.scans import RefusalRecord
from lingnan.engine.verification import Outcome

from .devices import devices_named
from .models import Inspection
from .types import IngestReport, Way

OUTCOMES = frozenset(Outcome)


def take_in_refusals(*, records: Sequence[RefusalRecord]) -> IngestReport:
    """Keep them in the caller's transaction, which moves the file's place too: so each is kept once.

    A device that was never enrolled, and an answer that no gate gives, are damage.
    """
    devices = devices_named(record.device for record in records)
    known = [record for record in records if record.device in devices and record.outcome in OUTCOMES]
    Inspection.objects.bulk_create(
        Inspection(
            device=devices[record.device], act=Inspection.Act.SCAN, outcome=record.outcome, kind="", way=Way.GATE,
            at=record.refused_at,
        )
        for record in known
    )  # fmt: skip
    return IngestReport(refused=len(known), damaged=len(records) - len(known))
