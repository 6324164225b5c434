"""What a grant gives: a licence, a benefit on its ledger, or both."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Benefit, Service
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Look, Record
from lingnan.rooms.licences import api as licences

from . import models
from .judgement import Judgement

NAME, ID_NUMBER = "person.name", "person.id_number"


class GrantIncomplete(LingnanError):
    """The rules or the registers don't say what is to be granted."""

    code = "grant-incomplete"
    status = 422
    message = (
        "现在还不能批准：按现有的登记，定不下%(what)s。"
        "请先请登记部门补全或更正登记，再回来办结；不符合条件的，也可以写明理由不予批准。"
    )


def require_grantable(*, service: Service, judgement: Judgement, look: Look) -> None:
    """Raise `GrantIncomplete` where the amount of a benefit or the holder of a licence is not known."""
    grants = service.declaration.grants
    if grants and grants.benefit and judgement.outcome.get(grants.benefit.amount) is None:
        raise GrantIncomplete(what="发放的金额")
    if grants and grants.licence and None in (look.value(NAME), look.value(ID_NUMBER)):
        raise GrantIncomplete(what="持证人的姓名和证件号码")


def grant(
    *, case: models.Case, service: Service, judgement: Judgement, look: Look, by: Actor, at: datetime
) -> UUID | None:
    """Give what the service grants, in the caller's transaction; returns the licence's uuid if there is one."""
    grants = service.declaration.grants
    if grants and grants.benefit:
        _enter_benefit(case, grants.benefit, judgement.outcome[grants.benefit.amount], look, by, at)
    if grants and grants.licence:
        return _issue(case, grants.licence, look, by, at)
    return None


def _enter_benefit(case: models.Case, benefit: Benefit, amount: Any, look: Look, by: Actor, at: datetime) -> None:
    record = Record(
        subject_key=case.subject_key,
        values={
            ID_NUMBER: look.value(ID_NUMBER),
            "assistance.kind": benefit.kind,
            "assistance.since": local_date(at),
            "assistance.monthly_amount": int(amount),
        },
        as_of=at,
    )
    exchange.enter_record(resource=benefit.ledger, record=record, by=by, at=at, case_uuid=case.uuid)


def _issue(case: models.Case, kind: str, look: Look, by: Actor, at: datetime) -> UUID:
    wanted = [field.element for field in catalogue.get_licence_kind(code=kind).fields]
    licence = licences.issue_licence(
        kind=kind,
        holder_key=case.subject_key,
        fields={element: look.value(element) for element in wanted},
        case_uuid=case.uuid,
        by=by,
        at=at,
    )
    return licence.uuid
