"""The health department's desk: areas and filters, counts, rules by date, and those forgotten in a colour."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from lingnan.kernel import audit, clock
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.health import api
from lingnan.rooms.health.models import StandingColour
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import OfficerRole
from tests.health.conftest import patient as _patient
from tests.health.evidence import isolate, moment, record_test
from tests.house import Family, officer

patient = _patient
JUNE = datetime(2021, 6, 8, 4, tzinfo=UTC)
STREET = "广东省广州市荔湾区东漖街"
MOST_STATEMENTS = 12


def desk(name: str = "officer_health", query: str = "", *, arguments=(), language="zh-hans"):
    return _signed_in(language).get(reverse(name, args=arguments) + query)


def _signed_in(language="zh-hans"):
    from lingnan.rooms.identity.models import Account

    client = Client(headers={"accept-language": language})
    client.force_login(Account.objects.get(username="health-officer-44-gd-health"))
    return client


@pytest.fixture
def june(published, db, monkeypatch):
    officer("health-officer", department="gd-health")
    monkeypatch.setattr(clock, "now", lambda: JUNE)


@pytest.fixture
def forgotten(patient: Family, monkeypatch) -> Family:
    """The father's day was the 15th, and nobody looked: his isolation ended, and his code is still red on the 20th."""
    isolate(patient, first=1, last=14)
    api.recolour(subject_keys=[patient.father_key], by=PLATFORM, at=moment(2))
    officer("health-officer", department="gd-health")
    monkeypatch.setattr(clock, "now", lambda: moment(20))
    return patient


@pytest.fixture
def lingering(forgotten: Family) -> Family:
    """But for a positive test that no negatives followed: by that he was judged when his isolation ended."""
    record_test(forgotten, "S1", day=10, result="2")
    api.recolour(subject_keys=[forgotten.father_key], by=PLATFORM, at=moment(16))
    return forgotten


def test_the_areas_of_the_day_come_first_with_level_since_and_rule(june):
    page = desk().content.decode()
    assert STREET in page
    assert page.index(STREET) < page.index('data-risk-map="')
    assert "2021年6月4日" in page
    assert reverse("officer_health_rule", args=["risk-area", "2020-02"]) in page


def test_filters_stand_in_the_address(june):
    foshan = desk(query="?city=4406").content.decode()
    assert "万科金域名都" in foshan
    assert STREET not in foshan
    elsewhere = desk(query="?city=elsewhere&level=high").content.decode()
    assert STREET not in elsewhere


@pytest.mark.parametrize("query", ["?day=x", "?day=9999-12-31", "?day=0001-01-01", "?level=x&city=%E4%B8%80%E4%BA%8C"])
def test_an_address_that_means_nothing_shows_today(june, query):
    assert STREET in desk(query=query).content.decode()


def test_another_day_has_its_own_list(june):
    assert STREET not in desk(query="?day=2021-05-01").content.decode()


def test_the_map_is_told_what_the_table_tells(june):
    import html
    import json
    import re

    page = desk().content.decode()
    found = re.search(r'data-risk-map="([^"]*)"', page)
    cities = {each["name"]: each for each in json.loads(html.unescape(found[1]))}
    listed = [area for area in api.list_areas(day=date(2021, 6, 8)) if area.division.startswith("4401")]
    levels = [area.level for area in listed]
    assert cities["广州市"]["high"] == levels.count("high") > 0
    assert cities["广州市"]["medium"] == levels.count("medium") > 0
    assert len(cities) == 21


def test_small_counts_of_people_are_withheld(forgotten):
    page = desk().content.decode()
    assert ">—</abbr>" in page
    counts = api.count_colours(by=_officer(), at=moment(20)).counts
    assert counts["red", "4401"] is None
    assert counts[None, None] is None  # one person alone is not even in the total


def test_the_rule_in_force_is_told_from_those_before(june):
    page = desk(name="officer_health_rule", arguments=["colour", "2021-01"]).content.decode()
    assert "现行有效" in page
    assert "密切接触者" in page
    assert "已经失效" in desk(name="officer_health_rule", arguments=["colour", "2020-03"]).content.decode()
    assert desk(name="officer_health_rule", arguments=["colour", "1999-01"]).status_code == 404
    assert desk(name="officer_health_rule_file", arguments=["facts", "x"]).status_code == 404


def test_who_was_forgotten_is_told_of_and_the_look_is_on_record(forgotten):
    assert "逾期未复核 1 人" in desk().content.decode()
    page = desk("officer_health_overdue").content.decode()
    assert "陈*栋" in page
    assert "陈国栋" not in page
    entries = AuditEntry.objects.filter(subject_key=forgotten.father_key, name="health.overdue.read")
    assert entries.count() == 1


def test_who_is_not_green_for_long_has_a_list_of_her_own(lingering):
    page = desk("officer_health_overdue").content.decode()
    assert "没有逾期的人" in page
    assert "14天以上还没有转绿的" in page
    assert "陈*栋" in page
    entries = AuditEntry.objects.filter(subject_key=lingering.father_key, name="health.overdue.read")
    assert entries.count() == 1
    elsewhere = officer("health-officer", division="4403", department="gd-health")
    assert api.list_lingerers(by=elsewhere, at=moment(20)) == []


