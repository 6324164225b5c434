"""Everyone's colour from the sealed records in the database: the same on Spark's workers, on DuckDB, and asked alone.

A minute on two cores: Spark plans longer than it reckons.
"""

import pytest

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.secrecy import SealBroken
from lingnan.rooms.health import api, cluster
from lingnan.rooms.health.colours import colours_of
from lingnan.rooms.health.models import StandingColour
from lingnan.rooms.health.reviews import outcome_of
from tests.health.evidence import moment
from tests.health.test_survey import PLACE, alter_tests, crowd  # noqa: F401  (a fixture)
from tests.spark import spark  # noqa: F401  (a fixture)

# Ibis 12 asks DuckDB 2 by a name that it will lose; Spark's own words are not ours.
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore:fetch_arrow_table:DeprecationWarning"
)
DAYS = (9, 20)


def outdated(engine, day):
    return sorted(api.list_outdated(by=PLATFORM, at=moment(day), engine=engine))


@pytest.mark.parametrize("day", DAYS)
def test_spark_names_whom_duckdb_names_and_each_judgement_alone(spark, crowd, day):  # noqa: F811
    found = outdated("duckdb", day)
    assert outdated("spark", day) == found
    StandingColour.objects.update(review_on=None)
    alone = colours_of(subject_keys=crowd, by=PLATFORM, at=moment(day))
    standing = {row.subject_key: row.change for row in StandingColour.objects.select_related("change")}
    differing = {
        key for key, change in standing.items()
        if key in alone and outcome_of(alone[key].colour) != (change.colour, change.class_code, change.way_out)
    }  # fmt: skip
    assert 0 < len(differing) < len(crowd)
    assert differing <= set(found)


def test_what_lies_on_the_disk_is_sealed_and_goes_with_the_run(spark, crowd, monkeypatch):  # noqa: F811
    from django.conf import settings

    folder = settings.ENVIRONMENT.effective_spark_folder
    seen = {}
    view = cluster._view

    def look(*args):
        for file in folder.rglob("*.parquet"):
            seen[file.parent.name] = file.read_bytes()
        return view(*args)

    monkeypatch.setattr(cluster, "_view", look)
    survey = api.survey_population(by=PLATFORM, at=moment(9), engine="spark")
    assert survey == api.survey_population(by=PLATFORM, at=moment(9), engine="duckdb")
    assert survey.people == len(crowd)
    assert {"nucleic-acid-test", "journey", "standing"} <= set(seen)
    for name, content in seen.items():
        for clear in (PLACE.encode(), b"2021-08", b"yellow", b"green"):
            assert clear not in content, (name, clear)
    assert not list(folder.glob("run-*"))
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_a_worker_refuses_is_told_in_words_and_the_records_go(spark, crowd):  # noqa: F811
    from django.conf import settings

    alter_tests()
    with pytest.raises(SealBroken):
        api.survey_population(by=PLATFORM, at=moment(9), engine="spark")
    assert not list(settings.ENVIRONMENT.effective_spark_folder.glob("run-*"))
