"""Facts from evidence: what counts at a moment, in any order of arrival."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.engine.evidence import EvidenceMissing, InvalidFacts, read_declarations, summarise

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2022, 4, 10, 12, tzinfo=ZONE)
DECLARED = {
    "evidence": {"test": {"time": "test.at", "days": 21}, "order": {"time": "order.from"}},
    "facts": [
        {"name": "positive_at", "from": "test", "where": 'test_result = "2"', "take": "latest", "of": "test.at"},
        {"name": "negatives", "from": "test", "where": 'test_result = "1"', "take": "count"},
        {
            "name": "cleared_at", "from": "test", "where": 'test_result = "1" and test_at > positive_at',
            "take": "pair", "of": "test.at", "apart": "PT24H", "within": "PT72H",
        },
        {"name": "first_at", "from": "test", "take": "earliest", "of": "test.at"},
        {"name": "last_result", "from": "test", "take": "last", "of": "test.result"},
        {"name": "ordered", "from": "order", "take": "exists"},
        {"name": "positive", "is": "positive_at != null and cleared_at = null"},
    ],
}  # fmt: skip
DECLARATIONS = read_declarations(DECLARED)


def test(hours_before: float, result: str) -> dict:
    return {"test_at": NOON - timedelta(hours=hours_before), "test_result": result}


test.__test__ = False


def facts(*tests: dict, orders=(), at: datetime = NOON) -> dict:
    return summarise(declarations=DECLARATIONS, evidence={"test": tests, "order": orders}, at=at)


def test_nothing_found_is_not_nothing_known():
    found = facts()
    assert (found["positive_at"], found["negatives"], found["ordered"], found["last_result"]) == (None, 0, False, None)
    with pytest.raises(EvidenceMissing):
        summarise(declarations=DECLARATIONS, evidence={"test": []}, at=NOON)


@pytest.mark.parametrize(
    ("hours", "clears"), [((48, 24), True), ((47, 24), False), ((74, 2), True), ((75, 2), False), ((74, 50, 1), True)]
)
def test_two_negatives_within_three_days_and_a_day_apart(hours, clears):
    found = facts(test(80, "2"), *(test(before, "1") for before in hours))
    assert found["positive"] is not clears


def test_a_pair_once_reached_stays_and_a_new_positive_begins_again():
    first = facts(test(200, "2"), test(190, "1"), test(160, "1"), test(1, "1"))
    assert first["cleared_at"] == NOON - timedelta(hours=160)
    assert facts(test(200, "2"), test(190, "1"), test(160, "1"), test(1, "2"))["positive"]


def test_what_has_not_happened_yet_or_is_too_old_does_not_count():
    assert facts(test(-1, "2"))["positive_at"] is None
    assert facts(test(21 * 24, "2"))["positive_at"] is not None
    assert facts(test(22 * 24, "2"))["positive_at"] is None
    assert facts(orders=[{"order_from": date(2020, 1, 1)}])["ordered"]
    assert not facts(orders=[{"order_from": date(2022, 4, 11)}])["ordered"]
    assert not facts(orders=[{"order_from": None}])["ordered"]


results = st.builds(test, st.floats(-48, 600), st.sampled_from("123"))


@given(tests=st.lists(results, max_size=8), data=st.data())
def test_the_order_of_arrival_changes_nothing(tests, data):
    assert facts(*tests) == facts(*data.draw(st.permutations(tests)))


@pytest.mark.parametrize(
    "fact",
    [
        {"name": "x", "is": "unheard_of"},
        {"name": "positive", "is": "true"},
        {"name": "x", "from": "unheard-of", "take": "exists"},
        {"name": "x", "from": "test", "take": "median", "of": "test.at"},
        {"name": "x", "from": "test", "take": "pair", "of": "test.at", "apart": "a day"},
        {"name": "x", "from": "test", "where": "test_at >", "take": "exists"},
    ],
)
def test_a_declaration_that_can_not_be_carried_out_is_refused(fact):
    with pytest.raises(InvalidFacts):
        read_declarations({**DECLARED, "facts": [*DECLARED["facts"], fact]})
