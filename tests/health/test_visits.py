"""Visits to venues: stated once, ended once, kept as evidence, counted without names, and proof of nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api
from lingnan.rooms.health.models import VenueVisit
from lingnan.rooms.health.sunset import TABLES
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from tests.codes.scanners import inspector
from tests.codes.test_venues import NAMES
from tests.health.evidence import isolate, moment
from tests.health.forcing import force
from tests.house import AT, Family, person

NOON = moment(2)
HOUR = timedelta(hours=1)


@pytest.fixture
def keeper(patient: Family) -> Actor:
    return inspector("keeper")


@pytest.fixture
def venue(keeper):
    return codes.open_venue(**NAMES, by=keeper, at=moment(1))


@pytest.fixture
def text(venue, keeper) -> str:
    return codes.venue_text(uuid=venue.uuid, by=keeper, at=moment(1))


@pytest.fixture
def helped(patient: Family) -> Family:
    """The family, in which the daughter may look after her father's code."""
    identity.grant_delegation(
        principal_key=patient.father_key, delegate_key=patient.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(1) + timedelta(days=90), by=patient.father, at=moment(1),
    )  # fmt: skip
    return patient


def enter(family: Family, text: str, *, by: Actor | None = None, at=NOON):
    return api.enter_venue(subject_key=family.father_key, text=text, by=by or family.father, at=at)


def kept(family: Family, at=NOON + HOUR):
    return api.list_visits(subject_key=family.father_key, by=family.father, at=at)


def trail(name: str) -> int:
    return AuditEntry.objects.filter(name=name).count()


def test_who_is_green_is_inside_once_however_often_she_scans(patient, venue, text):
    first = enter(patient, text)
    again = enter(patient, text, at=NOON + HOUR)
    assert first.admission.may_enter
    assert first.visit is not None
    assert again.visit == first.visit
    assert first.visit.is_inside(at=NOON + HOUR)
    assert first.visit.ends_at == NOON + 6 * HOUR
    assert [(each.venue_name, each.entered_at, each.left_at, each.method) for each in kept(patient)] == [
        (venue.name, NOON, None, "1")
    ]
    assert trail("health.visit.entered") == 1


@pytest.mark.parametrize(("number", "kind"), [("E12345678", "414"), ("H12345678", "516"), ("12345678", "511")])
def test_who_has_a_passport_or_a_permit_enters_and_leaves_as_anyone(patient, text, number, kind):
    (key,) = identity.register_people(people=[NewPerson(id_number=number, name="JO LEE", id_kind=kind)], at=AT)
    guest = person("guest", key)
    visit = api.enter_venue(subject_key=key, text=text, by=guest, at=NOON).visit
    api.leave_venue(uuid=visit.uuid, by=guest, at=NOON + HOUR)
    found = api.list_visits(subject_key=key, by=guest, at=NOON + HOUR)
    assert [(each.entered_at, each.left_at) for each in found] == [(NOON, NOON + HOUR)]


def test_leaving_is_kept_once_and_the_first_time_counts(patient, text):
    visit = enter(patient, text).visit
    left = [api.leave_venue(uuid=visit.uuid, by=patient.father, at=NOON + hours * HOUR) for hours in (1, 2)]
    assert [each.left_at for each in left] == [NOON + HOUR] * 2
    assert [(each.entered_at, each.left_at) for each in kept(patient, NOON + 3 * HOUR)] == [(NOON, NOON + HOUR)]
    assert trail("health.visit.left") == 1
    assert api.list_inside(subject_key=patient.father_key, by=patient.father, at=NOON + 2 * HOUR) == []
    assert enter(patient, text, at=NOON + 2 * HOUR).visit.uuid != visit.uuid
    assert len(kept(patient, NOON + 3 * HOUR)) == 2


