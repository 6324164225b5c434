"""Visits to venues: entered and left by whoever scans a venue's code, for herself or for someone she acts for.

A visit is what its maker says. A venue's code is forwarded like any picture, so a visit proves of nobody that she was
there: no rule of the colours looks at it, and no ground of a manual colour. The evidence is with the exchange; the row
here says who is inside now, and goes the day after.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import yaml
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Coalesce, ExtractHour

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE, local_date, local_midnight
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.kernel.ids import uuid7
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Venue
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import ID_KIND, Need
from lingnan.rooms.identity import api as identity

from . import models
from .certificate import or_off
from .colours import BOOK, published_rules
from .holders import require_holder
from .holding import get_holding
from .recolouring import wait_for_turns
from .rules import rule_set_in_force
from .types import Admission, KeptVisit, VenueEntry, VenueVisit, VisitNumbers, VisitTerms

VISITS, CHECK_INS = "visits.yaml", "venue-checkin"
ENTERED, LEFT, FORGOTTEN = "health.visit.entered", "health.visit.left", "health.visits.forgotten"
PURPOSE = "查看场所登记"
OWN_SCAN, SCAN_FOR_ANOTHER = "1", "4"
CODE, NAME, DIVISION = "health.venue_code", "place.name", "place.division"
CHECKED_IN, CHECKED_OUT, METHOD = "health.checked_in_at", "health.checked_out_at", "health.checkin_method"


class VisitNotKept(LingnanError):
    """The evidence of the visit could not be taken in, as of one whose document is of a kind unknown here."""

    code = "visit-not-kept"
    status = 422
    message = "没有登记上。请把证件出示给场所的工作人员，由他们登记，一样进入。"


def get_visit_terms(*, at: datetime) -> VisitTerms:
    """On what terms venues are entered today. Raises `NoRuleInForce`."""
    rule_set_in_force(book=published_rules().book, rules_on="colour", day=local_date(at))
    declared = yaml.safe_load(catalogue.get_rule_files(code=BOOK).files[VISITS])
    return VisitTerms(
        may_enter=frozenset(declared["may_enter"]), ends_after=timedelta(hours=declared["ends_after_hours"])
    )


def get_admission(*, subject_key: int, by: Actor, at: datetime) -> Admission:
    """Whether a person may enter now, by her colour; another's look is on record.

    Raises `NoRuleInForce`, and `NotFound` for who is neither she nor acts for her.
    """
    held = get_holding(subject_key=subject_key, by=by, at=at)
    if held is None:
        return Admission(may_enter=False, grounds=None)
    may_enter = held.grounds.change.colour in get_visit_terms(at=at).may_enter
    return Admission(may_enter=may_enter, grounds=held.grounds)


def enter_venue(*, subject_key: int, text: str, by: Actor, at: datetime) -> VenueEntry:
    """Answer who scanned a venue's code by her colour; who may enter is inside from now on.

    Asked again, she is inside once. Who may not enter leaves no trace of having been there. Publishes
    `exchange.records.loaded`. Raises what `codes.read_venue` raises, `VisitNotKept`, `NoRuleInForce`, and `NotFound`
    for who is neither she nor acts for her.
    """
    venue = codes.read_venue(text=text, at=at)
    admission = get_admission(subject_key=subject_key, by=by, at=at)
    if not admission.may_enter:
        return VenueEntry(admission=admission, visit=None)
    with transaction.atomic():
        wait_for_turns([subject_key])
        row = _open_row(subject_key, venue, at) or _begin(subject_key, venue, by, at)
    return VenueEntry(admission=admission, visit=_told(row, venue))


def leave_venue(*, uuid: UUID, by: Actor, at: datetime) -> VenueVisit:
    """Check out; the first time counts, and a visit that ended by itself stays as it ended.

    Publishes `exchange.records.loaded`. Raises `NotFound` for who is neither she nor acts for her.
    """
    found = get_visit(uuid=uuid, by=by, at=at)
    with transaction.atomic():
        wait_for_turns([found.subject_key])
        row = models.VenueVisit.objects.get(uuid=uuid)
        if row.over_at is None and at < row.ends_at:
            row.over_at = max(at, row.entered_at)
            row.save(update_fields=["over_at"])
            _keep(row, found.venue, by, at)
            _record(LEFT, row, by, at)
    return _told(row, found.venue)


def get_visit(*, uuid: UUID, by: Actor, at: datetime) -> VenueVisit:
    """A visit of today or one that goes on. Raises `NotFound`, also for who is neither she nor acts for her."""
    row = models.VenueVisit.objects.filter(uuid=uuid).first()
    if row is None:
        raise or_off(NotFound())
    require_holder(subject_key=row.subject_key, by=by, at=at)
    (visit,) = _named([row])
    return visit


def list_inside(*, subject_key: int, by: Actor, at: datetime) -> list[VenueVisit]:
    """Where a person is now, as far as she said so: the latest first.

    Raises `NotFound` for who is neither she nor acts for her.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    rows = models.VenueVisit.objects.filter(subject_key=subject_key, over_at=None, ends_at__gt=at)
    return _named(rows.order_by("-entered_at"))


