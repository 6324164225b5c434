"""Those who were judged anew on every day, and yet are not green after 14 days: nobody closed what keeps them there."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lingnan.kernel.clock import local_date

from . import models
from .recolouring import told_overdue
from .reviews import NOTHING_TO_DO
from .types import Overdue

TOO_LONG = timedelta(days=14)


def list_lingering(*, at: datetime) -> list[Overdue]:
    """Who lost the green colour more than 14 days ago and was never green since, the longest first, without those whom
    `list_overdue` tells of. `since` is when she lost it.
    """
    return told_overdue([(row, row.lost_at) for row in lingering_rows(at)])  # type: ignore[attr-defined]


def lingering_rows(at: datetime) -> QuerySet[models.StandingColour]:
    """Their colours, each with `lost_at`, the longest first."""
    own = models.ColourChange.objects.filter(subject_key=OuterRef("subject_key")).order_by("id")
    green_later = own.filter(id__gt=OuterRef("id"), way_out=NOTHING_TO_DO)
    lost = own.exclude(way_out=NOTHING_TO_DO).exclude(Exists(green_later)).values("at")[:1]
    rows = models.StandingColour.objects.exclude(change__way_out=NOTHING_TO_DO).filter(review_on__gte=local_date(at))
    lingering = rows.annotate(lost_at=Coalesce(Subquery(lost), F("change__at"))).filter(lost_at__lt=at - TOO_LONG)
    return lingering.select_related("change").order_by("lost_at", "subject_key")