def test_who_forgot_to_leave_is_out_by_itself_and_may_come_again(patient, text):
    visit = enter(patient, text).visit
    later = NOON + 6 * HOUR
    assert api.list_inside(subject_key=patient.father_key, by=patient.father, at=later) == []
    over = api.leave_venue(uuid=visit.uuid, by=patient.father, at=later)
    assert (over.left_at, over.is_inside(at=later)) == (None, False)
    assert trail("health.visit.left") == 0
    assert kept(patient, later)[0].left_at is None
    assert enter(patient, text, at=later).visit.uuid != visit.uuid
    assert api.get_visit(uuid=visit.uuid, by=patient.father, at=later).left_at is None


def test_leaving_without_having_come_is_refused(patient, text):
    with pytest.raises(NotFound):
        api.leave_venue(uuid=patient_uuid(patient), by=patient.father, at=NOON)
    assert trail("health.visit.left") == 0


def patient_uuid(family: Family):
    return identity.get_person(key=family.father_key).uuid


def test_who_may_not_enter_is_told_why_and_leaves_no_trace_of_having_been_there(patient, text):
    isolate(patient, first=1, last=14)
    entry = enter(patient, text)
    assert (entry.visit, entry.admission.may_enter) == (None, False)
    assert entry.admission.grounds.change.class_code == "home-isolation"
    assert (VenueVisit.objects.count(), kept(patient)) == (0, [])


def test_a_child_enters_by_whoever_acts_for_her_and_sees_so(helped, text):
    entry = enter(helped, text, by=helped.daughter)
    assert [each.method for each in kept(helped)] == ["4"]
    assert api.leave_venue(uuid=entry.visit.uuid, by=helped.father, at=NOON + HOUR).left_at
    assert [each.method for each in kept(helped)] == ["4"]
    readers = AuditEntry.objects.filter(subject_key=helped.father_key, name="health.colour.read")
    assert readers.count() == 1


def test_nobody_else_enters_leaves_or_looks(patient, text):
    visit = enter(patient, text).visit
    for by in (patient.stranger, patient.daughter):
        for act in (
            lambda by=by: enter(patient, text, by=by),
            lambda by=by: api.leave_venue(uuid=visit.uuid, by=by, at=NOON),
            lambda by=by: api.get_visit(uuid=visit.uuid, by=by, at=NOON),
            lambda by=by: api.list_inside(subject_key=patient.father_key, by=by, at=NOON),
            lambda by=by: api.list_visits(subject_key=patient.father_key, by=by, at=NOON),
        ):
            with pytest.raises(NotFound):
                act()
    assert api.get_visit(uuid=visit.uuid, by=patient.father, at=NOON) == visit


def test_a_poster_that_was_replaced_or_closed_lets_nobody_in_and_everybody_out(patient, venue, text, keeper):
    visit = enter(patient, text).visit
    codes.replace_poster(uuid=venue.uuid, edition=1, by=keeper, at=NOON)
    with pytest.raises(codes.VenueCodeReplaced):
        enter(patient, text)
    fresh = codes.venue_text(uuid=venue.uuid, by=keeper, at=NOON)
    codes.close_venue(uuid=venue.uuid, by=keeper, at=NOON)
    with pytest.raises(codes.VenueClosed):
        enter(patient, fresh)
    assert api.leave_venue(uuid=visit.uuid, by=patient.father, at=NOON + HOUR).left_at == NOON + HOUR
    assert len(kept(patient)) == 1


def test_the_venue_learns_numbers_and_no_names(helped, venue, text, keeper):
    visit = enter(helped, text).visit
    api.enter_venue(subject_key=helped.daughter.person_key, text=text, by=helped.daughter, at=NOON + HOUR)
    numbers = api.count_visits(venue=venue.uuid, by=keeper, at=NOON + HOUR)
    assert (numbers.inside, numbers.today, numbers.hours) == (2, 2, {12: 1, 13: 1})
    api.leave_venue(uuid=visit.uuid, by=helped.father, at=NOON + 2 * HOUR)
    assert api.count_visits(venue=venue.uuid, by=keeper, at=NOON + 2 * HOUR).inside == 1
    tomorrow = api.count_visits(venue=venue.uuid, by=keeper, at=moment(3))
    assert (tomorrow.inside, tomorrow.today) == (0, 0)
    for by, refused in ((inspector("x", department="gd-health"), NotFound), (helped.father, NotAllowed)):
        with pytest.raises(refused):
            api.count_visits(venue=venue.uuid, by=by, at=NOON)


