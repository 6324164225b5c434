"""Listings: from which day to which an area stood on the published lists, at which level."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from itertools import pairwise

LONGEST_SILENCE = timedelta(days=14)  # an area leaves a list after 14 days without a case at the soonest


class Level(IntEnum):
    """Risk levels; a higher one is a larger number."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedArea:
    """One line of one day's list, in the words of the list."""

    day: date
    level: Level
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An area listed at one level from `first` to `last`, both included, under one spelling."""

    name: str
    level: Level
    first: date
    last: date


def list_listings(published: Iterable[PublishedArea]) -> list[Listing]:
    """The listings that daily lists come to, by first day. Low risk is no listing.

    A listing ends on the last list that has the area. Days on which no list came out end nothing, up to 14 of them:
    what was listed before and after was listed in between.
    """
    days: set[date] = set()
    listed: dict[tuple[str, Level], set[date]] = defaultdict(set)
    for line in published:
        days.add(line.day)
        if line.level > Level.LOW:
            listed[line.name, line.level].add(line.day)
    following = _next_lists(sorted(days))
    listings = [
        Listing(name=name, level=level, first=first, last=last)
        for (name, level), dates in listed.items()
        for first, last in _spans(sorted(dates), following)
    ]
    return sorted(listings, key=lambda listing: (listing.first, listing.name, listing.level))


def _next_lists(days: list[date]) -> dict[date, date]:
    return {day: following for day, following in pairwise(days) if following - day <= LONGEST_SILENCE}


def _spans(dates: list[date], following: dict[date, date]) -> Iterator[tuple[date, date]]:
    first = last = dates[0]
    for day in dates[1:]:
        if following.get(last) != day:
            yield first, last
            first = day
        last = day
    yield first, last
