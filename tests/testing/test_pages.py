"""The walk by the pages: from yellow, two tests in two taps, the site, the laboratory, green, a certificate."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.health import api as health
from lingnan.rooms.testing import models
from tests.health.evidence import moment, record_test, travel
from tests.portal.residents import public_id, sign_in, text_of
from tests.testing.conftest import SITE
from tests.testing.test_ordering import order
from tests.testing.test_results import sample

MOST = 12
NUMBER = "440104194305121235"


def officer_at(by) -> Client:
    from lingnan.rooms.identity.models import Account

    client = Client()
    client.force_login(Account.objects.get(pk=int(by.ref.removeprefix("officer:"))))
    return client


def send_results(client, text, name="r.csv", header="sample_number,result"):
    table = SimpleUploadedFile(name, f"{header}\n{text}\n".encode())
    return client.post(reverse("officer_test_results"), {"results": table})


def test_from_two_taps_to_green_and_a_certificate(house, sampler, laboratory):
    record_test(house.family, "OLD", day=1, result="2")
    house.work()
    father, site, lab = sign_in(house.family.father), officer_at(sampler), officer_at(laboratory)
    page = father.get(reverse("health")).content.decode()
    assert reverse("health_tests") in page
    assert f'href="{reverse("health_test_new")}"' in page
    address = f"{reverse('health_test_new')}?site={SITE}"
    assert address in father.get(reverse("health_test_new")).content.decode()
    page = father.get(address)
    assert "两次采样间隔满24小时" in text_of(page)
    times = page.context["proposed"]
    assert father.post(address, {"times": page.context["proposal"]}).url == reverse("health_tests")
    page = father.get(reverse("health_tests"))
    coming = page.context["coming"]
    assert len(coming) == 2
    for number, (at, each) in enumerate(zip(times, coming, strict=True), start=1):
        house.now = at
        visit = site.post(reverse("officer_tests"), {"text": each["order"].number})
        page = site.get(visit.url)
        assert "陈国栋" in text_of(page)
        assert "预约了" in text_of(page)
        done = site.post(visit.url, {"site": SITE, "size": "1", "tube": f"T-000{number}"}, follow=True)
        assert f"T-000{number}" in text_of(done)
        house.now += timedelta(hours=6)
        assert "收下 1 支" in text_of(send_results(lab, f"T-000{number},1"))
        house.work()
    assert "绿码" in text_of(father.get(reverse("health")))
    page = father.get(reverse("health_tests"))
    assert [each["word"] for each in page.context["past"]] == ["阴性", "阴性"]
    licence = page.context["past"][0]["order"].report
    words = text_of(father.get(reverse("licence", args=[licence])))
    for told in ("核酸检测阴性证明", "岭南示范检验所", "T-0002", "阴性", "2021年8月3日 12:30"):
        assert told in words
    assert NUMBER not in words
    english = Client()
    english.cookies["sessionid"] = father.cookies["sessionid"].value
    english.cookies["django_language"] = "en"
    assert "Negative Nucleic Acid Test Certificate" in text_of(english.get(reverse("licence", args=[licence])))
    paper = father.get(reverse("licence_paper", args=[licence])).context["printed"].text
    answer = text_of(Client().post(reverse("verify"), {"code": paper}))
    assert "有效" in answer
    assert "核酸检测阴性证明" in answer
    messages = text_of(father.get(reverse("messages")))
    for told in ("核酸检测约好了", "已经采样，等结果", "核酸检测结果：阴性", "恢复为绿码"):
        assert told in messages


def test_the_pages_take_few_queries(house, sampler, laboratory, django_assert_max_num_queries):
    father, site = sign_in(house.family.father), officer_at(sampler)
    (uuid,) = order(house, moment(2, 15))
    for path in (
        reverse("health_tests"),
        reverse("health_test_new"),
        f"{reverse('health_test_new')}?site={SITE}",
        f"{reverse('health_test_change', args=[uuid])}?site={SITE}",
        reverse("health_test_cancel", args=[uuid]),
    ):
        father.get(path)
        with django_assert_max_num_queries(MOST):
            assert father.get(path).status_code == 200
    path = reverse("officer_test", args=[public_id(house.family.father_key)])
    site.get(path)
    with django_assert_max_num_queries(MOST):
        assert site.get(path).status_code == 200


def test_a_time_that_was_filled_is_told_at_its_field_and_no_order_made(house):
    models.Slot.objects.create(site=SITE, starts_at=moment(2, 15), capacity=1, taken=1)
    father, address = sign_in(house.family.father), f"{reverse('health_test_new')}?site={SITE}"
    page = father.post(address, {"times": moment(2, 15).isoformat()})
    assert page.status_code == 409
    assert "刚刚约满" in text_of(page)
    for rubbish in ("", "soon", "2021-08-02T15:00", "9999-99-99,,"):
        assert father.post(address, {"times": rubbish}).status_code == 422
    assert not models.Order.objects.exists()


def test_changed_and_cancelled_in_two_taps_each(house):
    father = sign_in(house.family.father)
    (uuid,) = order(house, moment(2, 15))
    change = reverse("health_test_change", args=[uuid])
    assert "原来约的是" in text_of(father.get(change))
    father.post(f"{change}?site={SITE}", {"times": moment(2, 17).isoformat()})
    assert models.Order.objects.get().planned_at == moment(2, 17)
    cancel = reverse("health_test_cancel", args=[uuid])
    assert "取消2021年8月2日" in text_of(father.get(cancel))
    assert "已经取消" in text_of(father.post(cancel, follow=True))
    assert "不用取消" in text_of(father.get(cancel))
    assert "不能再改" in text_of(father.post(cancel, follow=True))


def test_the_daughter_orders_for_her_father_by_the_whole_page(house):
    daughter, holder = sign_in(house.family.daughter), f"holder={public_id(house.family.father_key)}"
    page = daughter.get(f"{reverse('health_test_new')}?{holder}")
    assert f"{holder}&amp;site={SITE}" in page.content.decode()
    daughter.post(f"{reverse('health_test_new')}?{holder}&site={SITE}", {"times": moment(2, 15).isoformat()})
    assert models.Order.objects.get().subject_key == house.family.father_key
    assert sign_in(house.family.stranger).get(f"{reverse('health_tests')}?{holder}").status_code == 404


def test_another_persons_order_is_not_found_under_ones_own_name(house):
    (uuid,) = order(house, moment(2, 15))
    for name in ("health_test_change", "health_test_cancel"):
        assert sign_in_once(house, "daughter").get(reverse(name, args=[uuid])).status_code == 404


def sign_in_once(house, who) -> Client:
    from lingnan.rooms.identity.models import Account

    actor = getattr(house.family, who)
    if not Account.objects.filter(username=actor.name).exists():
        return sign_in(actor)
    client = Client()
    client.force_login(Account.objects.get(username=actor.name))
    return client


@pytest.mark.parametrize("typed", ["", "NOBODY0000", "440104194305121234"])
def test_whom_nobody_knows_is_told_at_the_field(house, sampler, typed):
    page = officer_at(sampler).post(reverse("officer_tests"), {"text": typed})
    assert page.status_code == 422
    assert "没有这个预约号" in text_of(page)


def test_a_walk_in_is_found_by_her_number_and_a_mixed_tube_is_kept_for_the_next(house, sampler):
    site = officer_at(sampler)
    address = site.post(reverse("officer_tests"), {"text": NUMBER}).url
    assert "今天没有预约" in text_of(site.get(address))
    site.post(address, {"site": SITE, "size": "10", "tube": "mix-0001"})
    other = reverse("officer_test", args=[public_id(house.family.stranger.person_key)])
    assert site.get(other).context["typed"] == {"site": SITE, "size": "10", "tube": "MIX-0001"}
    page = site.post(other, {"site": SITE, "size": "", "tube": "!"})
    assert (page.status_code, models.Order.objects.count()) == (422, 1)


def test_what_was_not_taken_in_is_listed_by_its_line(house, sampler, laboratory):
    sample(house, sampler)
    page = send_results(officer_at(laboratory), "NONE,1\nT-0001,2")
    assert "收下 1 支" in text_of(page)
    assert "没有这支管" in text_of(page)
    for bad in (b"", b"a,b\n1,2\n", b"\xff\xfe\x00"):
        page = officer_at(laboratory).post(
            reverse("officer_test_results"), {"results": SimpleUploadedFile("r.csv", bad)}
        )
        assert page.status_code == 422
    assert officer_at(laboratory).post(reverse("officer_test_results")).status_code == 422


@pytest.mark.parametrize("table", ["采样管编号,结果\nT-0001,阴性", "採樣管編號,結果\nT-0001,陰性"])
def test_results_are_written_as_people_name_them(house, sampler, laboratory, table):
    sample(house, sampler)
    header, line = table.split("\n")
    assert "收下 1 支" in text_of(send_results(officer_at(laboratory), line, header=header))


def test_one_negative_leads_to_an_order_too_and_green_to_none(house):
    father, way = sign_in(house.family.father), f'href="{reverse("health_test_new")}"'
    health.recolour(subject_keys=[house.family.father_key], by=PLATFORM, at=house.now)
    assert way not in father.get(reverse("health")).content.decode()
    travel(house.family.father_key, "J1", "云南省德宏傣族景颇族自治州瑞丽市姐告国门社区", first=1, last=2)
    house.work()
    page = father.get(reverse("health"))
    assert "做一次核酸检测" in text_of(page)
    assert way in page.content.decode()
