import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lingnan.kernel import events
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api
from lingnan.rooms.codes.api import AlreadyRevoked
from lingnan.rooms.codes.models import Change, StatusEntry, StatusList
from lingnan.rooms.codes.types import Outcome, Status, StatusRef

from .cards import HOLDER, INSPECTOR, NOON, issue

CLERK = Actor(kind="officer", ref="officer-3", name="越秀区民政局", department="gz-yuexiu-mz")
NOWHERE = StatusRef(list_id=999, index=0)


def set_status(card, status, **more):
    api.set_status(ref=card.ref, status=status, by=CLERK, at=NOON, **more)


def list_changes() -> list[tuple[int, int, int]]:
    return list(Change.objects.filter(topic="status").order_by("id").values_list("list_id", "index", "status"))


def test_places_follow_each_other_in_a_list_of_their_kind(platform):
    first, second, other = issue(), issue(), issue(kind="health")
    assert (second.ref.list_id, second.ref.index) == (first.ref.list_id, first.ref.index + 1)
    assert other.ref.list_id != first.ref.list_id
    assert api.get_status(ref=first.ref) is Status.VALID


def test_a_place_is_taken_in_the_callers_transaction(platform):
    with transaction.atomic():
        ref = issue().ref
        transaction.set_rollback(True)
    assert not StatusEntry.objects.exists()
    assert issue().ref.index == ref.index


def test_a_full_list_is_followed_by_another(platform):
    full = issue().ref.list_id
    StatusList.objects.filter(id=full).update(issued=1 << 20)
    ref = issue().ref
    assert (ref.list_id != full, ref.index) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_issuers_at_the_same_time_do_not_wait_for_each_other():
    found = []

    def issue_elsewhere():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            found.append(issue().ref)
        connection.close()

    with transaction.atomic():
        mine = issue().ref
        thread = threading.Thread(target=issue_elsewhere)
        thread.start()
        thread.join()
    assert found
    assert found[0] != mine


def test_many_take_places_in_as_many_lists_as_they_need(platform):
    full = issue().ref.list_id
    StatusList.objects.filter(id=full).update(issued=(1 << 20) - 2)
    with transaction.atomic():
        refs = api.allocate_statuses(kind="senior-card", holder_keys=[HOLDER, HOLDER + 1, HOLDER + 2], at=NOON)
    assert [ref.list_id == full for ref in refs] == [True, True, False]
    assert [ref.index for ref in refs] == [(1 << 20) - 2, (1 << 20) - 1, 0]
    rows = StatusEntry.objects.filter(holder_key__gt=HOLDER).order_by("holder_key")
    assert [(row.list_id, row.index) for row in rows] == [(ref.list_id, ref.index) for ref in refs[1:]]


def test_many_are_changed_all_or_none(card):
    other = issue(kind="health")
    api.move_statuses(statuses={each.ref: Status.SUSPENDED for each in (other, card)}, at=NOON)
    assert sorted(list_changes()) == sorted((each.ref.list_id, each.ref.index, 2) for each in (card, other))
    set_status(other, Status.INVALID)
    with pytest.raises(AlreadyRevoked):
        api.move_statuses(statuses={each.ref: Status.VALID for each in (card, other)}, at=NOON)
    assert api.get_status(ref=card.ref) is Status.SUSPENDED


def test_a_change_is_kept_told_published_and_written_down(card, monkeypatch):
    heard: list[events.Event] = []
    monkeypatch.setattr(events, "publish", heard.append)
    set_status(card, Status.SUSPENDED, reason="核实中")
    assert api.get_status(ref=card.ref) is Status.SUSPENDED
    assert list_changes() == [(card.ref.list_id, card.ref.index, Status.SUSPENDED)]
    assert [(event.name, event.holder_key, event.status) for event in heard] == [
        ("codes.status.changed", HOLDER, "suspended")
    ]
    entry = AuditEntry.objects.latest("id")
    assert (entry.name, entry.subject_key) == ("codes.status.changed", HOLDER)
    assert "核实中" in entry.body


def test_the_same_status_again_changes_nothing(card):
    set_status(card, Status.SUSPENDED)
    before = AuditEntry.objects.count(), list_changes()
    set_status(card, Status.SUSPENDED)
    assert (AuditEntry.objects.count(), list_changes()) == before


def test_a_suspension_can_be_lifted_and_a_revocation_not(card):
    for status in (Status.SUSPENDED, Status.VALID, Status.INVALID):
        set_status(card, status)
    before = AuditEntry.objects.count(), list_changes()
    for status in (Status.VALID, Status.SUSPENDED):
        with pytest.raises(AlreadyRevoked):
            set_status(card, status)
    assert api.get_status(ref=card.ref) is Status.INVALID
    assert (AuditEntry.objects.count(), list_changes()) == before


def test_the_database_itself_keeps_a_revocation(card):
    set_status(card, Status.INVALID)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusEntry.objects.update(status=Status.VALID)


def test_a_place_never_taken_is_not_found(platform):
    for act in (
        lambda: api.get_status(ref=NOWHERE),
        lambda: api.set_status(ref=NOWHERE, status=Status.INVALID, by=CLERK, at=NOON),
        lambda: api.withdraw_paper(ref=NOWHERE, by=INSPECTOR, at=NOON),
    ):
        with pytest.raises(NotFound):
            act()
    assert list_changes() == []


def test_lost_paper_is_told_and_written_down(card):
    api.withdraw_paper(ref=card.ref, by=INSPECTOR, at=NOON)
    assert Change.objects.filter(topic="withdrawal").count() == 1
    assert AuditEntry.objects.latest("id").name == "codes.paper.withdrawn"


def test_old_news_is_forgotten_and_the_statuses_stay(card):
    set_status(card, Status.INVALID)
    assert api.forget_changes(at=NOON + timedelta(hours=23)) == 0
    assert api.forget_changes(at=NOON + timedelta(hours=25)) > 0
    assert not Change.objects.exists()
    assert api.get_status(ref=card.ref) is Status.INVALID


def test_a_kind_that_ends_takes_its_list_with_it_for_good_and_may_begin_anew(platform):
    card, other = issue(), issue(kind="other-card")
    text = card.paper()
    with transaction.atomic():
        api.end_kind(kind="senior-card", at=NOON)
    assert api.verify_code(text=text, at=NOON).outcome is Outcome.ENDED
    with pytest.raises(NotFound):
        api.get_status_list(list_id=card.ref.list_id, at=NOON)
    kit = api.get_kit(at=NOON)
    assert (set(kit.kinds), kit.ended) == ({other.ref.list_id}, (card.ref.list_id,))
    assert issue().ref.list_id not in {card.ref.list_id, other.ref.list_id}
    with pytest.raises(IntegrityError, match="stays revoked"), transaction.atomic():
        StatusList.objects.filter(id=card.ref.list_id).update(ended_at=None)
