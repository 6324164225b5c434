import pytest
from django.test import Client

from lingnan.engine.credentials import Purpose, open_status_list, read_cose_key_set, read_jwks
from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import Status

from .cards import INSPECTOR, NOON

pytestmark = pytest.mark.urls("lingnan.rooms.codes.http")


@pytest.fixture
def noon(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def get(path: str, **headers):
    return Client().get(path, headers=headers)


def path_of(card) -> str:
    return f"/.well-known/status-lists/{card.ref.list_id}"


def test_a_stranger_verifies_a_status_list_with_nothing_but_what_is_published(card, noon):
    api.set_status(ref=card.ref, status=Status.INVALID, by=INSPECTOR, at=NOON)
    jwks = get("/.well-known/lingnan-keys.json").json()
    keys = read_jwks(jwks=jwks, purposes=[Purpose.STATUS_LIST], not_before=NOON)
    answer = get(path_of(card))
    assert answer["Content-Type"] == "application/statuslist+cwt"
    uri = api.status_reference(ref=card.ref).uri
    found = open_status_list(data=answer.content, uri=uri, keys=keys, at=NOON)
    assert found.statuses.get(card.ref.index) is Status.INVALID


def test_both_key_sets_name_the_same_keys_and_no_secret(platform):
    jwks = get("/.well-known/lingnan-keys.json")
    cose = get("/.well-known/cose-keys")
    keys = read_cose_key_set(data=cose.content, purposes=[Purpose.CREDENTIAL], not_before=NOON)
    from_jwks = read_jwks(jwks=jwks.json(), purposes=[Purpose.CREDENTIAL], not_before=NOON)
    assert {entry.key.thumbprint for entry in keys.entries} == {entry.key.thumbprint for entry in from_jwks.entries}
    assert len(keys.entries) == 3
    assert all("d" not in key and "k" not in key for key in jwks.json()["keys"])


def test_a_revoked_key_is_published_as_revoked(platform):
    kid = next(key.kid for key in api.list_keys() if key.purpose is Purpose.CREDENTIAL)
    api.revoke_key(kid=kid, by=PLATFORM, at=NOON)
    jwks = get("/.well-known/lingnan-keys.json").json()
    assert len(jwks["revoked"]) == 1
    assert len(jwks["keys"]) == 3


def test_an_unchanged_list_is_not_sent_twice(card, noon):
    first = get(path_of(card))
    again = get(path_of(card), if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_everyone_may_read_and_nobody_write(card, noon):
    for path in ("/.well-known/lingnan-keys.json", "/.well-known/cose-keys", path_of(card)):
        answer = get(path)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "max-age=15" in answer["Cache-Control"]
        assert Client().post(path).status_code == 405


def test_a_list_that_is_not_there_is_not_found(platform):
    assert get("/.well-known/status-lists/404").status_code == 404
