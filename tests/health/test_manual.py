"""Colours by hand: two officers, a ground from the closed list, a person who was there, and an end."""

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
import yaml
from django.db import IntegrityError, transaction
from django.db.models import F

from lingnan.kernel import audit
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotAllowed, NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.health import api
from lingnan.rooms.health.colours import published_rules
from lingnan.rooms.health.models import ColourChange, ManualColour, StandingColour
from tests.health.evidence import FATHER, isolate, moment, review_due, travel
from tests.health.forcing import force, reasons
from tests.house import CONTENT, Family, load, officer

SITE = "广州市越秀区北京街道惠福社区"
NAME = "陈国栋"


@pytest.fixture
def doctor(patient):
    return officer("health-officer", division="4401", department="gd-health")


@pytest.fixture
def colleague(patient):
    return officer("health-officer", division="44", department="gd-health")


@pytest.fixture
def there(patient: Family) -> Family:
    """The father was at the site on the first and the second of August."""
    travel(patient.father_key, "J1", f"{SITE}9号", first=1, last=2)
    return patient


def propose(by, *, day=3, **changes):
    wanted = {
        "id_number": FATHER, "name": NAME, "ground": "outbreak-site", "place": SITE, "seen_from": date(2021, 8, 1),
        "seen_until": date(2021, 8, 3), "ends_on": date(2021, 8, 10),
    }  # fmt: skip
    return api.propose_manual(**wanted | changes, by=by, at=moment(day))


def decide(uuid, by, *, outcome="approved", day=3):
    api.decide_manual(uuid=uuid, outcome=outcome, by=by, at=moment(day, 13))


def colour(family: Family) -> tuple[str, str, date | None]:
    row = StandingColour.objects.select_related("change").get(subject_key=family.father_key)
    return row.change.colour, row.change.class_code, row.review_on


def judge(family: Family, day: int, hour: int = 14) -> int:
    return api.recolour(subject_keys=[family.father_key], by=PLATFORM, at=moment(day, hour))


def receipt_of(family: Family):
    change = ColourChange.objects.latest("id")
    return api.read_receipt(data=api.get_receipt(uuid=change.uuid, by=family.father, at=moment(3)))


def test_two_officers_a_ground_presence_and_an_end_give_a_colour_that_ends_by_itself(there, doctor, colleague):
    uuid = propose(doctor)
    assert not ColourChange.objects.exists()
    decide(uuid, colleague)
    assert colour(there) == ("yellow", "outbreak-site", date(2021, 8, 11))
    assert judge(there, 4) == 0
    assert review_due(moment(10, 23)) == 0
    assert review_due(moment(11, 0)) == 1
    assert colour(there)[:2] == ("green", "no-finding")


def test_its_receipt_names_ground_place_days_and_both_officers_and_is_judged_again(there, doctor, colleague):
    decide(propose(doctor), colleague)
    receipt = receipt_of(there)
    order = receipt.manual
    assert (order.ground, order.place, order.ends_on) == ("outbreak-site", SITE, date(2021, 8, 10))
    assert (order.proposed_by, order.approved_by) == (doctor.ref, colleague.ref)
    rules = published_rules()
    assert api.replay(receipt=receipt, rules=rules) == ()
    assert api.replay(receipt=replace(receipt, evidence=()), rules=rules) == ("presence-not-proven",)
    assert api.replay(receipt=replace(receipt, manual=None), rules=rules)
    alone = replace(order, approved_by=doctor.ref)
    assert api.replay(receipt=replace(receipt, manual=alone), rules=rules) == ("same-hand",)
    long = replace(order, ends_on=order.starts_on + timedelta(days=15))
    assert api.replay(receipt=replace(receipt, manual=long), rules=rules) == ("end-out-of-bounds",)


