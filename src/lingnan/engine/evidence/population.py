"""Facts of a whole population at one moment: one Ibis expression from the declarations that one person's come from.

facts = population_facts(declarations=…, evidence={"infection": table, …}, people=table, at=at)

Nothing in `lingnan.engine.evidence` imports this module: only who asks a population pays for Ibis.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any, Final

import ibis

from lingnan.engine.decisions.bulk.columns import Column, Outside, constant
from lingnan.engine.decisions.feel_types import DATE, DATE_TIME
from lingnan.engine.facts import Formula

from .conditions import EPOCH, Conditions, column_of, may_hold, midnight, moment, parsed, steady_offset
from .declaration import DECISION_DATE, DECISION_TIME, SUBJECT, Declarations, Fact, Kind, Take
from .summary import EvidenceMissing

_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)
# What is said of a subject of whom no record counts; all else is null.
_NOTHING: Final[dict[Take, Any]] = {Take.EXISTS: False, Take.COUNT: 0}


class FactNotForBulk(ValueError):
    """A fact that a population can't be asked with the same value as one person: its name, and why."""

    code = "evidence.fact_not_for_bulk"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


def population_facts(
    *,
    declarations: Declarations,
    evidence: Mapping[str, Any],
    people: Any,
    at: datetime,
    wanted: Collection[str] | None = None,
) -> Any:
    """An Ibis table of a row for each of `people`: `subject_key` and the facts that are `wanted` (None: all declared).

    `evidence` has an Ibis table for each declared kind that the facts look at: `subject_key`, and a column for each
    variable; moments are timestamps in UTC without a zone, days are dates. `at` is in the province's zone, whose
    offset has to be steady. `people` has a row a person. Each fact has the value that `summarise` gives for one person.

    Raises EvidenceMissing for a kind without a table, FactNotForBulk for a fact that can't be said of a population.
    """
    facts = _needed(declarations, wanted)
    asked = _Population(declarations=declarations, evidence=evidence, facts=facts, at=at, offset=_offset(at))
    relation = people.select(SUBJECT)
    for summary in asked.summaries():
        relation = _beside(relation, summary.relation)
    names = asked.names(relation, (), facts)
    kept = [fact.name for fact in facts if wanted is None or fact.name in wanted]
    return relation.select(SUBJECT, **{name: names[name].lift() for name in kept})


def _offset(at: datetime) -> timedelta:
    try:
        return steady_offset(at)
    except Outside as error:
        raise FactNotForBulk(DECISION_TIME, str(error)) from error


def _needed(declarations: Declarations, wanted: Collection[str] | None) -> list[Fact]:
    """The facts that are wanted and all that these need, in their order."""
    if wanted is None:
        return list(declarations.facts)
    found = set(wanted)
    for fact in reversed(declarations.facts):
        if fact.name in found:
            found |= set(_formula_names(fact))
    return [fact for fact in declarations.facts if fact.name in found]


