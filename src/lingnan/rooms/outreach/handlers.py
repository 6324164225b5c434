"""What outreach does when it hears news: a message to those concerned, a call where one is due. Each may run twice."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lingnan.kernel import clock
from lingnan.kernel.clock import local_date
from lingnan.rooms.cases.events import DecisionMade, DraftExpiring
from lingnan.rooms.health import api as health
from lingnan.rooms.health.events import (
    AppealAnswered,
    AppealFiled,
    AppealLate,
    CodePaperLost,
    CodePrinted,
    ColoursChanged,
    RoomEnded,
)
from lingnan.rooms.health.types import Step
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.events import DelegationEnded, DelegationGranted, GuardianshipTaken, PersonMerged
from lingnan.rooms.licences import api as licences
from lingnan.rooms.licences.events import LicencePaperLost, LicencePrinted, LicenceRevoked
from lingnan.rooms.testing import api as testing
from lingnan.rooms.testing.events import TestCancelled, TestOrdered, TestResulted, TestSampled

from .api import (
    close_follow_ups,
    destroy_follow_ups,
    destroy_messages,
    open_follow_ups,
    send_message,
    send_messages,
    wait_for_turns,
)

GREEN = "green"
# The rules of March 2020 call it blue.
GOOD = frozenset({GREEN, "blue"})


def tell_outcome(event: DecisionMade) -> None:
    """Tell the applicant, and the person concerned where she is another."""
    for person_key in {event.applicant_key, event.subject_key}:
        send_message(
            person_key=person_key,
            kind=f"case-{event.outcome}",
            params={"service": event.service, "case_number": event.case_number},
            link=f"/cases/{event.case}",
            cause=f"{event.case}:{event.receipt}",
            at=clock.now(),
        )


def tell_draft_expiring(event: DraftExpiring) -> None:
    send_message(
        person_key=event.owner_key,
        kind="draft-expiring",
        params={"services": list(event.services), "ends_on": event.ends_on},
        link=f"/apply/{event.draft}/facts/",
        cause=f"{event.draft}:{event.ends_on}",
        at=clock.now(),
    )


def tell_revocation(event: LicenceRevoked) -> None:
    send_message(
        person_key=event.holder_key,
        kind="licence-revoked",
        params={"licence_kind": event.kind, "reason": licences.get_revocation_reason(uuid=UUID(event.licence))},
        link=f"/licences/{event.licence}",
        cause=event.licence,
        at=clock.now(),
    )


def tell_licence_printed(event: LicencePrinted) -> None:
    _tell_of_licence("licence-paper-printed", event, page="paper/lost/", cause=_printing(event))


def tell_licence_paper_lost(event: LicencePaperLost) -> None:
    _tell_of_licence("licence-paper-lost", event, page="paper/", cause=event.at)


def _tell_of_licence(kind: str, event: LicencePrinted | LicencePaperLost, *, page: str, cause: str) -> None:
    send_message(
        person_key=_survivor(event.holder_key),
        kind=kind,
        params={"licence_kind": event.kind, "by_kind": event.by_kind, "at": event.at},
        link=f"/licences/{event.licence}/{page}",
        cause=f"{event.licence}:{cause}",
        at=clock.now(),
    )


def tell_code_printed(event: CodePrinted) -> None:
    _tell_of_code("health-paper-printed", event, link="/health/paper/lost/", cause=_printing(event))


def tell_code_paper_lost(event: CodePaperLost) -> None:
    _tell_of_code("health-paper-lost", event, link="/health/paper/", cause=event.at)


def _tell_of_code(kind: str, event: CodePrinted | CodePaperLost, *, link: str, cause: str) -> None:
    send_message(
        person_key=_survivor(event.subject_key), kind=kind, params={"by_kind": event.by_kind, "at": event.at},
        link=link, cause=cause, at=clock.now(),
    )  # fmt: skip


def _printing(event: LicencePrinted | CodePrinted) -> str:
    """A page, its sheet and its card are one printing: what one prints on a day."""
    return f"{local_date(datetime.fromisoformat(event.at))}:{event.by_ref}"


def _survivor(key: int) -> int:
    return identity.list_survivors(keys={key}).get(key, key)


def tell_delegation(event: DelegationGranted) -> None:
    _tell_both(event, principal="delegation-given", delegate="delegation-received")


def tell_guardianship(event: GuardianshipTaken) -> None:
    _tell_both(event, principal="guardianship-over", delegate="guardianship-taken")


def _tell_both(event: DelegationGranted | GuardianshipTaken, *, principal: str, delegate: str) -> None:
    for person_key, kind in ((event.principal_key, principal), (event.delegate_key, delegate)):
        send_message(
            person_key=person_key, kind=kind, params={"ends_at": event.ends_at}, link="/family",
            cause=event.delegation, at=clock.now(),
        )  # fmt: skip


def tell_delegation_ended(event: DelegationEnded) -> None:
    for person_key, kind in zip((event.principal_key, event.delegate_key), _endings(event), strict=True):
        send_message(
            person_key=person_key, kind=kind, params={}, link="/family", cause=event.delegation, at=clock.now(),
        )  # fmt: skip


def _endings(event: DelegationEnded) -> tuple[str, str]:
    """What the principal is told, and what the delegate."""
    if event.ground != "guardianship":
        return "delegation-ended", "delegation-ended"
    return "guardianship-over-ended", "guardianship-barred" if event.is_by_document else "guardianship-ended"


def tell_merge(event: PersonMerged) -> None:
    """Whoever was merged with somebody else says so at once."""
    send_message(
        person_key=event.surviving_key, kind="person-merged", params={}, link="/accesses",
        cause=f"{event.absorbed_key}:{event.surviving_key}", at=clock.now(),
    )  # fmt: skip


def answer_colours(event: ColoursChanged) -> None:
    """Tell of colours and the ways out, and have people called, or call it off."""
    steps = health.list_steps(changes=event.changes)
    at = clock.now()
    _tell_colours(steps, at)
    _follow_up_colours(event.changes, steps, at)


def _tell_colours(steps: Sequence[Step], at: datetime) -> None:
    """A first green colour is no news."""
    told = defaultdict(list)
    for step in steps:
        if step.colour != GREEN or step.before not in (None, GREEN):
            told[step.colour, step.class_code, step.way_out].append((step.subject_key, step.receipt))
    for (colour, class_code, way_out), to in told.items():
        params = {"class_code": class_code, "way_out": way_out}
        send_messages(to=to, kind=f"health-{colour}", params=params, link="/health/", at=at)


def _follow_up_colours(changes: Sequence[int], steps: Sequence[Step], at: datetime) -> None:
    """News that another change has overtaken is left to that one's, also where it was overtaken just now."""
    with transaction.atomic():
        subject_keys = [step.subject_key for step in steps]
        wait_for_turns(subject_keys=subject_keys)
        overtaken = health.list_overtaken(changes=changes, subject_keys=subject_keys)
        standing = [step for step in steps if step.receipt not in overtaken]
        close_follow_ups(subject_keys=[step.subject_key for step in standing if step.colour in GOOD], at=at)
        open_follow_ups(steps=[step for step in standing if step.colour not in GOOD], at=at)


