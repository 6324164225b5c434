"""A colour as a code: what a scan says is the colour that stands, at the platform and at every gate."""

from datetime import date, timedelta

import pytest

from lingnan.engine.verification import read_code
from lingnan.kernel import audit, clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.models import Change, StatusEntry
from lingnan.rooms.codes.types import Outcome, Status, StatusRef
from lingnan.rooms.health import api
from lingnan.rooms.health.models import HealthCode
from lingnan.rooms.health.types import HEALTH_CODE
from lingnan.rooms.identity import api as identity
from tests.health.evidence import isolate, moment, review_due
from tests.house import AT


def test_a_scan_tells_the_colour_that_stands(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    shown = show(patient, moment(1, 9))
    assert shown.colour == "green"
    assert verified(shown.token, moment(1, 9)).outcome is Outcome.VALID
    isolate(patient, first=2, last=14)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    red = show(patient, moment(2, 9))
    assert red.colour == "red"
    found = verified(red.token, moment(2, 9))
    assert (found.outcome, found.kind, found.holder_masked) == (Outcome.MARKED, HEALTH_CODE, "陈*栋")
    assert found.words == api.CODE_WORDS[Outcome.MARKED]
    review_due(moment(15, 0))
    assert verified(show(patient, moment(15, 9)).token, moment(15, 9)).outcome is Outcome.VALID


def test_yesterday_s_picture_of_a_code_is_refused(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    token = show(patient, moment(1)).token
    assert verified(token, moment(1) + timedelta(minutes=3)).outcome is Outcome.REPLAYED


def test_a_person_keeps_her_place_and_gates_hear_of_changes_alone(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    place = HealthCode.objects.get(subject_key=patient.father_key)
    assert not Change.objects.filter(topic="status").exists()  # valid from the start
    isolate(patient, first=2, last=14)
    for _ in range(2):
        api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    assert HealthCode.objects.get(subject_key=patient.father_key) == place
    assert list(Change.objects.filter(topic="status").values_list("list_id", "index", "status")) == [
        (place.status_list, place.status_index, 3)
    ]


def test_nobody_else_shows_it_and_nobody_shows_what_was_never_judged(patient):
    with pytest.raises(api.NoColourYet):
        show(patient, moment(1))
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    before = AuditEntry.objects.count()
    for other in (patient.daughter, patient.stranger):
        with pytest.raises(NotFound):
            api.show_code(subject_key=patient.father_key, by=other, at=moment(1))
        with pytest.raises(NotFound):
            api.print_code(subject_key=patient.father_key, by=other, at=moment(1))
    assert AuditEntry.objects.count() == before
    assert StatusEntry.objects.get(holder_key=patient.father_key).status == 0


def test_a_daughter_shows_it_under_a_mandate_and_her_father_sees_that_she_did(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    identity.grant_delegation(
        principal_key=patient.father_key, delegate_key=patient.daughter.person_key, services=[HEALTH_CODE],
        ends_at=moment(20), by=patient.father, at=moment(1),
    )  # fmt: skip
    shown = api.show_code(subject_key=patient.father_key, by=patient.daughter, at=moment(2))
    assert verified(shown.token, moment(2)).outcome is Outcome.VALID
    looks = audit.list_entries(subject_key=patient.father_key, kind="read")
    assert [look.by for look in looks if look.name == "health.colour.read"] == [patient.daughter]
    with pytest.raises(NotFound):
        api.show_code(subject_key=patient.father_key, by=patient.daughter, at=moment(21))


def test_without_rules_in_force_there_is_no_code_to_show(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    for act in (api.show_code, api.print_code):
        with pytest.raises(api.NoRuleInForce):
            act(subject_key=patient.father_key, by=patient.father, at=AT)


def test_paper_tells_the_colour_of_now_online_and_that_of_its_printing_offline(patient):
    isolate(patient, first=1, last=14)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    paper = api.print_code(subject_key=patient.father_key, by=patient.father, at=moment(2))
    assert (paper.colour, paper.valid_until) == ("red", date(2021, 8, 16))
    assert verified(paper.text, moment(3)).outcome is Outcome.MARKED
    review_due(moment(15, 0))
    assert verified(paper.text, moment(15, 9)).outcome is Outcome.VALID
    assert verified(paper.text, moment(17, 9)).outcome is Outcome.EXPIRED
    reading = read_code(text=paper.text, keys=codes.key_set(), at=moment(3), zone=clock.PROVINCE_ZONE)
    for confirmed_at in (None, moment(1)):
        assert reading.status(known=Status.VALID, confirmed_at=confirmed_at) is Status.APPLICATION_SPECIFIC
    assert reading.status(known=Status.VALID, confirmed_at=moment(15)) is Status.VALID
    assert reading.status(known=Status.INVALID, confirmed_at=moment(1)) is Status.INVALID


def test_lost_paper_is_refused_and_paper_printed_anew_is_good(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    lost = api.print_code(subject_key=patient.father_key, by=patient.father, at=moment(1)).text
    place = HealthCode.objects.get()
    ref = StatusRef(list_id=place.status_list, index=place.status_index)
    codes.withdraw_paper(ref=ref, by=patient.father, at=moment(2))
    anew = api.print_code(subject_key=patient.father_key, by=patient.father, at=moment(2, 13)).text
    assert verified(lost, moment(3)).outcome is Outcome.WITHDRAWN
    assert verified(anew, moment(3)).outcome is Outcome.VALID


def show(family, at):
    return api.show_code(subject_key=family.father_key, by=family.father, at=at)


def verified(token, at):
    return codes.verify_code(text=token, at=at)
