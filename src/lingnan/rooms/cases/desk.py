"""The officer's desk: cases that the rules referred, by promised date, decided by a human with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from lingnan.engine.credentials import Input
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError, NotFound
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Service
from lingnan.rooms.exchange.types import Look

from . import models
from .conflicts import established, list_conflicts, read_findings, require_findings, settled
from .deciding import CaseClosed, settle, wait_for_turn
from .gathering import decision_inputs, look_up
from .granting import require_grantable
from .judgement import Judgement, judge
from .reading import in_charge, may_see, opened
from .sealing import unseal
from .types import BY_OFFICER, Case, CaseStatus, Conflict, Proposal, Reason, Review

QUEUE = 200
DESK_PURPOSE = "人工核对"
NOTHING_FOUND: Mapping[str, str] = MappingProxyType({})


class NoteMissing(LingnanError):
    """An officer's decision says why, in words that the applicant reads."""

    code = "note-missing"
    message = "请写明核对情况和理由（1至500字），申请人会看到。"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighing:
    """All that an officer's decision rests on."""

    service: Service
    look: Look
    answers: Mapping[str, Any]
    inputs: tuple[Input, ...]
    conflicts: tuple[Conflict, ...]
    by: Actor
    today: date

    def judge(self, findings: Mapping[str, Any] | None) -> Judgement:
        """What the rules say of the inputs as they are (None), or with these findings and every conflict settled."""
        inputs = self.inputs if findings is None else settled(inputs=self.inputs, findings=findings, by=self.by)
        return judge(service=self.service, inputs=inputs, today=self.today)


def list_queue(*, by: Actor, service: str = "", number: str = "") -> list[Case]:
    """The referred cases in the officer's charge, the earliest promised date first. Raises `NotAllowed`.

    `service` and `number` (as people quote it) narrow it.
    """
    wanted = {name: value for name, value in {"service": service, "number": number}.items() if value}
    rows = models.Case.objects.filter(in_charge(by), status=CaseStatus.REFERRED, **wanted)
    return opened(rows.select_related("application").order_by("promised_date", "id")[:QUEUE])


def list_refused_before(*, cases: Iterable[Case], by: Actor) -> dict[UUID, datetime]:
    """Of these cases, those that came back: by uuid, when the same person was last refused the same service."""
    asked = {(case.subject.key, case.service): case.uuid for case in cases}
    rows = models.Case.objects.filter(
        in_charge(by), status=CaseStatus.REFUSED, subject_key__in={key for key, _ in asked}
    )
    refused = rows.order_by("decided_at").values_list("subject_key", "service", "decided_at")
    return {asked[key, service]: at for key, service, at in refused if at and (key, service) in asked}


def review_case(*, uuid: UUID, by: Actor, at: datetime) -> Review:
    """A case with its facts looked up afresh and what the rules say of them; leaves an access entry.

    Raises `CaseClosed` for a case that nobody has to weigh, `NotFound` for one that is not in one's charge.
    """
    row = _row(uuid, by, lock=False)
    _require_referred(row)
    weighing = _weigh(row, by, at)
    return Review(
        case=opened([row])[0],
        facts=weighing.look.facts,
        answers=weighing.answers,
        inputs=weighing.inputs,
        disputes=unseal(row.application.disputes_sealed),
        conflicts=weighing.conflicts,
        proposal=_proposal(weighing.judge(None)),
        settled=_proposal(weighing.judge({})),
        by_side={conflict.element: _proposals(conflict, weighing) for conflict in weighing.conflicts},
    )


def decide_by_officer(
    *,
    uuid: UUID,
    granted: bool,
    note: str,
    by: Actor,
    at: datetime,
    findings: Mapping[str, str] = NOTHING_FOUND,
) -> Case:
    """Grant or refuse a referred case, with a note that the applicant reads. Publishes `DecisionMade`.

    `findings` names, by element, the side of each conflict that the officer holds to be right (the side's value as
    text): it is what the rules go by and what is granted, and stands in the receipt under her name. A refusal needs
    none. Raises `NoteMissing`, `FindingMissing`, `FindingUnknown`, `GrantIncomplete` when the rules can't tell what to
    grant, `CaseClosed` when it was decided meanwhile, `NotFound` when it is not in one's charge.
    """
    if not 0 < len(note.strip()) <= 500:
        raise NoteMissing()
    with transaction.atomic():
        row = _row(uuid, by, lock=True)
        _require_referred(row)
        wait_for_turn(row)
        weighing = _weigh(row, by, at)
        chosen = read_findings(conflicts=weighing.conflicts, given=findings)
        if granted:
            require_findings(conflicts=weighing.conflicts, findings=chosen)
        _settle(row, weighing, chosen, granted=granted, note=note.strip(), at=at)
    return opened([row])[0]


def _settle(
    row: models.Case, weighing: _Weighing, findings: Mapping[str, Any], *, granted: bool, note: str, at: datetime
) -> None:
    """Grants go by what the officer established; a refusal without findings leaves the conflict as it was."""
    found = findings if granted or findings else None
    ruled = _ruled(weighing.judge(found), granted)
    look = established(look=weighing.look, findings=findings)
    if granted:
        require_grantable(service=weighing.service, judgement=ruled, look=look)
    inputs = weighing.inputs if found is None else settled(inputs=weighing.inputs, findings=found, by=weighing.by)
    settle(
        case=row, service=weighing.service, judgement=ruled, inputs=inputs, look=look, by=weighing.by, at=at, note=note
    )


def _weigh(row: models.Case, by: Actor, at: datetime) -> _Weighing:
    service = catalogue.get_service(code=row.service, version=row.version)
    look = look_up(
        services=[service], subject_key=row.subject_key, purpose=DESK_PURPOSE,
        by=by, at=at, case_uuid=row.uuid,
    )  # fmt: skip
    answers = unseal(bytes(row.application.answers_sealed))
    inputs = decision_inputs(
        service=service, look=look, answers=answers, disputes=unseal(row.application.disputes_sealed),
        subject_key=row.subject_key, at=at,
    )  # fmt: skip
    today = local_date(at)
    return _Weighing(
        service=service, look=look, answers=answers, inputs=inputs, conflicts=list_conflicts(look=look, today=today),
        by=by, today=today,
    )  # fmt: skip


def _proposals(conflict: Conflict, weighing: _Weighing) -> tuple[Proposal, ...]:
    return tuple(_proposal(weighing.judge({conflict.element: side.value})) for side in conflict.sides)


def _proposal(judgement: Judgement) -> Proposal:
    return Proposal(
        status=judgement.status,
        reason=Reason(code=judgement.reason, values=judgement.values),
        outcome=judgement.outcome,
        matched=judgement.matched,
    )


def _ruled(judgement: Judgement, granted: bool) -> Judgement:
    """The officer's word in place of the rules', with all that the rules said beside it."""
    status = CaseStatus.GRANTED if granted else CaseStatus.REFUSED
    outcome = {**judgement.outcome, "outcome": status.value, "reason": BY_OFFICER}
    return replace(judgement, status=status, reason=BY_OFFICER, outcome=outcome)


def _require_referred(row: models.Case) -> None:
    if row.status != CaseStatus.REFERRED:
        raise CaseClosed()


def _row(uuid: UUID, by: Actor, *, lock: bool) -> models.Case:
    rows = models.Case.objects.select_related("application")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(uuid=uuid).first()
    if by.kind != "officer" or row is None or not may_see(row, by):
        raise NotFound()
    return row
