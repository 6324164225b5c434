"""A page says which day it is where it isn't today."""

import pytest
from django.test import Client

from lingnan.kernel import clock
from lingnan.portal import shell

DAYS = 2182


@pytest.fixture
def turned_back():
    clock.turn_back(days=DAYS)
    yield
    clock.turn_back(days=0)


def page(language: str = "zh-hans", path: str = "/verify/") -> str:
    return Client(headers={"accept-language": language}).get(path).content.decode()


def test_today_nothing_is_said(db):
    assert "present-day" not in page()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "演示日期：20"), ("zh-hant", "演示日期：20"), ("en", "Demonstration date: ")],
)
def test_another_day_is_said_in_the_readers_language(db, turned_back, language, words):
    assert words in page(language)


def test_a_page_that_could_not_be_made_says_it_too(rf, turned_back):
    assert "present-day" in shell.failed(rf.get("/")).content.decode()
    assert "present-day" in shell.not_found(rf.get("/"), Exception()).content.decode()


def test_desks_and_paper_say_it_too(db, turned_back):
    assert "present-day" in page(path="/accounts/login/")
