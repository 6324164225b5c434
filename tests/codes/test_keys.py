from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lingnan.engine.credentials import MacKey, NoActiveKey, SigningKey
from lingnan.kernel import audit, events
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.secrecy import SealBroken, Vault
from lingnan.rooms.codes import api
from lingnan.rooms.codes.models import Change, Key
from lingnan.rooms.codes.types import Purpose

from .cards import NOON

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def published(monkeypatch) -> list[events.Event]:
    """The events that the room published."""
    heard: list[events.Event] = []
    monkeypatch.setattr(events, "publish", heard.append)
    return heard


def kid_of(purpose: Purpose) -> str:
    return Key.objects.filter(purpose=purpose, not_after=None, revoked_at=None).get().kid.hex()


def signer(at) -> SigningKey:
    return api.key_set().signing_key(purpose=Purpose.CREDENTIAL, at=at)


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("name", flat=True))


def test_every_purpose_has_its_key_and_asking_again_makes_none(platform):
    first = api.list_keys()
    assert {key.purpose for key in first} == set(Purpose)
    api.ensure_keys(by=PLATFORM, at=NOON + A_MINUTE)
    assert api.list_keys() == first
    for purpose in (Purpose.TOKEN, Purpose.DISPLAY):
        assert isinstance(api.key_set().mac_key(purpose=purpose, at=NOON), MacKey)
    for purpose in (Purpose.CREDENTIAL, Purpose.RECEIPT, Purpose.STATUS_LIST):
        assert isinstance(api.key_set().signing_key(purpose=purpose, at=NOON), SigningKey)


def test_a_key_signs_in_the_second_of_its_making(db):
    api.ensure_keys(by=PLATFORM, at=NOON.replace(microsecond=999_999))
    assert signer(NOON)


def test_private_parts_lie_sealed(platform, settings):
    for row in Key.objects.all():
        opened = settings.VAULT.open(sealed=row.sealed, purpose="codes.key.sealed")
        assert opened not in bytes(row.sealed)
        with pytest.raises(SealBroken):
            Vault(master=bytes(32)).open(sealed=row.sealed, purpose="codes.key.sealed")


def test_a_rotation_announces_the_successor_before_it_signs(platform, published):
    before = signer(NOON)
    successor = api.rotate_key(purpose=Purpose.CREDENTIAL, by=PLATFORM, at=NOON)
    assert signer(NOON).kid == before.kid
    assert signer(NOON + A_MINUTE).kid.hex() == successor.kid != before.kid.hex()
    assert [(event.name, event.kid) for event in published] == [("codes.key.rotated", successor.kid)]
    assert acts()[-1] == "codes.key.rotated"
    assert Change.objects.filter(topic="key").exists()


def test_rotations_in_a_hurry_leave_one_successor(platform):
    for second in range(3):
        api.rotate_key(purpose=Purpose.TOKEN, by=PLATFORM, at=NOON + timedelta(seconds=second))
    assert Key.objects.filter(purpose=Purpose.TOKEN, not_after=None, revoked_at=None).count() == 1
    assert api.key_set().mac_key(purpose=Purpose.TOKEN, at=NOON)


def test_a_revoked_signer_is_replaced_at_once(platform, published):
    kid = kid_of(Purpose.CREDENTIAL)
    revoked = api.revoke_key(kid=kid, by=PLATFORM, at=NOON)
    assert revoked.revoked_at == NOON
    assert signer(NOON).kid.hex() != kid
    assert [event.name for event in published] == ["codes.key.revoked", "codes.key.rotated"]
    assert acts()[-2:] == ["codes.key.revoked", "codes.key.rotated"]


def test_revoking_again_changes_nothing(platform):
    kid = kid_of(Purpose.TOKEN)
    api.revoke_key(kid=kid, by=PLATFORM, at=NOON)
    before = api.list_keys(), acts()
    assert api.revoke_key(kid=kid, by=PLATFORM, at=NOON + A_MINUTE).revoked_at == NOON
    assert (api.list_keys(), acts()) == before


def test_if_the_old_key_is_revoked_before_its_successor_began_that_one_begins(platform):
    old = kid_of(Purpose.RECEIPT)
    successor = api.rotate_key(purpose=Purpose.RECEIPT, by=PLATFORM, at=NOON)
    api.revoke_key(kid=old, by=PLATFORM, at=NOON)
    assert api.key_set().signing_key(purpose=Purpose.RECEIPT, at=NOON).kid.hex() == successor.kid


@pytest.mark.parametrize("kid", ["00" * 8, "no key", ""])
def test_an_unknown_key_is_not_found(platform, kid):
    with pytest.raises(NotFound):
        api.revoke_key(kid=kid, by=PLATFORM, at=NOON)
    assert all(key.revoked_at is None for key in api.list_keys())


def test_without_keys_nothing_is_signed(nothing_yet):
    with pytest.raises(NoActiveKey):
        signer(NOON)


def test_the_database_itself_holds_revocations_periods_and_the_one_successor(platform):
    kid = bytes.fromhex(kid_of(Purpose.TOKEN))
    api.revoke_key(kid=kid.hex(), by=PLATFORM, at=NOON)
    for wrong in (
        "UPDATE codes_key SET revoked_at = NULL WHERE kid = %s",
        "UPDATE codes_key SET not_after = not_before WHERE kid = %s",
        "UPDATE codes_key SET public = sealed WHERE kid = %s",
        "UPDATE codes_key SET purpose = 'any' WHERE kid = %s",
        "INSERT INTO codes_key (kid, thumbprint, purpose, algorithm, sealed, not_before) "
        "SELECT kid, 'x', 'display', algorithm, sealed, not_before FROM codes_key WHERE kid = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong, [kid])


def test_the_trail_of_keys_holds(platform):
    api.rotate_key(purpose=Purpose.TOKEN, by=PLATFORM, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert list(audit.verify()) == []