def tell_appeal(event: AppealFiled) -> None:
    """Tell the person that somebody acting for her appealed; her own appeal is no news to her."""
    if event.applicant_key != event.subject_key:
        _tell_of_appeal("health-appeal-filed", event, to={event.subject_key})


def tell_late_appeal(event: AppealLate) -> None:
    _tell_of_appeal("health-appeal-late", event, to={event.subject_key, event.applicant_key})


def tell_appeal_answer(event: AppealAnswered) -> None:
    """Tell the person, and who appealed for her; the answer itself stands on the page."""
    _tell_of_appeal(f"health-appeal-{event.outcome}", event, to={event.subject_key, event.applicant_key})


def _tell_of_appeal(kind: str, event: AppealFiled | AppealLate | AppealAnswered, *, to: set[int]) -> None:
    survivors = identity.list_survivors(keys=to)
    for person_key in {survivors.get(key, key) for key in to}:
        send_message(
            person_key=person_key, kind=kind, params={}, link=f"/health/{event.change}/appeal/", cause=event.appeal,
            at=clock.now(),
        )  # fmt: skip


def tell_test_ordered(event: TestOrdered) -> None:
    _tell_of_test("ordered", event, cause=event.planned_at, site=event.site, at=event.planned_at)


def tell_test_cancelled(event: TestCancelled) -> None:
    _tell_of_test("cancelled", event)


def tell_test_sampled(event: TestSampled) -> None:
    _tell_of_test("sampled", event, site=event.site, at=event.sampled_at)


def tell_test_result(event: TestResulted) -> None:
    """Tell what her sample came to; a result that another has overtaken is left to that one's."""
    outcome = testing.find_outcome(order=UUID(event.order), number=event.number)
    if outcome:
        _tell_of_test(outcome, event, cause=str(event.number))


def _tell_of_test(
    what: str, event: TestOrdered | TestCancelled | TestSampled | TestResulted, *, cause: str = "", **params: str
) -> None:
    send_message(
        person_key=_survivor(event.subject_key), kind=f"health-test-{what}", params=params, link="/health/tests/",
        cause=f"{event.order}:{cause}", at=clock.now(),
    )  # fmt: skip


def forget_health(event: RoomEnded) -> None:
    """Destroy the calls and the messages that colours led to."""
    destroy_follow_ups()
    destroy_messages(kind="health-")
