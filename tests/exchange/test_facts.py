"""Shared resources: facts with provenance, and no read without a trace."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.kernel.privileges import APP_ROLE
from lingnan.kernel.secrecy import SealBroken
from tests.house import AT, Family, load


def api():
    from lingnan.rooms.exchange import api

    return api


def look(family: Family, *needs: tuple[str, str], purpose: str = "核对资格"):
    from lingnan.rooms.exchange.types import Need

    wanted = [Need(resource=resource, element=element) for resource, element in needs]
    return api().list_facts(subject_key=family.father_key, needs=wanted, purpose=purpose, by=PLATFORM, at=AT)


def test_a_fact_says_who_said_so_and_when(family: Family) -> None:
    (fact,) = look(family, ("population", "person.birth_date")).facts
    assert fact.value == date(1943, 5, 12)
    assert fact.provenance.resource == "population"
    assert fact.provenance.as_of == AT


def test_no_record_is_a_fact_not_known(family: Family) -> None:
    found = look(family, ("death", "death.date"))
    assert [fact.value for fact in found.facts] == [None]
    assert found.records == {"death": 0}


def test_several_records_give_several_facts(family: Family) -> None:
    for kind in ("subsistence-allowance", "disability-subsidy"):
        load("social-assistance", family.father_key, {
            "person.id_number": "440104194305121235", "assistance.kind": kind,
            "assistance.since": date(2020, 1, 1), "assistance.monthly_amount": 90000,
        })  # fmt: skip
    found = look(family, ("social-assistance", "assistance.kind"), ("social-assistance", "assistance.monthly_amount"))
    assert {fact.value for fact in found.facts} == {"subsistence-allowance", "disability-subsidy", 90000}
    assert found.records == {"social-assistance": 2}


def test_every_read_leaves_an_entry_that_the_person_sees(family: Family) -> None:
    look(family, ("population", "person.name"), ("household", "person.household_division"))
    (access,) = api().list_accesses(subject_key=family.father_key)
    assert access.by == PLATFORM
    assert access.purpose == "核对资格"
    assert access.resources == ("household", "population")
    assert access.elements == ("person.household_division", "person.name")


def test_a_read_that_rolls_back_gave_nothing_that_was_kept(family: Family) -> None:
    with transaction.atomic():
        look(family, ("population", "person.name"))
        transaction.set_rollback(True)
    assert api().list_accesses(subject_key=family.father_key) == []


@pytest.mark.parametrize("purpose", ["", "因" * 201])
def test_a_purpose_is_needed(family: Family, purpose: str) -> None:
    with pytest.raises(api().PurposeMissing):
        look(family, ("population", "person.name"), purpose=purpose)
    assert api().list_accesses(subject_key=family.father_key) == []


def test_one_look_is_one_statement(family: Family, django_assert_num_queries) -> None:
    look(family, ("population", "person.name"))
    with django_assert_num_queries(1):
        look(family, ("population", "person.name"), ("household", "person.household_address"), ("death", "death.date"))


def test_the_application_cannot_read_a_resource_but_through_the_door(family: Family) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        try:
            assert look(family, ("population", "person.name")).facts[0].value == "陈国栋"
            for statement in (
                "SELECT * FROM exchange.population",
                "COPY exchange.population TO STDOUT",
                "DELETE FROM kernel_auditentry",
                "UPDATE kernel_auditentry SET purpose = ''",
                "UPDATE catalogue_publication SET digest = ''",
            ):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(statement)
        finally:
            cursor.execute("RESET ROLE")


def test_no_table_of_ones_own_takes_the_trace_of_a_read(family: Family) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP_ROLE}")
        cursor.execute("CREATE TEMP TABLE kernel_auditentry (LIKE public.kernel_auditentry INCLUDING ALL)")
        try:
            look(family, ("population", "person.name"))
        finally:
            cursor.execute("DROP TABLE pg_temp.kernel_auditentry")
            cursor.execute("RESET ROLE")
    (access,) = api().list_accesses(subject_key=family.father_key)
    assert access.elements == ("person.name",)


def test_sensitive_values_are_sealed_at_rest(family: Family) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM exchange.population r WHERE subject_key = %s", [family.father_key])
        (row,) = cursor.fetchone()
    assert "陈国栋" not in row
    assert "440104194305121235" not in row


def test_a_newer_record_replaces_an_older_one_and_not_the_reverse(family: Family) -> None:
    record = {"person.id_number": "440104194305121235", "person.name": "陈国梁", "person.sex": "1",
              "person.birth_date": date(1943, 5, 12)}  # fmt: skip
    assert load("population", family.father_key, record, as_of=AT - timedelta(days=1)) == 0
    assert look(family, ("population", "person.name")).value("person.name") == "陈国栋"
    assert load("population", family.father_key, record, as_of=AT + timedelta(days=1)) == 1
    assert look(family, ("population", "person.name")).value("person.name") == "陈国梁"


def test_what_arrives_twice_is_stored_once(family: Family) -> None:
    record = {"person.id_number": "440104194305121235", "assistance.kind": "senior-allowance",
              "assistance.since": date(2026, 1, 1), "assistance.monthly_amount": 10000}  # fmt: skip
    assert load("social-assistance", family.father_key, record) == 1
    assert load("social-assistance", family.father_key, record) == 0


def test_an_unknown_resource_is_refused(family: Family) -> None:
    with pytest.raises(api().ResourceUnknown, match="没有名为"):
        look(family, ("tax", "tax.paid"))


def test_reads_and_acts_are_sealed_in_one_trail(family: Family, sealed_audit: None) -> None:
    look(family, ("population", "person.name"))
    kinds = {entry.kind for entry in audit.list_entries(subject_key=family.father_key, kind=AuditEntry.Kind.READ)}
    assert kinds == {"read"}


def test_many_are_read_at_once_and_each_sees_an_entry_of_her_own(family: Family, sealed_audit) -> None:
    from lingnan.rooms.exchange.types import Need

    keys = [family.father_key, family.daughter.person_key]
    need = Need(resource="population", element="person.name")
    found = api().list_records_of_many(subject_keys=keys, needs=[need], purpose="核对资格", by=PLATFORM, at=AT)
    alone = {
        key: api().list_records(subject_key=key, needs=[need], purpose="核对资格", by=PLATFORM, at=AT) for key in keys
    }
    assert found == alone
    for key in keys:
        of_many, of_one = api().list_accesses(subject_key=key)
        assert (of_many.purpose, of_many.resources, of_many.elements) == (of_one.purpose, *_same(of_one))


def test_by_columns_a_record_says_what_its_facts_say(family: Family) -> None:
    from lingnan.rooms.exchange.types import Need

    told = {"health.declaration_number": "D1", "health.declared_at": AT, "health.temperature": Decimal("36.5")}
    load("health-declaration", family.father_key, {**told, "health.risk_area_history": True, "health.symptom": None})
    columns = api().get_resource("health-declaration").columns
    needs = [Need(resource="health-declaration", element=column.element) for column in columns]
    facts = look(family, *((need.resource, need.element) for need in needs)).facts
    asked = {"subject_key": family.father_key, "needs": needs, "purpose": "核对资格", "by": PLATFORM, "at": AT}
    (record,) = api().list_records(**asked)["health-declaration"]
    assert record.values == {fact.element: fact.value for fact in facts}
    assert record.values.items() >= told.items()
    assert {(record.id, record.as_of)} == {(fact.provenance.record, fact.provenance.as_of) for fact in facts}


def test_a_broken_seal_is_raised_for_all(family: Family) -> None:
    from lingnan.rooms.exchange.types import Need

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange.population SET name = %s WHERE subject_key = %s", [b"x" * 40, family.father_key]
        )
    asked = {"needs": [Need(resource="population", element="person.name")], "purpose": "核对资格", "by": PLATFORM}
    keys = [family.father_key, family.daughter.person_key]
    with pytest.raises(SealBroken):
        api().list_records_of_many(subject_keys=keys, at=AT, **asked)


def _same(access) -> tuple:
    return access.resources, access.elements


READ_MANY = """
    SELECT unnest(subjects) FROM exchange_read_many('[["population", ["name"]]]', %s, 'x', now(), %s, 1)
"""


def test_nobody_among_many_is_read_without_an_entry(family: Family) -> None:
    with pytest.raises(IntegrityError, match="not-null"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ_MANY, [[family.father_key], None])


def test_whom_the_entry_does_not_name_is_not_read(family: Family) -> None:
    father, other = family.father_key, family.stranger.person_key
    names_him, names_another = (json.dumps({"subjects": {key: {}}}) for key in (father, other))
    for keys, body, read in (
        ([father, other], names_him, {father}),
        ([father, other], names_another, set()),
        ([father, other], "{}", set()),
        ([other], names_him, set()),
    ):
        with connection.cursor() as cursor:
            cursor.execute(READ_MANY, [keys, body])
            assert {key for (key,) in cursor.fetchall()} == read
