"""Facts of one subject at one moment, summarised from the records at hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from .declaration import DECISION_DATE, DECISION_TIME, Declarations, Fact, Kind, Take

Record: TypeAlias = Mapping[str, Any]
"""Values by variable (`health_test_result`); a column that is not known is None or missing. Times carry their zone."""


class EvidenceMissing(LookupError):
    """A kind of evidence was not looked at. What nobody looked at is not the same as nothing found."""

    code = "evidence.missing"

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def summarise(*, declarations: Declarations, evidence: Mapping[str, Sequence[Record]], at: datetime) -> dict[str, Any]:
    """Every declared fact at a moment (in the province's zone), by name, with `decision_date` and `decision_time`.

    The order of the records makes no difference. A record from after the moment, without a time, or older than its
    kind keeps, does not count. `evidence` has every declared kind, an empty list where nothing was found; raises
    EvidenceMissing.
    """
    counting = {kind.name: _counting(kind, evidence, at) for kind in declarations.kinds.values()}
    values: dict[str, Any] = {DECISION_DATE: at.date(), DECISION_TIME: at}
    for fact in declarations.facts:
        values[fact.name] = (
            fact.formula.value(values)
            if fact.formula
            else _taken(fact, declarations.kinds[fact.kind], counting[fact.kind], values)
        )
    return values


def _counting(kind: Kind, evidence: Mapping[str, Sequence[Record]], at: datetime) -> list[Record]:
    if kind.name not in evidence:
        raise EvidenceMissing(kind.name)
    return [_in_zone(record, at) for record in evidence[kind.name] if _counts(record.get(kind.time), kind.keeps, at)]


def _counts(happened: date | datetime | None, keeps: timedelta | None, at: datetime) -> bool:
    if happened is None or (isinstance(happened, datetime) and happened > at):
        return False
    day = happened.astimezone(at.tzinfo).date() if isinstance(happened, datetime) else happened
    return day <= at.date() and (keeps is None or at.date() - day <= keeps)


def _in_zone(record: Record, at: datetime) -> Record:
    """Its moments in the zone of the decision, so that their days are the province's days."""
    return {
        name: value.astimezone(at.tzinfo) if isinstance(value, datetime) else value for name, value in record.items()
    }


def _taken(fact: Fact, kind: Kind, records: Iterable[Record], values: Mapping[str, Any]) -> Any:
    met = [record for record in records if fact.where is None or fact.where.value({**values, **record}) is True]
    if fact.take is Take.EXISTS:
        return bool(met)
    if fact.take is Take.COUNT:
        return len(met)
    if fact.take is Take.LAST:
        # Two at the same moment: one that is known, and the larger value, so that the order of arrival can't matter.
        found_last = ((record[kind.time], record.get(fact.of) is not None, record.get(fact.of)) for record in met)
        return max(found_last, default=(None, False, None))[2]
    found = sorted(record[fact.of] for record in met if record.get(fact.of) is not None)
    if fact.take is Take.PAIR:
        return _pair(found, fact)
    return (found[-1] if fact.take is Take.LATEST else found[0]) if found else None


def _pair(times: list[datetime], fact: Fact) -> datetime | None:
    """The later of the first two that are far enough apart and near enough together."""
    for place, later in enumerate(times):
        if any(fact.apart <= later - earlier <= fact.within for earlier in times[:place]):
            return later
    return None
