"""The way through: a listing, yellow, a message, two calls to make, two tests, green, and nobody is called any more."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.types.json import Jsonb

from lingnan.kernel import clock, events
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange
from lingnan.rooms.outreach import api as outreach
from lingnan.rooms.outreach import handlers
from lingnan.rooms.outreach.models import FollowUp
from tests.health.evidence import work_line
from tests.house import load, officer

FATHER = "440104194305121235"
PLACE = "韶关市新丰县丰城街道"
CARRY_ON = import_module("lingnan.rooms.outreach.migrations.0006_waiting_news").CARRY_ON
START = datetime(2022, 5, 10, 12, tzinfo=PROVINCE_ZONE)


class Province:
    """The province from day to day: what its worker would have done by each moment is done."""

    def __init__(self, monkeypatch, publish_lists, people) -> None:
        self.people, self.publish = people, publish_lists
        self.done: set[int] = set()
        self.now = START
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def wait(self, days: float = 0) -> None:
        self.now += timedelta(days=days)
        api.sweep_lists(by=PLATFORM, at=self.now)
        self.work()
        api.send_for_due(at=self.now)
        self.work()
        outreach.escalate_overdue(at=self.now)

    def work(self) -> None:
        """Judge who waits, and tell of it; what is told twice each, as after a crash."""
        work_line(self.now)
        jobs = ProcrastinateJob.objects.filter(task_name="lingnan.kernel.tasks.deliver").exclude(id__in=self.done)
        while found := list(jobs.exclude(id__in=self.done).order_by("id")):
            for job in found:
                self.done.add(job.id)
                if job.args["name"].startswith("health."):
                    events.deliver(**job.args)
                    events.deliver(**job.args)

    def list_area(self, level: str = "medium", *, days: int = 0) -> str:
        first, last = self.now.date() + timedelta(days=days), self.now.date() + timedelta(days=days + 13)
        return f"{first},{last},{level},{PLACE}"

    def travel(self, key: int, *, ago: int = 2, area: str = PLACE) -> None:
        there = self.now - timedelta(days=ago)
        load("journey", key, {
            "person.id_number": FATHER, "travel.journey_number": f"J{key}", "travel.stay_area": area,
            "travel.arrived_at": there, "travel.left_at": there + timedelta(hours=3),
        }, as_of=self.now)  # fmt: skip

    def test(self, key: int, number: str) -> None:
        load("nucleic-acid-test", key, {
            "person.id_number": FATHER, "health.test_number": number, "health.test_sampled_at": self.now,
            "health.test_result": "1", "health.test_organisation": "省疾控中心",
        }, as_of=self.now)  # fmt: skip
        self.wait()


@pytest.fixture
def province(patient, publish_lists, monkeypatch) -> Province:
    return Province(monkeypatch, publish_lists, patient)


@pytest.fixture
def worker(patient):
    return officer("community-worker", division="440104", department="440104-civil-affairs")


@pytest.fixture
def constable(patient):
    return officer("police-officer", division="440104", department="gd-public-security")


def kinds(key: int) -> list[str]:
    found = [message.kind for message in outreach.list_messages(person_key=key)]
    return [kind for kind in reversed(found) if kind.startswith("health-")]


def test_from_the_listing_to_green_in_two_tests(province, patient, worker, constable):
    key = patient.father_key
    province.travel(key)
    province.wait()
    assert (kinds(key), outreach.list_follow_ups(by=worker)) == ([], [])
    province.publish(province.list_area())
    province.wait(0.01)
    assert kinds(key) == ["health-yellow"]
    (call,), (other,) = outreach.list_follow_ups(by=worker), outreach.list_follow_ups(by=constable)
    assert (call.calling, other.calling, call.masked_name, call.division) == ("community", "police", "陈*栋", "440104")
    assert (call.colour, call.class_code, call.way_out) == ("yellow", "exposed-medium", "two-negatives")
    province.test(key, "S1")
    province.wait(0.5)
    assert kinds(key) == ["health-yellow"]
    province.wait(0.6)
    province.test(key, "S2")
    assert kinds(key) == ["health-yellow", "health-green"]
    assert (outreach.list_follow_ups(by=worker), outreach.list_follow_ups(by=constable)) == ([], [])
    assert FollowUp.objects.filter(over_at__isnull=False).count() == 2


def test_fourteen_days_end_by_themselves_and_the_calls_with_them(province, patient, worker):
    province.travel(patient.father_key)
    province.publish(province.list_area())
    province.wait(0.01)
    assert len(outreach.list_follow_ups(by=worker)) == 1
    for _ in range(16):
        province.wait(1)
    assert kinds(patient.father_key) == ["health-yellow", "health-green"]
    assert not FollowUp.objects.filter(over_at=None).exists()
    assert api.list_overdue(at=province.now) == []


def test_a_listing_withdrawn_restores_and_tells_those_coloured_by_it(province, patient, worker):
    for key in (patient.father_key, patient.daughter.person_key):
        province.travel(key)
    province.publish(province.list_area())
    province.wait(0.01)
    province.publish()
    province.wait(0.01)
    for key in (patient.father_key, patient.daughter.person_key):
        assert kinds(key) == ["health-yellow", "health-green"]
    assert outreach.list_follow_ups(by=worker) == []


def test_news_that_an_earlier_version_published_is_told_after_the_upgrade(province, patient):
    key = patient.father_key
    province.travel(key)
    province.publish(province.list_area())
    api.sweep_lists(by=PLATFORM, at=province.now)
    work_line(province.now)
    news = ProcrastinateJob.objects.filter(args__name="health.colours.changed")
    receipts = [str(uuid) for uuid in ColourChange.objects.values_list("uuid", flat=True)]
    with connection.cursor() as cursor:
        for handler in ("tell_colours", "follow_up_colours"):
            told = {"handler": f"lingnan.rooms.outreach.handlers.{handler}", "payload": {"receipts": receipts}}
            cursor.execute(
                "UPDATE procrastinate_jobs SET args = args || %s WHERE id = %s", [Jsonb(told), news.get().id]
            )
            cursor.execute(CARRY_ON)
            events.deliver(**news.get().args)
    assert kinds(key) == ["health-yellow"]
    assert FollowUp.objects.filter(subject_key=key, over_at=None).count() == 2


def test_news_that_is_overtaken_while_it_is_told_has_nobody_called_who_is_green(province, patient, worker, monkeypatch):
    key, tell = patient.father_key, handlers._tell_colours

    def tell_and_be_overtaken(steps, at) -> None:
        tell(steps, at)
        monkeypatch.setattr(handlers, "_tell_colours", tell)
        province.publish()
        province.wait(0.01)

    province.travel(key)
    province.publish(province.list_area())
    monkeypatch.setattr(handlers, "_tell_colours", tell_and_be_overtaken)
    province.wait(0.01)
    assert kinds(key) == ["health-yellow", "health-green"]
    assert not FollowUp.objects.filter(over_at=None).exists()


def test_a_level_that_rises_makes_her_red_and_her_call_urgent(province, patient, worker):
    province.travel(patient.father_key)
    medium = province.list_area()
    province.publish(medium)
    province.wait(0.01)
    (first,) = outreach.list_follow_ups(by=worker)
    province.publish(medium, province.list_area("high", days=1))
    province.wait(1)
    (second,) = outreach.list_follow_ups(by=worker)
    assert (first.colour, first.urgency, second.colour, second.urgency) == ("yellow", 2, "red", 1)
    assert second.uuid == first.uuid
    assert kinds(patient.father_key) == ["health-yellow", "health-red"]