def test_the_holder_reads_where_when_and_until_when(there, doctor, colleague):
    decide(propose(doctor), colleague)
    grounds = api.get_holding(subject_key=there.father_key, by=there.father, at=moment(4)).grounds
    assert grounds.is_manual
    words, way_out = api.words_of(class_code="outbreak-site", way_out="manual-ends", locale="en")
    assert SITE in words.reason.format_map(grounds.facts)
    assert "judged by the rules again" in way_out


def test_a_receipt_without_hands_says_nothing_of_them(patient):
    judge(patient, 3)
    signed = api.get_receipt(uuid=ColourChange.objects.get().uuid, by=patient.father, at=moment(3))
    assert b"manual" not in signed
    assert api.read_receipt(data=signed).manual is None


def test_who_was_not_there_is_coloured_by_nobody_and_sees_who_tried(patient, doctor):
    travel(patient.father_key, "J1", "广州市越秀区黄花岗街道", first=1, last=2)
    with pytest.raises(api.PresenceNotProven):
        propose(doctor)
    assert not ManualColour.objects.exists()
    looks = audit.list_entries(subject_key=patient.father_key, kind=AuditEntry.Kind.READ)
    assert doctor.ref in [entry.by.ref for entry in looks]


def test_a_venue_scan_proves_no_presence(patient, doctor):
    load("venue-checkin", patient.father_key, {
        "person.id_number": FATHER, "health.venue_code": "V4401040001", "place.division": "440104",
        "health.checked_in_at": moment(2), "health.checkin_method": "1",
    })  # fmt: skip
    with pytest.raises(api.PresenceNotProven):
        propose(doctor)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (api.GroundUnknown, {"ground": "depositor"}),
        (api.PlaceTooWide, {"place": "广州市"}),
        (api.PlaceTooWide, {"place": "广东省广州市越秀区"}),
        (api.PlaceTooWide, {"place": ""}),
        (api.PlaceTooWide, {"place": "北京街道"}),
        (api.PresenceNotProven, {"seen_from": date(2021, 8, 3)}),
        (api.DaysOutOfBounds, {"seen_from": date(2021, 7, 1)}),
        (api.DaysOutOfBounds, {"seen_until": date(2021, 8, 4)}),
        (api.EndOutOfBounds, {"ends_on": date(2021, 8, 3)}),
        (api.EndOutOfBounds, {"ends_on": date(2021, 8, 18)}),
        (api.PersonUnknown, {"name": "陈国梁"}),
        (api.PersonUnknown, {"id_number": "440104194305121219"}),
    ],
)
def test_what_lacks_anything_is_refused(there, doctor, refusal, changes):
    with pytest.raises(refusal):
        propose(doctor, **changes)
    assert not ManualColour.objects.exists()


def test_only_health_officers_of_the_place_propose_and_approve(there, doctor):
    uuid = propose(doctor)
    clerk = officer("clerk", department="gd-health")
    elsewhere = officer("health-officer", division="4403", department="gd-health")
    with pytest.raises(NotAllowed):
        propose(clerk)
    with pytest.raises(api.PersonUnknown):
        propose(elsewhere)
    for other, refusal in ((clerk, NotAllowed), (there.father, NotAllowed), (elsewhere, NotFound)):
        with pytest.raises(refusal):
            decide(uuid, other)
        with pytest.raises(refusal):
            api.review_manual(uuid=uuid, by=other, at=moment(3))
    assert not ColourChange.objects.exists()


def test_one_officer_alone_colours_nobody(there, doctor, colleague):
    uuid = propose(doctor)
    assert [each.is_for_another for each in api.list_proposals(by=doctor)] == [True]
    with pytest.raises(api.SameHand):
        decide(uuid, doctor)
    assert not ColourChange.objects.exists()
    assert [each.is_for_another for each in api.list_proposals(by=colleague)] == [False]


def test_proposed_twice_is_one_and_decided_once(there, doctor, colleague):
    uuid = propose(doctor)
    assert propose(colleague) == uuid
    with pytest.raises(api.ManualOutcomeMissing):
        decide(uuid, colleague, outcome="")
    decide(uuid, colleague, outcome="declined")
    assert not ColourChange.objects.exists()
    with pytest.raises(api.NothingToDecide):
        decide(uuid, colleague)


