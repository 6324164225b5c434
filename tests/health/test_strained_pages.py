"""What a holder's pages leave out while the web process is pressed: in the declared order, the code last of all."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lingnan.kernel import clock
from lingnan.portal.shell import RETRY_SECONDS
from lingnan.portal.strain import ENTERED_FROM, Level, Strain
from lingnan.rooms.health import api
from tests.health.evidence import isolate, moment, record_test
from tests.house import Family
from tests.portal.residents import public_id, sign_in, text_of

MASKED = "陈*栋"
GOOD = "照常有效"
Press = Callable[[Level], None]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """A process in whose queue a request stood as long as a level asks."""

    def press(level: Level) -> None:
        process = Strain(clock=lambda: 0.0)
        process.observe(waited=ENTERED_FROM.get(level, 0.0))
        for user in ("lingnan.portal.strain", "lingnan.portal.citizen.health"):
            monkeypatch.setattr(f"{user}.PROCESS", process)

    return press


@pytest.fixture
def red(august: Family) -> Family:
    """The father is in isolation, was tested, and acts for nobody; his daughter acts for him."""
    isolate(august, first=1, last=14)
    record_test(august, "S1", day=1, result="1")
    api.get_holding(subject_key=august.father_key, by=august.father, at=moment(2))
    return august


def test_the_page_of_the_colour_leaves_out_in_the_declared_order(red, press) -> None:
    father = sign_in(red.father)
    said = {}
    for level in Level:
        press(level)
        said[level] = text_of(father.get(reverse("health")))
    for part, last in (
        ("省疾控中心 S1", Level.FULL),
        ("颜色的每次变化", Level.FULL),
        ("隔离管理", Level.BRIEF),
        ("您正在居家隔离", Level.BRIEF),
        ("红码", Level.NAMELESS),
        ("亮码", Level.NAMELESS),
    ):
        assert [level for level in Level if part in said[level]] == list(Level)[: last + 1], part
    assert [GOOD in said[level] for level in Level] == [False, True, True, True, True, False]


def test_the_family_is_listed_until_one_is_alone(red, press) -> None:
    daughter = sign_in(red.daughter)
    listed = []
    for level in Level:
        press(level)
        listed.append(MASKED in text_of(daughter.get(reverse("health"))))
    assert listed == [True, True, True, False, False, False]


def test_the_code_is_there_until_all_is_shed(red, press) -> None:
    father = sign_in(red.father)
    for level in Level:
        press(level)
        page = father.get(reverse("health_code"))
        assert ("code-svg" in page.content.decode()) is (level < Level.SHED)
        assert ("data-key=" in page.content.decode()) is (level < Level.SHED)
        assert (MASKED in text_of(page)) is (level < Level.NAMELESS)
        assert (GOOD in text_of(page)) is (level is Level.NAMELESS)


def _count_queries(client: Client, name: str) -> int:
    """Keys are read anew each few seconds, by whichever page comes then: of two readings the lesser counts."""
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(name))
    return len(queries)


@pytest.mark.parametrize(("name", "falls_at"), [("health", [1, 2, 3, 4, 5]), ("health_code", [3, 4, 5])])
def test_each_level_asks_the_database_less(red, press, name, falls_at) -> None:
    father = sign_in(red.father)
    father.get(reverse(name))
    asked = []
    for level in Level:
        press(level)
        asked.append(min(_count_queries(father, name) for _ in range(2)))
    assert [level for level in range(1, 6) if asked[level] < asked[level - 1]] == falls_at, asked
    assert asked == sorted(asked, reverse=True)
    assert asked[Level.SHED] == 0


def test_the_page_of_another_says_whose_it_is_and_is_nobody_elses_at_every_level(red, press) -> None:
    his = {"holder": public_id(red.father_key)}
    for level in list(Level)[: Level.SHED]:
        press(level)
        for name in ("health", "health_code"):
            page = text_of(sign_in(red.daughter).get(reverse(name), his))
            assert f"{MASKED}的健康码" in page
            assert "不显示姓名" not in page
            assert sign_in(red.stranger).get(reverse(name), his).status_code == 404


def test_whoever_is_sent_away_is_told_what_to_do_and_another_time_to_come_again(red, press) -> None:
    press(Level.SHED)
    father = sign_in(red.father)
    answers = [father.get(reverse("health_code")) for _ in range(60)]
    assert {answer.status_code for answer in answers} == {503}
    assert "身份证件" in text_of(answers[0])
    waits = {int(answer["Retry-After"]) for answer in answers}
    assert len(waits) > 1
    assert waits <= {*RETRY_SECONDS}
    assert all(int(answer["Refresh"]) > int(answer["Retry-After"]) for answer in answers)
    assert "会自己再试" in text_of(answers[0])


def test_without_rules_in_force_no_level_shows_a_colour(red, press, monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(2).replace(year=2026))
    father = sign_in(red.father)
    for level in list(Level)[: Level.SHED]:
        press(level)
        assert "健康码服务已经结束" in text_of(father.get(reverse("health")))
