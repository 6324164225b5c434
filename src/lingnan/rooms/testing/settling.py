"""From the exchange: a record of a sample that was ordered ends the order, with a certificate where it is negative."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from lingnan.kernel import events
from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.clock import local_date
from lingnan.kernel.jobs import defer
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import Need
from lingnan.rooms.identity import api as identity
from lingnan.rooms.licences import api as licences

from . import models
from .events import TestResulted
from .people import record_act, wait_for_turn
from .types import RECORDS, REPORT

CALL = "testing.settle_orders"
PURPOSE = "核酸检测结果对应到预约，出具证明"
NUMBER, RESULT, SAMPLED_AT = "health.test_number", "health.test_result", "health.test_sampled_at"
ORGANISATION = "health.test_organisation"
ELEMENTS = (NUMBER, RESULT, SAMPLED_AT, ORGANISATION)
NEGATIVE, VOID = "1", "4"
OUTCOMES = {"1": "negative", "2": "positive", "3": "inconclusive", "4": "void"}
CORRECTED = "检测机构更正了这一次的结果"


def await_settling(*, subject_keys: Iterable[int]) -> None:
    """Call a worker to those of them who have given a sample, in the caller's transaction."""
    if sampled := _sampled(subject_keys):
        defer(task=CALL, subject_keys=[*sampled])


def settle_orders(*, subject_keys: Iterable[int], at: datetime) -> None:
    """End the orders of these people whose samples have a result, by the records that are held; safe to repeat.

    Only of those who have an order with a sample are records looked at, which they see. A record under somebody else's
    name with the number of her tube ends no order. Of a record that another took in meanwhile, the other's are ended.
    Publishes `TestResulted`.
    """
    keys = list(subject_keys)
    for subject_key in _sampled([*keys, *identity.list_survivors(keys=keys).values()]):
        with transaction.atomic():
            wait_for_turn(subject_key)
            _settle(subject_key, at)


def _sampled(subject_keys: Iterable[int]) -> list[int]:
    rows = models.Order.objects.filter(subject_key__in=list(subject_keys), sampled_at__isnull=False)
    return sorted(set(rows.values_list("subject_key", flat=True)))


def find_outcome(*, order: UUID, number: int) -> str | None:
    """What an order came to in its newest result; None where that is not the `number`-th, or the order is gone."""
    return models.Order.objects.filter(uuid=order, rounds=number).values_list("outcome", flat=True).first()


def settle_order(*, row: models.Order, outcome: str, at: datetime, record: dict[str, Any] | None = None) -> None:
    """Give an order its outcome, in the caller's transaction; the same one again changes nothing."""
    if row.outcome == outcome:
        return
    _revoke(row, at)
    row.outcome, row.resulted_at, row.rounds = outcome, at, row.rounds + 1
    row.report = _certify(row, record, at) if record and outcome == "negative" else None
    row.save(update_fields=["outcome", "resulted_at", "rounds", "report"])
    record_act(TestResulted.name, row, PLATFORM, at)
    events.publish(TestResulted(subject_key=row.subject_key, order=str(row.uuid), number=row.rounds))


def _settle(subject_key: int, at: datetime) -> None:
    needs = [Need(resource=RECORDS, element=element) for element in ELEMENTS]
    held = exchange.list_records(subject_key=subject_key, needs=needs, purpose=PURPOSE, by=PLATFORM, at=at)[RECORDS]
    results = {str(record.values[NUMBER]): dict(record.values) for record in held}
    rows = models.Order.objects.select_related("tube").filter(subject_key=subject_key, tube__isnull=False)
    for row in rows.order_by("id"):
        tube = cast("models.Tube", row.tube)
        # A mixed tube that is not negative is settled by the tube; the records that it had are void.
        is_by_tube = tube.size > 1 and tube.result not in ("", NEGATIVE)
        if tube.number in results and not is_by_tube:
            record = results[tube.number]
            settle_order(row=row, outcome=OUTCOMES[record[RESULT]], record=record, at=at)


def _certify(row: models.Order, record: dict[str, Any], at: datetime) -> Any:
    person = identity.get_person(key=row.subject_key)
    fields = {
        "person.name": person.name,
        "person.id_number": person.id_number,
        **{element: record[element] for element in (SAMPLED_AT, RESULT, ORGANISATION, NUMBER)},
    }
    starts_on = local_date(record[SAMPLED_AT])
    issued = licences.issue_licence(
        kind=REPORT, holder_key=row.subject_key, fields=fields, case_uuid=None, by=PLATFORM, at=at, starts_on=starts_on
    )
    return issued.uuid


def _revoke(row: models.Order, at: datetime) -> None:
    if row.report is not None:
        licences.revoke_licence(uuid=row.report, reason=CORRECTED, by=PLATFORM, at=at)
