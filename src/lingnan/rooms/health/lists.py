"""What is published: the lists of risk areas as they stand on a day, and the dated rules."""

from collections.abc import Iterable
from datetime import date

from lingnan.engine.exposure import Listing
from lingnan.kernel.errors import NotFound
from lingnan.rooms.catalogue import api as catalogue

from .colours import BOOK, published_rules
from .rules import NoRuleInForce, rule_set_in_force
from .types import ListedArea, RuleBook, RuleSet


def list_areas(*, day: date) -> list[ListedArea]:
    """Every area on the published lists of a day: the province's own first, the high ones of each before the others."""
    rules, home = published_rules(), catalogue.province().division[:2]
    areas = [_area(rules.book, listing, codes) for listing, codes in rules.register.list_listed(day=day)]
    return sorted(
        areas,
        key=lambda area: (
            not area.division.startswith(home),
            area.level != "high",
            area.division,
            area.address,
            area.since,
        ),
    )


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


def list_rule_sets() -> tuple[RuleSet, ...]:
    """Every dated version of the published rules, in order of its days."""
    return published_rules().book.rule_sets


def get_rule_set(*, rules_on: str, version: str) -> RuleSet:
    """A dated version of the published rules. Raises `NotFound`."""
    for rule_set in list_rule_sets():
        if (rule_set.rules_on, rule_set.version) == (rules_on, version):
            return rule_set
    raise NotFound()


def read_rule_file(*, rules_on: str, version: str) -> str:
    """The DMN of a version as it was published. Raises `NotFound`."""
    files = catalogue.get_rule_files(code=BOOK).files
    try:
        return files[f"{rules_on}/{version}.dmn"]
    except KeyError:
        raise NotFound() from None
