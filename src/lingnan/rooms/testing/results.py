"""From the laboratory, which signs in as itself: what each tube came to. It knows barcodes, and nobody's name.

A tube of one person gives her record in the exchange; a mixed one that is negative gives each of them hers. A mixed one
that is anything else says nothing of anyone alone: each is to be tested again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop

from lingnan.kernel import audit
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import local_date
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.models import AuditEntry
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Record
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import Role

from . import models
from .people import require_ruled
from .sampling import tube_number
from .settling import NEGATIVE, ORGANISATION, RESULT, SAMPLED_AT, VOID, settle_order
from .settling import NUMBER as TUBE_NUMBER
from .types import RECORDS, ResultRow, ResultsTaken, SetAside

ROLE: Final[Role] = "laboratory"
RECORDED = "testing.tube.resulted"
MOST_ROWS = 5_000
UNKNOWN = gettext_noop("没有这支管：还没有采样登记，或者编号写错了。请核对条码；登记以后可以再交一次。")
UNREADABLE = gettext_noop("结果写得不对。请写阴性、阳性、可疑或者作废。")
OF_ANOTHER = gettext_noop("这支管的结果由另一家检测机构报过。要更正的，请由那一家更正。")


class NoResults(LingnanError):
    """A table without a line."""

    code = "no-results"
    status = 422
    message = "表里一行结果也没有。请写上采样管编号和结果，一支一行。"


class TooManyResults(LingnanError):
    """More lines than are taken at a time."""

    code = "too-many-results"
    status = 422
    message = "一次最多交%(most)d行。请分成几份。"


def load_results(*, rows: Sequence[ResultRow], by: Actor, at: datetime) -> ResultsTaken:
    """Take in a laboratory's table; the same table again changes nothing, another result of a tube corrects the first.

    What can't be taken is set aside by its line, the others are taken. Publishes `exchange.records.loaded`, and
    `TestResulted` where a mixed tube calls for a re-test. Raises `NotAllowed`, `NoRuleInForce`, `NoResults`,
    `TooManyResults`.
    """
    identity.require_role(by=by, role=ROLE)
    require_ruled(at=at)
    if not rows:
        raise NoResults()
    if len(rows) > MOST_ROWS:
        raise TooManyResults(most=MOST_ROWS)
    outcomes = [_take(row, by, at) for row in rows]
    set_aside = tuple(each for each in outcomes if isinstance(each, SetAside))
    return ResultsTaken(taken=outcomes.count(True), known=outcomes.count(False), set_aside=set_aside)


def _take(row: ResultRow, by: Actor, at: datetime) -> bool | SetAside:
    """Whether the line says anything new; each is a transaction of its own."""
    number = tube_number(row.tube)
    checked = catalogue.dictionary()[RESULT].check(row.result.strip(), today=local_date(at))
    if checked.error or not checked.normal:
        return SetAside(line=row.line, tube=number, reason=UNREADABLE)
    with transaction.atomic():
        tube = models.Tube.objects.select_for_update().filter(number=number).first()
        if tube is None:
            return SetAside(line=row.line, tube=number, reason=UNKNOWN)
        if tube.laboratory not in ("", by.name):
            return SetAside(line=row.line, tube=number, reason=OF_ANOTHER)
        if tube.result == checked.normal:
            return False
        _record(tube, str(checked.normal), by, at)
    return True


def _record(tube: models.Tube, result: str, by: Actor, at: datetime) -> None:
    was_told = bool(tube.result) and (tube.size == 1 or tube.result == NEGATIVE)
    tube.result, tube.laboratory, tube.resulted_at = result, by.name, at
    tube.save(update_fields=["result", "laboratory", "resulted_at"])
    audit.record(
        kind=AuditEntry.Kind.ACT, name=RECORDED, subject_key=None, by=by, at=at,
        details={"tube": tube.number, "people": tube.taken},
    )  # fmt: skip
    orders = list(models.Order.objects.select_related("tube").filter(tube=tube).order_by("id"))
    if tube.size == 1 or result == NEGATIVE:
        _load(tube, orders, result, by, at)
        return
    if was_told:
        _load(tube, orders, VOID, by, at)
    for order in orders:
        settle_order(row=order, outcome="retest", at=at)


def _load(tube: models.Tube, orders: Sequence[models.Order], result: str, by: Actor, at: datetime) -> None:
    """A record of each person, as a laboratory's table would bring it."""
    people = identity.list_people(keys=[row.subject_key for row in orders])
    records = [
        Record(
            subject_key=row.subject_key,
            values={
                "person.id_number": people[row.subject_key].id_number,
                TUBE_NUMBER: tube.number,
                SAMPLED_AT: row.sampled_at,
                RESULT: result,
                ORGANISATION: tube.laboratory,
                "health.test_published_at": at,
            },
            as_of=at,
        )
        for row in orders
    ]
    exchange.load_records(resource=RECORDS, records=records, by=by, at=at)
