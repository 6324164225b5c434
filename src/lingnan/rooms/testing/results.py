"""From the laboratory, which signs in as itself: what each tube came to. It knows barcodes, and nobody's name.

A tube of one person gives her record in the exchange; a mixed one that is negative gives each of them hers. A mixed one
that is anything else says nothing of anyone alone: each is to be tested again.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from django.db import transaction

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
from .sites import list_sites
from .types import RECORDS, ResultRow, ResultsTaken, SetAside, SetAsideCode

ROLE: Final[Role] = "laboratory"
RECORDED, SENT = "testing.tube.resulted", "testing.results.sent"
PUBLISHED_AT, LOINC = "health.test_published_at", "http://loinc.org"
MOST_ROWS = 5_000
SKEW = timedelta(minutes=5)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """What a line says: the result's code, and when it was come to, which the laboratory said if `is_dated`."""

    result: str
    published_at: datetime
    is_dated: bool


def load_results(*, rows: Sequence[ResultRow], by: Actor, at: datetime) -> ResultsTaken:
    """Take in a laboratory's table; the same table again changes nothing, a later result of a tube corrects the first.

    What can't be taken is set aside by its line, the others are taken. A laboratory knows the tubes of the sites in the
    divisions of its role, till another has examined them. Publishes `exchange.records.loaded`, and
    `TestResulted` where a mixed tube calls for a re-test. Raises `NotAllowed`, `NoRuleInForce`, `NoResults`,
    `TooManyResults`.
    """
    identity.require_role(by=by, role=ROLE)
    require_ruled(at=at)
    if not rows:
        raise NoResults()
    if len(rows) > MOST_ROWS:
        raise TooManyResults(most=MOST_ROWS)
    elsewhere = _sites_elsewhere(by)
    outcomes = [_take(row, elsewhere, by, at) for row in rows]
    set_aside = tuple(each for each in outcomes if isinstance(each, SetAside))
    done = ResultsTaken(taken=outcomes.count(True), known=outcomes.count(False), set_aside=set_aside)
    audit.record(
        kind=AuditEntry.Kind.ACT, name=SENT, subject_key=None, by=by, at=at,
        details={"taken": done.taken, "known": done.known, "set_aside": dict(Counter(each.code for each in set_aside))},
    )  # fmt: skip
    return done


def _sites_elsewhere(by: Actor) -> frozenset[str]:
    """Sites whose tubes go to others; one that is closed by now is nobody's, and its tubes are still examined."""
    divisions = tuple(role.division for role in identity.list_roles_of(by=by) if role.role == ROLE)
    return frozenset(site.id for site in list_sites() if not site.division.startswith(divisions))


def _take(row: ResultRow, elsewhere: frozenset[str], by: Actor, at: datetime) -> bool | SetAside:
    """Whether the line says anything new; each is a transaction of its own."""
    number, finding = tube_number(row.tube), _read(row, at)
    if not isinstance(finding, _Finding):
        return SetAside(line=row.line, tube=number, code=finding)
    with transaction.atomic():
        tube = models.Tube.objects.select_for_update().filter(number=number).exclude(site__in=elsewhere).first()
        if tube is None:
            return SetAside(line=row.line, tube=number, code="tube-unknown")
        if tube.laboratory == by.name and tube.result == finding.result:
            return False
        if code := _misfit(tube, finding, by):
            return SetAside(line=row.line, tube=number, code=code)
        _record(tube, finding, by, at)
    return True


def _read(row: ResultRow, at: datetime) -> _Finding | SetAsideCode:
    """What the line says by itself, or why it can't be taken whatever the tube."""
    result = catalogue.dictionary()[RESULT].check(row.result.strip(), today=local_date(at))
    if result.error:
        return "result-unreadable"
    if row.item.strip() and row.item.strip() not in _items():
        return "item-other"
    if not row.published_at.strip():
        return _Finding(result=str(result.normal), published_at=at, is_dated=False)
    published = catalogue.dictionary()[PUBLISHED_AT].check(row.published_at.strip(), today=local_date(at))
    if published.error:
        return "time-unreadable"
    moment = cast("datetime", published.normal)
    if moment > at + SKEW:
        return "time-ahead"
    return _Finding(result=str(result.normal), published_at=min(moment, at), is_dated=True)


def _items() -> frozenset[str]:
    """The codes of the tests whose results are taken: those that the exchange takes as FHIR."""
    declared = exchange.list_resources()[RECORDS].fhir
    only = declared.only if declared else ()
    return frozenset(code for source in only if source.system == LOINC for code in source.codes)


def _misfit(tube: models.Tube, finding: _Finding, by: Actor) -> SetAsideCode | None:
    """Why this result is not this tube's: what was sent late, or again, takes no correction back."""
    if tube.laboratory not in ("", by.name):
        return "tube-of-another"
    if finding.is_dated and finding.published_at < tube.opened_at:
        return "time-before-sample"
    if tube.resulted_at and finding.published_at <= tube.resulted_at:
        return "result-outdated"
    return None


def _record(tube: models.Tube, finding: _Finding, by: Actor, at: datetime) -> None:
    was_told, result = bool(tube.result) and (tube.size == 1 or tube.result == NEGATIVE), finding.result
    tube.result, tube.laboratory, tube.resulted_at = result, by.name, finding.published_at
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
                PUBLISHED_AT: tube.resulted_at,
            },
            as_of=cast("datetime", tube.resulted_at),
        )
        for row in orders
    ]
    exchange.load_records(resource=RECORDS, records=records, by=by, at=at)