def test_what_was_withdrawn_colours_nobody_and_stands_in_the_trail(there, doctor, colleague):
    uuid = propose(doctor)
    with pytest.raises(api.NotTheProposer):
        api.withdraw_manual(uuid=uuid, by=colleague, at=moment(3, 13))
    api.withdraw_manual(uuid=uuid, by=doctor, at=moment(3, 13))
    assert AuditEntry.objects.filter(name="health.manual.withdrawn", subject_key=there.father_key).count() == 1
    for act in (lambda: decide(uuid, colleague), lambda: api.withdraw_manual(uuid=uuid, by=doctor, at=moment(4))):
        with pytest.raises(api.NothingToDecide):
            act()
    assert not ColourChange.objects.exists()
    assert propose(doctor) != uuid


def test_what_nobody_approved_before_its_end_stands_in_nobodys_way(there, doctor, colleague):
    uuid = propose(doctor, ends_on=date(2021, 8, 4))
    with pytest.raises(api.EndOutOfBounds):
        decide(uuid, colleague, day=5)
    again = propose(doctor, day=5)
    assert again != uuid
    decide(again, colleague, day=5)
    assert colour(there)[:2] == ("yellow", "outbreak-site")


def test_the_second_officer_sees_what_proves_it(there, doctor, colleague):
    review = api.review_manual(uuid=propose(doctor), by=colleague, at=moment(3))
    assert (review.masked_name, review.order.place, review.lacks) == ("陈*栋", SITE, None)
    assert [each.resource for each in review.proofs] == ["journey"]


def test_what_lacks_its_proof_by_then_is_not_approved(there, doctor, colleague):
    uuid = propose(doctor)
    correct_journey(there)
    assert api.review_manual(uuid=uuid, by=colleague, at=moment(3)).lacks.code == "presence-not-proven"
    with pytest.raises(api.PresenceNotProven):
        decide(uuid, colleague)
    assert ManualColour.objects.get().decided_at is None


def correct_journey(family: Family) -> None:
    """The carrier corrects where she was."""
    load("journey", family.father_key, {
        "person.id_number": FATHER, "travel.journey_number": "J1", "travel.stay_area": "广州市天河区石牌街道",
        "travel.arrived_at": moment(1), "travel.left_at": moment(2),
    }, as_of=moment(1).replace(year=2027))  # fmt: skip


def test_a_corrected_record_ends_it_at_once(there, doctor, colleague):
    decide(propose(doctor), colleague)
    correct_journey(there)
    judge(there, 4)
    assert colour(there)[:2] == ("green", "no-finding")


def test_the_rules_come_before_it_where_they_ask_as_much(there, doctor, colleague):
    isolate(there, first=1, last=14)
    with pytest.raises(api.RulesSayMore):
        propose(doctor)
    assert not ManualColour.objects.exists()


def test_a_stronger_colour_by_the_rules_stands_meanwhile(there, doctor, colleague):
    decide(propose(doctor), colleague)
    isolate(there, first=4, last=6)
    judge(there, 4)
    assert colour(there)[:2] == ("red", "home-isolation")
    judge(there, 7)
    assert colour(there)[:2] == ("yellow", "outbreak-site")


def test_an_isolation_is_extended_by_its_own_record(patient, doctor, colleague):
    isolate(patient, first=1, last=2)
    decide(propose(doctor, ground="isolation-extended", place=""), colleague)
    assert colour(patient) == ("red", "isolation-extended", date(2021, 8, 11))


def test_a_new_order_is_a_new_change(there, doctor, colleague):
    decide(propose(doctor), colleague)
    decide(propose(colleague, day=4, ends_on=date(2021, 8, 12), ground="contact-traced"), doctor, day=4)
    assert colour(there)[:2] == ("red", "contact-traced")
    assert ColourChange.objects.count() == 2


