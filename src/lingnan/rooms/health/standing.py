"""A person's colour from the records held of her: a pure function, for giving it and for replaying its receipt."""

from collections.abc import Mapping, Sequence
from csv import DictReader
from datetime import datetime
from pathlib import Path

from lingnan.engine.credentials import ColourReceipt
from lingnan.engine.elements.divisions import DivisionTable
from lingnan.engine.evidence import Record
from lingnan.engine.exposure import Gazetteer, Listing, Register, read_listing

from .exposures import list_exposures
from .grounds import NotGrounded, stand_by_hand
from .judgement import NoColour, judge
from .rules import NoRuleInForce, files_in, read_rule_book
from .types import Evidence, Rules, Standing

LISTINGS = "risk_listings.csv"
EXPOSURE, JOURNEY = "risk-exposure", "journey"
NO_COLOUR = "no-colour"
_JUDGED = ("colour", "class_code", "way_out", "version", "rule")


def read_rules(*, files: Mapping[str, str], divisions: DivisionTable) -> Rules:
    """The rule book and the lists of risk areas, from the files of `content/<province>/health` by relative name."""
    register = read_register(files=files, divisions=divisions)
    return Rules(book=read_rule_book(files), register=register, gazetteer=Gazetteer(divisions))


def read_register(*, files: Mapping[str, str], divisions: DivisionTable) -> Register:
    """The lists of risk areas alone, which take less time than the rules."""
    return Register(read_listings(files[LISTINGS]), gazetteer=Gazetteer(divisions))


def read_listings(text: str) -> list[Listing]:
    """The listings in the file of them, in its order, without its remarks."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [read_listing(row) for row in DictReader(lines)]


def read_rules_in(*, folder: Path, divisions: DivisionTable) -> Rules:
    """The rule book and the lists as they stand in a content folder."""
    return read_rules(files=files_in(folder), divisions=divisions)


def stand(*, rules: Rules, evidence: Sequence[Evidence], at: datetime, division: str = "") -> Standing:
    """The colour at a moment (in the province's zone) by the rules and lists of that day.

    `evidence` is all that was found of the kinds that the facts look at, `division` where she lives. Raises
    NoRuleInForce, NoColour.
    """
    records = records_of(rules=rules, evidence=evidence, at=at)
    colour = judge(book=rules.book, evidence=records, at=at)
    return Standing(
        colour=colour,
        evidence=tuple(evidence),
        records=records,
        digest=rules.book.digest,
        at=at,
        division=division,
    )


def records_of(*, rules: Rules, evidence: Sequence[Evidence], at: datetime) -> dict[str, Sequence[Record]]:
    """The records by kind, every kind of the facts among them, with the exposures that the journeys come to."""
    records: dict[str, Sequence[Record]] = dict.fromkeys((*rules.book.declarations.kinds, JOURNEY), ())
    for each in evidence:
        if each.resource in records:
            records[each.resource] = (*records[each.resource], each.values)
    records[EXPOSURE] = list_exposures(journeys=records[JOURNEY], register=rules.register, at=at)
    return records


def replay(*, receipt: ColourReceipt, rules: Rules) -> tuple[str, ...]:
    """Judge again by the rules at hand, and name what differs; nothing if all agrees.

    `book` differs where the rules at hand are others than those of the receipt. The signature was checked when the
    receipt was opened. A manual colour is held to its ground, by the code of what it lacks.
    """
    try:
        again = stand(rules=rules, evidence=evidence_of(receipt), at=receipt.decided_at)
        again = stand_by_hand(rules=rules, standing=again, order=receipt.manual) if receipt.manual else again
    except (NoRuleInForce, NoColour):
        return (NO_COLOUR,)
    except NotGrounded as error:
        return (error.code,)
    told = {"book": again.digest} | {name: getattr(again.colour, name) for name in _JUDGED}
    return tuple(name for name, value in told.items() if getattr(receipt, name) != value)


def evidence_of(receipt: ColourReceipt) -> list[Evidence]:
    """The evidence that a receipt shows, as it stood."""
    return [
        Evidence(resource=each.resource, record=each.record, as_of=each.as_of, values=each.values)
        for each in receipt.evidence
    ]
