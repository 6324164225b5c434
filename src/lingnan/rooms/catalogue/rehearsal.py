"""Rehearsal: recorded facts through two rules, and who would move from which outcome to which."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any

from lingnan.engine.decisions import Model, feel_text
from lingnan.engine.disclosure import Total, withheld
from lingnan.engine.facts import Derivation, derive
from lingnan.kernel.errors import LingnanError

from .service_checks import feel
from .types import Service
from .types.rules import Breakdown, Move, RecordedFacts, Rehearsal

THRESHOLD = 10
OUTCOME, NO_RULE = "outcome", "no-rule"
DIVISION, AGE, SEX, BIRTH_DATE = "person_household_division", "person_age", "person_sex", "person_birth_date"
BANDS = (60, 70, 80, 90, 100)
CITY = 4
SHARE = Decimal("0.001")
# A count's place: by what people are grouped, the group, the move; "" and None stand for all of them.
Place = tuple[str, str, Move | None]
EVERYONE: Place = ("", "", None)


class TooFewRecorded(LingnanError):
    """So few people that hardly a count could be shown."""

    code = "rehearsal-too-few"
    status = 422
    message = (
        "只有 %(people)d 人的记录，不到 %(threshold)d 人：演练说明不了什么，也容易认出是谁。"
        "请等办结的案件多一些再演练。"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A decision with the facts derived for it."""

    model: Model
    decision: str
    derivations: tuple[Derivation, ...] = ()

    def judge(self, values: Mapping[str, Any], day: date) -> Mapping[str, Any]:
        """The outputs for what is known on a day; a table without a rule for it gives `no-rule`."""
        wanted = self.model.inputs(self.decision)
        known = derive(wanted=wanted, derivations=self.derivations, known={**values, "decision_date": day})
        value = self.model.evaluate(self.decision, {name: feel(known[name]) for name in wanted}).value
        if isinstance(value, Mapping):
            return {OUTCOME: NO_RULE, **{name: each for name, each in value.items() if each is not None}}
        return {OUTCOME: NO_RULE if value is None else feel_text(value)}


def rule_of(service: Service) -> Rule:
    """A service's rule."""
    return Rule(model=service.model, decision=service.declaration.decision.name, derivations=service.derivations)


def rehearse(*, old: Rule, new: Rule, facts: Iterable[RecordedFacts], threshold: int = THRESHOLD) -> Rehearsal:
    """Judge each person's facts by both rules on the day they were decided, and count the moves.

    Counts below `threshold` are withheld, with as many others as would give them away. Raises `TooFewRecorded`.
    """
    counts = _count(old, new, facts)
    people = counts[EVERYONE]
    if people < threshold:
        raise TooFewRecorded(people=people, threshold=threshold)
    moves = sorted({move for _, _, move in counts if move}, key=lambda move: (move.is_none, -counts["", "", move]))
    groups = {by: sorted({group for each, group, _ in counts if each == by}) for by in ("division", "age", "sex")}
    hidden = withheld(counts=counts, totals=list(_totals(moves, groups)), threshold=threshold, shown=[EVERYONE])
    told = {place: None if place in hidden else counts[place] for place in _places(moves, groups)}
    return Rehearsal(
        old=old.model.hash,
        new=new.model.hash,
        people=people,
        changed_share=_share(sum(counts["", "", move] for move in moves if not move.is_none), people, threshold),
        moves=tuple(moves),
        counts=tuple(told["", "", move] for move in moves),
        breakdowns=tuple(_breakdown(by, names, moves, told) for by, names in groups.items()),
        threshold=threshold,
    )


def _breakdown(by: str, names: list[str], moves: list[Move], told: Mapping[Place, int | None]) -> Breakdown:
    return Breakdown(
        by=by,
        groups=tuple(names),
        totals=tuple(told[by, group, None] for group in names),
        counts=tuple(tuple(told[by, group, move] for move in moves) for group in names),
    )


def _places(moves: list[Move], groups: Mapping[str, list[str]]) -> Iterator[Place]:
    everyone = {"": [""], **groups}
    return ((by, group, move) for by, names in everyone.items() for group in names for move in (None, *moves))


def _count(old: Rule, new: Rule, facts: Iterable[RecordedFacts]) -> Counter[Place]:
    """The people in each place, everyone's included; a place that nobody is in counts nought."""
    counts: Counter[Place] = Counter()
    for each in facts:
        move = _move(old.judge(each.values, each.decided_on), new.judge(each.values, each.decided_on))
        for by, group in (("", ""), *_groups(each)):
            counts[by, group, None] += 1
            counts[by, group, move] += 1
    return counts


def _move(before: Mapping[str, Any], after: Mapping[str, Any]) -> Move:
    if before[OUTCOME] != after[OUTCOME]:
        return Move(before=before[OUTCOME], after=after[OUTCOME])
    changed = (name for name in {**before, **after} if before.get(name) != after.get(name))
    return Move(before=before[OUTCOME], after=after[OUTCOME], outputs=tuple(sorted(changed)))


def _groups(each: RecordedFacts) -> Iterator[tuple[str, str]]:
    values = each.values
    yield "division", str(values.get(DIVISION) or "")[:CITY]
    yield "age", _band(_age(values, each.decided_on))
    yield "sex", str(values.get(SEX) or "")


def _age(values: Mapping[str, Any], day: date) -> int | None:
    """Completed years: as recorded, or from the date of birth."""
    if values.get(AGE) is not None:
        return int(values[AGE])
    born = values.get(BIRTH_DATE)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) if born else None


def _band(age: int | None) -> str:
    if age is None:
        return ""
    if age >= BANDS[-1]:
        return f"{BANDS[-1]}+"
    after = next(place for place, limit in enumerate(BANDS) if age < limit)
    return f"{BANDS[after - 1] if after else 0}-{BANDS[after] - 1}"


def _totals(moves: list[Move], groups: Mapping[str, list[str]]) -> Iterator[Total[Place]]:
    """What adds up to what: moves to people, groups to everyone, in every breakdown."""
    yield Total(EVERYONE, tuple(("", "", move) for move in moves))
    for by, names in groups.items():
        for move in (None, *moves):
            yield Total(("", "", move), tuple((by, group, move) for group in names))
        for group in names:
            yield Total((by, group, None), tuple((by, group, move) for move in moves))


def _share(changed: int, people: int, threshold: int) -> Decimal:
    """The share of the changed, told no finer than the counts: a few are taken for `threshold`, none for none."""
    if 0 < changed < people:
        changed = min(max(changed, threshold), max(people - threshold, threshold))
    return (Decimal(changed) / people).quantize(SHARE, ROUND_UP)
