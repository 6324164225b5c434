"""Codes on paper: which are about, and those that were lost."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lingnan.kernel.clock import local_date

from .models import Printing, StatusEntry
from .types import Printed, StatusRef


def note_printing(*, refs: Sequence[StatusRef], valid_until: date, at: datetime) -> None:
    """Remember that these codes were put on paper, until their last day; once a day for each."""
    today = local_date(at)
    rows = [
        Printing(list_id=ref.list_id, index=ref.index, printed_on=today, printed_at=at, valid_until=valid_until)
        for ref in refs
    ]
    with transaction.atomic():
        Printing.objects.filter(
            list_id__in={ref.list_id for ref in refs}, index__in={ref.index for ref in refs}, valid_until__lt=today
        ).delete()
        Printing.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["list_id", "index", "printed_on"],
            update_fields=["printed_at", "valid_until"],
        )  # fmt: skip


def list_printed(*, ref: StatusRef, at: datetime) -> list[Printed]:
    """The papers of a code that a scan would not refuse for their age or as lost, the newest first."""
    place = {"list_id": ref.list_id, "index": ref.index}
    withdrawn = StatusEntry.objects.filter(**place).values_list("paper_withdrawn_at", flat=True).first()
    rows = Printing.objects.filter(**place, valid_until__gte=local_date(at)).order_by("-printed_on")
    return [
        Printed(printed_at=row.printed_at, valid_until=row.valid_until)
        for row in rows
        if withdrawn is None or row.printed_at >= withdrawn
    ]
