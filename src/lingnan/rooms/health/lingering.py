"""Those who were judged anew on every day, and yet are not green after 14 days: nobody closed what keeps them there."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lingnan.kernel.clock import local_date
from lingnan.rooms.identity import api as identity

from . import models
from .reviews import NOTHING_TO_DO
from .types import Overdue

TOO_LONG = timedelta(days=14)


def list_lingering(*, at: datetime) -> list[Overdue]:
    """Who lost the green colour more than 14 days ago and was never green since, the longest first, without those whom
    `list_overdue` tells of. `since` is when she lost it.
    """
    rows = lingering_rows(at)
    people = identity.list_people(keys=[row.subject_key for row in rows])
    return [
        Overdue(
            person=people[row.subject_key].uuid,
            colour=row.change.colour,
            class_code=row.change.class_code,
            since=row.lost_at,  # type: ignore[attr-defined]
            review_on=row.review_on,
        )
        for row in rows
    ]


def lingering_rows(at: datetime) -> QuerySet[models.StandingColour]:
    """Their colours, each with `lost_at`, the longest first."""
    own = models.ColourChange.objects.filter(subject_key=OuterRef("subject_key")).order_by("id")
    green_later = own.filter(id__gt=OuterRef("id"), way_out=NOTHING_TO_DO)
    lost = own.exclude(way_out=NOTHING_TO_DO).exclude(Exists(green_later)).values("at")[:1]
    rows = models.StandingColour.objects.exclude(change__way_out=NOTHING_TO_DO).filter(review_on__gte=local_date(at))
    lingering = rows.annotate(lost_at=Coalesce(Subquery(lost), F("change__at"))).filter(lost_at__lt=at - TOO_LONG)
    return lingering.select_related("change").order_by("lost_at", "subject_key")
