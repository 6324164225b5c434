"""Evidence goes by itself when its days are over, and nobody can make it go earlier."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api
from lingnan.rooms.exchange.keeping import EXPIRED, kept_until
from lingnan.rooms.exchange.types import Need
from tests.exchange.test_tables import FATHER, row
from tests.exchange.test_tables import load as load_tests
from tests.house import AT, Family, load

SAMPLED = datetime(2021, 8, 1, 12, tzinfo=PROVINCE_ZONE)
LAST = datetime(2021, 8, 22, 23, 59, tzinfo=PROVINCE_ZONE)


def record_test(family: Family, number: str, sampled: datetime = SAMPLED) -> None:
    load("nucleic-acid-test", family.father_key, {
        "person.id_number": FATHER, "health.test_number": number, "health.test_sampled_at": sampled,
        "health.test_result": "1", "health.test_organisation": "省疾控中心",
    })  # fmt: skip


def record_infection(family: Family, *, closed: date | None) -> None:
    load("infection", family.father_key, {
        "person.id_number": FATHER, "health.infection_number": "C1", "health.infection_kind": "1",
        "health.infection_reported_on": date(2021, 8, 1), "health.infection_closed_on": closed,
    }, as_of=AT if closed else AT - timedelta(days=1))  # fmt: skip


def held(family: Family, resource: str, element: str) -> int:
    need = Need(resource=resource, element=element)
    return api.list_facts(
        subject_key=family.father_key, needs=[need], purpose="核对保存期", by=PLATFORM, at=AT
    ).records[resource]


def test_a_test_is_kept_21_days_and_destroyed_on_the_next_with_a_count_and_no_name(family):
    record_test(family, "S1")
    record_test(family, "S2", SAMPLED + timedelta(days=1))
    assert api.expire_records(by=PLATFORM, at=LAST) == {}
    assert api.expire_records(by=PLATFORM, at=LAST + timedelta(minutes=1)) == {"nucleic-acid-test": 1}
    assert held(family, "nucleic-acid-test", "health.test_number") == 1
    entry = AuditEntry.objects.get(name=EXPIRED)
    assert entry.subject_key is None
    assert FATHER not in entry.body
    assert '"details":{"destroyed":1,"resource":"nucleic-acid-test"}' in entry.body


def test_destroying_twice_destroys_once(family):
    record_test(family, "S1")
    assert api.expire_records(by=PLATFORM, at=AT) == {"nucleic-acid-test": 1}
    assert api.expire_records(by=PLATFORM, at=AT) == {}
    assert AuditEntry.objects.filter(name=EXPIRED).count() == 1


def test_an_infection_that_is_not_over_stays_and_goes_21_days_after_its_end(family):
    record_infection(family, closed=None)
    assert api.expire_records(by=PLATFORM, at=AT) == {}
    record_infection(family, closed=date(2021, 9, 1))
    assert api.expire_records(by=PLATFORM, at=datetime(2021, 9, 23, tzinfo=PROVINCE_ZONE)) == {"infection": 1}


@pytest.mark.parametrize(
    ("resource", "values"),
    [
        ("isolation-order", {"health.isolation_until": date.max}),
        ("journey", {"travel.arrived_at": datetime.max.replace(tzinfo=UTC)}),
    ],
)
def test_the_end_of_the_calendar_is_a_last_day(published, db, resource, values):
    assert kept_until(api.get_resource(resource), values) == date.max


def test_registers_without_a_declared_end_stay(family):
    before = held(family, "population", "person.birth_date")
    assert api.expire_records(by=PLATFORM, at=AT + timedelta(days=36_500)) == {}
    assert held(family, "population", "person.birth_date") == before == 1


def test_what_would_be_destroyed_tonight_is_not_taken_in(family):
    done = load_tests(row(sampled_at="2026-11-01 08:00"), row(sample_number="S2", sampled_at="2026-11-02 08:00"))
    (refused,) = done.refused
    assert (done.loaded, refused.number) == (1, 1)
    assert "2026-11-22" in refused.reasons["sampled_at"].text("en")


def test_the_application_can_destroy_nothing_before_its_day_and_nothing_else(family):
    tomorrow = datetime.now(PROVINCE_ZONE)
    record_test(family, "S1", tomorrow)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lingnan_app")
        cursor.execute("SELECT exchange_expire('nucleic-acid-test', DATE '9999-01-01')")
        assert cursor.fetchone() == (0,)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('SET LOCAL ROLE lingnan_app; DELETE FROM exchange."nucleic-acid-test"')


def test_the_trail_stays_whole(family, sealed_audit):
    record_test(family, "S1")
    api.expire_records(by=PLATFORM, at=AT)
