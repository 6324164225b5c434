"""Two records of one person in the health room: one code, one colour, by all that either had."""

from datetime import date, timedelta

import pytest

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.ids import uuid7
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Outcome
from lingnan.rooms.health import api
from lingnan.rooms.health.models import ColourChange, ManualColour, StandingColour, VenueVisit
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from lingnan.rooms.outreach.models import FollowUp
from tests.health.evidence import moment, review_due, travel
from tests.health.forcing import force, reasons
from tests.health.test_manual import SITE, decide
from tests.health.test_way_through import START, kinds
from tests.health.test_way_through import province as _province
from tests.house import AT, officer, person

province = _province
PASSPORT, NAME = "E12345678", "CHEN GUODONG"


@pytest.fixture
def other(patient) -> int:
    """The father again, by his passport."""
    (key,) = identity.register_people(people=[NewPerson(id_number=PASSPORT, name=NAME, id_kind="414")], at=AT)
    return key


def merge(patient, other, at) -> None:
    identity.merge_people(
        surviving_key=patient.father_key, absorbed_key=other, ground="second-document", names=("何敏仪", "黄启明"),
        by=PLATFORM, at=at,
    )  # fmt: skip


def colours() -> dict[int, str]:
    return {row.subject_key: row.change.colour for row in StandingColour.objects.select_related("change")}


def test_the_survivor_is_judged_by_the_evidence_of_both_told_and_called(province, patient, other):
    key = patient.father_key
    province.travel(other)
    province.publish(province.list_area())
    api.recolour(subject_keys=[key], by=PLATFORM, at=START)
    province.wait()
    assert colours() == {key: "green", other: "yellow"}
    paper = api.print_code(subject_key=other, by=person("father", other), at=province.now).text
    merge(patient, other, province.now)
    province.wait()
    force("SET CONSTRAINTS ALL IMMEDIATE")
    assert colours() == {key: "yellow"}
    assert kinds(key) == ["health-yellow", "health-yellow"]  # the old record's came along
    assert {row.subject_key for row in FollowUp.objects.filter(over_at=None)} == {key}
    assert codes.verify_code(text=paper, at=province.now).outcome is Outcome.REVOKED
    assert api.show_code(subject_key=key, by=patient.father, at=province.now).colour == "yellow"
    holding = api.get_holding(subject_key=key, by=patient.father, at=province.now)
    assert [each.colour for each in holding.history] == ["yellow", "yellow", "green"]
    assert reasons() == []
    province.test(key, "S1")
    province.wait(1.1)
    province.test(key, "S2")
    assert colours() == {key: "green"}


def test_news_of_the_old_record_that_is_late_is_the_survivors(province, patient, other):
    province.publish(province.list_area())
    province.travel(other)
    api.recolour(subject_keys=[other], by=PLATFORM, at=province.now)
    merge(patient, other, province.now)
    province.wait()  # delivers what was published before the merge
    assert colours() == {patient.father_key: "yellow"}


def test_a_code_without_a_colour_is_named_unless_its_record_was_taken_in(patient, other):
    api.recolour(subject_keys=[other, patient.father_key], by=PLATFORM, at=moment(2))
    merge(patient, other, moment(3))
    force("SET CONSTRAINTS ALL IMMEDIATE")
    assert reasons() == []
    force("DELETE FROM identity_merge")
    assert any("another colour" in reason for reason in reasons())


@pytest.mark.parametrize(("merged_at", "over_at"), [(10, 10), (20, 14)])
def test_a_visit_of_the_old_record_is_over_at_the_latest_as_it_ended_by_itself(patient, other, merged_at, over_at):
    visit = VenueVisit.objects.create(
        uuid=uuid7(at=AT), subject_key=other, venue=uuid7(at=AT), method="1", entered_at=moment(2, 8),
        ends_at=moment(2, 14),
    )  # fmt: skip
    merge(patient, other, moment(2, merged_at))
    visit.refresh_from_db()
    assert (visit.subject_key, visit.over_at) == (patient.father_key, moment(2, over_at))


def test_a_manual_colour_goes_on_until_its_end(patient, other):
    travel(other, "J1", f"{SITE}9号", first=1, last=2)
    doctor = officer("health-officer", division="44", department="gd-health")
    uuid = api.propose_manual(
        id_number=PASSPORT, name=NAME, ground="outbreak-site", place=SITE, seen_from=date(2021, 8, 1),
        seen_until=date(2021, 8, 3), ends_on=date(2021, 8, 10), by=doctor, at=moment(3),
    )  # fmt: skip
    decide(uuid, officer("health-officer", division="44", department="gd-disease-control"))
    merge(patient, other, moment(4))
    force("SET CONSTRAINTS ALL IMMEDIATE")
    assert colours() == {patient.father_key: "yellow"}
    assert ManualColour.objects.filter(order__isnull=False).count() == 2
    assert reasons() == []
    assert review_due(moment(11, 0)) == 1
    assert colours() == {patient.father_key: "green"}


def test_whom_a_page_judged_a_moment_later_is_judged_again_by_the_evidence_of_both(province, patient, other):
    province.travel(other)
    province.publish(province.list_area())
    province.wait(0.01)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=province.now + timedelta(seconds=5))
    merge(patient, other, province.now)
    assert colours() == {patient.father_key: "green"}
    province.wait(0.01)
    assert colours() == {patient.father_key: "yellow"}


def test_who_was_never_judged_is_not_judged_by_a_merge(patient, other):
    merge(patient, other, moment(3))
    assert not ColourChange.objects.exists()
