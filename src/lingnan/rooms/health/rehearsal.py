"""A rule before it is published: by the evidence that the colours of now rest on, whose would change, and to what."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from lingnan.engine.decisions import Model, load
from lingnan.engine.disclosure import Total, withheld
from lingnan.engine.evidence import Record
from lingnan.kernel.actors import Actor
from lingnan.kernel.clock import PROVINCE_ZONE
from lingnan.kernel.errors import LingnanError
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import Problem
from lingnan.rooms.identity import api as identity

from . import models
from .changes import read_receipt, signed_receipt
from .colours import published_rules
from .counts import THRESHOLD
from .desks import ROLE
from .holders import record_looks
from .judgement import NoColour, judge
from .rules import rule_set_in_force
from .standing import evidence_of, records_of
from .types import ColourRehearsal, Move, RuleBook

READ, PURPOSE = "health.rule.rehearsed", "演练健康码规则"
MOST = 500
OUTPUTS = frozenset({"colour", "class", "way_out"})
FILE = "decision.dmn"
PEOPLE: Literal["people"] = "people"
UNCHANGED: Literal["unchanged"] = "unchanged"
CHANGED: Literal["changed"] = "changed"
Key = Literal["people", "unchanged", "changed"] | Move


class RuleUnfit(LingnanError):
    """What was uploaded is no rule that gives colours."""

    code = "rule-unfit"
    status = 422
    message = (
        "这份文件不能演练：要么不是读得通的 DMN（看第 %(line)d 行），"
        "要么最后一个决策没有 colour、class、way_out 三个输出。请从现行规则下载一份，改好后再上传。"
    )


def rehearse_colours(*, data: bytes, by: Actor, at: datetime) -> ColourRehearsal:
    """Judge the 500 people whose colours are the newest by an uploaded model and by the rule in force, and compare.

    For a health officer. By the evidence in their receipts, as of now; nothing is kept but an entry that each of them
    sees. Counts from 1 to 9 are withheld, and what would give one away. Raises `NotAllowed`, RuleUnfit, NoRuleInForce.
    """
    identity.require_role(by=by, role=ROLE)
    at = at.astimezone(PROVINCE_ZONE)
    text = data.decode(errors="replace")
    problems = tuple(catalogue.check_model(file=FILE, text=text))
    if unreadable := next((each for each in problems if each.code == "decision"), None):
        raise RuleUnfit(line=unreadable.line)
    book = published_rules().book
    planned = _with_model(book, _fit(load(data)), at)
    rows = list(models.StandingColour.objects.select_related("change").order_by("-change_id")[:MOST])
    moves = Counter(_move(row.change, book, planned, at) for row in rows)
    keys = [row.subject_key for row in rows]
    record_looks(subject_keys=keys, name=READ, purpose=PURPOSE, resource="receipt", by=by, at=at)
    return _told(moves, problems)


def _fit(model: Model) -> Model:
    table = model.table(model.decisions[-1]) if model.decisions else None
    if table is None or not {clause.name for clause in table.outputs} >= OUTPUTS:
        raise RuleUnfit(line=1)
    return model


def _with_model(book: RuleBook, model: Model, at: datetime) -> RuleBook:
    """The book with the model in place of the version in force."""
    now = rule_set_in_force(book=book, rules_on="colour", day=at.date())
    return replace(book, rule_sets=(replace(now, model=model),))


def _move(change: models.ColourChange, book: RuleBook, planned: RuleBook, at: datetime) -> Move:
    evidence = evidence_of(read_receipt(data=signed_receipt(change)))
    records = records_of(rules=published_rules(), evidence=evidence, at=at)
    (colour, class_code), (to_colour, to_class_code) = (_outcome(each, records, at) for each in (book, planned))
    return Move(colour=colour, class_code=class_code, to_colour=to_colour, to_class_code=to_class_code)


def _outcome(book: RuleBook, records: Mapping[str, Sequence[Record]], at: datetime) -> tuple[str, str]:
    try:
        found = judge(book=book, evidence=records, at=at)
    except NoColour:
        return "", ""
    return found.colour, found.class_code


def _is_none(move: Move) -> bool:
    return (move.colour, move.class_code) == (move.to_colour, move.to_class_code)


def _told(moves: Counter[Move], problems: tuple[Problem, ...]) -> ColourRehearsal:
    real: dict[Key, int] = {move: number for move, number in moves.items() if not _is_none(move)}
    changed = sum(real.values())
    counts: dict[Key, int] = {PEOPLE: moves.total(), UNCHANGED: moves.total() - changed, CHANGED: changed, **real}
    hidden = withheld(counts=counts, totals=list(_totals(real)), threshold=THRESHOLD)
    shown = {key: None if key in hidden else number for key, number in counts.items()}
    return ColourRehearsal(
        people=shown[PEOPLE],
        unchanged=shown[UNCHANGED],
        changed=shown[CHANGED],
        moves={move: shown[move] for move in moves if not _is_none(move)},
        problems=problems,
    )


def _totals(real: Iterable[Key]) -> Iterator[Total[Key]]:
    yield Total(PEOPLE, (UNCHANGED, CHANGED))
    yield Total(CHANGED, tuple(real))