def test_an_appeal_is_answered_by_a_third_who_may_lift_it(there, doctor, colleague):
    decide(propose(doctor), colleague)
    filed = api.file_appeal(change=ColourChange.objects.get().uuid, note="", by=there.father, at=moment(4))
    for hand in (doctor, colleague):
        with pytest.raises(api.HadAHand):
            api.answer_appeal(uuid=filed.uuid, outcome="stands", answer="不变。", by=hand, at=moment(4))
    third = officer("health-officer", division="440", department="gd-health")
    api.answer_appeal(uuid=filed.uuid, outcome="corrected", answer="那里不是现场。", by=third, at=moment(4))
    assert colour(there)[:2] == ("green", "no-finding")
    assert ManualColour.objects.get().lifted_by == third.ref


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("manual_with_ground_and_proposer", {"ground": ""}),
        ("manual_ends_soon", {"ends_on": date(2021, 8, 3)}),
        ("manual_ends_soon", {"ends_on": date(2021, 9, 30)}),
        (
            "manual_by_two_officers",
            {
                "decided_by": "doctor",
                "proposed_by": "doctor",
                "decided_at": moment(4),
                "order": F("uuid"),
                "order_sealed": b"sealed",
            },
        ),
        ("manual_decided_whole", {"decided_by": "doctor"}),
        ("manual_order_whole", {"order_sealed": b"sealed"}),
        ("manual_lifted_whole", {"lifted_by": "doctor"}),
    ],
)
def test_the_database_holds_the_rules_itself(there, doctor, name, changes):
    propose(doctor)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ManualColour.objects.update(**changes)


def test_the_database_takes_no_manual_change_without_an_order_of_the_same_person(there, doctor, colleague):
    decide(propose(doctor), colleague)
    force("SET CONSTRAINTS ALL IMMEDIATE")
    change = ColourChange.objects.get()
    change.pk, change.uuid, change.subject_key = None, ManualColour.objects.get().uuid, 1
    with pytest.raises(IntegrityError, match="colour_change_by_own_order"), transaction.atomic():
        change.save()


def test_an_order_that_was_forced_in_colours_nobody_and_is_named(there, doctor, colleague):
    uuid = propose(doctor)
    force("SET CONSTRAINTS ALL IMMEDIATE")
    ManualColour.objects.update(order=uuid, decided_by=colleague.ref, decided_at=moment(3, 13), order_sealed=b"forced")
    judge(there, 4)
    assert colour(there)[:2] == ("green", "no-finding")
    force("SET CONSTRAINTS ALL IMMEDIATE")
    assert reasons() == ["a manual colour was not ordered by two officers here"]


def test_what_was_ordered_holds_in_the_log_and_an_altered_end_is_named(there, doctor, colleague):
    decide(propose(doctor), colleague)
    force("SET CONSTRAINTS ALL IMMEDIATE")
    assert reasons() == []
    force("UPDATE health_manualcolour SET ends_on = ends_on + 5")
    assert reasons() == ["a manual colour was not ordered by two officers here"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"presence": [{"resource": "venue-checkin", "from": "health.checked_in_at"}]}, "venue scan"),
        ({"presence": []}, "no record of presence"),
        ({"longest_days": 60}, "lasts 60 days"),
        ({"colour": "green"}, "asks nothing"),
        ({"presence": [{"resource": "vaccination", "from": "health.vaccinated_on"}]}, "no column"),
    ],
)
def test_a_ground_that_proves_no_presence_is_not_published(tmp_path, changes, why):
    folder = tmp_path / "health"
    shutil.copytree(CONTENT / "health", folder)
    grounds = yaml.safe_load((folder / "manual.yaml").read_text(encoding="utf-8"))
    grounds["grounds"][0] |= changes
    (folder / "manual.yaml").write_text(yaml.safe_dump(grounds), encoding="utf-8")
    with pytest.raises(api.GroundProvesNothing, match=why):
        api.read_rule_book_in(folder=tmp_path)
