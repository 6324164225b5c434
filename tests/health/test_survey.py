"""Everyone's colour worked out from the sealed records in the database, and told with small counts withheld."""

import json
import sys
from datetime import datetime
from random import Random

import pytest
from click.testing import CliRunner
from django.db import connection

from bench._people import citizen_numbers
from lingnan.cli.root import main
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.secrecy import SealBroken
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Record
from lingnan.rooms.health import api, survey
from lingnan.rooms.health.colours import colours_of, published_rules
from lingnan.rooms.health.crowd import Machine
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from tests.engine.evidence.crowds import crowd_of
from tests.health.crowds import KINDS, TEXTS
from tests.health.evidence import moment

# Ibis 12 asks DuckDB 2 by a name that it will lose.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
PLACE = "韶关市新丰县丰城街道"
PEOPLE = 60


@pytest.fixture
def crowd(patient, publish_lists):
    """Drawn evidence of many, sealed in the database as departments send it, each with the colour of the first day."""
    persons = [NewPerson(id_number=number, name="测") for number in citizen_numbers(range(PEOPLE))]
    keys = identity.register_people(people=persons, at=moment(1))
    drawn = crowd_of(Random(7), KINDS, TEXTS, moment(9), PEOPLE)
    publish_lists(f"2021-08-05,2021-08-18,medium,{PLACE}")
    for number, evidence in drawn.items():
        for resource, records in evidence.items():
            if resource == "risk-exposure":
                load("journey", keys[number], [{"travel_stay_area": PLACE, **stay(record)} for record in records])
            else:
                load(resource, keys[number], records)
    api.recolour(subject_keys=keys, by=PLATFORM, at=moment(1))
    return keys


def stay(record):
    """A journey that began on the day that an exposure was drawn for, if one was."""
    first = record["health_exposure_first_date"]
    midnight = datetime(first.year, first.month, first.day, tzinfo=clock.PROVINCE_ZONE) if first else None
    return {"travel_arrived_at": midnight, "travel_left_at": midnight}


def load(resource, key, records):
    elements = {column.element.replace(".", "_"): column.element for column in exchange.get_resource(resource).columns}
    loaded = [
        Record(
            subject_key=key, as_of=moment(1),
            values={elements[name]: value for name, value in record.items()} | numbered(resource, key, place),
        )
        for place, record in enumerate(records)
    ]  # fmt: skip
    exchange.load_records(resource=resource, records=loaded, by=PLATFORM, at=moment(1))


def numbered(resource, key, place):
    """What tells one record of a person from another."""
    named = exchange.get_resource(resource).record_key
    return {element: f"N{key}-{place}" for element in named if element.endswith("_number")}


def test_the_command_tells_colours_and_small_counts_are_withheld(crowd, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(9))
    done = CliRunner().invoke(main, ["health", "population", "--engine", "duckdb"])
    assert done.exit_code == 0, done.output
    *classes, whole = map(json.loads, done.stdout.splitlines())
    assert whole["people"] == PEOPLE
    counts = [line["people"] for line in classes]
    assert all(count is None or count >= 10 or count == 0 for count in counts)
    assert counts.count(None) > 1, "one alone could be worked out"


def test_the_survey_counts_what_each_judgement_alone_gives(crowd, monkeypatch):
    monkeypatch.setattr(survey, "THRESHOLD", 0)
    found = api.survey_population(by=PLATFORM, at=moment(9))
    alone = [standing.colour for standing in colours_of(subject_keys=crowd, by=PLATFORM, at=moment(9)).values()]
    for (colour, class_code), people in found.counts.items():
        assert people == sum((each.colour, each.class_code) == (colour, class_code) for each in alone)
    assert found.people == PEOPLE


def test_a_population_in_portions_is_the_same_population(crowd, monkeypatch):
    whole = api.survey_population(by=PLATFORM, at=moment(9))
    monkeypatch.setattr(survey, "Machine", lambda: Machine(portion=17))
    assert api.survey_population(by=PLATFORM, at=moment(9)) == whole


def test_nothing_that_was_opened_can_come_to_the_disk(crowd):
    rows = [(key, "green", "no-finding", "none", False) for key in crowd]
    with Machine().gathered(
        rules=published_rules(), first=crowd[0], last=crowd[-1], rows=rows, purpose="核对", by=PLATFORM, at=moment(9)
    ) as (_, standing):
        (setting,) = standing.get_backend().con.execute("SELECT current_setting('temp_directory')").fetchone()
    assert setting == ""


def test_a_record_that_was_altered_is_told(crowd):
    alter_tests()
    with pytest.raises(SealBroken):
        api.survey_population(by=PLATFORM, at=moment(9))


def alter_tests():
    with connection.cursor() as cursor:
        cursor.execute('UPDATE exchange."nucleic-acid-test" SET result = %s', [b"x" * 40])
        assert cursor.rowcount


def test_everyone_sees_that_all_colours_were_worked_out(crowd):
    api.survey_population(by=PLATFORM, at=moment(9))
    access = exchange.list_accesses(subject_key=crowd[0])[0]
    assert (access.purpose, access.elements.count("person.residence_division")) == ("健康码全省核算", 0)


def test_without_spark_its_operator_is_told_what_to_do(crowd, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.setattr(clock, "now", lambda: moment(9))
    done = CliRunner().invoke(main, ["health", "population", "--engine", "spark"])
    assert done.exit_code == 1
    assert "用不了 Spark（local[*]）" in done.stderr
