"""The day on which a colour is looked at again, so that nobody stays in yellow because she was forgotten."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from lingnan.engine.evidence import Record
from lingnan.kernel.clock import local_date

from .judgement import NoColour, judge
from .memory import once
from .rules import NoRuleInForce, rule_set_in_force
from .types import Colour, RuleBook, Rules, Standing

NOTHING_TO_DO = "none"
DAY = timedelta(days=1)
LONGEST_UNSEEN = timedelta(days=14)


def review_day(*, rules: Rules, standing: Standing) -> date | None:
    """The first coming day on which the same evidence gives another colour, class or way out; None if no day does.

    Who has a way to go is looked at again after 14 days at the latest, whatever her evidence says. `standing` is by
    these rules, and by no officer's hand.
    """
    # While we are `remembering`, whoever asked the same question has the same answer, not one that is like it.
    return once(("review day", id(standing.colour)), lambda: _review_day(rules.book, standing))


def _review_day(book: RuleBook, standing: Standing) -> date | None:
    at, records = standing.at, standing.records
    coming = sorted({day for day in _turning_days(book, records, standing) if day > at.date()})
    given = outcome_of(standing.colour)
    found = next((day for day in coming if _outcome_on(day, book, records, at) not in (given, None)), None)
    if standing.colour.way_out == NOTHING_TO_DO:
        return found
    latest = at.date() + LONGEST_UNSEEN
    return min(found, latest) if found else latest


def outcome_of(colour: Colour) -> tuple[str, str, str]:
    """What the holder is told of a colour; where it is another, the colour changed."""
    return colour.colour, colour.class_code, colour.way_out


def _turning_days(book: RuleBook, records: Mapping[str, Sequence[Record]], standing: Standing) -> Iterator[date]:
    """The days on which time alone may turn a fact: when one is reached or passed, when a record begins or ceases to
    count, when another rule comes into force.
    """
    for value in standing.colour.facts.values():
        if isinstance(value, date):
            yield _day(value)
            yield _day(value) + DAY
    for kind in book.declarations.kinds.values():
        for happened in (record.get(kind.time) for record in records[kind.name]):
            if happened is not None:
                yield from (_day(happened), _day(happened) + DAY)
                yield _day(happened) + (kind.keeps or timedelta(0)) + DAY
    yield rule_set_in_force(book=book, rules_on="colour", day=standing.at.date()).valid_until + DAY


def _outcome_on(
    day: date, book: RuleBook, records: Mapping[str, Sequence[Record]], at: datetime
) -> tuple[str, str, str] | None:
    """What the rules of a day say at its beginning; None where they say nothing."""
    try:
        return outcome_of(judge(book=book, evidence=records, at=datetime.combine(day, time.min, at.tzinfo)))
    except (NoRuleInForce, NoColour):
        return None


def _day(moment: date) -> date:
    return local_date(moment) if isinstance(moment, datetime) else moment
