"""A venue: opened by one with that right, known by the poster in force alone, replaced when lost, closed for good."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lingnan.engine.credentials import Purpose, VenueCode, sign_venue_code
from lingnan.engine.credentials.keys import SigningKey
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Venue as Row
from lingnan.rooms.codes.types import SCREEN_CODE_LASTS, SCREEN_FOR, Venue, VenueScreen

from .cards import NOON
from .scanners import inspector

A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)
NAMES = {"name": "广州南站", "place": "广州市番禺区石壁街道", "operator": "广州南站管理办公室"}


@pytest.fixture
def keeper(db) -> Actor:
    api.ensure_keys(by=PLATFORM, at=NOON - A_DAY)
    return inspector("keeper")


@pytest.fixture
def station(keeper) -> Venue:
    return api.open_venue(**NAMES, by=keeper, at=NOON)


def poster(venue: Venue, by: Actor, at=NOON) -> str:
    return api.venue_text(uuid=venue.uuid, by=by, at=at)


def test_the_poster_tells_which_venue_it_is(keeper, station):
    assert api.read_venue(text=poster(station, keeper), at=NOON) == station
    assert (station.name, station.edition, station.division) == ("广州南站", 1, "440100")
    assert api.find_venue(uuid=station.uuid, by=keeper) == station
    assert api.name_venues(uuids=[station.uuid, uuid4()]) == {station.uuid: station}


def test_a_new_poster_ends_the_old_one_once(keeper, station):
    old = poster(station, keeper)
    for _ in range(2):
        replaced = api.replace_poster(uuid=station.uuid, edition=1, by=keeper, at=NOON + A_DAY)
        assert replaced.edition == 2
    with pytest.raises(api.VenueCodeReplaced):
        api.read_venue(text=old, at=NOON + A_DAY)
    assert api.read_venue(text=poster(replaced, keeper, NOON + A_DAY), at=NOON + A_DAY) == replaced
    assert AuditEntry.objects.filter(name="codes.venue.replaced").count() == 1


def test_a_closed_venue_has_no_poster_and_its_old_one_says_so(keeper, station):
    old = poster(station, keeper)
    for _ in range(2):
        api.close_venue(uuid=station.uuid, by=keeper, at=NOON)
    for act in (
        lambda: api.read_venue(text=old, at=NOON),
        lambda: poster(station, keeper),
        lambda: api.replace_poster(uuid=station.uuid, edition=1, by=keeper, at=NOON),
    ):
        with pytest.raises(api.VenueClosed):
            act()
    assert AuditEntry.objects.filter(name="codes.venue.closed").count() == 1
    assert api.open_venue(**NAMES, by=keeper, at=NOON).uuid != station.uuid
    assert [each.closed_at is None for each in api.list_venues(by=keeper)] == [True, False]


def test_a_poster_lasts_a_year(keeper, station):
    text = poster(station, keeper)
    assert api.read_venue(text=text, at=NOON + 365 * A_DAY) == station
    with pytest.raises(api.VenueCodeExpired):
        api.read_venue(text=text, at=NOON + 366 * A_DAY)


def test_what_is_no_code_of_ours_is_refused(keeper, station):
    text = poster(station, keeper)
    code = VenueCode(venue=station.uuid, edition=1, signed_at=NOON, valid_until=station.valid_until)
    forged = sign_venue_code(code=code, key=SigningKey.generate(), zone=PROVINCE_ZONE)
    for bad in (text[:-9], text[9:], text + "AAAA", forged, "", "x", "../../etc", "A" * 10_000, "场所"):
        with pytest.raises(api.VenueCodeUnreadable):
            api.read_venue(text=bad, at=NOON)


def test_one_of_a_revoked_key_and_of_no_venue_are_refused(keeper, station):
    text = poster(station, keeper)
    with transaction.atomic():
        Row.objects.all().delete()
        with pytest.raises(api.VenueCodeUnreadable):
            api.read_venue(text=text, at=NOON)
        transaction.set_rollback(True)
    (key,) = [each for each in api.list_keys() if each.purpose is Purpose.CREDENTIAL]
    api.revoke_key(kid=key.kid, by=PLATFORM, at=NOON)
    with pytest.raises(api.VenueCodeUnreadable):
        api.read_venue(text=text, at=NOON)
    assert api.read_venue(text=poster(station, keeper), at=NOON) == station


def test_a_venue_has_three_names_and_is_there_once(keeper, station):
    for missing in NAMES:
        for bad in (" ", "长" * 61):
            with pytest.raises(api.VenueUnnamed):
                api.open_venue(**NAMES | {missing: bad}, by=keeper, at=NOON)
    with pytest.raises(api.VenueExists):
        api.open_venue(**NAMES, by=keeper, at=NOON)
    assert len(api.list_venues(by=keeper)) == 1


def test_nobody_without_the_right_and_no_other_department_gets_at_it(keeper, station):
    clerk, elsewhere = inspector("clerk", role="clerk"), inspector("elsewhere", department="gd-health")
    other_city = inspector("shenzhen", division="4403")
    for by, refused in ((clerk, NotAllowed), (elsewhere, NotFound), (other_city, NotFound)):
        for act in (
            lambda by=by: api.find_venue(uuid=station.uuid, by=by),
            lambda by=by: poster(station, by),
            lambda by=by: api.replace_poster(uuid=station.uuid, edition=1, by=by, at=NOON),
            lambda by=by: api.close_venue(uuid=station.uuid, by=by, at=NOON),
        ):
            with pytest.raises(refused):
                act()
    with pytest.raises(NotAllowed):
        api.open_venue(**NAMES, by=clerk, at=NOON)
    with pytest.raises(NotAllowed):
        api.list_venues(by=clerk)
    assert api.list_venues(by=elsewhere) == []
    assert api.find_venue(uuid=station.uuid, by=keeper) == station


@pytest.mark.parametrize(
    "broken",
    [{"name": ""}, {"operator": ""}, {"edition": 0}, {"closed_at": NOON}, {"closed_by": "x"},
     {"issued_at": NOON - A_DAY}],
)  # fmt: skip
def test_the_database_refuses_half_a_venue(station, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Row.objects.update(**broken)


def screen(venue: Venue, by: Actor, at=NOON) -> VenueScreen:
    return api.get_venue_screen(uuid=venue.uuid, by=by, at=at)


def test_a_screen_has_a_code_for_each_minute_of_two_hours(keeper, station):
    shown = screen(station, keeper, NOON + timedelta(seconds=40))
    assert (shown.venue, shown.begins_at) == (station, NOON)
    assert len(set(shown.texts)) == len(shown.texts) == SCREEN_FOR // A_MINUTE
    for number in (0, 1, 119):
        assert api.read_venue(text=shown.texts[number], at=NOON + number * A_MINUTE) == station


def test_a_picture_of_a_screen_is_refused_after_its_minutes_and_before_them_and_the_poster_is_not(keeper, station):
    paper, shown = poster(station, keeper), screen(station, keeper)
    later = NOON + SCREEN_CODE_LASTS + A_MINUTE
    with pytest.raises(api.VenueScreenOver) as refusal:
        api.read_venue(text=shown.texts[0], at=later)
    assert "再扫一次" in refusal.value.message
    with pytest.raises(api.VenueCodeUnreadable):
        api.read_venue(text=shown.texts[10], at=NOON)
    assert api.read_venue(text=shown.texts[10], at=NOON + 10 * A_MINUTE) == station
    assert api.read_venue(text=paper, at=later) == station


def test_a_new_edition_ends_the_screen_of_the_old_one_and_a_closed_venue_has_none(keeper, station):
    shown = screen(station, keeper)
    api.replace_poster(uuid=station.uuid, edition=1, by=keeper, at=NOON)
    with pytest.raises(api.VenueCodeReplaced):
        api.read_venue(text=shown.texts[0], at=NOON)
    assert api.read_venue(text=screen(station, keeper).texts[0], at=NOON).edition == 2
    api.close_venue(uuid=station.uuid, by=keeper, at=NOON)
    with pytest.raises(api.VenueClosed):
        screen(station, keeper)


def test_a_screen_is_opened_by_whoever_may_print_the_poster_alone(keeper, station):
    for by, refused in (
        (inspector("clerk", role="clerk"), NotAllowed),
        (inspector("elsewhere", department="gd-health"), NotFound),
        (inspector("shenzhen", division="4403"), NotFound),
    ):
        with pytest.raises(refused):
            screen(station, by)