def test_yesterdays_visits_are_forgotten_and_their_evidence_keeps_its_term(patient, text):
    enter(patient, text)
    assert api.forget_visits(by=PLATFORM, at=moment(2, 23)) == 0
    assert api.forget_visits(by=PLATFORM, at=moment(3, 1)) == 1
    assert trail("health.visits.forgotten") == 1
    assert VenueVisit.objects.count() == 0
    assert len(kept(patient, moment(3))) == 1
    exchange.expire_records(by=PLATFORM, at=moment(23, 23))
    assert len(kept(patient, moment(23))) == 1
    exchange.expire_records(by=PLATFORM, at=moment(24, 1))
    assert kept(patient, moment(24)) == []


def test_one_past_midnight_goes_on(patient, text):
    enter(patient, text, at=moment(2, 22))
    assert api.forget_visits(by=PLATFORM, at=moment(3, 1)) == 0


def test_nothing_rests_on_a_visit_and_nothing_follows_from_it(patient, text):
    enter(patient, text)
    assert not api.is_evidence(resource="venue-checkin")
    assert all(proof.resource != "venue-checkin" for ground in api.list_grounds() for proof in ground.presence)


def test_the_trail_that_outlives_the_sunset_says_nothing_of_where_she_was(patient, venue, text):
    visit = enter(patient, text).visit
    api.leave_venue(uuid=visit.uuid, by=patient.father, at=NOON + HOUR)
    entries = AuditEntry.objects.filter(subject_key=patient.father_key)
    assert not any(venue.name in each.body or str(venue.uuid) in each.body for each in entries)


def test_the_sunset_takes_the_visits_with_it(patient, text):
    enter(patient, text)
    force("SET CONSTRAINTS ALL IMMEDIATE")
    certificate = api.read_certificate(data=api.end_room(names=("何敏仪", "黄启明"), by=PLATFORM, at=AT))
    assert TABLES["venue-visit"] is VenueVisit
    assert (certificate.destroyed["venue-visit"], certificate.destroyed["venue-checkin"]) == (1, 1)
    assert VenueVisit.objects.count() == 0


def test_without_rules_no_venue_asks_anyone(patient, venue, keeper):
    text = codes.venue_text(uuid=venue.uuid, by=keeper, at=moment(1))
    before = moment(1).replace(year=2020, month=1)
    with pytest.raises(api.NoRuleInForce):
        api.get_visit_terms(at=before)
    with pytest.raises(codes.VenueCodeUnreadable):
        enter(patient, text, at=before)


@pytest.mark.parametrize(
    "broken",
    [{"ends_at": NOON}, {"over_at": NOON - HOUR}, {"over_at": NOON + 7 * HOUR}],
)
def test_the_database_refuses_a_visit_out_of_its_time(patient, text, broken):
    enter(patient, text)
    with pytest.raises(IntegrityError), transaction.atomic():
        VenueVisit.objects.update(**broken)


def test_the_database_holds_one_open_visit_a_venue(patient, venue, text):
    enter(patient, text)
    with pytest.raises(IntegrityError), transaction.atomic():
        VenueVisit.objects.create(
            uuid=patient_uuid(patient), subject_key=patient.father_key, venue=venue.uuid, method="1",
            entered_at=NOON, ends_at=NOON + HOUR,
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_visit(patient, text):
    def tap(_: int):
        try:
            return enter(patient, text).visit.uuid
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(tap, range(4)))) == 1
    assert len(kept(patient)) == 1
    force('TRUNCATE exchange."venue-checkin"')  # which no flush of Django's empties
