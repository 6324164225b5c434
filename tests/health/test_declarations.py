"""What a person declares of herself: at her page, by whoever acts for her, and what comes of it."""

from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.health import api as health
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from tests.health.evidence import moment
from tests.house import AT, Family, person
from tests.portal.axe import EVERYTHING, look_at
from tests.portal.residents import public_id, sign_in, text_of

MOST = 12
LIST = "health_declarations"
FORM = "0199a000-0000-7000-8000-000000000001"
WELL = {"form": FORM, "health.temperature": "36.5", "health.risk_area_history": "false"}
TRIP = {
    "form": FORM, "travel.stay_area": "江苏省南京市江宁区禄口街道",
    "travel.arrived_at_year": "2021", "travel.arrived_at_month": "7", "travel.arrived_at_day": "28",
    "travel.left_at_year": "2021", "travel.left_at_month": "7", "travel.left_at_day": "30",
}  # fmt: skip


def page_for(resource: str) -> str:
    return reverse("health_declare", args=[resource])


def declared(family: Family):
    return health.list_declarations(subject_key=family.father_key, by=family.father, at=moment(2))


def test_the_questions_are_those_of_the_resource(august):
    father = sign_in(august.father)
    assert page_for("health-declaration") in father.get(reverse(LIST)).content.decode()
    page = text_of(father.get(page_for("health-declaration")))
    for asked in ("体温", "当前症状", "高风险地区旅居史", "高风险人员接触史"):
        assert asked in page
    assert "申报编号" not in page
    assert "停留地点" in text_of(father.get(page_for("journey")))


def test_what_she_measured_she_reads_and_whoever_acts_for_her_does_not(august):
    father = sign_in(august.father)
    assert father.post(page_for("health-declaration"), WELL).url == reverse(LIST)
    page = text_of(father.get(reverse(LIST)))
    assert "申报的，不是部门登记的 · 2021年8月2日 12:00" in page
    assert "体温" in page
    assert "36.5" in page
    hers = sign_in(august.daughter).get(f"{reverse(LIST)}?holder={public_id(august.father_key)}")
    assert "体温" in text_of(hers)
    assert "36.5" not in text_of(hers)
    entry = AuditEntry.objects.get(name="health.declared")
    assert entry.subject_key == august.father_key


def test_the_same_form_sent_twice_is_once_and_another_is_a_new_entry(august):
    father = sign_in(august.father)
    for _ in range(2):
        father.post(page_for("health-declaration"), WELL)
    assert len(declared(august)) == 1
    father.post(page_for("health-declaration"), WELL | {"health.temperature": "37.8"})
    father.post(page_for("health-declaration"), WELL | {"form": FORM[:-1] + "2"})
    temperatures = sorted(str(each.values["health.temperature"]) for each in declared(august))
    assert temperatures == ["36.5", "36.5", "37.8"]


def test_a_journey_to_a_listed_area_changes_the_colour_at_once(august):
    father = sign_in(august.father)
    assert "绿码" in text_of(father.get(reverse("health")))
    assert father.post(page_for("journey"), TRIP).status_code == 302
    page = text_of(father.get(reverse("health")))
    assert "您的行程或申报显示" in page
    assert "自己申报" in page


def test_who_has_a_passport_declares_and_is_judged_as_anyone(august):
    """By its kind too, for another document may have the same number."""
    people = [
        NewPerson(id_number="E12345678", name=name, id_kind=kind) for name, kind in (("JO LEE", "414"), ("X", "553"))
    ]
    guest, other = identity.register_people(people=people, at=AT)
    by, days = person("guest", guest), {"travel.arrived_at": "2021-07-28", "travel.left_at": "2021-07-30"}
    for resource, answers in (
        ("health-declaration", {"health.temperature": "36.5"}),
        ("journey", {"travel.stay_area": TRIP["travel.stay_area"], **days}),
    ):
        health.declare(subject_key=guest, resource=resource, answers=answers, form=UUID(FORM), by=by, at=moment(2))
    assert len(health.list_declarations(subject_key=guest, by=by, at=moment(2))) == 2
    assert health.get_holding(subject_key=guest, by=by, at=moment(2)).grounds.change.colour == "yellow"
    assert health.list_declarations(subject_key=other, by=person("other", other), at=moment(2)) == []