def list_visits(*, subject_key: int, by: Actor, at: datetime) -> list[KeptVisit]:
    """The visits of a person that are still kept, the latest first; the look is on record.

    Raises `NotFound` for who is neither she nor acts for her.
    """
    require_holder(subject_key=subject_key, by=by, at=at)
    needs = [Need(resource=CHECK_INS, element=element) for element in (NAME, CHECKED_IN, CHECKED_OUT, METHOD)]
    held = exchange.list_records(subject_key=subject_key, needs=needs, purpose=PURPOSE, by=by, at=at)[CHECK_INS]
    visits = [
        KeptVisit(
            venue_name=record.values[NAME] or "",
            entered_at=record.values[CHECKED_IN],
            left_at=record.values[CHECKED_OUT],
            method=record.values[METHOD],
        )
        for record in held
    ]
    return sorted(visits, key=lambda visit: visit.entered_at, reverse=True)


def count_visits(*, venue: UUID, by: Actor, at: datetime) -> VisitNumbers:
    """How many are inside a venue and how many entered today, by the province's hours; nobody is named.

    For who looks after the venue. Raises `NotAllowed`, `NotFound`.
    """
    codes.find_venue(uuid=venue, by=by)
    rows = models.VenueVisit.objects.filter(venue=venue)
    today = rows.filter(entered_at__gte=local_midnight(at)).annotate(
        hour=ExtractHour("entered_at", tzinfo=PROVINCE_ZONE)
    )
    hours = dict(today.values_list("hour").annotate(number=Count("pk")).order_by("hour"))
    inside = rows.filter(over_at=None, ends_at__gt=at).count()
    return VisitNumbers(inside=inside, today=sum(hours.values()), hours=hours)


def forget_visits(*, by: Actor, at: datetime) -> int:
    """Destroy what is said here of visits that were over before today; their evidence keeps its own term."""
    with transaction.atomic():
        over = models.VenueVisit.objects.annotate(end=Coalesce("over_at", "ends_at")).filter(end__lt=local_midnight(at))
        number, _ = over.delete()
        if number:
            details = {"number": number}
            audit.record(
                kind=AuditEntry.Kind.ACT, name=FORGOTTEN, subject_key=None, by=by, at=at, details=details
            )  # fmt: skip
    return number


def _open_row(subject_key: int, venue: Venue, at: datetime) -> models.VenueVisit | None:
    """The visit that goes on, if one does; one that ended by itself is noted as over."""
    row = models.VenueVisit.objects.filter(subject_key=subject_key, venue=venue.uuid, over_at=None).first()
    if row and row.ends_at <= at:
        row.over_at = row.ends_at
        row.save(update_fields=["over_at"])
        return None
    return row


def _begin(subject_key: int, venue: Venue, by: Actor, at: datetime) -> models.VenueVisit:
    ends_at = at + get_visit_terms(at=at).ends_after
    row = models.VenueVisit.objects.create(
        uuid=uuid7(at=at), subject_key=subject_key, venue=venue.uuid, entered_at=at, ends_at=ends_at,
        method=OWN_SCAN if by.person_key == subject_key else SCAN_FOR_ANOTHER,
    )  # fmt: skip
    _keep(row, venue, by, at)
    _record(ENTERED, row, by, at)
    return row


def _keep(row: models.VenueVisit, venue: Venue, by: Actor, at: datetime) -> None:
    """The evidence as it is by now: with the time of leaving it replaces what was kept at the entrance."""
    given = {
        CODE: str(venue.uuid),
        NAME: venue.name,
        DIVISION: venue.division,
        CHECKED_IN: row.entered_at.astimezone(PROVINCE_ZONE).isoformat(),
        CHECKED_OUT: row.over_at.astimezone(PROVINCE_ZONE).isoformat() if row.over_at else "",
        METHOD: row.method,
    }
    resource = exchange.get_resource(CHECK_INS)
    person = identity.get_person(key=row.subject_key)
    given[resource.key] = person.id_number
    line = {column.name: given[column.element] for column in resource.columns} | {ID_KIND: person.id_kind}
    if exchange.load_table(resource=CHECK_INS, columns=line, rows=[line], by=by, at=at).refused:
        raise VisitNotKept()


def _record(name: str, row: models.VenueVisit, by: Actor, at: datetime) -> None:
    """The trail outlives the sunset, so that it doesn't say where she was."""
    details = {"visit": str(row.uuid)}
    audit.record(kind=AuditEntry.Kind.ACT, name=name, subject_key=row.subject_key, by=by, at=at, details=details)


def _named(rows: Iterable[models.VenueVisit]) -> list[VenueVisit]:
    found = list(rows)
    venues = codes.name_venues(uuids={row.venue for row in found}) if found else {}
    return [_told(row, venues[row.venue]) for row in found]


def _told(row: models.VenueVisit, venue: Venue) -> VenueVisit:
    return VenueVisit(
        uuid=row.uuid,
        subject_key=row.subject_key,
        venue=venue,
        entered_at=row.entered_at,
        ends_at=row.ends_at,
        left_at=row.over_at if row.over_at and row.over_at < row.ends_at else None,
    )