def _formula_names(fact: Fact) -> tuple[str, ...]:
    formula = fact.formula or fact.where
    return formula.names if formula else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Summary:
    """Facts of one kind by subject, of those subjects alone of whom a record counts for one of them."""

    relation: Any
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Population:
    """One question: the facts asked for, in their order, of this evidence, at this moment."""

    declarations: Declarations
    evidence: Mapping[str, Any]
    facts: Sequence[Fact]
    at: datetime
    offset: timedelta

    def summaries(self) -> list[_Summary]:
        """Each kind is read once for all facts that can be told together: those that need no fact still to come."""
        found: list[_Summary] = []
        depths = self._depths()
        summarised = [fact for fact in self.facts if not fact.formula]
        order = sorted(summarised, key=lambda fact: (depths[fact.name], fact.kind))
        for (_, kind), group in groupby(order, key=lambda fact: (depths[fact.name], fact.kind)):
            found.append(self._summary(self.declarations.kinds[kind], tuple(group), found))
        return found

    def _depths(self) -> dict[str, int]:
        """How many readings a fact needs, one after another."""
        depths = {DECISION_DATE: 0, DECISION_TIME: 0}
        for fact in self.facts:
            below = max((depths[name] for name in self._facts_named(fact)), default=0)
            depths[fact.name] = below if fact.formula else below + 1
        return depths

    def _facts_named(self, fact: Fact) -> list[str]:
        """Names that stand for facts: a column of that name stands before."""
        own = () if fact.formula else self._table(fact.kind).columns
        named = [name for name in _formula_names(fact) if name not in own]
        known = {DECISION_DATE, DECISION_TIME, *(each.name for each in self.facts)}
        if unknown := sorted(set(named) - known):
            raise FactNotForBulk(fact.name, f"no table gives {', '.join(unknown)}")
        return named

    def _table(self, kind: str) -> Any:
        if kind not in self.evidence:
            raise EvidenceMissing(kind)
        return self.evidence[kind]

    def _summary(self, kind: Kind, facts: tuple[Fact, ...], earlier: Sequence[_Summary]) -> _Summary:
        records = self._with_facts(self._counting(kind, facts[0]), facts, earlier)
        if all(fact.where for fact in facts):
            records = records.filter(reduce(or_, self._masks(records, facts).values()))
        records = self._with_pairs(records, facts)
        masks = self._masks(records, facts)
        taken = {fact.name: _taken(fact, kind, records, masks.get(fact.name)) for fact in facts}
        return _Summary(relation=records.group_by(SUBJECT).aggregate(**taken), facts=facts)

    def _counting(self, kind: Kind, fact: Fact) -> Any:
        """The records that count at the moment."""
        records = self._table(kind.name)
        happened = self._column(records, kind.time, fact)
        first = self.at.date() - kind.keeps if kind.keeps is not None else None
        if happened.type == DATE_TIME:
            counts = happened.value <= moment(self.at)
            since = moment(midnight(first, self.at)) if first else None
        else:
            counts, since = happened.value <= ibis.literal(self.at.date()), first
        return records.filter(counts if since is None else counts & (happened.value >= since))

    def _column(self, records: Any, name: str, fact: Fact) -> Column:
        if name not in records.columns:
            raise FactNotForBulk(fact.name, f"no table gives {name}")
        try:
            return column_of(records[name])
        except Outside as error:
            raise FactNotForBulk(fact.name, str(error)) from error

    def _with_facts(self, records: Any, facts: Sequence[Fact], earlier: Sequence[_Summary]) -> Any:
        """The records, and beside them the facts that their conditions name.

        Where no condition can hold without one of these facts, only subjects who have one are looked at.
        """
        named = self._below(facts)
        used = [summary for summary in earlier if any(fact.name in named for fact in summary.facts)]
        unknown = frozenset(
            fact.name for summary in used for fact in summary.facts if fact.name in named and fact.take not in _NOTHING
        )
        if unknown and not any(may_hold(parsed(fact.where), unknown) if fact.where else True for fact in facts):
            records = records.semi_join(_subjects_with(unknown, used), SUBJECT)
        return reduce(_beside, (summary.relation for summary in used), records)

    def _below(self, facts: Iterable[Fact]) -> set[str]:
        """All facts that conditions name, themselves or through formulas."""
        found = {name for fact in facts for name in self._facts_named(fact)}
        for fact in reversed(self.facts):
            if fact.formula and fact.name in found:
                found |= set(fact.formula.names)
        return found

    def _masks(self, records: Any, facts: Sequence[Fact]) -> dict[str, Any]:
        """The condition of each fact that has one."""
        own = self._table(facts[0].kind).columns
        below = self._below(facts)
        names = self.names(records, own, [fact for fact in self.facts if fact.name in below])
        return {fact.name: self._translated(fact, fact.where, names, is_condition=True) for fact in facts if fact.where}

    def names(self, relation: Any, own: Iterable[str], facts: Iterable[Fact]) -> dict[str, Column]:
        """What FEEL may name: the columns of records, and before them facts, whose formulas are worked out."""
        names = {
            DECISION_DATE: constant(self.at.date()),
            DECISION_TIME: Column(DATE_TIME, moment(self.at)),
        }
        for fact in facts:
            if fact.formula:
                names[fact.name] = self._translated(fact, fact.formula, names)
            else:
                names[fact.name] = _with_default(fact, self._column(relation, fact.name, fact))
        return names | dict(_known_columns(relation, own))

    def _translated(
        self, fact: Fact, formula: Formula, names: Mapping[str, Column], *, is_condition: bool = False
    ) -> Any:
        try:
            translator = Conditions(names, self.offset)
            node = parsed(formula)
            return translator.condition(node) if is_condition else translator.expression(node)
        except Outside as error:
            raise FactNotForBulk(fact.name, str(error)) from error

    def _with_pairs(self, records: Any, facts: Sequence[Fact]) -> Any:
        """The records, each with how many others make a pair with it, for each fact that takes one."""
        pairs = [fact for fact in facts if fact.take is Take.PAIR]
        if not pairs:
            return records
        masks = self._masks(records, pairs)
        marks = {}
        for fact in pairs:
            taken = self._column(records, fact.of, fact)
            marks[_mark(fact)] = (masks.get(fact.name, True) & taken.value.notnull()).coalesce(False)
            marks[_clock(fact)] = _microseconds(taken, fact)
        records = records.mutate(**marks)
        return records.mutate(**{_partners(fact): _partner_count(records, fact) for fact in pairs})


