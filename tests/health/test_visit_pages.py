"""A venue's code at a person's phone: signed in first, one button, one answer, the way out, and what is refused."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api as codes
from lingnan.rooms.health import api as health
from lingnan.rooms.health.models import VenueVisit
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.models import Account
from tests.codes.scanners import inspector
from tests.codes.test_venues import NAMES
from tests.health.evidence import isolate, moment
from tests.portal.axe import EVERYTHING, look_at
from tests.portal.residents import public_id, sign_in, text_of

MOST, MOST_OF_HEALTH = 12, 16
HOUR = timedelta(hours=1)
NAME = NAMES["name"]


@pytest.fixture
def officer(august) -> Client:
    inspector("keeper")
    client = Client()
    client.force_login(Account.objects.get(username="keeper"))
    return client


@pytest.fixture
def desk(officer) -> str:
    """The page of the venue, which the officer opened."""
    return officer.post(reverse("officer_venue_new"), NAMES).url


@pytest.fixture
def door(desk) -> str:
    """What the poster's code opens."""
    by = identity.actor_of(account=Account.objects.get(username="keeper"))
    (venue,) = codes.list_venues(by=by)
    return reverse("venue", args=[codes.venue_text(uuid=venue.uuid, by=by, at=moment(2))])


def test_the_poster_says_where_and_what_to_do(officer, desk):
    page = officer.get(f"{desk}poster/")
    for words in (*NAMES.values(), "登记进入", "离开登记", "没有手机", "第1版"):
        assert words in text_of(page)
    assert "<svg" in page.content.decode()


def test_a_screen_shows_another_code_each_minute_and_a_forwarded_picture_is_refused(
    august, officer, desk, monkeypatch: pytest.MonkeyPatch
):
    assert "放到屏幕上" in text_of(officer.get(desk))
    page = officer.get(f"{desk}screen/")
    for words in (NAMES["name"], NAMES["place"], "每分钟换一个码", "没有手机"):
        assert words in text_of(page)
    picture = reverse("venue", args=[page.context["shown"].texts[0]])
    assert f"{page.context['prefix']}{page.context['shown'].texts[0]}/".endswith(picture)
    father = sign_in(august.father)
    assert "登记进入" in text_of(father.get(picture))
    monkeypatch.setattr(clock, "now", lambda: moment(2) + timedelta(minutes=7))
    late = father.post(picture)
    assert late.status_code == 410
    assert "您不在那里就不用登记" in text_of(late)
    assert not VenueVisit.objects.exists()


def test_she_enters_once_and_leaves_once(august, door, monkeypatch):
    father = sign_in(august.father)
    page = text_of(father.get(door))
    assert NAME in page
    assert "不能单独证明您到过这里" in page
    first, again = father.post(door), father.post(door)
    assert first.url == again.url
    answer = text_of(father.get(first.url))
    assert "可以进入" in answer
    assert "绿码" in answer
    assert NAME in answer
    for name in ("home", "health", "visits"):
        assert f"您正在：{NAME}" in text_of(father.get(reverse(name)))
    assert "本人扫场所码 · 还没有离开" in text_of(father.get(reverse("visits")))
    assert "再给工作人员看一次" in text_of(father.get(door))
    for hours in (1, 2):
        monkeypatch.setattr(clock, "now", lambda hours=hours: moment(2) + hours * HOUR)
        assert "已经登记离开" in text_of(father.post(f"{first.url}leave/", follow=True))
    for name in ("home", "health", "visits"):
        assert "您正在" not in text_of(father.get(reverse(name)))
    assert "本人扫场所码 · 2021年8月2日 13:00登记离开" in text_of(father.get(reverse("visits")))
    assert "查看场所登记" in text_of(father.get(reverse("accesses")))


def test_who_is_not_green_is_told_what_to_do_by_word_and_shape(august, door):
    isolate(august, first=1, last=14)
    page = sign_in(august.father).post(door)
    told = text_of(page)
    for words in ("不能进入", "居家隔离", "红码", "隔离期满的次日自动恢复", "要看病或有急事"):
        assert words in told
    assert not VenueVisit.objects.exists()


def test_a_colour_that_changes_inside_is_shown_at_the_next_look(august, door):
    father = sign_in(august.father)
    address = father.post(door).url
    isolate(august, first=1, last=14)
    health.recolour(subject_keys=[august.father_key], by=PLATFORM, at=moment(2))
    told = text_of(father.get(address))
    assert "颜色变了" in told
    assert "可以进入" not in told
    assert "已经登记离开" in text_of(father.post(f"{address}leave/", follow=True))


def test_a_visit_ends_by_itself(august, door, monkeypatch):
    father = sign_in(august.father)
    address = father.post(door).url
    monkeypatch.setattr(clock, "now", lambda: moment(2) + 6 * HOUR)
    assert "已经自动结束" in text_of(father.get(address))
    assert "已经自动结束" in text_of(father.post(f"{address}leave/", follow=True))


