from datetime import timedelta

import pytest

from lingnan.engine.credentials import Purpose, SignedStatusList, open_status_list
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import Status

from .cards import INSPECTOR, NOON, issue

SECOND = timedelta(seconds=1)


def opened(card, at) -> SignedStatusList:
    signed = api.get_status_list(list_id=card.ref.list_id, at=at)
    uri = api.status_reference(ref=card.ref).uri
    return open_status_list(data=signed.token, uri=uri, keys=api.key_set().public(), at=at)


def revoke(card, at=NOON) -> None:
    api.set_status(ref=card.ref, status=Status.INVALID, by=INSPECTOR, at=at)


def test_the_list_tells_the_status_of_each_place(platform):
    first, second = issue(), issue()
    revoke(second)
    found = opened(first, NOON)
    assert [found.statuses.get(card.ref.index) for card in (first, second)] == [Status.VALID, Status.INVALID]
    assert found.issued_at == NOON
    assert found.expires_at == NOON + timedelta(hours=24)


def test_a_change_is_published_within_fifteen_seconds_and_not_signed_more_often(card):
    assert opened(card, NOON).statuses.sequence == 1
    revoke(card, NOON + SECOND)
    assert opened(card, NOON + 14 * SECOND).statuses.get(card.ref.index) is Status.VALID
    changed = opened(card, NOON + 15 * SECOND)
    assert (changed.statuses.get(card.ref.index), changed.statuses.sequence) == (Status.INVALID, 2)


def test_without_a_change_the_same_bytes_are_served_until_they_age(card):
    first = api.get_status_list(list_id=card.ref.list_id, at=NOON)
    assert api.get_status_list(list_id=card.ref.list_id, at=NOON + 40 * SECOND) == first
    renewed = api.get_status_list(list_id=card.ref.list_id, at=NOON + timedelta(hours=1))
    assert renewed.etag != first.etag
    assert opened(card, NOON + timedelta(hours=1)).statuses.sequence == 2


def test_a_list_signed_by_a_revoked_key_is_signed_anew(card):
    opened(card, NOON)
    kid = next(key.kid for key in api.list_keys() if key.purpose is Purpose.STATUS_LIST)
    api.revoke_key(kid=kid, by=PLATFORM, at=NOON + SECOND)
    assert opened(card, NOON + 15 * SECOND).issued_at == NOON + 15 * SECOND


def test_a_list_that_is_not_there_is_not_found(platform):
    with pytest.raises(NotFound):
        api.get_status_list(list_id=404, at=NOON)
