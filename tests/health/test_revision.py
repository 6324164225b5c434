"""Rules that change, and everyone whose colour they would not give: found in bulk, judged each for herself."""

from datetime import datetime, timedelta

import pytest

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api, revision
from lingnan.rooms.health.colours import colours_of
from lingnan.rooms.health.models import ColourChange, RuleSweep, StandingColour, Waiting
from lingnan.rooms.health.reviews import outcome_of
from lingnan.rooms.health.types import Urgency
from tests.health.evidence import isolate, moment, record_test, travel, work_line

# Ibis 12 asks DuckDB 2 by a name that it will lose.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
PLACE = "韶关市新丰县丰城街道"
UNCLEAR = ('health_test_result = "2"\'', 'health_test_result in ("2", "3")\'')
LATE = (
    "positive_at != null and cleared_at = null",
    'positive_at != null and cleared_at = null and decision_date > date(positive_at) + duration("P3D")',
)


@pytest.fixture
def publish_rules(publish_lists, monkeypatch):
    """Publishes the content's rules with texts in their facts replaced."""

    def _publish(*replaced: tuple[str, str]) -> None:
        from lingnan.rooms.catalogue import publishing, shelf

        latest = publishing.newest(kind="rules", code="health")
        assert latest
        files = shelf.files_of(kind="rules", code="health", number=1)
        for old, new in replaced:
            assert files["facts.yaml"].count(old) == 1
            files["facts.yaml"] = files["facts.yaml"].replace(old, new)
        publishing.publish_version(
            kind="rules", code="health", files=files, folder=latest.folder, latest=latest, by=PLATFORM,
            at=datetime(2021, 8, 1, 4, tzinfo=PROVINCE_ZONE),
        )  # fmt: skip
        shelf.forget()

    return _publish


@pytest.fixture
def in_bulk(monkeypatch) -> None:
    """As of more people than are put into the line at once."""
    monkeypatch.setattr(revision, "FEW", 0)


def sweep(day: int, hour: int = 12) -> int:
    return api.sweep_rules(by=PLATFORM, at=moment(day, hour))


def outdated(day: int) -> list[int]:
    return sorted(api.list_outdated(by=PLATFORM, at=moment(day)))


def judge(family, day: int) -> None:
    keys = [family.father_key, family.daughter.person_key, family.stranger.person_key]
    api.recolour(subject_keys=keys, by=PLATFORM, at=moment(day))
    Waiting.objects.all().delete()


def test_a_rule_that_changed_colours_whom_it_means_and_nobody_else(patient, publish_rules, in_bulk):
    record_test(patient, "S1", day=1, result="3")
    judge(patient, 1)
    assert sweep(1) == 0
    publish_rules(UNCLEAR)
    assert sweep(2) == 1
    assert list(Waiting.objects.values_list("subject_key", "urgency")) == [(patient.father_key, Urgency.RULES)]
    assert work_line(moment(2)) == 1
    assert ColourChange.objects.order_by("-id")[0].class_code == "positive"


def test_swept_twice_nobody_is_sent_for_again(patient, publish_rules, in_bulk):
    record_test(patient, "S1", day=1, result="3")
    judge(patient, 1)
    publish_rules(UNCLEAR)
    assert [sweep(2), sweep(2, 13)] == [1, 0]
    assert Waiting.objects.count() == 1
    assert RuleSweep.objects.count() == 1


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_sweep_that_is_killed_is_made_again(patient, publish_rules, in_bulk, monkeypatch):
    record_test(patient, "S1", day=1, result="3")
    judge(patient, 1)
    publish_rules(UNCLEAR)
    with monkeypatch.context() as broken:
        broken.setattr(RuleSweep, "save", _killed)
        with pytest.raises(KeyboardInterrupt):
            sweep(2)
    assert not Waiting.objects.exists()
    assert sweep(2) == 1


