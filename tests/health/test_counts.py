"""Changes of a day by reason and city: whole days, small counts withheld with what would give them away."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange
from tests.health.evidence import moment
from tests.house import Family

DAY = date(2021, 8, 2)
GUANGZHOU, SHENZHEN = "4401", "4403"


def change(number: int, *, class_code: str, division: str, at: datetime | None = None) -> None:
    """Rows as a great many judgements would leave them."""
    ColourChange.objects.bulk_create(
        ColourChange(
            uuid=uuid4(), subject_key=1, colour="red", class_code=class_code, way_out="two-negatives",
            version="2021-01", at=at or moment(2), division=division, leaf=bytes(32), receipt_sealed=b"x",
        )
        for _ in range(number)
    )  # fmt: skip


def counted(at: datetime | None = None) -> dict[tuple[str, str], int | None]:
    """The counts that are not nought, by class and city, `*` for all."""
    found = api.count_changes(day=DAY, at=at or moment(3))
    return {
        (reason.class_code if reason else "*", "*" if division is None else division): count
        for (reason, division), count in found.counts.items()
        if count != 0
    }


@pytest.fixture
def day(published, db) -> None:
    change(40, class_code="positive", division=GUANGZHOU)
    change(30, class_code="positive", division=SHENZHEN)
    change(25, class_code="close-contact", division=GUANGZHOU)


def test_changes_are_counted_by_reason_and_city_with_totals(day):
    assert counted() == {
        ("*", "*"): 95, ("positive", "*"): 70, ("close-contact", "*"): 25, ("*", GUANGZHOU): 65, ("*", SHENZHEN): 30,
        ("positive", GUANGZHOU): 40, ("positive", SHENZHEN): 30, ("close-contact", GUANGZHOU): 25,
    }  # fmt: skip


def test_a_small_count_is_withheld_and_nothing_gives_it_away(day):
    change(3, class_code="close-contact", division=SHENZHEN)
    found = counted()
    assert found["*", "*"] == 98
    assert found["close-contact", SHENZHEN] is None
    assert found["close-contact", GUANGZHOU] is None or found["close-contact", "*"] is None
    assert found["positive", SHENZHEN] is None or found["*", SHENZHEN] is None


def test_one_change_alone_is_not_even_in_the_total(published, db):
    change(1, class_code="positive", division=GUANGZHOU)
    assert counted()["*", "*"] is None


def test_a_day_begins_and_ends_at_midnight_in_the_province(day):
    change(20, class_code="positive", division=GUANGZHOU, at=datetime(2021, 8, 2, tzinfo=PROVINCE_ZONE))
    change(20, class_code="positive", division=GUANGZHOU, at=datetime(2021, 8, 3, tzinfo=PROVINCE_ZONE))
    assert counted()["positive", GUANGZHOU] == 60


def test_every_city_has_a_place_and_other_places_one(day):
    change(12, class_code="positive", division="4301")
    change(12, class_code="positive", division="")
    found = api.count_changes(day=DAY, at=moment(3))
    assert (len(found.divisions), found.divisions[-1]) == (22, "")
    assert counted()["positive", ""] == 24


@pytest.mark.parametrize("at", [moment(2, 23), moment(1)])
def test_a_day_that_is_not_over_is_not_told(published, db, at):
    with pytest.raises(api.DayNotOver):
        api.count_changes(day=DAY, at=at)


def test_a_change_is_counted_where_she_lives(patient: Family):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    assert ColourChange.objects.get().division == "440104"
    api.recolour(subject_keys=[patient.stranger.person_key], by=PLATFORM, at=moment(1))
    assert ColourChange.objects.latest("id").division == ""


def test_days_do_not_run_into_each_other(day):
    assert api.count_changes(day=DAY - timedelta(days=1), at=moment(3)).counts[None, None] == 0
