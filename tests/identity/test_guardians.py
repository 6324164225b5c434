"""Guardianship: a parent acts for a minor child by the register, until 18, and nobody else does."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from click.testing import CliRunner

from lingnan.cli.root import main
from lingnan.kernel import audit, clock
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.identity.types import NewKinship, NewPerson
from tests.house import AT, Family, officer, person

HEALTH = ("health-code",)
DAY = timedelta(days=1)
OF_AGE = datetime(2030, 9, 1, tzinfo=PROVINCE_ZONE)
SOON = AT + 340 * DAY
DOCUMENT = "（2026）粤0104民初1号"
CHANGED = "（2026）粤0104民初2号"


def api():
    from lingnan.rooms.identity import api

    return api


def register(number: str, parent: int, relation: str = "mother", *, kind: str = "111") -> int:
    (child,) = api().register_people(people=[NewPerson(id_number=number, name="李嘉怡", id_kind=kind)], at=AT)
    api().record_kinships(kinships=[NewKinship(person_key=child, relative_key=parent, relation=relation)])
    return child


@pytest.fixture
def child(family: Family) -> int:
    """The daughter's own, of 14 years, registered from the child's side and as the grandfather's grandchild."""
    key = register("440104201209012341", family.daughter.person_key)
    kin = [NewKinship(person_key=key, relative_key=family.father_key, relation="grandparent")]
    api().record_kinships(kinships=kin)
    return key


def take_up(child: int, by: Actor, at: datetime = AT):
    return api().take_up_guardianship(
        child_key=child, guardian_key=by.person_key, services=HEALTH, by=by, at=at
    )  # fmt: skip


def acts(family: Family, child: int, at: datetime = AT) -> bool:
    return api().may_act(by=family.daughter, subject_key=child, services=HEALTH, at=at)


def end_by_desk(family: Family, child: int, document: str = DOCUMENT, by: Actor = PLATFORM):
    return api().end_guardianship(
        child_key=child, guardian_key=family.daughter.person_key, document=document, by=by, at=AT
    )


def restore_by_desk(family: Family, child: int, by: Actor = PLATFORM):
    return api().restore_guardianship(
        child_key=child, guardian_key=family.daughter.person_key, services=HEALTH, document=CHANGED, by=by, at=AT
    )


def test_a_mother_takes_up_her_childs_affairs(family: Family, child: int, sealed_audit: None) -> None:
    (ward,) = api().list_wards(guardian_key=family.daughter.person_key, at=AT)
    assert (ward.child.key, ward.of_age_at, ward.mandate, ward.is_barred) == (child, OF_AGE, None, False)
    assert not acts(family, child)
    taken = take_up(child, family.daughter)
    assert (taken.ground, taken.services, taken.ends_at) == ("guardianship", HEALTH, AT + 366 * DAY)
    assert acts(family, child)
    assert not api().may_act(by=family.daughter, subject_key=child, services=["senior-card"], at=AT)
    assert api().acts_until(by=family.daughter, subject_key=child, services=HEALTH, at=AT) == taken.ends_at
    (entry,) = audit.list_entries(subject_key=child, kind=AuditEntry.Kind.ACT)
    assert (entry.name, entry.by.ref) == ("identity.guardianship.taken", family.daughter.ref)


def test_a_pair_told_from_the_parents_side_is_kin_too(family: Family) -> None:
    (child,) = api().register_people(people=[NewPerson(id_number="440104201209012341", name="李嘉怡")], at=AT)
    kin = NewKinship(person_key=family.daughter.person_key, relative_key=child, relation="daughter")
    api().record_kinships(kinships=[kin])
    take_up(child, family.daughter)
    assert acts(family, child)


def test_two_taps_are_one(family: Family, child: int) -> None:
    assert take_up(child, family.daughter) == take_up(child, family.daughter, AT + DAY)
    assert len(api().list_delegations(person_key=child)) == 1


def test_it_is_renewed_in_its_last_days(family: Family, child: int) -> None:
    first = take_up(child, family.daughter)
    renewed = take_up(child, family.daughter, SOON)
    assert renewed.ends_at == SOON + 366 * DAY
    assert take_up(child, family.daughter, SOON + DAY) == renewed
    now, before = api().list_delegations(person_key=child)
    assert (now.uuid, before.uuid, before.ended_at) == (renewed.uuid, first.uuid, SOON)
    assert acts(family, child, first.ends_at)


def test_it_ends_on_the_day_she_is_eighteen(family: Family, child: int) -> None:
    late = OF_AGE - 100 * DAY
    assert take_up(child, family.daughter, late).ends_at == OF_AGE
    assert acts(family, child, OF_AGE - timedelta(seconds=1))
    assert not acts(family, child, OF_AGE)
    (ward,) = api().list_wards(guardian_key=family.daughter.person_key, at=OF_AGE - DAY)
    assert not ward.is_renewable
    assert api().list_wards(guardian_key=family.daughter.person_key, at=OF_AGE) == []
    with pytest.raises(api().NoMinor):
        take_up(child, family.daughter, OF_AGE)


def test_who_was_born_on_a_leap_day_is_eighteen_in_march(family: Family) -> None:
    register("440104201202292341", family.daughter.person_key)
    (ward,) = api().list_wards(guardian_key=family.daughter.person_key, at=AT)
    assert ward.of_age_at == datetime(2030, 3, 1, tzinfo=PROVINCE_ZONE)


def test_it_ends_with_the_kinship(family: Family, child: int) -> None:
    from lingnan.rooms.identity.models import Kinship

    take_up(child, family.daughter)
    Kinship.objects.filter(person=child, relation="mother").delete()
    assert not acts(family, child)
    assert api().acts_until(by=family.daughter, subject_key=child, services=HEALTH, at=AT) is None
    (mandate,) = api().list_delegations(person_key=child)
    assert not mandate.is_active(at=AT)


