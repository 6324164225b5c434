"""The lists of risk areas as they stand on a day."""

from collections.abc import Iterable
from datetime import date

from lingnan.engine.exposure import Listing

from .colours import published_rules
from .rules import NoRuleInForce, rule_set_in_force
from .types import ListedArea, RuleBook


def list_areas(*, day: date) -> list[ListedArea]:
    """Every area on the published lists of a day, the high ones first, then by division and name."""
    rules = published_rules()
    areas = [_area(rules.book, listing, codes) for listing, codes in rules.register.list_listed(day=day)]
    return sorted(areas, key=lambda area: (area.level != "high", area.division, area.address, area.since))


def _area(book: RuleBook, listing: Listing, codes: frozenset[str]) -> ListedArea:
    return ListedArea(
        level=listing.level.name.lower(),
        address=listing.name,
        since=listing.first,
        division=_common(codes),
        version=_version(book, listing.first),
    )


def _common(codes: Iterable[str]) -> str:
    """The digits of the smallest division that all of them lie in: two counties of a city lie in the city."""
    pairs = [{code[:digits] for code in codes} for digits in (6, 4, 2)]
    return next((found.pop() for found in pairs if len(found) == 1), "")


def _version(book: RuleBook, day: date) -> str:
    try:
        return rule_set_in_force(book=book, rules_on="risk-area", day=day).version
    except NoRuleInForce:
        return ""
