"""The six pages of a service, as a daughter walks them for her father; without script, as the test client has none."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.house import BOTH, Family

from .residents import MOBILE, apply, begin, public_id, send, sign_in, text_of

pytestmark = pytest.mark.usefixtures("house_time")


def test_one_may_apply_for_those_who_agreed(family: Family) -> None:
    page = sign_in(family.daughter).get(reverse("apply"), {"service": "senior-card"})
    assert "陈*栋（父亲）" in text_of(page)
    assert f'value="{public_id(family.father_key)}"' in page.content.decode()
    assert "陈*栋" not in text_of(sign_in(family.stranger).get(reverse("apply")))


def test_what_is_known_is_shown_with_its_source_and_not_asked(family: Family) -> None:
    client = sign_in(family.daughter)
    page = client.get(reverse("apply_facts", args=[begin(client, family.father_key)]))
    words = text_of(page)
    assert "1943年5月12日 人口基础信息，2026年11月23日" in words
    assert "广东省广州市越秀区" in words
    assert "4401**********1235" in words
    assert "440104194305121235" not in page.content.decode()
    assert "死亡登记信息 没有记录" in words
    assert "居民身份证" in words


def test_only_the_rest_is_asked(family: Family) -> None:
    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    asked = client.get(reverse("apply_ask", args=[draft, "contact"])).content.decode()
    assert asked.count("<input") - asked.count('type="hidden"') - asked.count('type="radio"') == 1
    assert 'name="contact.mobile"' in asked


def test_a_wrong_answer_is_named_and_kept(family: Family) -> None:
    client = sign_in(family.daughter)
    address = reverse("apply_ask", args=[begin(client, family.father_key), "contact"])
    page = client.post(address, {"contact.mobile": "1380013"})
    assert "手机号应为11位数字，现在是7位" in text_of(page)
    assert 'value="1380013"' in page.content.decode()
    assert 'href="#field-contact.mobile"' in page.content.decode()


def test_a_form_may_be_left_half_filled_and_found_again(family: Family) -> None:
    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    left = client.post(reverse("apply_ask", args=[draft, "contact"]), {"contact.mobile": "1380013", "later": "yes"})
    assert left.url == reverse("apply_later")
    assert str(draft) in client.get(left.url).content.decode()
    assert "接着办：老年人优待证、高龄津贴" in text_of(client.get("/"))


def test_the_check_page_shows_everything_and_leads_back(family: Family) -> None:
    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    check, ask = reverse("apply_check", args=[draft]), reverse("apply_ask", args=[draft, "contact"])
    assert client.get(check).url == ask
    assert client.post(ask, MOBILE).url == check
    page = client.get(check)
    words = text_of(page)
    assert "13800138000" in words
    assert "提交后马上知道结果" in words
    assert "我同意民政部门" in words
    assert "代陈*栋同意" in words
    assert f'href="{ask}"' in page.content.decode()


def test_without_consent_nothing_is_sent(family: Family) -> None:
    from lingnan.rooms.cases import api as cases

    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    client.post(reverse("apply_ask", args=[draft, "contact"]), MOBILE)
    page = client.post(reverse("apply_send", args=[draft]))
    assert page.status_code == 400
    assert "还没有勾选同意" in text_of(page)
    assert 'href="#field-consent"' in page.content.decode()
    assert cases.list_cases(by=family.daughter) == []


def test_the_result_says_what_came_of_it(family: Family) -> None:
    client = sign_in(family.daughter)
    application = send(client, begin(client, family.father_key))
    words = text_of(client.get(reverse("application", args=[application])))
    assert "都办好了" in words
    assert "批准了，每月发给长者100元。" in words
    assert "长者83周岁，户籍在广东，可以领证。" in words
    assert "出示证照的码" in words


def test_sending_twice_is_sending_once(family: Family) -> None:
    from lingnan.rooms.cases import api as cases

    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    assert send(client, draft) == send(client, draft)
    assert len(cases.list_cases(by=family.daughter)) == len(BOTH)
    for name in ("apply_facts", "apply_check"):
        assert client.get(reverse(name, args=[draft])).url.startswith("/applications/")


def test_a_fact_called_wrong_goes_to_an_officer(family: Family) -> None:
    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    element = {"element": "person.household_division"}
    assert "户籍所在地" in text_of(client.get(reverse("apply_dispute", args=[draft]), element))
    client.post(reverse("apply_dispute", args=[draft]), element | {"note": "已经迁到天河区"})
    assert "您说：已经迁到天河区" in text_of(client.get(reverse("apply_facts", args=[draft])))
    client.post(reverse("apply_ask", args=[draft, "contact"]), MOBILE)
    assert "最晚2026年12月21日答复您" in text_of(client.get(reverse("apply_check", args=[draft])))
    assert "由工作人员核对" in text_of(client.get(reverse("application", args=[send(client, draft)])))


def test_a_fact_called_wrong_may_be_taken_back(family: Family) -> None:
    client = sign_in(family.daughter)
    draft = begin(client, family.father_key)
    address = reverse("apply_dispute", args=[draft])
    client.post(address, {"element": "person.name", "note": "少一个字"})
    client.post(address, {"element": "person.name", "note": ""})
    assert "少一个字" not in text_of(client.get(reverse("apply_facts", args=[draft])))
    assert client.get(address, {"element": "person.mobile"}).status_code == 404


@pytest.mark.parametrize(
    ("subject", "services", "words"),
    [("", BOTH, "还没有选为谁办"), ("father", (), "还没有选要办的事项"), ("stranger", BOTH, "没有有效的委托")],
)
def test_a_start_that_lacks_something_says_what(family: Family, subject: str, services, words: str) -> None:
    from lingnan.rooms.cases import api as cases

    key = {"father": family.father_key, "stranger": family.stranger.person_key}.get(subject)
    wanted = {"subject": public_id(key) if key else "", "service": services}
    page = sign_in(family.daughter).post(reverse("apply_begin"), wanted)
    assert page.status_code in (400, 403)
    assert words in text_of(page)
    assert cases.list_drafts(by=family.daughter) == []


def test_a_subject_that_does_not_exist_is_not_found_out(family: Family) -> None:
    page = sign_in(family.daughter).post(reverse("apply_begin"), {"subject": uuid4(), "service": BOTH})
    assert page.status_code == 404


def test_the_home_page_offers_what_was_not_yet_done(family: Family) -> None:
    client = sign_in(family.daughter)
    assert "替陈*栋（父亲）办事" in text_of(client.get("/"))
    apply(client, family)
    assert "替陈*栋" not in text_of(client.get("/"))
