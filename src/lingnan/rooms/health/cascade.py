"""The cascade: lists of risk areas that changed, and everyone who was where they did."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import connection, transaction

from lingnan.engine.exposure import Listing, Register
from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.exchange import api as exchange

from . import models
from .colours import BOOK
from .line import await_judgement, send_for_due
from .standing import JOURNEY, read_register
from .types import Urgency

PURPOSE = "查找到过风险地区名单有变动地点的人"
AREA = "travel.stay_area"
SWEPT = "health.lists.swept"
SETTLED = timedelta(seconds=5)


def sweep_lists(*, by: Actor, at: datetime) -> int:
    """Send for everyone who was where the lists known today differ from those of the last sweep; returns how many. The
    first sweep of a day sends for those whose day has come, too, whenever in the day it is.

    A publication, a listing withdrawn, a level that rose and a day on which a listing begins are all such differences.
    The sweep and what it sends for are one transaction: one that was killed is made again, one that is made twice
    finds no difference.
    """
    with transaction.atomic():
        wait_in_line("health.sweep")
        number, last = settled_version(at), models.ListSweep.objects.order_by("-id").first()
        if number is None or (last and (last.number, last.day) == (number, local_date(at))):
            return 0
        if last is None or last.day != local_date(at):
            send_for_due(at=at)
        found = _find_people(last, number, by, at)
        await_judgement(subject_keys=found, urgency=Urgency.LISTS, at=at)
        _remember(number, len(found), by, at)
        return len(found)


def settled_version(at: datetime) -> int | None:
    """The newest version, once every process judges by it: whom one judged by the version before is then found."""
    try:
        newest = catalogue.get_rule_files(code=BOOK)
    except NotFound:
        return None
    return newest.number if abs(at - newest.published_at) > SETTLED else None


def _find_people(last: models.ListSweep | None, number: int, by: Actor, at: datetime) -> list[int]:
    """By every place that anyone was in: whether the two states of the lists say the same of it."""
    places = exchange.list_values(resource=JOURNEY, element=AREA, purpose=PURPOSE, by=by, at=at)
    changed = [place for place in places if _said(last, place) != _listed(number, local_date(at), place)]
    if not changed:
        return []
    return exchange.find_subjects(resource=JOURNEY, element=AREA, values=changed, purpose=PURPOSE, by=by, at=at)


def _said(last: models.ListSweep | None, place: str) -> frozenset[Listing]:
    return _listed(last.number, last.day, place) if last else frozenset()


def _listed(number: int, day: date, place: str) -> frozenset[Listing]:
    return _register(number).list_listings(place, known_on=day)


@lru_cache(maxsize=2)
def _register(number: int) -> Register:
    files = catalogue.get_rule_files(code=BOOK, version=number).files
    return read_register(files=files, divisions=catalogue.dictionary().divisions)


def _remember(number: int, people: int, by: Actor, at: datetime) -> None:
    day = local_date(at)
    models.ListSweep.objects.create(number=number, day=day, people=people, at=at)
    audit.record(
        kind=AuditEntry.Kind.ACT, name=SWEPT, subject_key=None, by=by, at=at,
        details={"number": number, "day": day.isoformat(), "people": people},
    )  # fmt: skip


def wait_in_line(sweep: str) -> None:
    """One sweep of a name at a time, till the transaction ends: the second finds what the first left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sweep])
