"""People: registered once, sealed at rest, found by number; officers' roles."""

from datetime import timedelta

import pytest
from django.db import connection

from lingnan.kernel.errors import NotAllowed, NotFound
from tests.house import AT, Family, officer


def api():
    from lingnan.rooms.identity import api

    return api


def new(number: str, name: str):
    from lingnan.rooms.identity.types import NewPerson

    return NewPerson(id_number=number, name=name)


def test_registered_twice_is_one_person(db) -> None:
    people = [new("440104194305121235", "陈国栋"), new("440304199001013458", "赵一")]
    assert api().register_people(people=people, at=AT) == api().register_people(people=people, at=AT)


def test_the_order_given_is_the_order_returned(db) -> None:
    people = [new("440104194305121235", "陈国栋"), new("440304199001013458", "赵一")]
    keys = api().register_people(people=people, at=AT)
    assert api().register_people(people=people[::-1], at=AT) == keys[::-1]


def test_no_name_and_no_number_stands_in_the_table(family: Family) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM identity_person p")
        dump = " ".join(row for (row,) in cursor.fetchall())
    for secret in ("440104194305121235", "陈国栋"):
        assert secret not in dump
        assert secret.encode().hex() not in dump


def test_found_by_number(family: Family) -> None:
    found = api().find_person_by_id_number(id_number="440104194305121235")
    assert found is not None
    assert found.key == family.father_key
    assert found.masked_name == "陈*栋"
    assert found.masked_id_number.startswith("4401")
    assert "19430512" not in found.masked_id_number
    assert api().find_person_by_id_number(id_number="440104194305121219") is None


def permit(number: str, name: str, kind: str):
    from lingnan.rooms.identity.types import NewPerson

    return NewPerson(id_number=number, name=name, id_kind=kind)


def test_the_same_number_on_two_kinds_of_document_is_two_people(db) -> None:
    from lingnan.rooms.identity.types import Document

    people = [permit("12345678", "林怡君", "511"), permit("12345678", "Mary Smith", "414")]
    lin, mary = api().register_people(people=people, at=AT)
    assert lin != mary
    assert api().register_people(people=people, at=AT) == [lin, mary]
    for kind, key in (("511", lin), ("414", mary)):
        found = api().find_person_by_id_number(id_number="12345678", id_kinds=[kind])
        assert found is not None
        assert (found.key, found.id_kind) == (key, kind)
    with pytest.raises(api().SeveralBearers):
        api().find_person_by_id_number(id_number="12345678")
    with pytest.raises(api().SeveralBearers):
        api().find_record(id_number="12345678")
    assert api().find_person_by_id_number(id_number="12345678", name="林怡君").key == lin
    assert api().find_bearers(named=[("12345678", "Mary Smith")]) == {("12345678", "Mary Smith"): mary}
    documents = [Document(id_number="12345678", id_kind=kind) for kind in (None, "511", "414", "111")]
    assert api().find_keys_by_document(documents=documents) == {documents[1]: lin, documents[2]: mary}
    assert api().find_keys(id_numbers=["12345678"]) == {}


@pytest.mark.parametrize(
    ("registered", "written"),
    [
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽 ． 买买提"),
        ("𠮷田䶮", " 𠮷 田䶮 "),
        ("JOSÉ GARCÍA", "José  García"),
        ("SCHMIDT ANNA", "Ｓchmidt Anna"),
    ],
)
def test_a_name_is_known_however_it_is_written(db, registered, written) -> None:
    (key,) = api().register_people(people=[permit("E12345678", registered, "414")], at=AT)
    found = api().find_person_by_id_number(id_number="E12345678", name=written)
    assert found is not None
    assert (found.key, found.name) == (key, registered)
    pairs = [("E12345678", written), ("E12345678", f"{written}儿")]
    assert api().find_bearers(named=pairs) == {pairs[0]: key}


@pytest.mark.parametrize("number", ["12345678", "H12345678", "USA110073112801"])
def test_of_a_short_number_most_stays_hidden(db, number) -> None:
    (key,) = api().register_people(people=[permit(number, "林怡君", "511")], at=AT)
    masked = api().get_person(key=key).masked_id_number
    assert len(masked) == len(number)
    assert masked.count("*") * 3 >= len(number)


@pytest.mark.parametrize(("number", "name"), [("440104194305121235", "陈晓岚"), ("440104194305121299", "陈国栋")])
def test_a_helper_is_found_by_both_or_not_at_all(family: Family, number: str, name: str) -> None:
    mine = {"by": family.stranger, "at": AT}
    assert api().find_helper(id_number=" 440104194305121235", name="陈国栋 ", **mine).key == family.father_key
    with pytest.raises(api().HelperUnknown):
        api().find_helper(id_number=number, name=name, **mine)


def test_names_and_numbers_are_not_told_by_trying(family: Family, sealed_audit: None) -> None:
    right = {"id_number": "440104194305121235", "name": "陈国栋"}
    for _ in range(10):
        with pytest.raises(api().HelperUnknown):
            api().find_helper(id_number=right["id_number"], name="陈国梁", by=family.stranger, at=AT)
    with pytest.raises(api().HelperSoughtTooOften, match="明天再试"):
        api().find_helper(**right, by=family.stranger, at=AT)
    assert api().find_helper(**right, by=family.daughter, at=AT).key == family.father_key
    assert api().find_helper(**right, by=family.stranger, at=AT + timedelta(days=1)).key == family.father_key


def test_an_unknown_person_is_not_found(db) -> None:
    with pytest.raises(NotFound):
        api().get_person(key=999_999)


def test_kin_are_listed_with_what_they_are(family: Family) -> None:
    (kin,) = api().list_kin(person_key=family.daughter.person_key)
    assert (kin.person.key, kin.relation) == (family.father_key, "father")


def test_a_role_covers_its_division_and_below_only(db) -> None:
    clerk = officer("clerk", division="440104")
    assert api().require_role(by=clerk, role="clerk", division="440104003000").division == "440104"
    for role, division in (("clerk", "440105"), ("clerk", "44"), ("licence-officer", "440104")):
        with pytest.raises(NotAllowed):
            api().require_role(by=clerk, role=role, division=division)


def test_a_resident_has_no_roles(family: Family) -> None:
    assert api().list_roles_of(by=family.daughter) == []
    with pytest.raises(NotAllowed):
        api().require_role(by=family.daughter, role="clerk")
