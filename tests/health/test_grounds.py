"""Whether a person was where a ground says: by a record of that place and those days, whatever else is known of her."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from lingnan.cli.elements import load
from lingnan.engine.credentials import ManualOrder
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.health import api
from lingnan.rooms.health.grounds import list_proofs
from lingnan.rooms.health.types import Evidence, Rules
from tests.house import CONTENT

FIRST = date(2021, 8, 1)
SITE = "广州市越秀区北京街道"
PLACES = {
    f"{SITE}惠福社区9号": True,
    SITE: True,
    "广州市越秀区": False,
    "北京街道": False,
    "广州市越秀区黄花岗街道": False,
    "深圳市": False,
}
days = st.integers(0, 30).map(lambda number: FIRST + timedelta(days=number))
spans = st.tuples(days, days).map(sorted)


@cache
def rules() -> Rules:
    return api.read_rules_in(folder=CONTENT, divisions=load(CONTENT).divisions)


def order(seen: list[date]) -> ManualOrder:
    return ManualOrder(
        order="1", ground="outbreak-site", place=SITE, seen_from=seen[0], seen_until=seen[1], starts_on=seen[1],
        ends_on=seen[1] + timedelta(days=1), proposed_by="officer:1", approved_by="officer:2",
    )  # fmt: skip


def record(resource: str, **values: object) -> Evidence:
    return Evidence(resource=resource, record="1", as_of=datetime(2021, 8, 1, tzinfo=UTC), values=values)


def stay(area: str, first: date, last: date | None) -> Evidence:
    arrived, left = (datetime.combine(day, time(12), PROVINCE_ZONE) if day else None for day in (first, last))
    return record("journey", travel_stay_area=area, travel_arrived_at=arrived, travel_left_at=left)


@given(stayed=spans, seen=spans, place=st.sampled_from(sorted(PLACES)), is_over=st.booleans())
def test_a_journey_proves_a_day_on_which_she_was_in_the_place(stayed, seen, place, is_over):
    first, last = stayed
    overlaps = first <= seen[1] and (not is_over or last >= seen[0])
    found = list_proofs(rules=rules(), evidence=[stay(place, first, last if is_over else None)], order=order(seen))
    assert bool(found) == (overlaps and PLACES[place])


@given(day=days, seen=spans, resource=st.sampled_from(["venue-checkin", "vaccination", "nucleic-acid-test"]))
def test_no_other_record_proves_any(day, seen, resource):
    at = datetime.combine(day, time(12), PROVINCE_ZONE)
    scan = record(resource, travel_stay_area=SITE, travel_arrived_at=at, travel_left_at=at, health_checked_in_at=at)
    assert list_proofs(rules=rules(), evidence=[scan], order=order(seen)) == []
