from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel.ids import uuid7, uuids7

MOMENTS = st.integers(0, 2**42).map(lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC))


@given(MOMENTS)
def test_it_is_a_version_7_uuid(at):
    made = uuid7(at=at)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@given(MOMENTS)
def test_later_ones_sort_later(at):
    assert uuid7(at=at) < uuid7(at=at + timedelta(milliseconds=1))


@given(MOMENTS, st.integers(0, 50))
def test_many_are_as_one_in_order_and_no_two_the_same(at, count):
    made = uuids7(at=at, count=count)
    assert len(set(made)) == count
    assert made == sorted(made)
    for each in made:
        assert (each.version, each.variant) == (7, "specified in RFC 4122")
        assert each.int >> 80 == uuid7(at=at).int >> 80


def test_every_random_bit_of_them_is_random():
    made = [each.int for each in uuids7(at=datetime(2026, 1, 1, tzinfo=UTC), count=200)]
    ever, always = 0, -1
    for each in made:
        ever, always = ever | each, always & each
    assert (ever ^ always).bit_count() == 74
