"""A book of dated rules before it is published: its tables here, its dates by the room that decides by it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from django.utils.translation import gettext_noop

from lingnan.engine.decisions import ModelError, load

from .files import Unreadable, parse_yaml
from .problems import problem
from .rule_checks import RuleFile, check_tables
from .service_checks import FAULTY_MODEL
from .types import Problem
from .units import Unit

UNREADABLE = "请检查缩进、冒号后的空格和引号。"
# Nobody is asked instead: who meets no rule has no colour.
NO_GAP = gettext_noop("请补上规则：没有规则的情况，没有人接着办理。")


class BookCheck(Protocol):
    """What a room finds wrong in its rule book, by the files' names in it."""

    def __call__(self, *, files: Mapping[str, str]) -> Iterable[Problem]: ...


class _Registry:
    """The rooms' own checks by the code of their book, set by the wiring."""

    checks: dict[str, BookCheck] = {}  # noqa: RUF012 - one for the process


def connect_book_check(*, code: str, check: BookCheck) -> None:
    """Join a room's check of its rule book. Called by `config/wiring.py`."""
    _Registry.checks[code] = check


def check_book(unit: Unit) -> Iterator[Problem]:
    """Every problem of a rule book: of each model in it, and what the room that decides by it finds."""
    for name, text in unit.files.items():
        if name.endswith(".dmn"):
            yield from check_model(file=unit.folder + name, text=text)
    unreadable = list(_unreadable(unit))
    yield from unreadable
    check = _Registry.checks.get(unit.code)
    if check and not unreadable:
        for found in check(files=unit.files):
            yield replace(found, file=unit.folder + found.file)


def _unreadable(unit: Unit) -> Iterator[Problem]:
    for name, text in unit.files.items():
        if name.endswith(".yaml"):
            try:
                parse_yaml(file=unit.folder + name, text=text)
            except Unreadable as error:
                message = "这一行读不懂：%(reason)s。"
                yield problem("unreadable", error.file, error.line, message, UNREADABLE, reason=error.reason)


def check_model(*, file: str, text: str) -> Iterator[Problem]:
    """Every problem of one model of a rule book; the only one, of the code `decision`, where it can't be loaded."""
    try:
        model = load(text.encode())
    except ModelError as error:
        for each in error.problems:
            yield problem("decision", file, each.line or 1, *FAULTY_MODEL, fault=str(replace(each, file=file)))
        return
    for found in check_tables(file=RuleFile(name=file, text=text, model=model, gaps={}), domains={}):
        yield replace(found, advice=NO_GAP) if found.code == "table-gap" else found
