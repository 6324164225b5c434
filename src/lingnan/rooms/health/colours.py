"""The colour of one person, on demand: evidence from the exchange, rules from the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from lingnan.engine.facts import variable_of
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import NotFound
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import HeldRecord, Need

from .certificate import or_off
from .exposures import AREA, ARRIVED, LEFT, NUMBER
from .judgement import NoColour
from .rules import NoRuleInForce, list_kinds
from .standing import EXPOSURE, JOURNEY, read_rules, stand
from .types import Evidence, RuleBook, Rules, Standing

PURPOSE = "健康码颜色判定，需要时安排随访"
BOOK = "health"
# Not for the colour: for the public counts of changes, and for who is to call her.
RESIDENCE = Need(resource="population", element="person.residence_division")


def colour_of(*, subject_key: int, by: Actor, at: datetime, purpose: str = PURPOSE) -> Standing:
    """The colour of a person at a moment, by the rules and lists of that day; the look at her records is on record.

    What two officers gave her is not told here: see `recolour`.

    Raises NoRuleInForce, RoomOff, NoColour.
    """
    rules = published_rules()
    needs = evidence_needs(rules.book)
    held = exchange.list_records(subject_key=subject_key, needs=needs, purpose=purpose, by=by, at=at)
    try:
        return _colour(rules, held, at.astimezone(PROVINCE_ZONE))
    except NoRuleInForce as error:
        raise or_off(error) from error


def colours_of(*, subject_keys: Sequence[int], by: Actor, at: datetime) -> dict[int, Standing]:
    """As `colour_of`, of many people; those of whom the rules say nothing are left out.

    Raises NoRuleInForce, and `SealBroken` for all where a record of one was altered.
    """
    rules = published_rules()
    held = exchange.list_records_of_many(
        subject_keys=subject_keys, needs=evidence_needs(rules.book), purpose=PURPOSE, by=by, at=at
    )
    found, local = {}, at.astimezone(PROVINCE_ZONE)
    for key, records in held.items():
        try:
            found[key] = _colour(rules, records, local)
        except NoColour:
            continue
    return found


def _colour(rules: Rules, held: Mapping[str, Sequence[HeldRecord]], at: datetime) -> Standing:
    return stand(
        rules=rules,
        evidence=_evidence(held),
        at=at,
        division=_home(held[RESIDENCE.resource]),
    )


def published_rules() -> Rules:
    """The rules and lists as they are published."""
    return _rules_of(catalogue.edition())


def is_evidence(*, resource: str) -> bool:
    """Whether records of a shared resource can bear on a colour; none can where no rules are published."""
    try:
        return resource in _resources_of(catalogue.edition())
    except NotFound:
        return False


@lru_cache(maxsize=2)
def _rules_of(edition: int) -> Rules:
    """Made once an edition of the catalogue."""
    files = catalogue.get_rule_files(code=BOOK).files
    return read_rules(files=files, divisions=catalogue.dictionary().divisions)


@lru_cache(maxsize=2)
def _resources_of(edition: int) -> frozenset[str]:
    """Without the rest of the book, which takes a second to read: whoever loads a record asks."""
    return list_kinds(catalogue.get_rule_files(code=BOOK).files) - {EXPOSURE} | {JOURNEY}


def evidence_needs(book: RuleBook) -> list[Need]:
    """The elements that the facts look at, those of journeys, which exposures come from, and where she lives."""
    wanted = {kind: book.declarations.columns(kind) for kind in book.declarations.kinds if kind != EXPOSURE}
    wanted[JOURNEY] = frozenset({AREA, ARRIVED, LEFT, NUMBER})
    needs = [
        Need(resource=kind, element=column.element)
        for kind, names in wanted.items()
        for column in exchange.get_resource(kind).columns
        if variable_of(column.element) in names
    ]
    return [*needs, RESIDENCE]


def _home(homes: Sequence[HeldRecord]) -> str:
    return str(homes[-1].values[RESIDENCE.element] or "") if homes else ""


def _evidence(held: Mapping[str, Sequence[HeldRecord]]) -> list[Evidence]:
    return [
        Evidence(resource, number, as_of, {variable_of(element): value for element, value in values.items()})
        for resource, records in held.items()
        if resource != RESIDENCE.resource
        for number, as_of, values in records
    ]
