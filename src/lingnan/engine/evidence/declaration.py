"""How facts come from evidence, as content declares it: a closed set of summaries, so that one person in memory and a
province in a column store can both be asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from lingnan.engine.decisions import FeelSyntaxError
from lingnan.engine.facts import Formula, variable_of

DECISION_DATE, DECISION_TIME = "decision_date", "decision_time"
SUBJECT = "subject_key"
_HOURS = re.compile(r"PT(\d+)H")


class InvalidFacts(ValueError):
    """A declaration that can't be carried out: the fact's name, and why."""

    code = "evidence.invalid_facts"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason = name, reason


class Take(StrEnum):
    """What is taken from the records that meet the condition. All but `exists` and `count` are null over none.

    `last` is the value of the record that happened last; `pair` the later time of the first two records that are at
    least `apart` and at most `within` of each other.
    """

    EXISTS = "exists"
    COUNT = "count"
    LATEST = "latest"
    EARLIEST = "earliest"
    LAST = "last"
    PAIR = "pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of evidence: the column that dates it, and after how long it counts no more (None: never)."""

    name: str
    time: str
    keeps: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact: summarised from the records of a kind, or worked out by `formula` from facts above it.

    `where` holds for a record (null is no); `of` is the column taken.
    """

    name: str
    formula: Formula | None = None
    kind: str = ""
    where: Formula | None = None
    take: Take = Take.EXISTS
    of: str = ""
    apart: timedelta = timedelta(0)
    within: timedelta = timedelta.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """The kinds by name and the facts in their order."""

    kinds: Mapping[str, Kind]
    facts: tuple[Fact, ...]

    def columns(self, kind: str) -> frozenset[str]:
        """The columns of a kind that facts look at, its time among them; names of facts are among them too."""
        own = [fact for fact in self.facts if fact.kind == kind]
        named = {name for fact in own if fact.where for name in fact.where.names}
        return frozenset({self.kinds[kind].time, *named, *(fact.of for fact in own if fact.of)})


def read_declarations(data: Mapping[str, Any]) -> Declarations:
    """Declarations from parsed YAML: `evidence` and `facts`. Raises InvalidFacts for the first that is wrong."""
    kinds = {name: _kind(name, entry) for name, entry in data["evidence"].items()}
    return Declarations(kinds=kinds, facts=tuple(_facts(data["facts"], kinds)))


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    keeps = timedelta(days=entry["days"]) if "days" in entry else None
    return Kind(name=name, time=variable_of(entry["time"]), keeps=keeps)


def _facts(entries: Iterable[Mapping[str, Any]], kinds: Mapping[str, Kind]) -> Iterator[Fact]:
    known = {DECISION_DATE, DECISION_TIME}
    for entry in entries:
        name = entry["name"]
        if name in known:
            raise InvalidFacts(name, "declared twice")
        fact = _fact(name, entry, kinds)
        if fact.formula and (unknown := set(fact.formula.names) - known):
            raise InvalidFacts(name, f"needs {', '.join(sorted(unknown))}, which stands nowhere above it")
        known.add(name)
        yield fact


def _fact(name: str, entry: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Fact:
    try:
        if "is" in entry:
            return Fact(name=name, formula=_formula(entry["is"]))
        return Fact(
            name=name,
            kind=kinds[entry["from"]].name,
            where=_formula(entry["where"]) if "where" in entry else None,
            take=Take(entry["take"]),
            of=variable_of(entry.get("of", "")),
            apart=_hours(entry.get("apart", "PT0H")),
            within=_hours(entry["within"]) if "within" in entry else timedelta.max,
        )
    except (KeyError, ValueError) as error:
        raise InvalidFacts(name, str(error)) from error


def _formula(text: str) -> Formula:
    formula = Formula(text)
    try:
        formula.names  # noqa: B018 - parses it
    except FeelSyntaxError as error:
        raise ValueError(str(error)) from error
    return formula


def _hours(text: str) -> timedelta:
    if not (found := _HOURS.fullmatch(text)):
        raise ValueError(f"{text} is no number of hours such as PT24H")
    return timedelta(hours=int(found[1]))
