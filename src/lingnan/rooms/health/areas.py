"""Risk levels of areas from their daily counts, by the rule in force."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from .rules import rule_set_in_force
from .types import AreaKind, AreaLevel, RuleBook

RECENT = timedelta(days=14)


def level_by_counts(
    *,
    book: RuleBook,
    totals: Sequence[tuple[date, int]],
    day: date,
    cluster_14_days: bool | None = None,
    area_kind: AreaKind = "residence",
) -> AreaLevel:
    """The level of an area on a day by its cumulative counts, in order of day.

    Before its first count an area has no case; a day without a count has that of the last one before it; a count that
    was corrected downwards gives no new cases.

    The rule of February 2020 goes by the cases of 14 days. Those of June and November 2022 go by the days without a new
    one and by what the infected did in a place, which counts don't say: they give the level of a place of `area_kind`
    in the area, by default where they live, and so the highest; an area without a case is `county` to them. Raises
    NoRuleInForce.
    """
    rules = rule_set_in_force(book=book, rules_on="risk-area", day=day)
    total = _total(totals, day)
    recent = max(0, total - _total(totals, day - RECENT))
    clear = _days_clear(totals, day)
    kind = area_kind if clear is not None else "county"
    facts = {
        "cases_total": total, "cases_14_days": recent, "cluster_14_days": cluster_14_days, "area_kind": kind,
        "days_clear": clear,
    }  # fmt: skip
    found = rules.model.evaluate(rules.decision, facts).value
    is_by_kind = "area_kind" in rules.model.inputs(rules.decision)
    return AreaLevel(
        level=found["level"],
        reason=found["reason"],
        version=rules.version,
        cases_total=total,
        cases_14_days=recent,
        days_clear=clear,
        area_kind=kind if is_by_kind else None,
    )


def _days_clear(totals: Sequence[tuple[date, int]], day: date) -> int | None:
    """Whole days without a new case, the day itself among them; None where there never was one."""
    known = [(date.min, 0), *totals[: bisect_right(totals, day, key=lambda count: count[0])]]
    rises = [at for (_, before), (at, after) in pairwise(known) if after > before]
    return (day - rises[-1]).days if rises else None


def _total(totals: Sequence[tuple[date, int]], day: date) -> int:
    place = bisect_right(totals, day, key=lambda count: count[0])
    return totals[place - 1][1] if place else 0
