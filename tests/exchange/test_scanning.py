"""Everyone's records by columns: what each look at one person finds, in one statement with one entry, and sealed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import Error, connection, transaction

from lingnan.engine.evidence import SUBJECT
from lingnan.engine.evidence.sealed import open_batch
from lingnan.engine.facts import variable_of
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api, scanning
from lingnan.rooms.exchange.types import Need, Record
from tests.house import AT

RESOURCES = ("nucleic-acid-test", "journey", "population")
MOST = 2**62


@pytest.fixture
def needs():
    return [
        Need(resource=name, element=column.element) for name in RESOURCES for column in api.get_resource(name).columns
    ]


@pytest.fixture
def crowd(family, monkeypatch):
    """Three people with tests and journeys, in blocks of two keys."""
    monkeypatch.setattr(scanning, "BLOCK", 2)
    keys = [family.father_key, family.daughter.person_key, family.stranger.person_key]
    for key in keys:
        for number in range(3):
            load("nucleic-acid-test", key, {
                "health.test_number": f"S{key}-{number}", "health.test_result": "1",
                "health.test_sampled_at": AT - timedelta(hours=key + number), "health.test_organisation": "省疾控中心",
            })  # fmt: skip
        load("journey", key, {
            "travel.journey_number": f"J{key}", "travel.stay_area": "广州市", "travel.arrived_at": AT,
            "travel.left_at": AT if key == family.father_key else None,
        })  # fmt: skip
    return keys


def load(resource, key, values):
    record = Record(subject_key=key, values={"person.id_number": "440104194305121235", **values}, as_of=AT)
    api.load_records(resource=resource, records=[record], by=PLATFORM, at=AT)


def scan(needs, first=0, last=MOST, purpose="核对全省"):
    return api.scan_records(first=first, last=last, needs=needs, purpose=purpose, by=PLATFORM, at=AT)


def rows(found):
    """What was scanned, by person and resource, values by variable."""
    told = {}
    for resource, batch in found.batches:
        opened = open_batch(batch, columns=found.columns[resource], keys=found.keys)
        for row in opened.to_pylist():
            told.setdefault((row.pop(SUBJECT), resource), []).append(row)
    return told


def alone(key, needs):
    held = api.list_records(subject_key=key, needs=needs, purpose="核对", by=PLATFORM, at=AT)
    return {
        resource: [{variable_of(element): flat(value) for element, value in record.values.items()} for record in own]
        for resource, own in held.items()
    }


def flat(value):
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def test_everyone_has_the_records_that_a_look_at_her_alone_finds(crowd, needs):
    found = rows(scan(needs))
    for key in crowd:
        for resource, own in alone(key, needs).items():
            assert sorted(map(str, found.get((key, resource), []))) == sorted(map(str, own)), resource


def test_a_range_of_keys_is_these_people_alone(crowd, needs):
    found = rows(scan(needs, first=crowd[1], last=crowd[1]))
    assert {key for key, _ in found} == {crowd[1]}
    assert rows(scan(needs, first=MOST, last=MOST)) == {}


def test_cells_come_sealed_and_with_the_keys_of_their_columns_alone(crowd, needs):
    wanted = [need for need in needs if need.element == "health.test_result"]
    found = scan(wanted)
    ((_, batch),) = list(found.batches)[:1]
    (column,) = found.columns["nucleic-acid-test"]
    assert batch.column("health_test_result").to_pylist()[0] not in (b"1", None)
    assert set(found.keys.keys) == {column.purpose} == {"exchange.nucleic-acid-test.result"}


def test_there_is_no_reading_without_the_entry(crowd, needs):
    before = AuditEntry.objects.count()
    found = scan(needs)
    assert AuditEntry.objects.count() == before
    rows(found)
    entry = AuditEntry.objects.latest("id")
    assert (AuditEntry.objects.count(), entry.name) == (before + 1, "exchange.population.read")
    assert api.list_accesses(subject_key=crowd[0])[0].purpose == "核对全省"


def test_a_purpose_is_asked_for(crowd, needs):
    with pytest.raises(api.PurposeMissing):
        scan(needs, purpose="")


def test_the_door_takes_no_name_for_more_than_a_name(crowd):
    """Names of columns are quoted, and one that is not there is an error."""
    for name in ("result) FROM pg_shadow --", "nothing"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM exchange_scan(%s, 0, 9, 5, 'x', now(), '', 0)", [f'[["nucleic-acid-test", ["{name}"]]]']
            )
