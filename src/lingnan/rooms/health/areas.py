"""Risk levels of areas from their daily counts, by the rule in force."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from .rules import rule_set_in_force
from .types import AreaLevel, RuleBook

RECENT = timedelta(days=14)


def level_by_counts(
    *, book: RuleBook, totals: Sequence[tuple[date, int]], day: date, cluster_14_days: bool | None = None
) -> AreaLevel:
    """The level of an area on a day by its cumulative counts, in order of day.

    Before its first count an area has no case; a day without a count has that of the last one before it; a count that
    was corrected downwards gives no new cases.
    Only the rule of February 2020 goes by counts. Raises NoRuleInForce.
    """
    rules = rule_set_in_force(book=book, rules_on="risk-area", day=day)
    total = _total(totals, day)
    recent = max(0, total - _total(totals, day - RECENT))
    facts = {"cases_total": total, "cases_14_days": recent, "cluster_14_days": cluster_14_days}
    found = rules.model.evaluate(rules.decision, facts).value
    return AreaLevel(
        level=found["level"], reason=found["reason"], version=rules.version, cases_total=total, cases_14_days=recent
    )


def _total(totals: Sequence[tuple[date, int]], day: date) -> int:
    place = bisect_right(totals, day, key=lambda count: count[0])
    return totals[place - 1][1] if place else 0
