"""The clock goes on with the machine's, at most whole days behind it."""

from datetime import UTC, datetime, timedelta

import pytest

from lingnan.kernel import clock


@pytest.fixture
def turned_back():
    clock.turn_back(days=2182)
    yield timedelta(days=2182)
    clock.turn_back(days=0)


def test_it_is_the_machines():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert not clock.is_turned_back()


def test_turned_back_it_goes_on_at_the_time_of_day(turned_back):
    before = datetime.now(UTC)
    assert before <= clock.now() + turned_back <= datetime.now(UTC)
    assert clock.is_turned_back()


def test_a_midnight_there_is_a_midnight_here(turned_back):
    zone, here = clock.PROVINCE_ZONE, datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    there = here - turned_back
    assert here.astimezone(zone).time() == there.astimezone(zone).time() == datetime.min.time()
    assert clock.local_date(there) == clock.local_date(here) - turned_back
