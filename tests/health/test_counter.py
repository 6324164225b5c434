"""Someone without a phone at a counter: her code on paper, lost paper refused, and she sees who did it."""

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.kernel.errors import NotAllowed
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Outcome
from lingnan.rooms.health import api
from lingnan.rooms.identity.models import Account
from tests.house import officer
from tests.portal.residents import sign_in, text_of

from .evidence import FATHER, moment

NAME = "陈国栋"
MINUTE_LATER = moment(2).replace(minute=1)


@pytest.fixture
def worker(patient):
    return officer("community-worker")


def outcome(text: str, at) -> Outcome:
    return codes.verify_code(text=text, at=at).outcome


def test_a_code_is_printed_for_who_was_never_judged_and_refused_when_lost(patient, worker):
    who = {"id_number": f" {FATHER[:6]} {FATHER[6:]}", "name": NAME, "by": worker}
    paper = api.print_at_counter(**who, at=moment(1))
    assert outcome(paper.text, moment(2)) is Outcome.VALID
    for at in (moment(2), moment(2, 14)):
        api.report_lost_at_counter(**who, printed_before=moment(2), at=at)
    anew = api.print_at_counter(**who, at=moment(2, 15))
    assert (outcome(paper.text, moment(3)), outcome(anew.text, moment(3))) == (Outcome.WITHDRAWN, Outcome.VALID)


def test_number_and_name_must_both_fit_and_only_a_community_worker_may(patient, worker):
    for number, name in ((FATHER, "陈国梁"), ("440106195001010015", NAME)):
        with pytest.raises(api.PersonUnknown):
            api.print_at_counter(id_number=number, name=name, by=worker, at=moment(1))
    for by in (patient.stranger, patient.father, officer("clerk")):
        with pytest.raises(NotAllowed):
            api.print_at_counter(id_number=FATHER, name=NAME, by=by, at=moment(1))
        with pytest.raises(NotAllowed):
            api.report_lost_at_counter(id_number=FATHER, name=NAME, printed_before=moment(1), by=by, at=moment(1))


def test_the_desk_prints_reports_and_the_holder_reads_who(patient, worker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: moment(2))
    client, address = Client(), reverse("officer_counter")
    client.force_login(Account.objects.get(username="community-worker-44-gd-civil-affairs"))
    form = client.get(address)
    who = {"id_number": FATHER, "name": NAME, "seen_at": form.context["seen_at"]}
    assert client.post(address, who | {"name": "陈国梁"}).status_code == 422
    paper = client.post(address, who | {"act": "print"})
    assert "用到2021年8月16日" in text_of(paper)
    assert FATHER not in paper.content.decode()
    monkeypatch.setattr(clock, "now", lambda: MINUTE_LATER)
    assert "已经挂失" in text_of(client.post(address, who | {"act": "lost", "seen_at": ""}, follow=True))
    assert outcome(paper.context["printed"].text, MINUTE_LATER) is Outcome.WITHDRAWN
    log = text_of(sign_in(patient.father).get(reverse("accesses")))
    assert "窗口代打纸质码" in log
    assert "窗口代挂失纸质码" in log
