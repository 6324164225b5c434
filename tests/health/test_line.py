"""The line of those who wait to be judged: nobody is left in it, lost from it, or held up by another."""

import gc
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.health import api, changes
from lingnan.rooms.health.models import ColourChange, StandingColour, Waiting
from lingnan.rooms.health.tasks import judge_waiting
from lingnan.rooms.health.types import Evidence, Urgency
from lingnan.rooms.identity.merging import LOCK
from tests.health.evidence import isolate, moment, record_test, review_due, travel, work_line


def judge(day: int = 2) -> int:
    return api.judge_waiting(by=PLATFORM, at=moment(day))


def colours() -> list[str]:
    return list(ColourChange.objects.order_by("id").values_list("colour", flat=True))


def test_what_came_while_she_waited_is_judged_once(patient):
    isolate(patient, first=1, last=14)
    record_test(patient, "S1", day=1, result="1")
    assert Waiting.objects.count() == 2
    assert judge() == 2
    assert (colours(), judge()) == (["red"], 0)


def test_after_a_batch_nothing_of_the_evidence_stays_in_memory(patient):
    before = list_evidence_in_memory()
    isolate(patient, first=1, last=14)
    assert judge() == 1
    assert list_evidence_in_memory() == before


def list_evidence_in_memory() -> list[int]:
    gc.collect()
    return [id(each) for each in gc.get_objects() if type(each) is Evidence]


def test_a_judgement_that_is_killed_leaves_her_in_the_line(patient, monkeypatch):
    isolate(patient, first=1, last=14)
    with monkeypatch.context() as broken:
        broken.setattr(changes.events, "publish", _killed)
        with pytest.raises(KeyboardInterrupt):
            judge()
    assert (colours(), Waiting.objects.count()) == ([], 1)
    assert work_line(moment(2)) == 1


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_whom_a_page_judged_a_moment_later_without_what_came_stays_in_the_line(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2, 13))
    isolate(patient, first=1, last=14)
    assert (judge(), Waiting.objects.count(), colours()) == (0, 1, ["green"])
    assert work_line(moment(2, 14)) == 1
    assert (colours(), Waiting.objects.count()) == (["green", "red"], 0)


@pytest.mark.django_db(transaction=True)
def test_no_two_records_become_one_while_a_batch_is_judged(monkeypatch):
    free = []

    def try_to_merge() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_try_advisory_xact_lock({LOCK})")
            free.append(cursor.fetchone()[0])
        connection.close()

    def recolour(**_) -> int:
        merging = threading.Thread(target=try_to_merge)
        merging.start()
        merging.join()
        return 0

    monkeypatch.setattr("lingnan.rooms.health.line.recolour", recolour)
    monkeypatch.setattr("lingnan.rooms.health.line.wake", lambda **_: None)
    api.await_judgement(subject_keys=[1], urgency=Urgency.EVIDENCE, at=moment(2))
    assert (judge(), free) == (1, [False])


def test_evidence_goes_before_a_whole_province(patient, monkeypatch):
    monkeypatch.setattr("lingnan.rooms.health.line.BATCH", 1)
    api.await_judgement(subject_keys=[patient.daughter.person_key], urgency=Urgency.RULES, at=moment(1))
    isolate(patient, first=1, last=14)
    judge()
    assert StandingColour.objects.get().subject_key == patient.father_key


def test_who_cant_be_judged_holds_nobody_up_and_is_tried_again_each_night(patient, sealed_audit):
    isolate(patient, first=1, last=14)
    travel(patient.daughter.person_key, "J1", "韶关市新丰县丰城街道", first=1, last=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE exchange.journey SET stay_area = '\\x00' || substr(stay_area, 2)")
    judge()
    assert list(StandingColour.objects.values_list("subject_key", flat=True)) == [patient.father_key]
    assert list(Waiting.objects.values_list("subject_key", "urgency")) == [(patient.daughter.person_key, 9)]
    assert judge() == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM exchange.journey")
    assert review_due(moment(3)) == 1
    assert not Waiting.objects.exists()


def test_a_worker_is_called_once_and_again_when_it_has_begun(patient, django_capture_on_commit_callbacks):
    def wait() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            api.await_judgement(subject_keys=[patient.father_key], urgency=Urgency.EVIDENCE, at=moment(2))

    calls = ProcrastinateJob.objects.filter(task_name=api.CALL)
    wait()
    wait()
    assert calls.count() == 1
    calls.update(status="succeeded")
    wait()
    assert calls.count() == 2


def test_to_a_long_line_another_worker_is_called_before_the_first_begins(patient, monkeypatch):
    monkeypatch.setattr("lingnan.rooms.health.line.BATCH", 1)
    seen = []
    calls = ProcrastinateJob.objects.filter(task_name=api.CALL)
    monkeypatch.setattr(api, "judge_waiting", lambda **_: seen.append(calls.count()))
    isolate(patient, first=1, last=14)
    judge_waiting.func(timestamp=0)
    record_test(patient, "S1", day=1, result="1")
    judge_waiting.func(timestamp=0)
    assert seen == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same(monkeypatch):
    monkeypatch.setattr("lingnan.rooms.health.line.recolour", lambda **_: 0)
    api.await_judgement(subject_keys=[1, 2], urgency=Urgency.EVIDENCE, at=moment(2))
    taken = []

    def work_elsewhere() -> None:
        taken.append(judge())
        connection.close()

    with transaction.atomic():
        assert judge() == 2
        thread = threading.Thread(target=work_elsewhere)
        thread.start()
        thread.join()
    assert taken == [0]


def test_the_later_moment_wins_whoever_is_first(patient):
    isolate(patient, first=1, last=14)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(3))
    api.await_judgement(subject_keys=[patient.father_key], urgency=Urgency.RULES, at=moment(2))
    api.judge_waiting(by=PLATFORM, at=moment(3) - timedelta(seconds=1))
    assert StandingColour.objects.get().judged_at == moment(3)
