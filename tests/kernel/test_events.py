from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lingnan.kernel import events


@dataclass(frozen=True, slots=True, kw_only=True)
class CardIssued(events.Event):
    """An event of these tests."""

    name: ClassVar[str] = "tests.card.issued"
    card: str


heard: list[CardIssued] = []


def hear(event: CardIssued) -> None:
    heard.append(event)


def hear_too(event: CardIssued) -> None:
    heard.append(event)


@pytest.fixture(autouse=True)
def _joined(monkeypatch):
    monkeypatch.setattr(events, "_handlers", events.defaultdict(dict))
    events.subscribe(event=CardIssued, handler=hear)
    heard.clear()


def list_jobs() -> list[dict]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("args", flat=True))


@pytest.mark.django_db
def test_a_job_per_handler_is_deferred():
    events.subscribe(event=CardIssued, handler=hear_too)
    events.publish(CardIssued(card="A"))
    assert [job["handler"].rsplit(".", 1)[1] for job in list_jobs()] == ["hear", "hear_too"]
    assert heard == []


@pytest.mark.django_db
def test_the_job_carries_the_event_whole():
    events.publish(CardIssued(card="甲"))
    (job,) = list_jobs()
    events.deliver(**job)
    assert heard == [CardIssued(card="甲")]


@pytest.mark.django_db(transaction=True)
def test_news_falls_with_the_act_that_made_it():
    with transaction.atomic():
        events.publish(CardIssued(card="A"))
        transaction.set_rollback(True)
    assert list_jobs() == []


def test_one_handler_hears_an_event_once():
    with pytest.raises(events.DuplicateHandler, match="already hears"):
        events.subscribe(event=CardIssued, handler=hear)


@pytest.mark.django_db(transaction=True)
def test_what_is_noted_within_the_act_falls_with_it(monkeypatch):
    monkeypatch.setattr(events, "_notes", events.defaultdict(list))
    events.subscribe_within(event=CardIssued, note=lambda event: Permission.objects.create(**card(event)))
    with transaction.atomic():
        events.publish(CardIssued(card="A"))
        transaction.set_rollback(True)
    events.publish(CardIssued(card="B"))
    noted = Permission.objects.filter(codename__startswith="card-").values_list("codename", flat=True)
    assert list(noted) == ["card-B"]


def card(event: CardIssued) -> dict:
    return {"codename": f"card-{event.card}", "name": event.card, "content_type": ContentType.objects.first()}
