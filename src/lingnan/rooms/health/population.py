"""The colours of a whole population at a moment: the rules that judge one person, as one Ibis expression."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lingnan.engine.evidence import SUBJECT

from .rules import rule_set_in_force
from .types import RuleBook, RuleSet


def judge_population(*, book: RuleBook, evidence: Mapping[str, Any], people: Any, at: datetime) -> Any:
    """An Ibis table of a row for each of `people`: `subject_key`, `colour`, `class`, `way_out`, `version`, `rule`.

    Each is what `judge` gives for that person at the moment (in the province's zone), by the rules in force that day.
    Where the rules say nothing, all but `subject_key` and `version` are null. `evidence` has an Ibis table for each
    kind that these rules look at, as `population_facts` takes it. Nothing is computed before the table is asked.

    Raises NoRuleInForce, EvidenceMissing, FactNotForBulk, NotForBulk.
    """
    # Ibis takes a second to load: only who judges a population waits for it.
    from lingnan.engine.decisions.bulk import bulk  # noqa: PLC0415
    from lingnan.engine.evidence.population import population_facts  # noqa: PLC0415

    rules = rule_set_in_force(book=book, rules_on="colour", day=at.date())
    facts = population_facts(
        declarations=book.declarations,
        evidence=evidence,
        people=people,
        at=at,
        wanted=rules.model.inputs(rules.decision).keys(),
    )
    return _colours(bulk(rules.model, rules.decision)(facts, keep=[SUBJECT]), rules)


def _colours(outcomes: Any, rules: RuleSet) -> Any:
    """Outcomes of the decision as columns, and the id of the rule that matched; no part of one without a colour."""
    import ibis  # noqa: PLC0415 - as above

    table = rules.model.table(rules.decision)
    assert table is not None
    value, rule = outcomes["value"], outcomes["rule"]
    known = value["colour"].nullif("").notnull()
    ids = ibis.array([ibis.literal(name, type="string") for name in ("", *(each.id for each in table.rules))])
    columns = {
        "colour": value["colour"],
        "class": value["class"],
        "way_out": value["way_out"],
        "rule": ids[rule],
    }
    return outcomes.select(
        outcomes.columns[0],
        version=ibis.literal(rules.version),
        **{name: ibis.ifelse(known, column, ibis.null("string")) for name, column in columns.items()},
    )
