"""Paper that another printed, or reported lost, for a person: told to her once, with what she can do; her own acts are
no news."""

import pytest
from django.urls import reverse

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.health import api as health
from lingnan.rooms.licences import api as licences
from tests.health.conftest import august as _august
from tests.health.conftest import patient as _patient
from tests.health.evidence import FATHER, moment
from tests.house import AT, officer
from tests.licences.test_licences import FIELDS
from tests.portal.residents import sign_in, text_of

from .test_inbox import deliver_all, kinds

patient, august = _patient, _august
PRINTED, LOST = "health-paper-printed", "health-paper-lost"


@pytest.fixture
def coded(august):
    health.recolour(subject_keys=[august.father_key], by=PLATFORM, at=moment(1))
    return august


@pytest.fixture
def card(published, family):
    return licences.issue_licence(
        kind="senior-card", holder_key=family.father_key, fields=FIELDS, case_uuid=None, by=PLATFORM, at=AT
    )


def told(key: int) -> list[str]:
    deliver_all()
    deliver_all()
    return [kind for kind in kinds(key) if "paper" in kind]


def act(family, by, at) -> None:
    """Print the father's code and report it lost at once."""
    health.print_code(subject_key=family.father_key, by=by, at=at)
    health.report_paper_lost(subject_key=family.father_key, printed_before=at, by=by, at=at)


def test_what_family_does_is_told_once_and_ones_own_is_not(coded):
    act(coded, coded.father, moment(2))
    assert told(coded.father_key) == []
    for hour in (13, 13, 14):
        health.print_code(subject_key=coded.father_key, by=coded.daughter, at=moment(2, hour))
        health.report_paper_lost(
            subject_key=coded.father_key, printed_before=moment(2, 13), by=coded.daughter, at=moment(2, hour)
        )
    assert told(coded.father_key) == [LOST, PRINTED]
    act(coded, coded.daughter, moment(3))
    assert told(coded.father_key) == [LOST, LOST, PRINTED, PRINTED]
    assert told(coded.daughter.person_key) == []


def test_what_the_counter_does_is_told_and_leads_to_what_she_can_do(coded):
    who = {"id_number": FATHER, "name": "陈国栋", "by": officer("community-worker")}
    health.print_at_counter(**who, at=moment(2))
    health.report_lost_at_counter(**who, printed_before=moment(2, 13), at=moment(2, 13))
    assert told(coded.father_key) == [LOST, PRINTED]
    father = sign_in(coded.father)
    page = father.get(reverse("messages"))
    for said in ("有人替您挂失了纸质健康码", "由窗口工作人员挂失", "由窗口工作人员打印。不是您要的，打开就能挂失"):
        assert said in text_of(page)
    assert "2021年8月2日" in text_of(page)
    links = [father.post(reverse("open_message", args=[each["message"].uuid])).url for each in page.context["inbox"]]
    assert reverse("health_paper_lost") in links
    assert reverse("health_paper") in links


def test_a_printing_that_came_to_nothing_is_no_news(coded):
    with pytest.raises(health.PersonUnknown):
        health.print_at_counter(id_number=FATHER, name="陈国梁", by=officer("community-worker"), at=moment(2))
    assert told(coded.father_key) == []


def test_a_licence_alike(card, family):
    for by in (family.father, family.daughter, family.daughter):
        licences.print_licence(uuid=card.uuid, by=by, at=AT)
        licences.report_paper_lost(uuid=card.uuid, seen_at=AT, by=by, at=AT)
    assert told(family.father_key) == ["licence-paper-printed"]
    licences.report_paper_lost(uuid=card.uuid, seen_at=AT.replace(hour=3), by=family.daughter, at=AT.replace(hour=3))
    assert told(family.father_key) == ["licence-paper-lost", "licence-paper-printed"]
    page = sign_in(family.father).get(reverse("messages"))
    assert "由您委托的人打印" in text_of(page)
    assert "有人替您挂失了纸质证照：" in text_of(page)
