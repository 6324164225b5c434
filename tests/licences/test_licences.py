"""Licences: issued once, shown to those who may see, revoked for a reason, never back."""

import pytest

from lingnan.engine.elements import licence_identifier
from lingnan.engine.elements.finding import Accepted
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.errors import NotAllowed, NotFound
from tests.house import AT, Family, officer

FIELDS = {"person.name": "陈国栋", "person.id_number": "440104194305121235", "person.sex": "1"}


def api():
    from lingnan.rooms.licences import api

    return api


def verify(text: str):
    from lingnan.rooms.codes import api as codes

    return codes.verify_code(text=text, at=AT)


@pytest.fixture
def card(family: Family):
    return api().issue_licence(
        kind="senior-card", holder_key=family.father_key, fields=FIELDS, case_uuid=None, by=PLATFORM, at=AT
    )


@pytest.fixture
def issuer(published, db) -> Actor:
    return officer("licence-officer")


def test_its_identifier_is_that_of_the_standard(card) -> None:
    from lingnan.rooms.catalogue import api as catalogue

    found = licence_identifier.check(card.identifier, divisions=catalogue.dictionary().divisions)
    assert isinstance(found, Accepted)


def test_a_second_one_of_a_kind_is_refused(card, family: Family) -> None:
    with pytest.raises(api().AlreadyHeld):
        api().issue_licence(
            kind="senior-card", holder_key=family.father_key, fields=FIELDS, case_uuid=None, by=PLATFORM, at=AT
        )
    assert len(api().list_licences(holder_key=family.father_key, by=family.father, at=AT)) == 1


def test_its_code_verifies_on_screen_and_on_paper(card, family: Family) -> None:
    shown = api().show_licence(uuid=card.uuid, by=family.father, at=AT)
    for text in (shown.token, shown.printed):
        verified = verify(text)
        assert (verified.outcome, verified.kind, verified.holder_masked) == ("valid", "senior-card", "陈*栋")


def test_a_verifier_sees_no_number_and_no_full_name(card, family: Family) -> None:
    shown = api().show_licence(uuid=card.uuid, by=family.father, at=AT)
    seen = repr(verify(shown.printed))
    assert "440104194305121235" not in seen
    assert "陈国栋" not in seen


def test_revoked_by_the_issuer_the_next_scan_says_so(card, family: Family, issuer: Actor, sealed_audit: None) -> None:
    shown = api().show_licence(uuid=card.uuid, by=family.father, at=AT)
    revoked = api().revoke_licence(uuid=card.uuid, reason="持证人户籍注销", by=issuer, at=AT)
    assert (revoked.status, revoked.revoked_reason) == ("revoked", "持证人户籍注销")
    for text in (shown.token, shown.printed):
        assert verify(text).outcome == "revoked"
    assert not api().holds(kind="senior-card", holder_key=family.father_key)


def test_revoking_twice_is_revoking_once(card, issuer: Actor) -> None:
    first = api().revoke_licence(uuid=card.uuid, reason="一", by=issuer, at=AT)
    assert api().revoke_licence(uuid=card.uuid, reason="二", by=issuer, at=AT) == first


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_reason_is_needed(card, issuer: Actor, reason: str) -> None:
    with pytest.raises(api().ReasonMissing):
        api().revoke_licence(uuid=card.uuid, reason=reason, by=issuer, at=AT)


def test_none_but_the_issuers_licence_officer_revokes(card, family: Family) -> None:
    for other in (family.father, family.stranger, officer("clerk"), officer("licence-officer", department="gd-health")):
        with pytest.raises(NotAllowed):
            api().revoke_licence(uuid=card.uuid, reason="x", by=other, at=AT)
    assert api().holds(kind="senior-card", holder_key=family.father_key)


def test_a_stranger_sees_nothing(card, family: Family) -> None:
    for read in (api().get_licence, api().show_licence):
        with pytest.raises(NotFound):
            read(uuid=card.uuid, by=family.stranger, at=AT)
    assert api().list_licences(holder_key=family.father_key, by=family.stranger, at=AT) == []


def test_a_look_at_anothers_licence_leaves_an_entry_and_at_ones_own_none(card, family: Family) -> None:
    from lingnan.rooms.exchange import api as exchange

    api().show_licence(uuid=card.uuid, by=family.father, at=AT)
    assert exchange.list_accesses(subject_key=family.father_key) == []
    api().show_licence(uuid=card.uuid, by=family.daughter, at=AT)
    (entry,) = exchange.list_accesses(subject_key=family.father_key)
    assert (entry.by, entry.purpose, entry.resources) == (family.daughter, "亮证", ("licence",))


def test_found_by_identifier_by_the_issuer_alone(card, family: Family, issuer: Actor) -> None:
    found = api().find_licence_by_identifier(identifier=card.identifier, by=issuer, at=AT)
    assert found is not None
    assert found.uuid == card.uuid
    with pytest.raises(NotFound):
        api().find_licence_by_identifier(identifier=card.identifier, by=family.stranger, at=AT)
    assert api().find_licence_by_identifier(identifier="1.2.156", by=issuer, at=AT) is None


def test_its_fields_are_sealed_at_rest(card) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM licences_licence l")
        (row,) = cursor.fetchone()
    assert "440104194305121235" not in row
    assert b"440104194305121235".hex() not in row
