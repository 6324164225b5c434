"""The database restarted while people send: what was accepted is there once and decided; the others were told why."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

from tests.journeys.acts import MOBILE, wait_until
from tests.journeys.families import SERVICES, Household
from tests.journeys.inside import query
from tests.province import Province

from .visitor import Answer, Visitor

FORM = {"services": SERVICES, "answers": {"contact.mobile": MOBILE}, "consent": True}
SENDERS = 3
AFTERWARDS = 2
KIND = "已经提交的事项不会丢失，也不会重复"


def test_restarted_under_load(live: Province, households: Iterator[Household]) -> None:
    senders = [next(households) for _ in range(SENDERS)]
    visitors = [Visitor.signed_in(live.url, each.father) for each in senders]
    is_back = Event()
    with ThreadPoolExecutor(SENDERS) as pool:
        sendings = [pool.submit(_send_until, visitor, is_back) for visitor in visitors]
        wait_until(lambda: all(_count(live, each) for each in senders))
        live.restart_database()
        is_back.set()
        results = [sending.result() for sending in sendings]
    for sender, (accepted, failed) in zip(senders, results, strict=True):
        assert {answer.status for answer in failed} <= {503}
        assert all(KIND in answer.json()["message"] for answer in failed)
        assert _count(live, sender) == len(accepted) == len(set(accepted))
        wait_until(lambda who=sender: _is_decided(live, who))
    assert any(failed for _, failed in results)


def test_no_process_that_serves_people_is_logged_in_as_the_owner(live: Province) -> None:
    others = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'lingnan' AND pid <> pg_backend_pid()"
    assert query(live, others) == [("lingnan_app",)]


def _send_until(visitor: Visitor, is_back: Event) -> tuple[list[str], list[Answer]]:
    """Send one application after another, each till it is accepted, and a few more when the database is back."""
    accepted, failed, left = [], [], AFTERWARDS
    for number in count():
        answer = visitor.call("/api/v1/applications", FORM, key=f"sending {number}")
        while answer.status != 201:
            failed.append(answer)
            answer = visitor.call("/api/v1/applications", FORM, key=f"sending {number}")
        accepted.append(answer.json()["uuid"])
        left -= is_back.is_set()
        if not left:
            return accepted, failed
    raise AssertionError


def _count(live: Province, household: Household) -> int:
    ((number,),) = query(live, "SELECT count(*) FROM cases_application WHERE subject_key = %s", household.father_key)
    return int(number)


def _is_decided(live: Province, household: Household) -> bool:
    statuses = query(live, "SELECT DISTINCT status FROM cases_case WHERE subject_key = %s", household.father_key)
    return set(statuses) == {("granted",), ("refused",)}
