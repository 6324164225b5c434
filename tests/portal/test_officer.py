"""The desk: who may open it, what it shows and hides, and that a decision or a revocation happens once, with words."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.portal.officer.urls import urlpatterns
from tests.cases.applying import api, apply, filled, send
from tests.house import AT, Family, officer, record_father

LATER = AT + timedelta(days=1)
NUMBER = "440104194305121219"
BIRTH = "person.birth_date"
REVOKER = "licence-officer"
QUERIES = 12
NOTE = "看过户口底册，以身份证号为准。"


@pytest.fixture(autouse=True)
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def referred(family: Family):
    """A card and an allowance: the number says 83 years old, the register 73."""
    changes = {BIRTH: date(1953, 5, 12), "person.id_number": NUMBER}
    record_father(family, changes, as_of=AT + timedelta(seconds=1))
    return apply(family)


@pytest.fixture
def card(family: Family):
    """A licence that was granted at once."""
    from lingnan.rooms.licences import api as licences

    granted, _ = apply(family)
    return licences.get_licence(uuid=granted.licence, by=family.father, at=AT)


def sitting(role: str = "clerk", *, division: str = "44", department: str = "gd-civil-affairs") -> Client:
    """A browser with an officer at it."""
    officer(role, division=division, department=department)
    return signed_in(f"{role}-{division}-{department}")


def resident(actor: Actor) -> Client:
    from lingnan.rooms.identity import api as identity

    identity.create_resident_account(username=actor.name, password="-", person_key=actor.person_key, at=AT)
    return signed_in(actor.name)


def signed_in(username: str) -> Client:
    from lingnan.rooms.identity.models import Account

    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(username=username))
    return client


def page_of(case) -> str:
    return reverse("officer_case", args=[case.uuid])


def decide(client: Client, case, decision: str = "granted", note: str = NOTE, birth_date: str = "1943-05-12"):
    answers = {"decision": decision, "note": note, f"finding-{BIRTH}": birth_date}
    return client.post(reverse("officer_decide", args=[case.uuid]), answers)


def text_of(response) -> str:
    return response.content.decode()


def reads_of(family: Family) -> list[str]:
    from lingnan.rooms.exchange import api as exchange

    return [access.by.name for access in exchange.list_accesses(subject_key=family.father_key)]


def test_the_queue_says_what_a_clerk_needs_and_no_name(referred, django_assert_max_num_queries) -> None:
    client = sitting()
    with django_assert_max_num_queries(QUERIES):
        page = text_of(client.get("/desk/"))
    for words in ("陈*栋", "高龄津贴", referred[0].number, "广州市越秀区", "登记互相矛盾", "还有 27 天", "2 件"):
        assert words in page
    assert "陈国栋" not in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("service=senior-card", 1), ("due=overdue", 0), ("due=nonsense", 2), ("back=yes", 0), ("number=1-1", 0)],
)
def test_the_filter_stands_in_the_address(referred, query: str, found: int) -> None:
    assert text_of(sitting().get(f"/desk/?{query}")).count('scope="row"') == found


def test_a_number_that_was_quoted_finds_its_case(referred) -> None:
    page = text_of(sitting().get(f"/desk/?number={referred[1].number}"))
    assert page.count('scope="row"') == 1
    assert referred[1].number in page


def test_time_is_told_as_it_runs_out(referred, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sitting()
    for days, words in ((0, "今天到期 2 件"), (1, "超期 2 件")):
        moment = AT + timedelta(days=(referred[0].promised_date - AT.date()).days + days)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert words in text_of(client.get("/desk/"))


def test_what_came_back_is_marked(referred, family: Family, django_assert_max_num_queries) -> None:
    client = sitting()
    decide(client, referred[0], "refused")
    client.get("/desk/")
    apply(family)
    with django_assert_max_num_queries(QUERIES):
        page = text_of(client.get("/desk/"))
    assert "再次申请 1 件" in page
    assert "再次申请：2026年11月24日未批准" in page


def test_the_case_shows_facts_sources_rules_and_both_sides(referred, django_assert_max_num_queries) -> None:
    client = sitting()
    with django_assert_max_num_queries(QUERIES):
        page = text_of(client.get(page_of(referred[1])))
    for words in ("人口基础信息", "广东省广州市越秀区", "登记互相矛盾，不由系统决定", "由陈*岚代办", "13800138000"):
        assert words in page
    for words in ("1953年5月12日", "1943年5月12日", "每月发给长者30元", "每月发给长者100元"):
        assert words in page
    assert "陈国栋" not in page
    assert NUMBER not in page


def test_names_are_shown_when_asked_for_and_the_account_never(referred) -> None:
    page = text_of(sitting().get(page_of(referred[1]) + "?names=shown"))
    assert "陈国栋" in page
    assert NUMBER in page
    assert "6222021234567894" not in page


def test_a_disputed_fact_stands_with_the_applicants_words(family: Family) -> None:
    draft = filled(family)
    api().dispute_fact(uuid=draft.uuid, element="person.name", note="应为国梁", by=family.daughter, at=AT)
    card, _ = send(family, draft.uuid)
    client = sitting()
    assert "申请人认为有误：姓名" in text_of(client.get("/desk/"))
    page = text_of(client.get(page_of(card)))
    assert "应为国梁" in page
    assert "如果您认定登记无误" in page


def test_a_look_at_the_case_is_seen_by_the_person(referred, family: Family) -> None:
    before = reads_of(family)
    sitting().get(page_of(referred[0]))
    assert reads_of(family) == ["周敏", *before]


def test_granting_goes_back_to_the_queue_and_to_the_applicant(referred, family: Family) -> None:
    client = sitting()
    answer = decide(client, referred[1])
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert referred[1].number in text_of(client.get("/desk/"))
    seen = api().get_case(uuid=referred[1].uuid, by=family.daughter)
    assert (seen.status, seen.note, seen.outcome["monthly_amount"]) == ("granted", NOTE, 10000)


@pytest.mark.parametrize(
    ("answers", "status", "words"),
    [
        ({"decision": ""}, 422, "还没有选批准还是不予批准"),
        ({"note": " "}, 400, "请写明核对情况和理由"),
        ({"birth_date": ""}, 422, "登记互相矛盾的还没有认定：出生日期"),
        ({"birth_date": "1900-01-01"}, 422, "认定的内容不在各处登记之中"),
    ],
)
def test_what_is_left_out_is_told_and_nothing_is_lost(referred, answers: dict[str, str], status: int, words: str):
    client = sitting()
    answer = decide(client, referred[0], **answers)
    assert answer.status_code == status
    assert words in text_of(answer)
    if "note" not in answers:
        assert NOTE in text_of(answer)
    assert len(api().list_queue(by=officer("clerk"))) == 2


def test_a_second_click_is_told_that_it_is_done(referred, family: Family) -> None:
    client = sitting()
    decide(client, referred[0], "refused")
    again = decide(client, referred[0], "granted")
    assert again.status_code == 409
    assert "您的决定没有记下" in text_of(again)
    assert api().get_case(uuid=referred[0].uuid, by=family.daughter).status == "refused"


def test_a_closed_case_is_read_without_looking_her_up(referred, family: Family, django_assert_max_num_queries) -> None:
    client = sitting()
    decide(client, referred[0])
    client.get("/desk/")
    before = reads_of(family)
    with django_assert_max_num_queries(QUERIES):
        page = text_of(client.get(page_of(referred[0])))
    assert NOTE in page
    assert reads_of(family) == before


@pytest.mark.parametrize("outsider", [{"division": "440304"}, {"department": "gd-health"}, {"role": "auditor"}])
def test_a_case_in_anothers_charge_is_not_there(referred, family: Family, outsider: dict[str, str]) -> None:
    client, before = sitting(**outsider), reads_of(family)
    assert referred[0].number not in text_of(client.get("/desk/"))
    assert client.get(page_of(referred[0])).status_code == 404
    assert decide(client, referred[0]).status_code == 404
    assert reads_of(family) == before
    assert len(api().list_queue(by=officer("clerk"))) == 2


def addresses() -> list[str]:
    """Every address of the desk, with an id where one is wanted."""
    anyone = "00000000-0000-7000-8000-000000000000"
    given = {"uuid": anyone, "person": anyone, "rules_on": "colour", "version": "2021-01"}
    return [reverse(each.name, args=[given[name] for name in each.pattern.converters]) for each in urlpatterns]


@pytest.mark.parametrize("address", addresses())
def test_the_desk_is_for_officers(address: str, family: Family) -> None:
    client = resident(family.stranger)
    assert {client.get(address).status_code, client.post(address).status_code} <= {403, 405}
    anyone = Client()
    assert {anyone.get(address).status_code, anyone.post(address).status_code} <= {302, 405}


def test_a_resident_decides_and_revokes_nothing(referred, family: Family) -> None:
    client = resident(family.father)
    assert decide(client, referred[0]).status_code == 403
    assert len(api().list_queue(by=officer("clerk"))) == 2


def test_a_licence_is_found_by_its_identifier(card, family: Family, django_assert_max_num_queries) -> None:
    client = sitting(REVOKER)
    found = client.get("/desk/licences/", {"identifier": card.identifier})
    assert found.url == reverse("officer_licence", args=[card.uuid])
    with django_assert_max_num_queries(QUERIES):
        page = text_of(client.get(found.url))
    assert card.identifier in page
    assert "陈*栋" in page
    assert "陈国栋" not in page
    assert reads_of(family)[0] == "周敏"


def test_a_slip_in_the_identifier_is_told(card) -> None:
    client = sitting(REVOKER)
    last = card.identifier[-1]
    slip = card.identifier[:-1] + ("0" if last != "0" else "1")
    assert "最后一位与前面对不上" in text_of(client.get("/desk/licences/", {"identifier": slip}))


@pytest.mark.parametrize("department", ["gd-civil-affairs", "gd-health"])
def test_a_licence_that_is_not_hers_to_see_is_as_good_as_none(card, family: Family, department: str) -> None:
    from lingnan.rooms.licences.models import Licence

    if department == "gd-civil-affairs":
        Licence.objects.update(identifier="another")
    before = reads_of(family)
    page = sitting(REVOKER, department=department).get("/desk/licences/", {"identifier": card.identifier})
    assert "没有查到这份证照" in text_of(page)
    assert reads_of(family) == before


def revoke(client: Client, licence, reason: str = "经核对，持证人年龄登记有误。"):
    return client.post(reverse("officer_revoke", args=[licence.uuid]), {"reason": reason})


def status_of(licence, family: Family) -> str:
    from lingnan.rooms.licences import api as licences

    return licences.get_licence(uuid=licence.uuid, by=family.father, at=LATER).status


def test_revoking_asks_once_more_and_needs_a_reason(card, family: Family) -> None:
    client = sitting(REVOKER)
    assert "撤销陈*栋的老年人优待证？" in text_of(client.get(reverse("officer_revoke", args=[card.uuid])))
    refused = revoke(client, card, reason=" ")
    assert refused.status_code == 400
    assert "请写明撤销的理由" in text_of(refused)
    assert status_of(card, family) == "valid"


def test_a_revoked_licence_says_why(card, family: Family) -> None:
    client = sitting(REVOKER)
    page = text_of(client.get(revoke(client, card).url))
    assert "经核对，持证人年龄登记有误。" in page
    assert "撤销这份证照" not in page
    assert status_of(card, family) == "revoked"
    assert client.get(reverse("officer_revoke", args=[card.uuid])).status_code == 403


@pytest.mark.parametrize(
    ("role", "department", "status"),
    [("clerk", "gd-civil-affairs", 403), ("auditor", "gd-civil-affairs", 403), (REVOKER, "gd-health", 404)],
)
def test_only_the_issuers_keeper_revokes(card, family: Family, role: str, department: str, status: int) -> None:
    client = sitting(role, department=department)
    assert client.get(reverse("officer_revoke", args=[card.uuid])).status_code == status
    assert revoke(client, card).status_code in (403, status)
    assert status_of(card, family) == "valid"


def test_a_keeper_without_cases_is_led_to_the_licences(published, db) -> None:
    assert sitting(REVOKER).get("/desk/").url == "/desk/licences/"


def test_who_has_neither_is_told_so(published, db) -> None:
    assert "您的岗位不办理申请" in text_of(sitting("auditor").get("/desk/"))


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_every_page_speaks_the_other_languages(referred, language: str) -> None:
    client = sitting()
    for address in ("/desk/", page_of(referred[0]), "/desk/licences/"):
        assert client.get(address, headers={"accept-language": language}).status_code == 200
