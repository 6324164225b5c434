"""A form's life: it goes after a while that is announced, and it is never sent by rules that hold no more."""

from datetime import date, timedelta

import pytest

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotFound
from tests.cases.applying import MOBILE, api, filled, send
from tests.house import AT, BOTH, Family
from tests.outreach.test_inbox import deliver_all

ACCOUNT = {"benefit.bank_account": "6222021234567894"}
DAY = timedelta(days=1)


def republish(monkeypatch: pytest.MonkeyPatch, *, without: str) -> None:
    """Publish the allowance anew, without the line of its declaration that holds `without`."""
    from lingnan.rooms.catalogue import shelf
    from lingnan.rooms.catalogue.models import Publication
    from lingnan.rooms.catalogue.units import packed, unpacked

    first = Publication.objects.get(kind="service", code="senior-allowance", number=1)
    files = unpacked(first.files)
    lines = files["service.yaml"].splitlines()
    files["service.yaml"] = "\n".join(line for line in lines if without not in line)
    Publication.objects.create(
        kind="service", code="senior-allowance", number=2, digest="2" * 64, files=packed(files), published_at=AT,
        published_by=PLATFORM.ref,
    )  # fmt: skip
    monkeypatch.setattr(shelf, "_newest", shelf._Newest())
    shelf._service.cache_clear()


@pytest.fixture
def two_answers(family: Family):
    """A form in which the account is asked for too, since no register has the stranger's, with both answers given."""
    stranger = family.stranger
    draft = api().start_draft(services=BOTH, subject_key=stranger.person_key, by=stranger, at=AT)
    for step, answers in (("contact", MOBILE), ("account", ACCOUNT)):
        api().save_answers(uuid=draft.uuid, step=step, raw=answers, by=stranger, at=AT)
    return draft


def test_a_form_begun_under_older_rules_goes_on_under_the_new(
    two_answers, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = {"uuid": two_answers.uuid, "by": family.stranger, "at": AT}
    republish(monkeypatch, without="element: benefit.bank_account")
    with pytest.raises(api().FormRenewed):
        api().submit_draft(consent=True, **mine)
    assert api().list_cases(by=family.stranger) == []
    draft = api().get_draft(**mine)
    assert (draft.versions["senior-allowance"], draft.is_revised) == (2, True)
    assert draft.typed == MOBILE
    application = api().submit_draft(consent=True, **mine)
    cases = api().get_application(uuid=application, by=family.stranger).cases
    assert {case.service: case.version for case in cases} == {"senior-card": 1, "senior-allowance": 2}


def test_what_was_sent_stays_as_it_was(two_answers, family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = {"uuid": two_answers.uuid, "by": family.stranger, "at": AT}
    sent = api().submit_draft(consent=True, **mine)
    republish(monkeypatch, without="element: benefit.bank_account")
    draft = api().get_draft(**mine)
    assert (draft.application, draft.versions["senior-allowance"], draft.is_revised) == (sent, 1, False)
    assert api().submit_draft(consent=True, **mine) == sent


@pytest.mark.parametrize("is_disputed", [False, True])
def test_a_register_goes_before_an_older_answer_save_where_it_is_called_wrong(
    family: Family, is_disputed: bool
) -> None:
    from lingnan.engine.credentials import FromRecord, Stated
    from lingnan.rooms.cases.gathering import decision_inputs, look_up
    from lingnan.rooms.catalogue import api as catalogue

    service, whose = catalogue.get_service(code="senior-card"), {"subject_key": family.father_key, "at": AT}
    disputes = {"person.birth_date": "写错了"} if is_disputed else {}
    inputs = decision_inputs(
        service=service, look=look_up(services=[service], purpose="-", by=PLATFORM, **whose),
        answers={"person.birth_date": date(1990, 1, 1)}, disputes=disputes,
        **whose,
    )  # fmt: skip
    said = [(each.value.year, type(each.provenance)) for each in inputs if each.element == "person.birth_date"]
    assert said == [(1943, FromRecord), (1990, Stated)][: 1 + is_disputed]


def test_a_form_that_nobody_goes_on_with_goes_after_its_owner_was_told(family: Family) -> None:
    from lingnan.rooms.outreach import api as outreach

    kept, sent = filled(family), filled(family)
    send(family, sent.uuid)
    ends_at = api().list_drafts(by=family.daughter)[0].kept_until
    for at in (ends_at - 8 * DAY, ends_at - 7 * DAY, ends_at - 6 * DAY, ends_at - DAY):
        api().expire_drafts(at=at)
        deliver_all()
        told = [each for each in outreach.list_messages(person_key=family.daughter.person_key) if "draft" in each.kind]
        assert len(told) == (at > ends_at - 8 * DAY)
    assert (told[0].kind, told[0].params["ends_on"]) == ("draft-expiring", "2027-02-21")
    assert told[0].link == f"/apply/{kept.uuid}/facts/"
    assert api().list_drafts(by=family.daughter)[0].uuid == kept.uuid
    api().expire_drafts(at=ends_at)
    for gone in (kept, sent):
        with pytest.raises(NotFound):
            api().get_draft(uuid=gone.uuid, by=family.daughter, at=AT)
    assert api().list_drafts(by=family.daughter) == []


def test_going_on_with_a_form_keeps_it_and_a_late_night_job_deletes_nothing_unannounced(
    two_answers, family: Family
) -> None:
    mine = {"uuid": two_answers.uuid, "by": family.stranger}
    ends_at = api().list_drafts(by=family.stranger)[0].kept_until
    api().expire_drafts(at=ends_at - DAY)
    api().save_answers(step="contact", raw=MOBILE, at=ends_at - DAY, **mine)
    api().expire_drafts(at=ends_at + 30 * DAY)
    api().expire_drafts(at=ends_at + 200 * DAY)
    assert api().get_draft(at=AT, **mine).typed == MOBILE | ACCOUNT
    api().expire_drafts(at=ends_at + 207 * DAY)
    assert api().list_drafts(by=family.stranger) == []
