"""The judgement: was this stay in a listed area, while it was listed or in the 14 days before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from .area import Area
from .gazetteer import Gazetteer
from .listing import Level, Listing

LOOKBACK = timedelta(days=14)
OBSERVATION = timedelta(days=14)
CITY_DIGITS = 4
COUNTY_DIGITS = 6


class Rule(StrEnum):
    """Why a stay is an exposure, or why not."""

    LISTED_DURING = "listed-during-stay"
    LISTED_AFTER = "listed-within-14-days-after-stay"
    NOT_LISTED = "area-not-listed"
    NOT_THEN = "listed-at-another-time"
    TOO_WIDE = "area-wider-than-listed"
    AMBIGUOUS = "area-named-ambiguously"


class Stay(NamedTuple):
    """Somebody was in the area from `first` to `last`, both included; without `last` she still is."""

    area: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a stay comes to.

    `first_date` is the first day on which she counts as exposed: the first of the listing, or of her stay if the area
    was listed already. `level` is the highest that the area reaches from that day to `observed_until`: 14 days after
    that day or after she left, whichever is later, None while she is there. `listing` is that of the first day.
    """

    rule: Rule
    first_date: date | None = None
    observed_until: date | None = None
    level: Level | None = None
    listing: Listing | None = None

    @property
    def is_flagged(self) -> bool:
        return self.listing is not None


class Register:
    """Listings, found by the area that somebody names."""

    def __init__(self, listings: Iterable[Listing], *, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._listings: dict[str, list[Listing]] = defaultdict(list)
        self._areas: dict[str, list[tuple[str, Area]]] = defaultdict(list)
        self._codes: dict[str, frozenset[str]] = {}
        self._found: dict[str, list[Listing] | Rule] = {}
        for listing in listings:
            self._listings[listing.name].append(listing)
        for name in self._listings:
            areas = gazetteer.read(name)
            self._codes[name] = frozenset(code for area in areas for code in area.codes)
            for area in areas:
                for code in area.codes or {""}:
                    self._areas[code[:CITY_DIGITS]].append((name, area))

    def judge(self, stay: Stay, *, known_on: date = date.max) -> Exposure:
        """Whether the stay is an exposure, by named area alone: coordinates take no part.

        Of the lists, those published until `known_on` count.
        """
        found = self._find_once(stay.area)
        if isinstance(found, Rule):
            return Exposure(rule=found)
        return _judged(stay, [listing for listing in found if listing.first <= known_on])

    def list_listings(self, area: str, *, known_on: date = date.max) -> frozenset[Listing]:
        """Every listing by which a stay in the area may be an exposure, of the lists published until `known_on`."""
        found = self._find_once(area)
        return frozenset() if isinstance(found, Rule) else frozenset(one for one in found if one.first <= known_on)

    def list_listed(self, *, day: date) -> list[tuple[Listing, frozenset[str]]]:
        """What stands on the lists of a day, each with the digits of the divisions that its name may lie in."""
        listed = (one for listings in self._listings.values() for one in listings if one.first <= day <= one.last)
        return [(one, self._codes[one.name]) for one in listed]

    def highest_level(self, *, division: str, day: date) -> Level | None:
        """The highest level on a day of an area in the division (`4401`, `310115`), None if nothing in it is listed."""
        names = {
            name
            for key, areas in self._areas.items()
            if key.startswith(division) or division.startswith(key)
            for name, area in areas
            if any(code.startswith(division) for code in area.codes)
        }
        levels = (each.level for name in names for each in self._listings[name] if each.first <= day <= each.last)
        return max(levels, default=None)

    def _find_once(self, text: str) -> list[Listing] | Rule:
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> list[Listing] | Rule:
        """Every listing of an area that the named one lies within, or why there is none."""
        names: dict[str, None] = {}
        is_wider = False
        for place in self._gazetteer.read(text):
            near = self._near(place)
            around = [(name, area) for name, area in near if place.lies_within(area)]
            if _is_ambiguous(place, [area for _, area in around]):
                return Rule.AMBIGUOUS
            names.update(dict.fromkeys(name for name, _ in around))
            is_wider = is_wider or (bool(place.codes) and any(area.lies_within(place) for _, area in near))
        if not names:
            return Rule.TOO_WIDE if is_wider else Rule.NOT_LISTED
        return [listing for name in names for listing in self._listings[name]]

    def _near(self, place: Area) -> list[tuple[str, Area]]:
        """What is listed in the city, the cities or the province that a place names."""
        cities = {code[:CITY_DIGITS] for code in place.codes} or {""}
        keys = {key for key in self._areas if any(key.startswith(city) or city.startswith(key) for city in cities)}
        return [listed for key in sorted(keys) for listed in self._areas[key]]


def _is_ambiguous(place: Area, around: list[Area]) -> bool:
    """A street of that name in two listed counties, or a county of that name in two provinces."""
    if len(place.codes) == 1 and len(min(place.codes)) == COUNTY_DIGITS:
        return False
    counties = {code for area in around for code in area.codes if len(code) == COUNTY_DIGITS}
    is_whole_county = any(not (area.town or area.names) for area in around)
    return len(counties) > 1 or (len(place.codes) > 1 and is_whole_county)


def _judged(stay: Stay, listings: list[Listing]) -> Exposure:
    last = stay.last or date.max
    touching = [listing for listing in listings if stay.first <= listing.last and listing.first - LOOKBACK <= last]
    if not touching:
        return Exposure(rule=Rule.NOT_THEN)
    listing = min(touching, key=lambda one: (max(one.first, stay.first), -one.level))
    first_date = max(listing.first, stay.first)
    observed_until = max(first_date, last) + OBSERVATION if stay.last else None
    return Exposure(
        rule=Rule.LISTED_DURING if listing.first <= last else Rule.LISTED_AFTER,
        first_date=first_date,
        observed_until=observed_until,
        level=max(
            one.level for one in listings if first_date <= one.last and one.first <= (observed_until or date.max)
        ),
        listing=listing,
    )
