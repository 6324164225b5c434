"""Sent twice at once: a retry, a double click, two devices."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.journeys.acts import MOBILE, wait_until
from tests.journeys.families import SERVICES, Household
from tests.journeys.inside import query
from tests.province import Province

from .visitor import Answer, Visitor

FORM = {"services": SERVICES, "answers": {"contact.mobile": MOBILE}, "consent": True}
STATUSES = "SELECT service, status FROM cases_case WHERE subject_key = %s ORDER BY service, status"


@pytest.fixture
def father(live: Province, household: Household) -> Visitor:
    return Visitor.signed_in(live.url, household.father)


def _at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(act) for act in acts]]


def _count(live: Province, table: str, key: int, column: str = "subject_key") -> int:
    ((number,),) = query(live, f"SELECT count(*) FROM {table} WHERE {column} = %s", key)
    return int(number)


def test_the_same_form_is_one_application(live: Province, household: Household, father: Visitor) -> None:
    own = father.get("/apply/").text.split('name="subject" value="')[1].split('"')[0]
    facts = father.post("/apply/begin/", {"subject": own, "service": SERVICES}).url
    father.post(facts.replace("/facts/", "/ask/contact/").removeprefix(live.url), {"contact.mobile": MOBILE})
    sending = facts.replace("/facts/", "/send/").removeprefix(live.url)
    answers = _at_once(*[lambda: father.post(sending, {"consent": "true"})] * 2)
    assert {answer.status for answer in answers} == {200}
    assert len({answer.url for answer in answers}) == 1
    assert _count(live, "cases_application", household.father_key) == 1
    assert query(live, STATUSES, household.father_key) == [(name, "granted") for name in sorted(SERVICES)]


def test_the_same_key_is_one_application(live: Province, household: Household, father: Visitor) -> None:
    key = str(uuid4())
    answers = _at_once(*[lambda: father.call("/api/v1/applications", FORM, key=key)] * 3)
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json()["uuid"] for answer in answers}) == 1
    assert _count(live, "cases_application", household.father_key) == 1
    assert _count(live, "licences_licence", household.father_key, "holder_key") == 1


def test_two_devices_at_once_get_one_licence(live: Province, household: Household, father: Visitor) -> None:
    answers = _at_once(*[lambda: father.call("/api/v1/applications", FORM, key=str(uuid4()))] * 2)
    assert {answer.status for answer in answers} == {201}
    wait_until(lambda: ("senior-card", "submitted") not in query(live, STATUSES, household.father_key))
    assert query(live, STATUSES, household.father_key) == [
        (name, status) for name in sorted(SERVICES) for status in ("granted", "refused")
    ]
    assert _count(live, "licences_licence", household.father_key, "holder_key") == 1