@pytest.mark.parametrize(
    ("resource", "sent", "told"),
    [
        ("health-declaration", WELL | {"health.temperature": "50"}, "43"),
        ("health-declaration", WELL | {"health.symptom": "zz"}, "请从列表中选择"),
        ("health-declaration", {"form": "x"}, "请至少填写一项"),
        ("journey", TRIP | {"travel.arrived_at_day": "40"}, "请写明年、月、日"),
        ("journey", TRIP | {"travel.arrived_at_month": "9"}, "还没有到"),
        ("journey", TRIP | {"travel.left_at_day": "1"}, "离开的日期比到达的日期早"),
        ("journey", TRIP | {"travel.arrived_at_month": "3", "travel.left_at_month": "3"}, "不再收"),
        ("journey", TRIP | {"travel.stay_area": " "}, "还没有填写"),
    ],
)
def test_what_can_not_be_taken_is_told_and_nothing_typed_is_lost(august, resource, sent, told):
    answered = sign_in(august.father).post(page_for(resource), sent)
    assert answered.status_code == 422
    assert told in text_of(answered)
    for name in ("health.temperature", "travel.left_at_day"):
        if sent.get(name):
            assert f'value="{sent[name]}"' in answered.content.decode()
    assert declared(august) == []


def test_the_daughter_declares_for_her_father_and_a_stranger_does_not(august):
    holder = f"?holder={public_id(august.father_key)}"
    stranger = sign_in(august.stranger)
    for answered in (
        stranger.get(page_for("journey") + holder),
        stranger.post(page_for("health-declaration") + holder, WELL),
        stranger.get(reverse(LIST) + holder),
    ):
        assert answered.status_code == 404
    assert declared(august) == []
    daughter = sign_in(august.daughter)
    assert "陈*栋" in text_of(daughter.get(page_for("health-declaration") + holder))
    assert daughter.post(page_for("health-declaration") + holder, WELL).url == reverse(LIST) + holder
    assert len(declared(august)) == 1
    assert AuditEntry.objects.filter(name="health.declared", subject_key=august.father_key).exists()


def test_nobody_declares_a_test_result_of_herself(august):
    father = sign_in(august.father)
    assert father.get(page_for("nucleic-acid-test")).status_code == 404
    assert father.post(page_for("nucleic-acid-test"), {"health.test_result": "1"}).status_code == 404


def test_on_a_day_without_rules_there_is_no_form(august, monkeypatch):
    father = sign_in(august.father)
    monkeypatch.setattr(clock, "now", lambda: moment(2).replace(year=2026))
    for answered in (
        father.get(page_for("journey")),
        father.post(page_for("journey"), TRIP),
        father.get(reverse(LIST)),
    ):
        page = answered.content.decode()
        assert "健康码服务已经结束" in page
        assert "travel.stay_area" not in page
    assert declared(august) == []


def test_axe_finds_nothing_where_rules_are_in_force(august):
    father = sign_in(august.father)
    father.post(page_for("health-declaration"), WELL)
    form = page_for("journey")
    found = {"form": father.get(form), "refused": father.post(form, {"form": FORM}), "list": father.get(reverse(LIST))}
    pages = {name: page.content.decode() for name, page in found.items()}
    assert look_at(pages, rules=EVERYTHING, assets=settings.ENVIRONMENT.assets) == {}


def test_the_pages_take_few_queries(august, django_assert_max_num_queries):
    father = sign_in(august.father)
    father.post(page_for("health-declaration"), WELL)
    for address in (reverse(LIST), page_for("journey"), page_for("health-declaration")):
        father.get(address)
        with django_assert_max_num_queries(MOST):
            father.get(address)
