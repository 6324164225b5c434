"""A licence on paper that was lost: refused from then on, told once, printed anew at once; the licence stands."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM, Actor
from lingnan.kernel.errors import NotFound
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.codes import api as codes
from lingnan.rooms.codes.types import Outcome
from lingnan.rooms.licences import api
from lingnan.rooms.licences.types import Licence
from tests.house import AT, Family
from tests.licences.test_licences import FIELDS
from tests.portal.residents import sign_in, text_of

LATER = AT + timedelta(days=2)


@pytest.fixture
def card(published, family: Family) -> Licence:
    return api.issue_licence(
        kind="senior-card", holder_key=family.father_key, fields=FIELDS, case_uuid=None, by=PLATFORM, at=AT
    )


def paper(card: Licence, by: Actor, at=LATER) -> str:
    return api.show_licence(uuid=card.uuid, by=by, at=at).printed


def outcome(text: str, at=LATER + timedelta(minutes=1)) -> Outcome:
    return codes.verify_code(text=text, at=at).outcome


def test_what_was_printed_is_refused_and_what_is_printed_anew_is_not(card, family: Family) -> None:
    lost = paper(card, family.father)
    for _ in range(2):
        api.report_paper_lost(uuid=card.uuid, seen_at=LATER, by=family.father, at=LATER)
        assert (outcome(lost), outcome(paper(card, family.father))) == (Outcome.WITHDRAWN, Outcome.VALID)
    assert AuditEntry.objects.filter(name="codes.paper.withdrawn").count() == 1
    again = LATER + timedelta(days=1)
    anew = paper(card, family.father, again)
    api.report_paper_lost(uuid=card.uuid, seen_at=again, by=family.father, at=again)
    assert outcome(anew, again) is Outcome.WITHDRAWN
    assert outcome(paper(card, family.father, again), again) is Outcome.VALID


def test_whoever_may_act_reports_it_and_she_sees_it_nobody_else(card, family: Family) -> None:
    with pytest.raises(NotFound):
        api.report_paper_lost(uuid=card.uuid, seen_at=LATER, by=family.stranger, at=LATER)
    api.report_paper_lost(uuid=card.uuid, seen_at=LATER, by=family.daughter, at=LATER)
    assert "挂失纸质证照" in AuditEntry.objects.filter(kind="read", subject_key=family.father_key).latest("id").body


def test_a_revoked_ones_paper_is_refused_already(card, family: Family) -> None:
    api.revoke_licence(uuid=card.uuid, reason="死亡", by=PLATFORM, at=LATER)
    with pytest.raises(api.NothingToLose):
        api.report_paper_lost(uuid=card.uuid, seen_at=LATER, by=family.father, at=LATER)


def test_by_the_pages_two_taps(card, family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    lost, father = paper(card, family.father), sign_in(family.father)
    address = reverse("licence_paper_lost", args=[card.uuid])
    assert address in father.get(reverse("licence_paper", args=[card.uuid])).content.decode()
    form = father.get(address)
    assert "要挂失吗" in text_of(form)
    assert "已经挂失" in text_of(father.post(address, {"seen_at": form.context["seen_at"]}, follow=True))
    assert outcome(lost) is Outcome.WITHDRAWN
