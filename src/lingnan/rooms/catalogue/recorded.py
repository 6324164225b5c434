"""Recorded facts from a file's rows: each value of its element's type, under the name that rules use."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lingnan.engine.decisions import load
from lingnan.engine.elements import Dictionary, ElementType
from lingnan.engine.facts import variable_of
from lingnan.kernel.errors import LingnanError

from .kinds import read_dictionary
from .rehearsal import Rule, rule_of
from .services import read_derivations
from .shelf import get_service
from .types.rules import RecordedFacts
from .units import DERIVED_FACTS, read_units

PERSON, VERSION, DECIDED_ON = "person", "version", "decided_on"
WORDS = {"true": True, "false": False, "": None}


class RowUnreadable(LingnanError):
    """A row of recorded facts has a value that its element can't have."""

    code = "recorded-unreadable"
    status = 422
    message = (
        "第 %(row)d 行的 %(name)s 读不懂：%(value)s。日期请写成 2026-11-23，数字请不带单位，是否请写 true 或 false。"
    )


class DecisionUnclear(LingnanError):
    """A model of several decisions, and nobody said which."""

    code = "rehearsal-decision"
    status = 422
    message = "%(file)s 里没有 %(decision)s 这个决策。请用 --decision 指明是哪一个：%(decisions)s。"


def read_recorded(*, rows: Iterable[Mapping[str, Any]], folder: Path, today: date) -> Iterator[RecordedFacts]:
    """Rows as recorded facts, by the dictionary of a content folder.

    Columns are named after elements or inputs of rules, a dot or an underscore alike; `person`, `version` and
    `decided_on` (else `today`) are about the case. Raises `RowUnreadable`.
    """
    readers = _readers(read_dictionary(next(unit for unit in read_units(folder) if unit.kind == "dictionary").files))
    for number, row in enumerate(rows, 1):
        values = {variable_of(name): _value(readers, number, variable_of(name), value) for name, value in row.items()}
        yield RecordedFacts(
            person=str(values.pop(PERSON, None) or number),
            version=int(values.pop(VERSION, None) or 0),
            decided_on=values.pop(DECIDED_ON, None) or today,
            values=values,
        )


def read_rule(*, source: str, decision: str, folder: Path) -> Rule:
    """The rule in a DMN file, with the folder's derived facts, or of a published service: `senior-card@2`.

    Raises `DecisionUnclear`, `NotFound`, and ModelError for a model with faults.
    """
    if not Path(source).exists():
        code, _, version = source.partition("@")
        return rule_of(get_service(code=code, version=int(version) if version.isdecimal() else None))
    model = load(Path(source).read_bytes())
    if decision not in model.decisions:
        raise DecisionUnclear(file=source, decision=decision, decisions="、".join(model.decisions))
    facts = folder / DERIVED_FACTS
    derivations = read_derivations({DERIVED_FACTS: facts.read_text("utf-8")} if facts.exists() else {})
    return Rule(model=model, decision=decision, derivations=derivations)


def _readers(dictionary: Dictionary) -> Mapping[str, Callable[[Any], Any]]:
    found = {variable_of(name): _READERS[element.type] for name, element in dictionary.items()}
    return {**found, DECIDED_ON: _date, PERSON: str}


def _value(readers: Mapping[str, Callable[[Any], Any]], row: int, name: str, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, list):
        return [_value(readers, row, name, each) for each in value]
    try:
        return readers.get(name, _word)(value)
    except (ValueError, ArithmeticError) as error:
        raise RowUnreadable(row=row, name=name, value=value) from error


def _word(value: Any) -> Any:
    """What is no element is said by the platform: true, false, or a text as it stands."""
    return WORDS.get(value.lower(), value) if isinstance(value, str) else value


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(value)


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _boolean(value: Any) -> bool:
    if not isinstance(_word(value), bool):
        raise ValueError(value)
    return bool(_word(value))


_READERS: Mapping[ElementType, Callable[[Any], Any]] = {
    ElementType.STRING: str,
    ElementType.CODE: str,
    ElementType.FILE: str,
    ElementType.NUMBER: _number,
    ElementType.MONEY: _number,
    ElementType.DATE: _date,
    ElementType.DATETIME: str,
    ElementType.BOOLEAN: _boolean,
}
