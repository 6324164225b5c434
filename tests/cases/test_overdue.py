"""What its sender did not get to decide is decided all the same: the case itself says that it waits."""

from datetime import timedelta

import pytest

from tests.cases.applying import api, apply, submit
from tests.house import AT, Family

LATER = AT + timedelta(seconds=6)


def take_up() -> list[tuple[str, str]]:
    """Take up what is overdue, as the worker does every five seconds; returns the jobs that wait then."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from lingnan.rooms.cases.tasks import take_up_overdue

    take_up_overdue(timestamp=0)
    waiting = ProcrastinateJob.objects.filter(task_name="cases.decide")
    return list(waiting.values_list("args__application_uuid", "queueing_lock"))


def test_only_what_was_left_undecided_is_overdue(family: Family) -> None:
    apply(family)
    left = submit(family)
    assert api().list_overdue(at=AT + timedelta(seconds=5)) == []
    assert api().list_overdue(at=LATER) == [left]
    api().decide_application(uuid=left, at=LATER)
    assert api().list_overdue(at=LATER) == []


def test_one_job_waits_for_each_application(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    from lingnan.kernel import clock

    monkeypatch.setattr(clock, "now", lambda: LATER)
    left = submit(family)
    assert take_up() == take_up() == [(str(left), f"cases.decide:{left}")]
