from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel.ids import uuid7

MOMENTS = st.integers(0, 2**42).map(lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC))


@given(MOMENTS)
def test_it_is_a_version_7_uuid(at):
    made = uuid7(at=at)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@given(MOMENTS)
def test_later_ones_sort_later(at):
    assert uuid7(at=at) < uuid7(at=at + timedelta(milliseconds=1))