def test_what_comes_beside_the_bulk_is_judged_by_all_there_is(patient, publish_rules, in_bulk):
    """The bulk found her; before her turn two negatives arrive; she is judged once, with them."""
    record_test(patient, "S1", day=1, result="3")
    judge(patient, 1)
    publish_rules(UNCLEAR)
    sweep(4)
    record_test(patient, "S2", day=2, result="1")
    record_test(patient, "S3", day=4, result="1")
    assert Waiting.objects.count() == 3
    assert work_line(moment(4, 13)) == 0
    assert list(ColourChange.objects.filter(subject_key=patient.father_key).values_list("colour", flat=True)) == [
        "green"
    ]


def test_a_day_that_only_the_new_rules_know_comes(patient, publish_rules, in_bulk):
    record_test(patient, "S1", day=1, result="3")
    judge(patient, 1)
    assert StandingColour.objects.get(subject_key=patient.father_key).review_on is None
    publish_rules(UNCLEAR, LATE)
    assert [sweep(day) for day in (2, 3, 4)] == [0, 0, 0]
    assert sweep(5) == 1
    assert work_line(moment(5)) == 1


def test_lists_alone_are_no_change_of_the_rules(patient, publish_lists, in_bulk, monkeypatch):
    judge(patient, 1)
    sweep(1)
    publish_lists(f"2021-08-05,2021-08-18,medium,{PLACE}")
    monkeypatch.setattr(revision, "WATCHED", timedelta(0))
    monkeypatch.setattr(revision, "list_outdated", _killed)
    assert sweep(5) == 0
    assert RuleSweep.objects.count() == 2


def test_lists_of_the_day_on_which_the_rules_came_send_for_nobody_again(patient, publish_lists, in_bulk):
    record_test(patient, "S1", day=1, result="2")
    judge(patient, 1)
    assert sweep(2) == 1
    publish_lists(f"2021-08-05,2021-08-18,medium,{PLACE}")
    assert sweep(2, 13) == 0
    assert [row.people for row in RuleSweep.objects.order_by("id")] == [1, 0]


def test_the_bulk_names_whom_each_judgement_alone_would_change(patient, publish_lists):
    """Evidence of every sort, journeys among it, on each day of a month: the same as asked one by one."""
    keys = [patient.father_key, patient.daughter.person_key, patient.stranger.person_key]
    isolate(patient, first=3, last=9)
    record_test(patient, "S1", day=12, result="2")
    travel(keys[1], "J1", PLACE, first=2, last=4)
    travel(keys[2], "J2", PLACE, first=20, last=None)
    publish_lists(f"2021-08-05,2021-08-18,medium,{PLACE}")
    api.recolour(subject_keys=keys, by=PLATFORM, at=moment(1))
    StandingColour.objects.update(review_on=None)
    for day in range(2, 31):
        alone = colours_of(subject_keys=keys, by=PLATFORM, at=moment(day))
        standing = {row.subject_key: row.change for row in StandingColour.objects.select_related("change")}
        differing = [key for key in keys if outcome_of(alone[key].colour) != _told(standing[key])]
        assert outdated(day) == sorted({*differing, *_with_a_way_to_go(standing)}), day


def _told(change: ColourChange) -> tuple[str, str, str]:
    return change.colour, change.class_code, change.way_out


def _with_a_way_to_go(standing: dict[int, ColourChange]) -> list[int]:
    return [key for key, change in standing.items() if change.way_out != "none"]


def test_everyone_sees_that_the_rules_were_held_against_what_is_kept_of_her(patient, publish_rules, in_bulk):
    judge(patient, 1)
    sweep(2)
    for key in (patient.father_key, patient.stranger.person_key):
        access = exchange.list_accesses(subject_key=key)[0]
        assert (access.purpose, access.by) == ("健康码规则变更，逐人核对颜色", PLATFORM)
        assert "nucleic-acid-test" in access.resources


def test_a_few_people_are_all_put_into_the_line(patient):
    judge(patient, 1)
    assert sweep(1) == 3


def test_after_the_sunset_nobody_is_sent_for(patient):
    judge(patient, 1)
    assert api.sweep_rules(by=PLATFORM, at=datetime(2026, 11, 23, 12, tzinfo=clock.PROVINCE_ZONE)) == 0
    assert not RuleSweep.objects.exists()
