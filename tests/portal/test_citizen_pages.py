"""A resident's pages: her licences and codes, cases, family, messages, and who read her data."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.house import AT, Family, load, officer

from .residents import apply, sign_in, text_of

pytestmark = pytest.mark.usefixtures("house_time")
ELDER = {"lingnan_mode": "elder"}


def test_a_card_is_shown_as_a_code_without_script(family: Family) -> None:
    card, _ = apply(sign_in(family.daughter), family)
    father = sign_in(family.father)
    assert str(card.licence) in father.get(reverse("my_code")).content.decode()
    page = father.get(reverse("licence_code", args=[card.licence]))
    assert '<meta http-equiv="refresh"' in page.content.decode()
    assert 'class="code-svg"' in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")


def test_the_code_for_paper_is_believed(family: Family) -> None:
    from lingnan.rooms.licences import api as licences

    card, _ = apply(sign_in(family.daughter), family)
    page = sign_in(family.father).get(reverse("licence_paper", args=[card.licence]))
    assert "paper-code-picture" in page.content.decode()
    printed = licences.show_licence(uuid=card.licence, by=family.father, at=AT).printed
    assert "有效" in text_of(sign_in(family.stranger).post(reverse("verify"), {"code": printed}))


def test_the_face_of_a_licence_hides_the_number(family: Family) -> None:
    card, _ = apply(sign_in(family.daughter), family)
    page = sign_in(family.father).get(reverse("licence", args=[card.licence]))
    assert "4401**********1235" in text_of(page)
    assert "440104194305121235" not in page.content.decode()


def test_a_revoked_licence_says_why_and_what_to_do(family: Family) -> None:
    from lingnan.rooms.licences import api as licences

    card, _ = apply(sign_in(family.daughter), family)
    licences.revoke_licence(uuid=card.licence, reason="重复发证", by=officer("licence-officer"), at=AT)
    father = sign_in(family.father)
    for name in ("licence", "licence_code"):
        assert "理由：重复发证" in text_of(father.get(reverse(name, args=[card.licence])))
    assert 'data-outcome="revoked"' in father.get(reverse("licence_code", args=[card.licence])).content.decode()


def test_a_helper_sees_the_licences_of_one_person_at_a_time(family: Family) -> None:
    from lingnan.rooms.identity import api as identity

    daughter = sign_in(family.daughter)
    card, _ = apply(daughter, family)
    assert str(card.licence) not in daughter.get(reverse("licences")).content.decode()
    father = identity.get_person(key=family.father_key).uuid
    assert str(card.licence) in daughter.get(reverse("licences"), {"holder": father}).content.decode()
    assert sign_in(family.stranger).get(reverse("licences"), {"holder": father}).status_code == 404


def test_a_case_is_read_as_sentences(family: Family) -> None:
    _, allowance = apply(sign_in(family.daughter), family)
    words = text_of(sign_in(family.father).get(reverse("case", args=[allowance.uuid])))
    assert "由陈*岚代办" in words
    assert "批准了，每月发给长者100元。" in words
    assert "出生日期 1943年5月12日 人口基础信息，2026年11月23日" in words
    assert "死亡登记信息 没有记录" in words
    assert "请在2027年1月22日以前向广东省人民政府申请复核" in words
    assert "广东省民政厅，按公布的规则自动作出" in words
    assert "收到申请" in words


def test_the_signed_receipt_can_be_taken_home(family: Family) -> None:
    from lingnan.rooms.cases import api as cases

    _, allowance = apply(sign_in(family.daughter), family)
    taken = sign_in(family.father).get(reverse("receipt", args=[allowance.uuid]))
    assert taken.headers["Content-Type"] == "application/cose"
    assert cases.read_receipt(data=taken.content).case_number == allowance.number


def test_a_refusal_gives_the_reason_and_the_way_on(family: Family) -> None:
    load("death", family.father_key, {"person.id_number": "440104194305121235", "death.date": date(2026, 10, 1)})
    card, _ = apply(sign_in(family.daughter), family)
    words = text_of(sign_in(family.daughter).get(reverse("case", args=[card.uuid])))
    assert "暂时不能发证。" in words
    assert "死亡登记显示长者已经离世" in words
    assert "请您节哀" in words
    assert "死亡登记信息 有记录" in words


def test_messages_are_told_in_words_and_marked_once_read(family: Family) -> None:
    from lingnan.rooms.outreach import api as outreach

    card, _ = apply(sign_in(family.daughter), family)
    for kind, params in [
        ("case-granted", {"service": "senior-card", "case_number": card.number}),
        ("licence-revoked", {"licence_kind": "senior-card", "reason": "重复发证"}),
        ("delegation-given", {"ends_at": AT.isoformat()}),
    ]:
        outreach.send_message(
            person_key=family.father_key, kind=kind, params=params, link=f"/cases/{card.uuid}", cause="1", at=AT
        )
    father = sign_in(family.father)
    words = text_of(father.get(reverse("messages")))
    assert f"办好了：老年人优待证 受理号{card.number}" in words
    assert "证照已撤销：老年人优待证 理由：重复发证" in words
    assert "到2026年11月23日为止" in words
    assert words.count("新 ") == 3
    message = outreach.list_messages(person_key=family.father_key)[0]
    assert father.post(reverse("open_message", args=[message.uuid])).url == f"/cases/{card.uuid}"
    assert text_of(father.get(reverse("messages"))).count("新 ") == 2


def test_the_father_sees_who_read_his_data(family: Family) -> None:
    apply(sign_in(family.daughter), family)
    words = text_of(sign_in(family.father).get(reverse("accesses")))
    assert "广东省民政厅（按规则自动核对） 查看了" in words
    assert "核对资格：高龄津贴" in words
    assert "填写申请：老年人优待证、高龄津贴" in words
    assert "公民身份号码" in words
    assert "（受托人） 查看了" in words


def test_a_mandate_is_given_seen_by_both_and_ended_by_either(family: Family) -> None:
    from lingnan.rooms.identity import api as identity

    father, daughter = sign_in(family.father), sign_in(family.daughter)
    (mandate,) = identity.list_delegations(person_key=family.father_key)
    end = reverse("end_delegation", args=[mandate.uuid])
    for client in (father, daughter):
        assert end in client.get(reverse("family")).content.decode()
        assert "结束委托" in text_of(client.get(end))
    assert daughter.post(end).url == reverse("family")
    assert end not in father.get(reverse("family")).content.decode()
    assert "已经结束的" in text_of(father.get(reverse("family")))


def test_a_relative_or_a_helper_is_named(family: Family) -> None:
    from lingnan.rooms.identity import api as identity

    client, address = sign_in(family.daughter), reverse("delegate")
    given = {"services": ["senior-card"], "days": "30"}
    father = identity.get_person(key=family.father_key).uuid
    assert "陈*栋（父亲）" in text_of(client.get(address))
    assert client.post(address, given | {"person": father}).url == reverse("family")
    helper = {"person": "helper", "name": "赵一", "id_number": "440304199001013458"}
    assert client.post(address, given | helper).url == reverse("family")
    mandates = identity.list_delegations(person_key=family.daughter.person_key)
    assert {mandate.delegate.key for mandate in mandates[:2]} == {family.father_key, family.stranger.person_key}
    assert mandates[0].ends_at == AT + timedelta(days=30)


PERMIT = ("黄家俊", "H99000001")


def test_a_helper_from_elsewhere_is_named_by_her_own_document(family: Family) -> None:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import NewPerson

    name, number = PERMIT
    people = [
        NewPerson(id_number=number, name=name, id_kind="516"),
        NewPerson(id_number="X99000004", name="Anna Schmidt", id_kind="414"),
    ]
    keys = identity.register_people(people=people, at=AT)
    client, given = sign_in(family.daughter), {"person": "helper", "services": ["senior-card"], "days": "30"}
    for typed in (
        {"name": name, "id_number": f"{number.lower()} 01"},
        {"name": " Anna  Schmidt", "id_number": "x9900 0004"},
    ):
        assert client.post(reverse("delegate"), given | typed).url == reverse("family")
    mandates = identity.list_delegations(person_key=family.daughter.person_key)
    assert {mandate.delegate.key for mandate in mandates[:2]} == set(keys)


def test_the_kind_is_asked_for_where_only_that_tells_two_apart(family: Family) -> None:
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import NewPerson

    name, number = PERMIT
    people = [NewPerson(id_number=number, name=name, id_kind=kind) for kind in ("516", "414")]
    keys = identity.register_people(people=people, at=AT)
    client = sign_in(family.daughter)
    typed = {"person": "helper", "services": ["senior-card"], "days": "30", "name": name, "id_number": number}
    page = client.post(reverse("delegate"), typed)
    assert page.status_code == 409
    assert "请选证件类型" in text_of(page)
    assert "普通护照" in text_of(page)
    assert client.post(reverse("delegate"), typed | {"id_kind": "414"}).url == reverse("family")
    assert identity.list_delegations(person_key=family.daughter.person_key)[0].delegate.key == keys[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id_number": "44030419900101345"}, "没有找到这个人"),
        ({"person": ""}, "还没有选委托给谁"),
        ({"name": "赵二"}, "没有找到这个人"),
        ({"services": []}, "还没有选要委托的事项"),
        ({"services": ["no-such-service"]}, "还没有选要委托的事项"),
        ({"name": "陈晓岚", "id_number": "440104197803022348"}, "不能委托给自己"),
    ],
)
def test_a_mandate_that_lacks_something_is_refused_in_words(family: Family, changes: dict, words: str) -> None:
    from lingnan.rooms.identity import api as identity

    typed = {"person": "helper", "name": "赵一", "id_number": "440304199001013458", "services": ["senior-card"]}
    page = sign_in(family.daughter).post(reverse("delegate"), typed | changes)
    assert page.status_code == 400
    assert words in text_of(page)
    assert len(identity.list_delegations(person_key=family.daughter.person_key)) == 1


@pytest.mark.parametrize("name", ["my_code", "licences", "cases", "messages", "accesses", "apply_later"])
def test_an_empty_page_says_that_it_is_all_right(family: Family, name: str) -> None:
    page = sign_in(family.stranger).get(reverse(name))
    assert page.status_code == 200
    assert "empty-state" in page.content.decode()


def test_elder_mode_shows_fewer_choices(family: Family) -> None:
    client = sign_in(family.daughter)
    standard = client.get("/").content.decode()
    client.cookies.load(ELDER)
    assert client.get("/").content.decode().count("<a ") < standard.count("<a ")


def test_an_officer_is_told_where_these_pages_are_for(clerk) -> None:
    from django.test import Client

    from lingnan.rooms.identity.models import Account

    client = Client()
    client.force_login(Account.objects.get(pk=int(clerk.ref.removeprefix("officer:"))))
    page = client.get(reverse("me"))
    assert page.status_code == 403
    assert "这是居民办事的页面" in text_of(page)


def test_a_resident_says_how_it_went_and_an_officer_reads_it(family: Family, clerk) -> None:
    from lingnan.rooms.identity.models import Account

    daughter = sign_in(family.daughter)
    card, _ = apply(daughter, family)
    result = daughter.get(reverse("application", args=[card.application]))
    assert reverse("rate", args=[card.uuid]) in result.content.decode()
    refused = daughter.post(reverse("rate", args=[card.uuid]), {"words": "字太小"})
    assert refused.status_code == 400
    assert "还没有选满意不满意" in text_of(refused)
    assert "字太小" in refused.content.decode()
    daughter.post(reverse("rate", args=[card.uuid]), {"grade": "2", "words": "字太小"})
    assert "您评的是：不满意" in text_of(daughter.get(reverse("case", args=[card.uuid])))
    desk = Client()
    desk.force_login(Account.objects.get(username="clerk-44-gd-civil-affairs"))
    assert "字太小" in text_of(desk.get(reverse("officer_ratings"), {"which": "dissatisfied"}))