def test_judged_anew_they_are_forgotten_no_more(forgotten):
    answer = _signed_in().post(reverse("officer_health_overdue"), follow=True)
    assert "没有逾期的人" in answer.content.decode()
    assert StandingColour.objects.get(subject_key=forgotten.father_key).change.colour == "green"


@pytest.mark.parametrize(("division", "number"), [("4401", 1), ("440103", 1), ("4403", 0)])
def test_an_officer_of_a_city_sees_those_of_her_city(forgotten, division, number):
    by = officer("health-officer", division=division, department="gd-health")
    assert api.count_overdue(by=by, at=moment(20)) == number
    assert len(api.list_forgotten(by=by, at=moment(20))) == number


def test_an_officer_of_two_cities_sees_those_of_both(forgotten):
    posts = [OfficerRole(role="health-officer", division=city, department="gd-health") for city in ("4403", "4401")]
    identity.create_officer_account(username="two", password="x" * 16, name="两地", roles=posts, at=moment(1))
    by = identity.actor_of(account=get_user_model().objects.get(username="two"))
    assert api.count_overdue(by=by, at=moment(20)) == 1


def test_the_page_asks_the_database_little(forgotten, django_assert_max_num_queries):
    client = _signed_in()
    client.get(reverse("officer_health"))
    with django_assert_max_num_queries(MOST_STATEMENTS):
        client.get(reverse("officer_health"))
    with django_assert_max_num_queries(MOST_STATEMENTS):
        client.get(reverse("officer_health_overdue"))


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_it_reads_in_other_languages(june, language):
    page = desk(language=language).content.decode()
    assert STREET in page  # an address stays as it was published
    assert {"zh-hant": "風險地區", "en": "Areas of risk"}[language] in page


def _officer():
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.models import Account

    return identity.actor_of(Account.objects.get(username="health-officer-44-gd-health"))


def rehearse(rule: bytes | str):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = rule.encode() if isinstance(rule, str) else rule
    return _signed_in().post(reverse("officer_health_rehearse"), {"model": SimpleUploadedFile("new.dmn", data)})


@pytest.fixture
def crowd(patient: Family, monkeypatch) -> Family:
    """Twelve people in isolation at home on 2 August."""
    from lingnan.rooms.identity import api as identity
    from lingnan.rooms.identity.types import NewPerson
    from tests.house import load

    people = [NewPerson(id_number=f"44010419430512{number:04d}", name="陈一") for number in range(2001, 2013)]
    for place, key in enumerate(identity.register_people(people=people, at=moment(1))):
        load("isolation-order", key, {
            "person.id_number": people[place].id_number, "health.isolation_number": "I1",
            "health.isolation_kind": "2", "health.isolation_from": date(2021, 8, 1),
            "health.isolation_until": date(2021, 8, 14),
        })  # fmt: skip
        api.recolour(subject_keys=[key], by=PLATFORM, at=moment(2))
    officer("health-officer", department="gd-health")
    monkeypatch.setattr(clock, "now", lambda: moment(2, 13))
    return patient


def test_a_rehearsal_says_whose_colour_would_be_another_and_changes_nothing(crowd):
    from lingnan.rooms.health.models import ColourChange

    rule = api.read_rule_file(rules_on="colour", version="2021-01")
    before, _, after = rule.partition('<rule id="home-isolation">')
    milder = before + '<rule id="home-isolation">' + after.replace('"red"', '"yellow"', 1)
    page = rehearse(milder).content.decode()
    assert "居家隔离" in page
    assert '<td class="number">12</td>' in page
    assert ColourChange.objects.count() == 12
    people = ColourChange.objects.values_list("subject_key", flat=True)
    looks = [audit.list_entries(subject_key=key, kind="read", limit=1)[0].name for key in people]
    assert looks == ["health.rule.rehearsed"] * 12
    assert "会变的" not in rehearse(rule).content.decode()


def test_a_rehearsal_withholds_small_numbers_and_names_a_gap(crowd):
    api.recolour(subject_keys=[crowd.father_key], by=PLATFORM, at=moment(2))  # nothing is found of him
    rule = api.read_rule_file(rules_on="colour", version="2021-01")
    before, _, after = rule.partition('<rule id="no-finding">')
    page = rehearse(before + after.partition("</rule>")[2]).content.decode()
    assert "这份规则不能发布" in page
    assert "没有颜色" in page  # of one person alone: how many is not told
    assert '<td class="number">—</td>' in page
    assert '<td class="number">1</td>' not in page


@pytest.mark.parametrize("rule", [b"", b"\xff\xfe", "<definitions/>", api.__doc__])
def test_what_is_no_rule_of_colours_is_refused_kindly(crowd, rule):
    answer = rehearse(rule)
    assert answer.status_code == 422
    assert "不能演练" in answer.content.decode()


def test_a_rule_on_areas_gives_no_colours(crowd):
    assert rehearse(api.read_rule_file(rules_on="risk-area", version="2020-02")).status_code == 422


def test_on_a_day_without_rules_there_is_nothing_to_rehearse_against(crowd, monkeypatch):
    rule = api.read_rule_file(rules_on="colour", version="2021-01")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 23, 4, tzinfo=UTC))
    assert "没有有效的健康码规则" in rehearse(rule).content.decode()
