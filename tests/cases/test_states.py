"""The states of a case, whatever is done to it in whatever order: only the ways that are allowed, and nothing twice."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from lingnan.kernel.errors import LingnanError
from lingnan.rooms.cases.types import NEXT, CaseStatus
from tests.cases.applying import MOBILE, api
from tests.house import AT, BOTH, make_family, officer, record_father

NUMBERS = date(1943, 5, 12)
REGISTERS = date(1953, 5, 12)
CONTRADICTED = "person.birth_date"
NOTE = "看过户口底册。"
MINUTE = timedelta(minutes=1)


class Cases(RuleBasedStateMachine):
    """A daughter sends, and again; the rules decide; registers change; clerks of two places decide; a keeper revokes.

    `stands` is where each case stood last. All of it happens in a transaction that is undone.
    """

    drafts: Bundle[UUID] = Bundle("drafts")
    cases: Bundle[UUID] = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.family = make_family()
        self.clerks = officer("clerk"), officer("clerk", division="440106")
        self.keeper = officer("licence-officer")
        self.at = AT
        self.stands: dict[UUID, CaseStatus] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(birth_date=st.sampled_from([NUMBERS, NUMBERS, REGISTERS, None]))
    def change_the_register(self, birth_date: date | None) -> None:
        record_father(self.family, {CONTRADICTED: birth_date}, as_of=self._later())

    @rule(target=drafts, note=st.sampled_from(["", "", "已经搬家了"]))
    def fill_in(self, note: str) -> UUID:
        daughter, at = self.family.daughter, self._later()
        draft = api().start_draft(services=BOTH, subject_key=self.family.father_key, by=daughter, at=at).uuid
        api().save_answers(uuid=draft, step="contact", raw=MOBILE, by=daughter, at=at)
        api().dispute_fact(uuid=draft, element="person.household_address", note=note, by=daughter, at=at)
        return draft

    @rule(target=cases, draft=consumes(drafts), times=st.integers(1, 2))
    def send(self, draft: UUID, times: int) -> Any:
        daughter, at = self.family.daughter, self._later()
        sent = {api().submit_draft(uuid=draft, consent=True, by=daughter, at=at) for _ in range(times)}
        (application,) = sent
        cases = api().get_application(uuid=application, by=daughter).cases
        self.stands |= {case.uuid: CaseStatus.SUBMITTED for case in cases}
        return multiple(*(case.uuid for case in cases))

    @rule(case=cases)
    def decide(self, case: UUID) -> None:
        api().decide_case(uuid=case, at=self._later())

    @rule(
        case=cases,
        clerk=st.sampled_from([0, 1]),
        granted=st.booleans(),
        finding=st.sampled_from([NUMBERS, REGISTERS, None]),
    )
    def decide_at_the_desk(self, case: UUID, clerk: int, granted: bool, finding: date | None) -> None:
        findings = {CONTRADICTED: str(finding)} if finding else {}
        with suppress(LingnanError):
            api().decide_by_officer(
                uuid=case, granted=granted, note=NOTE, findings=findings, by=self.clerks[clerk], at=self._later()
            )

    @rule()
    def revoke(self) -> None:
        from lingnan.rooms.licences import api as licences

        for licence in self._valid_licences():
            licences.revoke_licence(uuid=licence.uuid, reason=NOTE, by=self.keeper, at=self._later())

    @invariant()
    def goes_only_where_it_may(self) -> None:
        from lingnan.rooms.cases.models import Receipt

        for uuid, stood in self.stands.items():
            case = api().get_case(uuid=uuid, by=self.family.daughter)
            passed = [milestone.status for milestone in case.milestones]
            assert case.status == passed[-1]
            assert passed[0] is CaseStatus.SUBMITTED
            assert all(after in NEXT[before] for before, after in pairwise(passed))
            assert stood in passed
            assert sorted(milestone.at for milestone in case.milestones) == [each.at for each in case.milestones]
            assert (case.decided_at is not None) == (case.status in (CaseStatus.GRANTED, CaseStatus.REFUSED))
            assert Receipt.objects.filter(case__uuid=uuid).count() == len(passed) - 1
            self.stands[uuid] = case.status

    @invariant()
    def has_one_valid_licence_at_most(self) -> None:
        assert len(self._valid_licences()) <= 1

    def _valid_licences(self) -> list[Any]:
        from lingnan.rooms.licences import api as licences

        held = licences.list_licences(holder_key=self.family.father_key, by=self.family.father, at=self.at)
        return [licence for licence in held if licence.status == "valid"]

    def _later(self) -> Any:
        self.at += MINUTE
        return self.at


def test_whatever_is_done_in_whatever_order(published, db) -> None:
    run_state_machine_as_test(Cases, settings=settings(max_examples=15, stateful_step_count=20))
