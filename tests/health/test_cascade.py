"""Lists of risk areas that change, and everyone who was there: coloured once, restored when a listing is withdrawn."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api, cascade
from lingnan.rooms.health.models import ColourChange, ListSweep, Waiting
from tests.health.conftest import PublishLists
from tests.health.evidence import isolate, moment, travel, work_line

PLACE = "韶关市新丰县丰城街道"


@pytest.fixture
def publish(publish_lists: PublishLists) -> Callable[..., None]:
    """Publishes listings of the place in August 2021, by first and last day and level."""

    def _publish(*listings: tuple[int, int, str]) -> None:
        publish_lists(*(f"2021-08-{first:02},2021-08-{last:02},{level},{PLACE}" for first, last, level in listings))

    return _publish


def sweep(monkeypatch, *, day: int) -> int:
    monkeypatch.setattr(clock, "now", lambda: moment(day))
    Waiting.objects.all().delete()  # what they themselves wait for is no matter of the lists
    found = api.sweep_lists(by=PLATFORM, at=moment(day))
    work_line(moment(day))
    return found


def given() -> list[tuple[str, str]]:
    return [(change.colour, change.class_code) for change in ColourChange.objects.order_by("id")]


def test_a_listing_colours_who_was_there_and_nobody_else(patient, publish, monkeypatch):
    travel(patient.father_key, "J1", f"{PLACE}人民西路1号", first=2, last=3)
    travel(patient.daughter.person_key, "J2", "韶关市新丰县马头镇", first=2, last=3)
    sweep(monkeypatch, day=4)
    publish((5, 18, "medium"))
    assert sweep(monkeypatch, day=5) == 1
    assert given() == [("yellow", "exposed-untested")]
    assert ColourChange.objects.get().subject_key == patient.father_key


def test_run_twice_or_on_a_day_without_news_it_changes_nothing(patient, publish, monkeypatch):
    travel(patient.father_key, "J1", PLACE, first=2, last=3)
    publish((5, 18, "medium"))
    assert sweep(monkeypatch, day=5) == 1
    assert sweep(monkeypatch, day=5) == 0
    assert sweep(monkeypatch, day=6) == 0
    assert given() == [("yellow", "exposed-untested")]
    assert ListSweep.objects.count() == 2


def test_a_sweep_that_is_killed_is_made_again(patient, publish, monkeypatch):
    travel(patient.father_key, "J1", PLACE, first=2, last=3)
    publish((5, 18, "medium"))
    with monkeypatch.context() as broken:
        broken.setattr(cascade, "await_judgement", _killed)
        with pytest.raises(KeyboardInterrupt):
            api.sweep_lists(by=PLATFORM, at=moment(5))
    assert not ListSweep.objects.exists()
    assert sweep(monkeypatch, day=5) == 1
    assert given() == [("yellow", "exposed-untested")]


def _killed(**people: object) -> None:
    raise KeyboardInterrupt


def test_a_listing_that_was_published_ahead_counts_from_its_day(patient, publish, monkeypatch):
    travel(patient.father_key, "J1", PLACE, first=2, last=3)
    publish((6, 18, "medium"))
    assert sweep(monkeypatch, day=5) == 0
    assert sweep(monkeypatch, day=6) == 1
    assert given() == [("yellow", "exposed-untested")]


def test_a_level_that_rises_is_noticed(patient, publish, monkeypatch):
    travel(patient.father_key, "J1", PLACE, first=2, last=3)
    publish((5, 8, "medium"))
    sweep(monkeypatch, day=5)
    publish((5, 8, "medium"), (9, 18, "high"))
    assert sweep(monkeypatch, day=9) == 1
    assert AuditEntry.objects.filter(name="health.lists.swept").count() == 2


def test_a_listing_withdrawn_restores_who_was_coloured_by_it(patient, publish, monkeypatch):
    travel(patient.father_key, "J1", PLACE, first=2, last=3)
    publish((5, 18, "medium"))
    sweep(monkeypatch, day=5)
    publish()
    assert sweep(monkeypatch, day=6) == 1
    assert given() == [("yellow", "exposed-untested"), ("green", "no-finding")]


def test_a_version_of_this_very_moment_waits_until_every_process_judges_by_it(patient, publish):
    travel(patient.father_key, "J1", PLACE, first=2, last=3)
    publish((1, 18, "medium"))
    assert api.sweep_lists(by=PLATFORM, at=moment(1) + timedelta(seconds=4)) == 0
    assert api.sweep_lists(by=PLATFORM, at=moment(1) + timedelta(seconds=6)) == 1


def test_finding_people_leaves_a_trace_and_only_what_is_declared_finds_anyone(patient, sealed_audit):
    travel(patient.father_key, "J1", PLACE, first=2, last=3)
    asked = {"resource": "journey", "by": PLATFORM, "at": moment(5)}
    found = exchange.find_subjects(**asked, element="travel.stay_area", values=[PLACE], purpose="流行病学调查")
    assert found == [patient.father_key]
    entry = AuditEntry.objects.get(name="exchange.resource.searched")
    assert (entry.kind, entry.subject_key, "流行病学调查" in entry.body, PLACE in entry.body) == (
        "read",
        None,
        True,
        False,
    )
    assert exchange.list_values(**asked, element="travel.stay_area", purpose="流行病学调查") == [PLACE]
    with pytest.raises(exchange.ElementNotSearched):
        exchange.find_subjects(**asked, element="travel.arrived_at", values=[moment(2)], purpose="流行病学调查")
    with pytest.raises(exchange.PurposeMissing):
        exchange.find_subjects(**asked, element="travel.stay_area", values=[PLACE], purpose="")


def test_the_first_sweep_of_a_day_sends_for_those_whose_day_has_come_once(patient):
    isolate(patient, first=1, last=14)
    work_line(moment(2))
    assert api.sweep_lists(by=PLATFORM, at=moment(2)) == 0
    for hour in (9, 10):  # nothing ran at midnight
        api.sweep_lists(by=PLATFORM, at=moment(15, hour))
        assert Waiting.objects.count() == 1
    work_line(moment(15, 10))
    api.sweep_lists(by=PLATFORM, at=moment(15, 11))
    assert (given()[-1], Waiting.objects.count()) == (("green", "no-finding"), 0)
