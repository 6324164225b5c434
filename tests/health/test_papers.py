"""Printed codes: which are about, reported lost by the holder or by family, refused at once; new paper is good."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import audit, clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.models import StatusEntry
from lingnan.rooms.codes.types import Outcome
from lingnan.rooms.health import api
from lingnan.rooms.identity import api as identity
from tests.portal.residents import sign_in, text_of

from .evidence import moment

LOST = "codes.paper.withdrawn"


@pytest.fixture
def judged(patient):
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(1))
    return patient


def print_at(family, at: datetime) -> str:
    return api.print_code(subject_key=family.father_key, by=family.father, at=at).text


def report(family, at: datetime, *, seen: datetime, by=None) -> None:
    api.report_paper_lost(subject_key=family.father_key, printed_before=seen, by=by or family.father, at=at)


def papers(family, at: datetime) -> list[tuple[int, int]]:
    found = api.list_papers(subject_key=family.father_key, by=family.father, at=at)
    return [(clock.local_date(each.printed_at).day, each.valid_until.day) for each in found]


def outcome(text: str, at: datetime) -> Outcome:
    return codes.verify_code(text=text, at=at).outcome


def test_papers_are_listed_while_they_are_good(judged):
    assert papers(judged, moment(1)) == []
    for at in (moment(1), moment(1, 15), moment(3)):
        print_at(judged, at)
    assert papers(judged, moment(4)) == [(3, 17), (1, 15)]
    assert papers(judged, moment(16)) == [(3, 17)]
    assert papers(judged, moment(18)) == []


def test_what_was_printed_before_is_refused_and_what_is_printed_after_is_good(judged):
    lost = print_at(judged, moment(1))
    report(judged, moment(2), seen=moment(2))
    assert papers(judged, moment(2, 13)) == []
    anew = print_at(judged, moment(2, 14))
    # Sent again from the old page, and by someone who claims to have seen what is to come.
    report(judged, moment(2, 15), seen=moment(2))
    assert (outcome(lost, moment(3)), outcome(anew, moment(3))) == (Outcome.WITHDRAWN, Outcome.VALID)
    assert papers(judged, moment(3)) == [(2, 16)]
    assert AuditEntry.objects.filter(name=LOST).count() == 1
    report(judged, moment(3), seen=moment(9))
    assert StatusEntry.objects.get(holder_key=judged.father_key).paper_withdrawn_at == moment(3)


def test_family_with_a_mandate_may_and_he_sees_that_she_looked(judged):
    print_at(judged, moment(1))
    identity.grant_delegation(
        principal_key=judged.father_key, delegate_key=judged.daughter.person_key, services=["health-code"],
        ends_at=moment(20), by=judged.father, at=moment(1),
    )  # fmt: skip
    before = AuditEntry.objects.filter(kind=AuditEntry.Kind.READ, subject_key=judged.father_key).count()
    report(judged, moment(2), seen=moment(2), by=judged.daughter)
    acts = audit.list_entries(subject_key=judged.father_key, kind=AuditEntry.Kind.ACT)
    assert [entry.by for entry in acts if entry.name == LOST] == [judged.daughter]
    assert AuditEntry.objects.filter(kind=AuditEntry.Kind.READ, subject_key=judged.father_key).count() == before + 1


def test_no_one_else_may(judged):
    good = print_at(judged, moment(1))
    for act in (
        lambda: report(judged, moment(2), seen=moment(2), by=judged.stranger),
        lambda: api.list_papers(subject_key=judged.father_key, by=judged.stranger, at=moment(2)),
    ):
        with pytest.raises(NotFound):
            act()
    assert outcome(good, moment(2)) is Outcome.VALID


def test_who_has_no_code_has_no_paper(patient):
    assert papers(patient, moment(1)) == []
    with pytest.raises(api.NoColourYet):
        report(patient, moment(1), seen=moment(1))


def test_the_page_lists_asks_and_does_it_once(judged, monkeypatch: pytest.MonkeyPatch):
    lost, now = print_at(judged, moment(1)), moment(2)
    monkeypatch.setattr(clock, "now", lambda: now)
    father, address = sign_in(judged.father), reverse("health_paper_lost")
    page = father.get(address)
    for said in ("2021年8月1日", "用到2021年8月15日", "纸质码丢了，要挂失吗"):
        assert said in text_of(page)
    seen = {"seen_at": page.context["seen_at"]}
    assert outcome(lost, now) is Outcome.VALID
    for _ in range(2):
        assert "已经挂失" in text_of(father.post(address, seen, follow=True))
    assert outcome(lost, now) is Outcome.WITHDRAWN
    assert AuditEntry.objects.filter(name=LOST).count() == 1
    assert "没有还能用的纸质码" in text_of(father.get(address))


@pytest.mark.parametrize("seen", ["", "昨天", "2021-08-02T12:00:00"])
def test_a_moment_that_is_none_is_now(judged, monkeypatch: pytest.MonkeyPatch, seen):
    lost, now = print_at(judged, moment(1)), moment(2)
    monkeypatch.setattr(clock, "now", lambda: now)
    sign_in(judged.father).post(reverse("health_paper_lost"), {"seen_at": seen})
    assert outcome(lost, now) is Outcome.WITHDRAWN


def test_a_strangers_page_is_not_of_him(judged, monkeypatch: pytest.MonkeyPatch):
    good, now = print_at(judged, moment(1)), moment(2)
    monkeypatch.setattr(clock, "now", lambda: now)
    father = identity.get_person(key=judged.father_key)
    address = f"{reverse('health_paper_lost')}?holder={father.uuid}"
    stranger: Client = sign_in(judged.stranger)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address).status_code == 404
    assert outcome(good, now) is Outcome.VALID
