"""Messages from events: once each, to those concerned, read by their owner only."""

import pytest

from lingnan.kernel import events
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewKinship, NewPerson
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


def test_of_a_guardianship_that_ends_each_side_is_told_what_it_is_to_her(family: Family) -> None:
    (child,) = identity.register_people(people=[NewPerson(id_number="440104201209012341", name="李嘉怡")], at=AT)
    mother = family.daughter
    kin = NewKinship(person_key=child, relative_key=mother.person_key, relation="mother")
    identity.record_kinships(kinships=[kin])
    both = {"child_key": child, "guardian_key": mother.person_key}
    taken = identity.take_up_guardianship(**both, services=["health-code"], by=mother, at=AT)
    identity.end_delegation(uuid=taken.uuid, by=mother, at=AT)
    deliver_all()
    assert kinds(child) == ["guardianship-over", "guardianship-over-ended"]
    assert kinds(mother.person_key) == ["delegation-received", "guardianship-ended", "guardianship-taken"]
    identity.end_guardianship(**both, document="（2026）粤0104民初1号", by=PLATFORM, at=AT)
    deliver_all()
    assert kinds(mother.person_key).count("guardianship-barred") == 1
    assert kinds(child).count("guardianship-over-ended") == 2


def test_only_its_owner_opens_a_message(family: Family) -> None:
    deliver_all()
    (message,) = api().list_messages(person_key=family.father_key)
    with pytest.raises(NotFound):
        api().mark_read(uuid=message.uuid, by=family.stranger, at=AT)
    assert api().count_unread(person_key=family.father_key) == 1
    assert api().mark_read(uuid=message.uuid, by=family.father, at=AT).read_at == AT
    assert api().count_unread(person_key=family.father_key) == 0


def test_a_channel_is_told_of_one_message_and_of_those_to_whom_it_is_new(family: Family, monkeypatch) -> None:
    told = []

    class Channel:
        name = "told"

        def deliver(self, *, kind, params, link, people):
            told.append((kind, params, link, sorted(people)))

    monkeypatch.setattr("lingnan.rooms.outreach.inbox._channels", [])
    api().connect_channel(Channel())
    keys = sorted([family.father_key, family.stranger.person_key])
    message = {"kind": "health-yellow", "params": {"way_out": "none"}, "link": "/health/", "at": AT}
    api().send_message(person_key=keys[0], cause='of "one", {or} \\ two', **message)
    for _ in range(2):
        api().send_messages(to=[(key, 'of "one", {or} \\ two') for key in keys], **message)
    assert told == [("health-yellow", {"way_out": "none"}, "/health/", [key]) for key in keys]
    assert [dict(api().list_messages(person_key=key)[0].params) for key in keys] == [{"way_out": "none"}] * 2
