from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel.ids import uuid7, uuid7_many

MOMENTS = st.integers(0, 2**42).map(lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC))


@given(MOMENTS)
def test_it_is_a_version_7_uuid(at):
    made = uuid7(at=at)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@given(MOMENTS)
def test_later_ones_sort_later(at):
    assert uuid7(at=at) < uuid7(at=at + timedelta(milliseconds=1))


@given(MOMENTS)
def test_many_at_once_are_as_one_by_one_and_in_order(at):
    made = uuid7_many(at=at, count=3)
    assert len(set(made)) == 3
    assert made == sorted(made)
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}
    assert {each.int >> 80 for each in made} == {uuid7(at=at).int >> 80}
    assert uuid7_many(at=at, count=0) == []
