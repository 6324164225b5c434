"""The colour of one person, on demand: evidence from the exchange, rules from the catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader
from datetime import datetime
from functools import lru_cache

from lingnan.engine.evidence import Record
from lingnan.engine.exposure import Gazetteer, Register, read_listing
from lingnan.engine.facts import variable_of
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.exchange.types import HeldRecord, Need

from .exposures import AREA, ARRIVED, LEFT, list_exposures
from .judgement import judge
from .rules import read_rule_book
from .types import Evidence, RuleBook, Standing

PURPOSE = "健康码颜色判定"
BOOK, LISTINGS = "health", "risk_listings.csv"
EXPOSURE, JOURNEY = "risk-exposure", "journey"


def colour_of(*, subject_key: int, by: Actor, at: datetime) -> Standing:
    """The colour of a person at a moment, by the rules and lists of that day; the look at her records is on record.

    Raises NoRuleInForce, NoColour.
    """
    book, register = _rules_of(catalogue.edition())
    moment = at.astimezone(PROVINCE_ZONE)
    held = exchange.list_records(subject_key=subject_key, needs=_needs(book), purpose=PURPOSE, by=by, at=at)
    evidence: dict[str, Sequence[Record]] = {
        resource: list(map(_record, records)) for resource, records in held.items()
    }
    evidence[EXPOSURE] = list_exposures(journeys=evidence[JOURNEY], register=register, at=moment)
    return Standing(
        colour=judge(book=book, evidence=evidence, at=moment), evidence=tuple(_named(held)), digest=book.digest, at=at
    )


@lru_cache(maxsize=2)
def _rules_of(edition: int) -> tuple[RuleBook, Register]:
    """The published book and lists, made once an edition of the catalogue."""
    files = catalogue.get_rule_files(code=BOOK).files
    lines = [line for line in files[LISTINGS].splitlines() if not line.startswith("#")]
    gazetteer = Gazetteer(catalogue.dictionary().divisions)
    return read_rule_book(files), Register(map(read_listing, DictReader(lines)), gazetteer=gazetteer)


def _needs(book: RuleBook) -> list[Need]:
    """The elements that the facts look at, and those of journeys, which exposures come from."""
    wanted = {kind: book.declarations.columns(kind) for kind in book.declarations.kinds if kind != EXPOSURE}
    wanted[JOURNEY] = frozenset({AREA, ARRIVED, LEFT})
    return [
        Need(resource=kind, element=column.element)
        for kind, names in wanted.items()
        for column in exchange.get_resource(kind).columns
        if variable_of(column.element) in names
    ]


def _record(held: HeldRecord) -> Record:
    return {variable_of(element): value for element, value in held.values.items()}


def _named(held: Mapping[str, Sequence[HeldRecord]]) -> Iterator[Evidence]:
    for resource, records in held.items():
        for record in records:
            yield Evidence(resource=resource, record=record.id, as_of=record.as_of)