def _known_columns(relation: Any, own: Iterable[str]) -> Iterator[tuple[str, Column]]:
    """Those that hold values exactly; who names another is told that nothing gives it."""
    for name in own:
        try:
            yield name, column_of(relation[name])
        except Outside:
            continue


def _with_default(fact: Fact, column: Column) -> Column:
    if fact.take not in _NOTHING:
        return column
    return Column(column.type, column.value.coalesce(_NOTHING[fact.take]))


def _beside(relation: Any, summary: Any) -> Any:
    """The relation with a summary's facts, null for subjects that it has none of."""
    right = f"{SUBJECT}_of_facts"
    return relation.left_join(summary.rename({right: SUBJECT}), [(SUBJECT, right)]).drop(right)


def _subjects_with(names: Collection[str], summaries: Iterable[_Summary]) -> Any:
    """The subjects of whom one of the facts is known."""
    parts = []
    for summary in summaries:
        own = [fact.name for fact in summary.facts if fact.name in names]
        if own:
            known = reduce(or_, (summary.relation[name].notnull() for name in own))
            parts.append(summary.relation.filter(known).select(SUBJECT))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def _taken(fact: Fact, kind: Kind, records: Any, mask: Any) -> Any:
    if fact.take is Take.EXISTS:
        return records.count(where=mask) > 0
    if fact.take is Take.COUNT:
        return records.count(where=mask)
    if fact.of not in records.columns:
        raise FactNotForBulk(fact.name, f"no table gives {fact.of}")
    of = records[fact.of]
    if fact.take is Take.LAST:
        last = {"at": records[kind.time], "is_known": of.notnull(), "value": of}
        return ibis.struct(last).max(where=mask)["value"]
    if fact.take is Take.PAIR:
        # A record is within a distance of nothing from itself.
        least = 1 if fact.apart else 2
        return of.min(where=records[_mark(fact)] & (records[_partners(fact)] >= least))
    return of.max(where=mask) if fact.take is Take.LATEST else of.min(where=mask)


def _mark(fact: Fact) -> str:
    return f"{fact.name} meets"


def _clock(fact: Fact) -> str:
    return f"{fact.name} clock"


def _partners(fact: Fact) -> str:
    return f"{fact.name} partners"


def _microseconds(column: Column, fact: Fact) -> Any:
    """Since 1970: what engines measure distances by alike."""
    if column.type == DATE_TIME:
        return column.value.delta(ibis.timestamp(EPOCH.isoformat(sep=" ")), unit="microsecond")
    if column.type != DATE:
        raise FactNotForBulk(fact.name, f"a pair is of days or moments, {fact.of} is {column.type}")
    return column.value.delta(ibis.date(EPOCH.date().isoformat()), unit="day") * (_DAY // _MICROSECOND)


def _partner_count(records: Any, fact: Fact) -> Any:
    """How many records that meet the condition are at least `apart` and at most `within` before."""
    farthest = None if fact.within == timedelta.max else fact.within // _MICROSECOND
    window = ibis.range_window(
        preceding=(farthest, fact.apart // _MICROSECOND), group_by=SUBJECT, order_by=records[_clock(fact)]
    )
    return ibis.ifelse(records[_mark(fact)], 1, 0).sum().over(window)