def test_the_daughter_enters_for_her_father_and_nobody_else_does(august, door):
    hers = f"{door}?holder={public_id(august.father_key)}"
    daughter, stranger = sign_in(august.daughter), sign_in(august.stranger)
    assert "替" in text_of(daughter.get(hers))
    for answered in (stranger.get(hers), stranger.post(hers)):
        assert answered.status_code == 404
    assert not VenueVisit.objects.exists()
    address = daughter.post(hers).url
    assert VenueVisit.objects.get().subject_key == august.father_key
    for answered in (stranger.get(address), stranger.post(f"{address}leave/")):
        assert answered.status_code == 404
    assert "已经登记离开" in text_of(daughter.post(f"{address}leave/", follow=True))


def test_who_is_not_signed_in_comes_back_to_the_venue(august, door):
    identity.create_resident_account(username="f", password="litchi-2026", person_key=august.father_key, at=moment(2))
    client = Client()
    sent = client.get(door)
    assert sent.status_code == 302
    back = client.post(sent.url, {"login": "f", "password": "litchi-2026"})
    assert back.url == door
    assert not VenueVisit.objects.exists()
    assert client.get(door).status_code == 200


@pytest.mark.parametrize("bad", ["x", "A" * 3_000, "0oRYMaMBJgRI", "..", "场所", "%00", "<script>"])
def test_rubbish_is_refused_with_what_to_do(august, bad):
    father = sign_in(august.father)
    for answered in (father.get(f"/venue/{bad}/"), father.post(f"/venue/{bad}/")):
        assert answered.status_code == 404
        if bad != "..":
            assert "认不出这个场所码" in text_of(answered)


def test_cut_off_replaced_expired_and_closed_posters_let_nobody_in(august, officer, desk, door, monkeypatch):
    father = sign_in(august.father)
    assert "认不出" in text_of(father.post(f"{door[:-9]}/"))
    officer.post(f"{desk}replace/", {"edition": "1"})
    for _ in range(2):
        assert "已经换成新的" in text_of(father.post(door))
    monkeypatch.setattr(clock, "now", lambda: moment(2).replace(year=2022, month=9))
    assert "已经过期" in text_of(father.post(door))
    monkeypatch.setattr(clock, "now", lambda: moment(2))
    assert officer.post(f"{desk}close/").status_code == 302
    answered = father.post(door)
    assert (answered.status_code, "已经停用场所码" in text_of(answered)) == (410, True)
    assert officer.get(f"{desk}poster/").status_code == 410
    assert not VenueVisit.objects.exists()


def test_the_venue_sees_numbers_alone(august, officer, desk, door):
    father = sign_in(august.father)
    father.post(door)
    page = text_of(officer.get(desk))
    assert "现在在里面 1" in page
    assert "12:00 1" in page
    assert not any(name in page for name in ("陈国栋", "陈*栋", "440104194305121235"))


def test_a_venue_without_a_name_is_asked_for_it_and_nothing_typed_is_lost(officer):
    answered = officer.post(reverse("officer_venue_new"), NAMES | {"name": " "})
    assert answered.status_code == 422
    assert NAMES["operator"] in answered.content.decode()


def test_the_pages_are_few_questions(august, officer, desk, door, django_assert_max_num_queries):
    father = sign_in(august.father)
    address = father.post(door).url
    for client, page, most in (
        (father, door, MOST), (father, address, MOST), (father, reverse("visits"), MOST),
        (father, reverse("home"), MOST), (father, reverse("health"), MOST_OF_HEALTH),
        (officer, desk, MOST), (officer, f"{desk}poster/", MOST), (officer, reverse("officer_venues"), MOST),
    ):  # fmt: skip
        client.get(page)
        with django_assert_max_num_queries(most, info=page):
            assert client.get(page).status_code == 200


def test_everyone_can_use_the_pages(august, officer, desk, door):
    father = sign_in(august.father)
    pages = {"venue": father.get(door).content.decode()}
    address = father.post(door).url
    pages |= {name: father.get(page).content.decode() for name, page in (
        ("here", door), ("answer", address), ("home", reverse("home")), ("visits", reverse("visits")),
        ("health", reverse("health")),
    )}  # fmt: skip
    pages["over"] = father.post(f"{address}leave/", follow=True).content.decode()
    pages["kept"] = father.get(reverse("visits")).content.decode()
    isolate(august, first=1, last=14)
    health.recolour(subject_keys=[august.father_key], by=PLATFORM, at=moment(2))
    pages["stopped"] = father.post(door).content.decode()
    for name in ("", "poster/", "replace/", "close/"):
        pages[f"desk-{name}"] = officer.get(f"{desk}{name}").content.decode()
    assert look_at(pages, rules=EVERYTHING, assets=settings.ENVIRONMENT.assets) == {}
