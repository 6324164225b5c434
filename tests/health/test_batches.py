"""A special train: a list in, and at once who may travel, who may not and why, who needs a test."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.models import Scan
from lingnan.rooms.codes.types import Device, OfflineScan, Outcome
from lingnan.rooms.health import api
from lingnan.rooms.health.models import Batch, BatchTraveller
from lingnan.rooms.health.types import BatchRow, Verdict
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import OfficerRole
from tests.codes.scanners import inspector
from tests.health.evidence import FATHER, isolate, moment, review_due

DAUGHTER, STRANGER = "440104197803022348", "440304199001013458"
DAY = date(2021, 8, 3)
TITLE = "G4368 荆州到广州"
ROWS = [
    BatchRow(line=2, name="陈国栋", id_number=FATHER),
    BatchRow(line=3, name="陈晓岚", id_number=DAUGHTER),
    BatchRow(line=4, name="陈小岚", id_number=DAUGHTER),
    BatchRow(line=5, name="赵一", id_number=STRANGER),
    BatchRow(line=6, name="赵一", id_number=STRANGER),
    BatchRow(line=7, name="钱二", id_number=""),
]


def officer(username: str, department: str = "gd-human-resources", role: str = "travel-organiser") -> Actor:
    roles = [OfficerRole(role=role, department=department, division="44")]
    identity.create_officer_account(username=username, password="x" * 16, name=username, roles=roles, at=moment(1))
    from django.contrib.auth import get_user_model

    return identity.actor_of(account=get_user_model().objects.get(username=username))


@pytest.fixture
def organiser(patient) -> Actor:
    return officer("organiser")


@pytest.fixture
def batch(patient, organiser):
    isolate(patient, first=1, last=14)
    return api.make_batch(title=TITLE, travels_on=DAY, rows=ROWS, by=organiser, at=moment(2))


def verdicts(uuid, by, at=None):
    return {each.line: each.verdict for each in api.get_batch(uuid=uuid, by=by, at=at or moment(2)).travellers}


def test_a_list_comes_back_with_what_each_line_comes_to(batch, organiser):
    found = api.get_batch(uuid=batch, by=organiser, at=moment(2)).travellers
    assert {each.line: each.verdict for each in found} == {
        2: Verdict.MAY_NOT,
        3: Verdict.MAY_TRAVEL,
        4: Verdict.UNKNOWN,  # a number with another's name tells nothing of whose it is
        5: Verdict.MAY_TRAVEL,
        6: Verdict.TWICE,
        7: Verdict.NUMBER_INVALID,
    }
    father = found[0]
    assert (father.name, father.colour, father.class_code, father.way_out) == (
        "陈国栋", "red", "home-isolation", "isolation-ends",
    )  # fmt: skip
    assert found[2].name == ""


@pytest.mark.parametrize("head", ["姓名,身份证号", "姓名,身份證號", "name,id_number"])
def test_a_table_is_read_as_people_write_it(published, db, head):
    lines = (
        "陈 国栋,４４０１０４１９４３０５１２１２３５",
        "",
        "钱二,4401",
        "José  García,4402",
        "阿依古丽 • 买买提,4403",
    )
    data = "\n".join(["# 第一批", head, *lines]).encode("gb18030")
    assert api.read_list(name="list.csv", data=data, at=moment(1)) == [
        BatchRow(line=3, name="陈国栋", id_number=FATHER),
        BatchRow(line=5, name="钱二", id_number=""),
        BatchRow(line=6, name="José García", id_number=""),
        BatchRow(line=7, name="阿依古丽·买买提", id_number=""),
    ]


def test_who_needs_a_test_is_told_apart(patient, batch, organiser):
    from lingnan.rooms.health.models import ColourChange

    with connection.cursor() as cursor:
        cursor.execute("UPDATE health_colourchange SET colour = 'yellow', way_out = 'two-negatives'")
    assert ColourChange.objects.count() == 3
    assert verdicts(batch, organiser)[2] is Verdict.NEEDS_TEST


def test_the_answer_is_that_of_now_and_each_look_is_seen_by_the_person(patient, batch, organiser):
    assert verdicts(batch, organiser)[2] is Verdict.MAY_NOT
    review_due(moment(15, 0))
    assert verdicts(batch, organiser, moment(15))[2] is Verdict.MAY_TRAVEL
    looks = audit.list_entries(subject_key=patient.father_key, kind="read")
    assert [look.purpose for look in looks if look.name == "health.batch.read"] == [f"成批出行核验：{TITLE}"] * 2


def test_the_same_list_twice_is_one_batch(batch, organiser):
    assert api.make_batch(title=TITLE, travels_on=DAY, rows=ROWS, by=organiser, at=moment(3)) == batch
    assert Batch.objects.count() == 1
    assert [each.uuid for each in api.list_batches(by=organiser)] == [batch]


def test_the_boarding_list_has_a_code_for_everyone_who_may_travel_and_nobody_else(batch, organiser):
    boarding = api.get_boarding(uuid=batch, by=organiser, at=moment(2)).people
    assert [(each.line, each.name) for each in boarding] == [(3, "陈晓岚"), (5, "赵一")]
    found = codes.verify_code(text=boarding[0].code.text, at=moment(3))
    assert (found.outcome, found.kind) == (Outcome.VALID, "health-code")


def codes_of(batch, by, at=None) -> dict[int, str]:
    """The text of each printed code by its line."""
    return {each.line: each.code.text for each in api.get_boarding(uuid=batch, by=by, at=at or moment(2)).people}


def seen(batch, by) -> dict[int, Any]:
    found = api.get_batch(uuid=batch, by=by, at=moment(4)).travellers
    return {each.line: (each.seen_at, each.seen_outcome) for each in found if each.seen_at}


def device(username: str, *, department: str, place: str = "荆州站") -> tuple[Device, str]:
    """A device at work, with its key."""
    by = inspector(username, department=department)
    enrolled = codes.enrol_device(place=place, name="手持机1", by=by, at=moment(1))
    return codes.pair_device(pairing_key=enrolled.pairing_key, at=moment(1))


def test_afterwards_the_list_says_who_was_seen_at_the_door(batch, organiser):
    ours, _ = device("ours", department="gd-human-resources")
    codes.inspect_code(text=codes_of(batch, organiser)[3], device=ours, at=moment(3, 7))
    assert seen(batch, organiser) == {3: (moment(3, 7), Outcome.VALID)}


def test_a_code_read_without_network_is_seen_when_it_is_uploaded(batch, organiser):
    _, key = device("ours", department="gd-human-resources")
    text = codes_of(batch, organiser)[5]
    read = OfflineScan(id=b"1" * 16, text=text, outcome="valid", scanned_at=moment(3, 7), listed_at=moment(2))
    assert codes.take_upload(key=key, scans=[read], at=moment(3, 20)).taken
    assert seen(batch, organiser) == {5: (moment(3, 7), Outcome.VALID)}


def test_no_other_scan_is_a_boarding(patient, batch, organiser):
    text = codes_of(batch, organiser)[3]
    ours, _ = device("ours", department="gd-human-resources")
    theirs, _ = device("theirs", department="gd-transport", place="超市")
    codes.inspect_code(text=text, device=ours, at=moment(2, 20))  # the evening before
    codes.inspect_code(text=text, device=theirs, at=moment(3, 8))  # somebody else's door
    codes.verify_code(text=text, at=moment(3, 7))  # anyone at all
    Scan.objects.create(
        holder_key=patient.daughter.person_key,
        nonce=b"2" * 16,
        list_id=0,
        index=0,
        outcome="valid",
        place="荆州站",
        device=str(ours.uuid),
        scanned_at=moment(3, 7),
    )  # fmt: skip - another credential of hers
    assert seen(batch, organiser) == {}


def test_a_door_of_another_department_is_named_by_its_place(organiser):
    theirs, _ = device("theirs", department="gd-transport")
    told = {"title": TITLE, "travels_on": DAY, "rows": ROWS, "by": organiser, "at": moment(2)}
    with pytest.raises(api.PlaceUnknown):
        api.make_batch(**told, place="荆州南站")
    batch = api.make_batch(**told, place=" 荆州站 ")
    assert api.get_batch(uuid=batch, by=organiser, at=moment(2)).place == "荆州站"
    codes.inspect_code(text=codes_of(batch, organiser)[3], device=theirs, at=moment(3, 7))
    assert seen(batch, organiser) == {3: (moment(3, 7), Outcome.VALID)}


def test_a_list_that_says_too_little_is_refused_and_nothing_is_kept(patient, organiser):
    for title, rows, refused in [
        (" ", ROWS, api.TitleMissing),
        (TITLE, [], api.ListEmpty),
        (TITLE, ROWS * 1_000, api.ListTooLong),
    ]:
        with pytest.raises(refused):
            api.make_batch(title=title, travels_on=DAY, rows=rows, by=organiser, at=moment(2))
    assert not Batch.objects.exists()


def test_only_the_organisers_of_the_department_see_it(patient, batch, organiser):
    before = AuditEntry.objects.count()
    with pytest.raises(NotFound):
        api.get_batch(uuid=batch, by=officer("elsewhere", department="gd-transport"), at=moment(2))
    for by in (officer("clerk", role="clerk"), patient.father, patient.stranger):
        for act in (
            lambda by=by: api.get_batch(uuid=batch, by=by, at=moment(2)),
            lambda by=by: api.get_boarding(uuid=batch, by=by, at=moment(2)),
            lambda by=by: api.list_batches(by=by),
            lambda by=by: api.make_batch(title="别的", travels_on=DAY, rows=ROWS, by=by, at=moment(2)),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert AuditEntry.objects.filter(name__startswith="health.").count() <= before
    assert Batch.objects.count() == 1


@pytest.mark.parametrize("change", [{"refused": "twice"}, {"subject_key": None}])
def test_a_line_is_a_person_or_a_reason(batch, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchTraveller.objects.filter(line=2).update(**change)
