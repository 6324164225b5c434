"""The incremental way: evidence in any order, judged as it arrives and as days pass, comes to the colour on demand."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.health import api
from lingnan.rooms.health.models import StandingColour
from tests.health.evidence import FATHER, moment, review_due
from tests.house import load

FIRST = date(2021, 8, 1)
AREAS = ("云南省德宏傣族景颇族自治州瑞丽市姐告国门社区", "江苏省南京市江宁区禄口街道", "广州市越秀区北京街道")
starts = st.integers(-5, 6).map(lambda number: FIRST + timedelta(days=number))
ends = st.integers(3, 25).map(lambda number: FIRST + timedelta(days=number))
closed = st.one_of(st.none(), st.none(), st.none(), ends)
hours = st.integers(-5 * 24, 10 * 24).map(lambda number: moment(1, 0) + timedelta(hours=number))
# Of two a kind: what comes again takes the place of what was there.
numbers = st.sampled_from("12")


def _records(resource: str, number: str, **values: Any) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    columns = {name.replace("__", "."): value for name, value in values.items()} | {number: numbers}
    told = st.fixed_dictionaries({"person.id_number": st.just(FATHER), **columns})
    return st.tuples(st.just(resource), told)


def _in_order(drawn: tuple[str, dict[str, Any]]) -> bool:
    arrived, left = (drawn[1].get(f"travel.{name}") for name in ("arrived_at", "left_at"))
    return not (arrived and left) or arrived <= left


evidence = st.one_of(
    _records(
        "nucleic-acid-test", "health.test_number", health__test_sampled_at=hours,
        health__test_result=st.sampled_from("112"), health__test_organisation=st.just("省疾控中心"),
    ),
    _records(
        "isolation-order", "health.isolation_number", health__isolation_kind=st.sampled_from("123"),
        health__isolation_from=starts, health__isolation_until=ends, health__isolation_released_on=closed,
    ),
    _records(
        "close-contact", "health.contact_number", health__contact_kind=st.sampled_from("12"), health__contact_on=starts,
        health__contact_observed_until=ends,
    ),
    _records(
        "infection", "health.infection_number", health__infection_kind=st.sampled_from("123"),
        health__infection_reported_on=starts, health__infection_closed_on=st.one_of(st.none(), ends, ends),
    ),
    _records(
        "journey", "travel.journey_number", travel__stay_area=st.sampled_from(AREAS), travel__arrived_at=hours,
        travel__left_at=st.none() | hours,
    ).filter(_in_order),
)  # fmt: skip
arrivals = st.lists(st.tuples(st.integers(0, 5), evidence), min_size=3, max_size=6)


def outcome(found: Any) -> tuple[str, str, str]:
    return found.colour, found.class_code, found.way_out


@settings(
    deadline=None, max_examples=10, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(arrivals=arrivals)
def test_what_arrives_in_any_order_comes_to_the_colour_on_demand(patient, arrivals):
    with transaction.atomic():
        _live_through(patient.father_key, arrivals)
        transaction.set_rollback(True)


def _live_through(key: int, arrivals: list[tuple[int, tuple[str, dict[str, Any]]]]) -> None:
    at: datetime = moment(1)
    for later, (resource, values) in arrivals:
        at += timedelta(days=later, seconds=1)
        load(resource, key, values, as_of=at)
        review_due(at)
        assert outcome(StandingColour.objects.get(subject_key=key).change) == outcome(
            api.colour_of(subject_key=key, by=PLATFORM, at=at).colour
        )
