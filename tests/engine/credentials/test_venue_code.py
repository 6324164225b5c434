"""A venue's own code: fit for an address, exact, signed, and taken for nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.credentials import (
    SCREEN_CODE_LASTS,
    CredentialError,
    Expired,
    Malformed,
    NotYetValid,
    ScreenCodeOver,
    VenueCode,
    open_venue_code,
    sign_paper_code,
    sign_screen_code,
    sign_venue_code,
)
from lingnan.engine.credentials.claims import StatusReference
from lingnan.engine.credentials.paper import PaperCode
from lingnan.engine.credentials.status_list import Status


@pytest.fixture(scope="session")
def station(now, zone) -> VenueCode:
    return VenueCode(
        venue=UUID("0193a6d8-7c1e-7000-8000-000000000001"), edition=3, signed_at=now.astimezone(zone),
        valid_until=date(2027, 11, 23),
    )  # fmt: skip


@pytest.fixture(scope="session")
def text(station, signing_key, zone) -> str:
    return sign_venue_code(code=station, key=signing_key, zone=zone)


def test_it_comes_back_as_it_was(station, text, keys, now, zone):
    assert open_venue_code(text=text, keys=keys, at=now.astimezone(zone)) == station


def test_it_stands_in_an_address_as_it_is_and_fits_a_small_poster(text):
    assert text.replace("-", "").replace("_", "").isalnum()
    assert len(text) < 220


@given(data=st.data())
def test_any_bit_changed_is_refused(text, keys, now, zone, data):
    signed = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    place = data.draw(st.integers(0, len(signed) - 1))
    signed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CredentialError):
        open_venue_code(text=urlsafe_b64encode(signed).decode().rstrip("="), keys=keys, at=now.astimezone(zone))


@given(length=st.integers(0, 180))
def test_what_is_cut_off_is_refused(text, keys, now, zone, length):
    with pytest.raises(CredentialError):
        open_venue_code(text=text[:length], keys=keys, at=now.astimezone(zone))


@given(rubbish=st.text(max_size=600))
def test_rubbish_is_refused(keys, now, zone, rubbish):
    with pytest.raises(CredentialError):
        open_venue_code(text=rubbish, keys=keys, at=now.astimezone(zone))


def test_it_ends_with_its_last_day_in_the_province(text, keys, station, zone, now):
    last = now.astimezone(zone).replace(year=2027, month=11, day=23, hour=23, minute=59)
    assert open_venue_code(text=text, keys=keys, at=last) == station
    with pytest.raises(Expired):
        open_venue_code(text=text, keys=keys, at=last + timedelta(minutes=2))
    with pytest.raises(NotYetValid):
        open_venue_code(text=text, keys=keys, at=now.astimezone(zone) - timedelta(minutes=1))


def test_a_code_of_a_person_passes_for_none(signing_key, keys, now, zone):
    paper = PaperCode(
        issuer="https://gd.example", kind="health-code", holder="张*", printed_status=Status.VALID, printed_at=now,
        status=StatusReference(uri="https://gd.example/1", index=1), valid_until=now.date() + timedelta(days=14),
    )  # fmt: skip
    signed = sign_paper_code(code=paper, key=signing_key, zone=zone)
    with pytest.raises(Malformed, match="not a message of the type"):
        open_venue_code(text=urlsafe_b64encode(signed).decode().rstrip("="), keys=keys, at=now.astimezone(zone))


def test_one_without_an_edition_or_a_venue_is_refused(signing_key, keys, now, zone):
    from lingnan.engine.credentials.claims import Claims
    from lingnan.engine.credentials.cose import sign1
    from lingnan.engine.credentials.venue_code import MEDIA_TYPE

    whole = Claims(iat=int(now.timestamp()), exp=int(now.timestamp()) + 9, cti=bytes(16), private={"edition": 1})
    for missing in ({"cti": None}, {"cti": b"1"}, {"private": {}}, {"exp": None}, {"iat": None}):
        signed = sign1(payload=replace(whole, **missing).encode(), key=signing_key, typ=MEDIA_TYPE)
        with pytest.raises(Malformed):
            open_venue_code(text=urlsafe_b64encode(signed).decode().rstrip("="), keys=keys, at=now.astimezone(zone))


@pytest.fixture(scope="session")
def on_screen(station, signing_key, now) -> str:
    return sign_screen_code(venue=station.venue, edition=3, begins_at=now, key=signing_key)


def test_on_a_screen_it_is_the_same_venues_for_minutes_and_not_before(on_screen, station, keys, now, zone):
    here = now.astimezone(zone)
    for at in (here, here + SCREEN_CODE_LASTS):
        opened = open_venue_code(text=on_screen, keys=keys, at=at)
        assert (opened.venue, opened.edition, opened.signed_at) == (station.venue, 3, station.signed_at)
    with pytest.raises(ScreenCodeOver):
        open_venue_code(text=on_screen, keys=keys, at=here + SCREEN_CODE_LASTS + timedelta(minutes=1))
    with pytest.raises(NotYetValid):
        open_venue_code(text=on_screen, keys=keys, at=here - timedelta(minutes=1))


def test_on_a_screen_it_is_hardly_longer_than_on_paper(text, on_screen):
    assert len(on_screen) - len(text) < 15
