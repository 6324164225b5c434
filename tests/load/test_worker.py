"""The worker killed, before a decision and in the middle of one: nothing that was accepted is lost or done twice."""

import psycopg
from playwright.sync_api import expect

from tests.journeys.acts import wait_until
from tests.journeys.families import SERVICES, Household
from tests.journeys.inside import do_inside, query
from tests.province import Province

# As when the web process dies between accepting and deciding.
SUBMIT = """
from lingnan.kernel import clock
from lingnan.kernel.actors import Actor
from lingnan.rooms.cases import api
himself = Actor(kind="person", ref="person:{key}", name="", person_key={key})
print(api.submit_case(
    services={services}, subject_key={key}, answers={{"contact.mobile": "13800138000"}}, consent=True,
    key="no decision", by=himself, at=clock.now(),
))
"""
STATUSES = "SELECT status FROM cases_case WHERE subject_key = %s"
RECEIPTS = """
    SELECT count(*), count(DISTINCT case_id) FROM cases_receipt JOIN cases_case ON cases_case.id = case_id
    WHERE subject_key = %s
"""
MESSAGES = "SELECT count(*), count(DISTINCT cause) FROM outreach_message WHERE person_key = %s AND kind LIKE 'case-%%'"
DOING = "SELECT 1 FROM procrastinate_jobs WHERE args ->> 'application_uuid' = %s AND status = 'doing'"


def _submit(live: Province, household: Household) -> str:
    return do_inside(live, SUBMIT.format(key=household.father_key, services=SERVICES))


def _kill_worker(live: Province) -> None:
    wait_until(lambda: "worker" in live.children())
    live.kill("worker")


def _are_granted(live: Province, household: Household) -> bool:
    return set(query(live, STATUSES, household.father_key)) == {("granted",)}


def _expect_each_once(live: Province, household: Household) -> None:
    assert query(live, RECEIPTS, household.father_key) == [(len(SERVICES), len(SERVICES))]
    wait_until(lambda: query(live, MESSAGES, household.father_key) == [(len(SERVICES), len(SERVICES))])


def test_what_was_accepted_is_decided_when_the_worker_is_back(live: Province, household: Household, page_as) -> None:
    application = _submit(live, household)
    _kill_worker(live)
    father = page_as(household.father)
    father.goto(f"/applications/{application}/")
    wait_until(lambda: _are_granted(live, household))
    father.reload()
    expect(father.get_by_role("heading", level=1)).to_have_text("都办好了")
    _expect_each_once(live, household)


def test_a_decision_cut_short_is_made_again(live: Province, household: Household) -> None:
    application = _submit(live, household)
    with psycopg.connect(live.server.url("lingnan")) as holder:
        holder.execute("SELECT 1 FROM cases_case WHERE subject_key = %s FOR UPDATE", [household.father_key])
        wait_until(lambda: query(live, DOING, application))
        _kill_worker(live)
    wait_until(lambda: _are_granted(live, household))
    _expect_each_once(live, household)
    assert live.run("audit", "verify").returncode == 0
