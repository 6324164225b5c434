"""The end of a form that nobody goes on with: its owner is told a while before, then what it holds is deleted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from lingnan.kernel import events
from lingnan.kernel.clock import local_date
from lingnan.rooms.catalogue import api as catalogue

from . import models
from .events import DraftExpiring

BATCH = 500


def kept_until(*, saved_at: datetime) -> datetime:
    """When a form that was last saved then goes."""
    return saved_at + timedelta(days=catalogue.province().drafts.kept_days)


def expire_drafts(*, at: datetime) -> None:
    """Tell those whose forms go soon, and delete those that were told and whose time is up.

    Publishes `DraftExpiring`. Safe to repeat.
    """
    while _warn(at):
        pass
    _delete(at)


def _warn(at: datetime) -> int:
    """Tell the next few hundred in one transaction; returns how many."""
    notice = timedelta(days=catalogue.province().drafts.notice_days)
    with transaction.atomic():
        idle = models.Draft.objects.filter(is_unsent(), warned_at=None, saved_at__lte=_idle_since(at) + notice)
        rows = list(idle.select_for_update(of=("self",), skip_locked=True).order_by("saved_at")[:BATCH])
        for row in rows:
            ends_at = max(kept_until(saved_at=row.saved_at), at + notice)
            events.publish(
                DraftExpiring(
                    draft=str(row.uuid),
                    owner_key=row.owner_key,
                    services=tuple(row.services),
                    ends_on=local_date(ends_at).isoformat(),
                )
            )
        models.Draft.objects.filter(pk__in=[row.pk for row in rows]).update(warned_at=at)
    return len(rows)


def _delete(at: datetime) -> None:
    """A form that was sent goes without a word: its application holds what it held."""
    notice = timedelta(days=catalogue.province().drafts.notice_days)
    idle = models.Draft.objects.filter(saved_at__lte=_idle_since(at))
    idle.filter(warned_at__lte=at - notice).delete()
    idle.filter(~is_unsent()).delete()


def is_unsent() -> Q:
    """True of the drafts that became no application."""
    return Q(~Exists(sent_as()))


def sent_as() -> QuerySet[models.Application]:
    """Inside a query of drafts, the application that each became."""
    return models.Application.objects.filter(
        applicant_key=OuterRef("owner_key"), key=Cast(OuterRef("uuid"), CharField())
    )


def _idle_since(at: datetime) -> datetime:
    return at - timedelta(days=catalogue.province().drafts.kept_days)
