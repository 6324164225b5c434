"""Two records of one person: made one by two officers, with all that either had, once."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import DatabaseError, IntegrityError, connection, transaction

from lingnan.cli.root import main
from lingnan.kernel import audit, clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.cases import api as cases
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Need
from lingnan.rooms.identity import api
from lingnan.rooms.identity.models import Account, Merge
from lingnan.rooms.identity.types import NewKinship, NewPerson
from lingnan.rooms.licences import api as licences
from lingnan.rooms.outreach import api as outreach
from tests.cases.applying import apply
from tests.house import AT, BOTH, Family, load, person

FATHER, PASSPORT = "440104194305121235", "E12345678"
NAMES = ("何敏仪", "黄启明")


@pytest.fixture
def other(family: Family) -> int:
    """The father again, by his passport and the name in it."""
    (key,) = api.register_people(people=[NewPerson(id_number=PASSPORT, name="CHEN GUODONG", id_kind="414")], at=AT)
    return key


def merge(family: Family, other: int, **changes) -> None:
    wanted = {
        "surviving_key": family.father_key, "absorbed_key": other, "ground": "second-document", "names": NAMES,
        "by": PLATFORM, "at": AT,
    }  # fmt: skip
    api.merge_people(**wanted | changes)


def phone(key: int, number: str, value: str, *, as_of=AT) -> None:
    load("health-declaration", key, {
        "person.id_number": FATHER, "health.declaration_number": number, "person.mobile": value,
        "health.declared_at": AT,
    }, as_of=as_of)  # fmt: skip


def phones(key: int) -> list[str]:
    need = Need(resource="health-declaration", element="person.mobile")
    look = exchange.list_facts(subject_key=key, needs=[need], purpose="核对", by=PLATFORM, at=AT)
    return [fact.value for fact in look.facts if fact.value]


def test_either_number_leads_to_the_survivor_with_either_name(family, other, sealed_audit):
    merge(family, other)
    for number in (FATHER, PASSPORT):
        found = api.find_person_by_id_number(id_number=number)
        assert found is not None
        assert (found.key, found.name) == (family.father_key, "陈国栋")
        names = {"陈国栋", "CHEN GUODONG"} if number == PASSPORT else {"陈国栋"}
        assert all(api.find_person_by_id_number(id_number=number, name=name) == found for name in names)
        assert api.find_person_by_id_number(id_number=number, name="陈国梁") is None
    pairs = {(FATHER, "陈国栋"), (PASSPORT, "CHEN GUODONG"), (PASSPORT, "陈国栋")}
    assert api.find_bearers(named=[*pairs, (PASSPORT, "陈国梁")]) == dict.fromkeys(pairs, family.father_key)
    assert api.find_keys(id_numbers=[PASSPORT]) == {PASSPORT: family.father_key}
    assert api.get_person_by_uuid(uuid=api.get_person(key=other).uuid).key == family.father_key
    again = api.register_people(people=[NewPerson(id_number=PASSPORT, name="CHEN GUODONG", id_kind="414")], at=AT)
    assert again == [family.father_key]


def test_the_kind_of_each_of_her_documents_is_known_and_of_no_one_elses(family, other):
    assert api.find_kind(key=family.father_key, id_number=PASSPORT) is None
    merge(family, other)
    kinds = {number: api.find_kind(key=family.father_key, id_number=number) for number in (FATHER, PASSPORT)}
    assert kinds == {FATHER: "111", PASSPORT: "414"}
    assert api.find_kind(key=family.stranger.person_key, id_number=FATHER) is None


def test_either_account_signs_in_to_the_survivor(family, other):
    for username, key in (("by-card", family.father_key), ("by-passport", other)):
        api.create_resident_account(username=username, password="-", person_key=key, at=AT)
    merge(family, other)
    actors = [api.actor_of(account) for account in Account.objects.filter(username__startswith="by-")]
    assert {actor.person_key for actor in actors} == {family.father_key}


def test_mandates_kin_and_household_follow_and_nobody_is_her_own(family, other):
    helper = family.stranger.person_key
    mandates = {"services": BOTH, "ends_at": AT + timedelta(days=9), "by": PLATFORM, "at": AT}
    api.grant_delegation(principal_key=other, delegate_key=helper, **mandates)
    own = api.grant_delegation(principal_key=other, delegate_key=family.father_key, **mandates)
    api.record_kinships(kinships=[
        NewKinship(person_key=other, relative_key=family.daughter.person_key, relation="daughter"),
        NewKinship(person_key=other, relative_key=family.father_key, relation="sibling"),
    ])  # fmt: skip
    merge(family, other)
    assert api.may_act(by=family.stranger, subject_key=family.father_key, services=BOTH, at=AT)
    assert [kin.person.key for kin in api.list_kin(person_key=family.father_key)] == [family.daughter.person_key]
    (ended,) = [each for each in api.list_delegations(person_key=other) if each.uuid == own.uuid]
    assert ended.ended_at == AT


def test_what_was_written_under_the_other_record_is_still_hers(family, other):
    assert not api.may_act(by=family.father, subject_key=other, services=BOTH, at=AT)
    phones(other)
    merge(family, other)
    assert api.may_act(by=family.father, subject_key=other, services=BOTH, at=AT)
    assert api.may_act(by=family.daughter, subject_key=other, services=BOTH, at=AT)
    assert not api.may_act(by=family.stranger, subject_key=other, services=BOTH, at=AT)
    assert "核对" in {entry.purpose for entry in exchange.list_accesses(subject_key=family.father_key)}


def test_records_count_once_and_of_two_of_the_same_the_newer_one(family, other):
    later = AT + timedelta(hours=1)
    phone(family.father_key, "D1", "13800000001")
    phone(other, "D1", "13800000002", as_of=later)
    phone(family.father_key, "D2", "13800000003", as_of=later)
    phone(other, "D2", "13800000004")
    phone(other, "D3", "13800000005")
    merge(family, other)
    assert sorted(phones(family.father_key)) == ["13800000002", "13800000003", "13800000005"]
    assert phones(other) == []


def test_a_table_under_the_old_number_is_the_survivors(family, other):
    merge(family, other)
    assert api.find_keys(id_numbers=[PASSPORT, FATHER]) == dict.fromkeys((PASSPORT, FATHER), family.father_key)


def test_cases_licences_and_messages_follow_and_one_of_a_kind_is_left(family, other):
    card, _ = apply(family)
    fields = {"person.name": "CHEN GUODONG", "person.id_number": FATHER}
    twin = licences.issue_licence(
        kind="senior-card", holder_key=other, fields=fields, case_uuid=None, by=PLATFORM, at=AT
    )  # fmt: skip
    outreach.send_message(person_key=other, kind="draft-expiring", params={}, link="/", cause="1", at=AT)
    father = person("father", other)
    assert licences.list_licences(holder_key=other, by=father, at=AT)
    merge(family, other)
    held = licences.list_licences(holder_key=family.father_key, by=family.father, at=AT)
    assert {each.uuid: each.status.value for each in held}[twin.uuid] == "revoked"
    assert [each.status.value for each in held if each.kind == "senior-card"].count("valid") == 1
    assert card.uuid in {case.uuid for case in cases.list_cases(by=family.father)}
    assert "draft-expiring" in {message.kind for message in outreach.list_messages(person_key=family.father_key)}


def test_it_is_entered_for_both_with_ground_and_names(family, other, sealed_audit):
    merge(family, other)
    entries = AuditEntry.objects.filter(name="identity.person.merged")
    assert {entry.subject_key for entry in entries} == {family.father_key, other}
    for key in (family.father_key, other):
        (entry,) = audit.list_entries(subject_key=key, kind=AuditEntry.Kind.ACT, limit=1)[:1]
        assert entry is not None
    assert all("second-document" in entry.body and "何敏仪" in entry.body for entry in entries)


def test_the_same_again_changes_nothing_and_a_third_record_leads_to_the_last(family, other):
    merge(family, other)
    merge(family, other)
    assert AuditEntry.objects.filter(name="identity.person.merged").count() == 2
    third = family.stranger.person_key
    merge(family, family.father_key, surviving_key=third)
    assert set(Merge.objects.values_list("absorbed_id", "surviving_id")) == {
        (other, third), (family.father_key, third),
    }  # fmt: skip
    assert api.list_own_keys(key=third) == [third, *sorted((other, family.father_key))]
    with pytest.raises(api.NothingToMerge):
        merge(family, other, surviving_key=family.father_key)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"names": ("何敏仪", " 何敏仪")}, api.TwoOfficersNeeded),
        ({"ground": "because"}, api.MergeGroundMissing),
        ({"absorbed_key": 0}, NotFound),
        ({"surviving_key": None}, api.NothingToMerge),
    ],
)
def test_a_merge_without_two_officers_ground_or_two_records_is_refused(family, other, changes, refusal):
    if changes.get("surviving_key", 1) is None:
        changes = {"surviving_key": other}
    with pytest.raises(refusal):
        merge(family, other, **changes)
    assert not Merge.objects.exists()


def test_no_page_can_merge(family, other):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE lingnan_app")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        merge(family, other)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert not Merge.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"absorbed_id": "surviving"}, {"ground": "because"}, {"ordered_by": ["何敏仪"]}], ids=str
)
def test_the_database_takes_no_merge_of_one_without_ground_or_by_one(family, other, wrong):
    row = {
        "absorbed_id": other, "surviving_id": family.father_key, "ground": "second-document",
        "ordered_by": list(NAMES), "merged_at": AT,
    }  # fmt: skip
    row |= {"absorbed_id": family.father_key} if "absorbed_id" in wrong else wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(**row)


def test_on_the_command_line_the_numbers_are_asked_and_shown_masked(family, other, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    order = ["identity", "merge", "--ground", "second-document", "--by", NAMES[0], "--by", NAMES[1]]
    left = CliRunner().invoke(main, order, input=f"{FATHER}\n{PASSPORT}\nyes\n")
    assert (left.exit_code, Merge.objects.count()) == (1, 0)
    done = CliRunner().invoke(main, order, input=f"{FATHER}\n{PASSPORT}\nmerge\n")
    assert done.exit_code == 0, done.output
    assert "陈*栋" in done.output
    assert Merge.objects.get().surviving_id == family.father_key
    unknown = CliRunner().invoke(main, order, input="X\n")
    assert unknown.exit_code == 1
