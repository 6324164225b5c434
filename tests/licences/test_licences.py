"""Licences: issued once, shown to those who may see, revoked for a reason, never back."""

from datetime import UTC, date, datetime, timedelta

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


def code_type(holder_key: int, number: str, *, by: Actor) -> tuple[str, str]:
    """How a licence with this number names its holder: the kind of code, and the masked code."""
    from lingnan.engine.credentials import decode_payload, open_credential
    from lingnan.rooms.codes import api as codes

    card = api().issue_licence(
        kind="senior-card", holder_key=holder_key, fields=FIELDS | {"person.id_number": number}, case_uuid=None,
        by=PLATFORM, at=AT,
    )  # fmt: skip
    printed = api().print_licence(uuid=card.uuid, by=by, at=AT).text
    licence = open_credential(data=decode_payload(printed), keys=codes.key_set(), at=AT).licence
    return licence.holder_code_type, licence.holder_code


@pytest.mark.parametrize(
    ("kind", "number", "masked"), [("516", "H12345678", "H1*****78"), ("414", "X99000004", "X9*****04")]
)
def test_its_holder_is_named_by_her_own_document(published, db, kind: str, number: str, masked: str) -> None:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import NewPerson
    from tests.house import person

    others = NewPerson(id_number=number, name="某", id_kind="511")
    _, key = identity.register_people(people=[others, NewPerson(id_number=number, name="某", id_kind=kind)], at=AT)
    assert code_type(key, number, by=person("guest", key)) == (kind, masked)


def test_a_citizens_is_111(family: Family) -> None:
    kind, _ = code_type(family.father_key, FIELDS["person.id_number"], by=family.father)
    assert kind == "111"


def test_a_second_one_of_a_kind_is_refused(card, family: Family) -> None:
    with pytest.raises(api().AlreadyHeld):
        api().issue_licence(
            kind="senior-card", holder_key=family.father_key, fields=FIELDS, case_uuid=None, by=PLATFORM, at=AT
        )
    assert len(api().list_licences(holder_key=family.father_key, by=family.father, at=AT)) == 1


@pytest.fixture
def dated(published, monkeypatch: pytest.MonkeyPatch) -> None:
    """The card as if it ran for a year."""
    from lingnan.rooms.catalogue import api as catalogue
    from lingnan.rooms.catalogue.types import Validity

    kind = catalogue.get_licence_kind(code="senior-card")
    yearly = kind.model_copy(update={"validity": Validity(kind="years", years=1)})
    monkeypatch.setattr(catalogue, "get_licence_kind", lambda *, code: yearly)


def issue(family: Family, at: datetime):
    return api().issue_licence(
        kind="senior-card", holder_key=family.father_key, fields=FIELDS, case_uuid=None, by=PLATFORM, at=at
    )


def test_what_has_expired_is_not_held_and_is_renewed(dated: None, family: Family) -> None:
    held = {"kind": "senior-card", "holder_key": family.father_key}
    first = issue(family, AT)
    assert api().holds(**held, today=first.valid_until)
    with pytest.raises(api().AlreadyHeld):
        issue(family, AT + timedelta(days=365))
    assert not api().holds(**held, today=first.valid_until + timedelta(days=1))
    second = issue(family, AT + timedelta(days=366))
    assert api().holds(**held, today=second.valid_from)
    shown = api().list_licences(holder_key=family.father_key, by=family.father, at=AT)
    assert [each.uuid for each in shown] == [second.uuid, first.uuid]


def test_a_year_from_the_29th_of_february_ends_with_the_month(dated: None, family: Family) -> None:
    licence = issue(family, datetime(2028, 2, 29, 2, tzinfo=UTC))
    assert (licence.valid_from, licence.valid_until) == (date(2028, 2, 29), date(2029, 2, 28))


@pytest.mark.parametrize(("days", "leave"), [(0, timedelta(minutes=5)), (30, timedelta(minutes=2))])
def test_anothers_screen_asks_again_soon_and_ends_with_the_mandate(
    card, family: Family, days: int, leave: timedelta
) -> None:
    at = AT + timedelta(days=days) - (leave if days else timedelta())  # the mandate ends thirty days from AT
    assert shown_until(card, family.daughter, at) == at + leave
    assert shown_until(card, family.father, at) == at + timedelta(hours=12)


def shown_until(card, by: Actor, at: datetime) -> datetime:
    from lingnan.engine.credentials import open_display_key
    from lingnan.rooms.codes import api as codes

    text = api().show_licence(uuid=card.uuid, by=by, at=at).display_key
    return open_display_key(text=text, keys=codes.key_set(), at=at).expires_at


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
    assert not api().holds(kind="senior-card", holder_key=family.father_key, today=AT.date())


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
    assert api().holds(kind="senior-card", holder_key=family.father_key, today=AT.date())


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