@pytest.mark.parametrize("who", ["stranger", "father"])
def test_neither_a_stranger_nor_a_grandparent_takes_up_anything(family: Family, child: int, who: str) -> None:
    with pytest.raises(api().NotTheParent) as refused:
        take_up(child, getattr(family, who))
    assert "请" in str(refused.value)
    assert api().list_delegations(person_key=child) == []
    assert api().list_wards(guardian_key=getattr(family, who).person_key, at=AT) == []


def test_nobody_takes_up_in_a_parents_name(family: Family, child: int) -> None:
    with pytest.raises(api().NotForMe):
        api().take_up_guardianship(
            child_key=child, guardian_key=family.daughter.person_key, services=HEALTH, by=family.stranger, at=AT
        )
    assert api().list_delegations(person_key=child) == []


@pytest.mark.parametrize(("number", "kind"), [("440104199001013458", "154"), ("X12345678", "414")])
def test_of_age_or_of_no_age_known_is_no_minor(family: Family, number: str, kind: str) -> None:
    child = register(number, family.daughter.person_key, kind=kind)
    with pytest.raises(api().NoMinor):
        take_up(child, family.daughter)
    assert api().list_delegations(person_key=child) == []


def test_the_parent_ends_it_and_the_child_does_not(family: Family, child: int, sealed_audit: None) -> None:
    taken = take_up(child, family.daughter)
    for by, refusal in ((person("child", child), api().GuardiansToEnd), (family.stranger, NotFound)):
        with pytest.raises(refusal):
            api().end_delegation(uuid=taken.uuid, by=by, at=AT)
    assert acts(family, child)
    api().end_delegation(uuid=taken.uuid, by=family.daughter, at=AT)
    assert not acts(family, child)
    take_up(child, family.daughter)
    assert acts(family, child)


@pytest.mark.parametrize("is_taken", [True, False])
def test_the_desk_ends_it_by_a_document_and_opens_it_again(
    family: Family, child: int, is_taken: bool, sealed_audit: None
) -> None:
    if is_taken:
        take_up(child, family.daughter)
    ended = end_by_desk(family, child)
    assert end_by_desk(family, child) == ended
    assert not acts(family, child)
    with pytest.raises(api().GuardianshipBarred):
        take_up(child, family.daughter)
    entry = audit.list_entries(subject_key=child, kind=AuditEntry.Kind.ACT)[0]
    assert (entry.name, entry.details["document"]) == ("identity.delegation.ended", DOCUMENT)
    for _ in range(2):
        restore_by_desk(family, child)
        assert acts(family, child)
    taken, *ended = audit.list_entries(subject_key=child, kind=AuditEntry.Kind.ACT)[:2]
    assert (taken.name, taken.details["document"]) == ("identity.guardianship.taken", CHANGED)
    assert [entry.name for entry in ended] == ["identity.delegation.ended"]


def test_the_desk_restores_what_it_ended_alone(family: Family, child: int) -> None:
    with pytest.raises(api().NothingToRestore):
        restore_by_desk(family, child)
    assert api().list_delegations(person_key=child) == []


def test_the_desk_is_the_counters(family: Family, child: int) -> None:
    take_up(child, family.daughter)
    for by in (family.daughter, family.stranger, officer("clerk")):
        with pytest.raises(NotAllowed):
            end_by_desk(family, child, by=by)
        assert acts(family, child)
    worker = officer("community-worker")
    end_by_desk(family, child, by=worker)
    assert not acts(family, child)
    with pytest.raises(NotAllowed):
        restore_by_desk(family, child, by=family.daughter)
    restore_by_desk(family, child, by=worker)
    assert acts(family, child)


def test_the_desk_is_told_of_who_are_no_parent_and_child(family: Family, child: int) -> None:
    for ward, guardian in ((child, family.stranger), (family.father_key, family.daughter)):
        for act in (api().end_guardianship, partial(api().restore_guardianship, services=HEALTH)):
            with pytest.raises(api().WardUnknown):
                act(child_key=ward, guardian_key=guardian.person_key, document=DOCUMENT, by=PLATFORM, at=AT)


def test_on_the_command_line_the_desk_ends_it_and_opens_it_again(
    family: Family, child: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    take_up(child, family.daughter)
    numbers = "440104201209012341\n440104197803022348\n"
    named = ["--document", DOCUMENT]
    for options, code, may in (
        ([], 1, True),
        (named, 0, False),
        (["--restore"], 1, False),
        (["--restore", *named], 0, True),
    ):
        done = CliRunner().invoke(main, ["identity", "guardianship", *options], input=numbers)
        assert (done.exit_code, acts(family, child)) == (code, may), done.output
    assert "李*怡" in done.output


@pytest.mark.parametrize("document", ["", " ", "号" * 101])
def test_the_desk_names_the_document(family: Family, child: int, document: str) -> None:
    take_up(child, family.daughter)
    with pytest.raises(api().DocumentMissing):
        end_by_desk(family, child, document)
    assert acts(family, child)


def test_the_database_keeps_the_ground(family: Family, child: int) -> None:
    from django.db import IntegrityError, transaction

    from lingnan.rooms.identity.models import Delegation

    take_up(child, family.daughter)
    for changed in ({"ground": "kindness"}, {"ground": ""}, {"ending_document": DOCUMENT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delegation.objects.update(**changed)
    with pytest.raises(IntegrityError, match="document_ends_guardianship"), transaction.atomic():
        Delegation.objects.filter(ground="grant").update(ending_document=DOCUMENT, ended_at=AT, ended_by="x")
