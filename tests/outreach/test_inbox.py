"""Messages from events: once each, to those concerned, read by their owner only."""

import pytest

from lingnan.kernel import events
from lingnan.kernel.errors import NotFound
from tests.cases.applying import apply
from tests.house import AT, Family


def api():
    from lingnan.rooms.outreach import api

    return api


def deliver_all() -> None:
    """Do what the worker does with every job that was deferred."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    for job in ProcrastinateJob.objects.filter(task_name="lingnan.kernel.tasks.deliver").order_by("id"):
        events.deliver(**job.args)


def kinds(key: int) -> list[str]:
    return sorted(message.kind for message in api().list_messages(person_key=key))


def test_a_decision_tells_the_applicant_and_the_person_concerned(family: Family) -> None:
    apply(family)
    deliver_all()
    for actor in (family.father, family.daughter):
        assert kinds(actor.person_key).count("case-granted") == 2
    assert kinds(family.stranger.person_key) == []


def test_news_that_arrives_twice_is_one_message(family: Family) -> None:
    deliver_all()
    deliver_all()
    assert kinds(family.father_key) == ["delegation-given"]
    assert kinds(family.daughter.person_key) == ["delegation-received"]


def test_only_its_owner_opens_a_message(family: Family) -> None:
    deliver_all()
    (message,) = api().list_messages(person_key=family.father_key)
    with pytest.raises(NotFound):
        api().mark_read(uuid=message.uuid, by=family.stranger, at=AT)
    assert api().count_unread(person_key=family.father_key) == 1
    assert api().mark_read(uuid=message.uuid, by=family.father, at=AT).read_at == AT
    assert api().count_unread(person_key=family.father_key) == 0
