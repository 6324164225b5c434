"""A rule book before it is published: its dates, and what is said to whoever is called because of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from django.utils.translation import gettext_noop

from lingnan.engine.decisions import ModelError, load
from lingnan.engine.decisions import syntax as ast
from lingnan.rooms.catalogue.types import Problem

from .dates import check_dates
from .grounds import WEIGHT
from .types import LOCALES

SCRIPTS = "calls_by_class"
PARTS = ("say", "ask")
NO_SCRIPT = (
    gettext_noop("%(class_code)s 会让健康码变色，但没有写随访电话说什么、问什么。"),
    gettext_noop("请在 calls_by_class 下补上 %(class_code)s 的 say 和 ask，各至少一句。"),
)


def check_book(*, files: Mapping[str, str]) -> list[Problem]:
    """Every problem of the dates, and every class that has somebody called without a script, each at its line."""
    return [*check_dates(files=files), *_scripts(files)]


def _scripts(files: Mapping[str, str]) -> Iterator[Problem]:
    called = sorted({*_ruled(files), *_by_hand(files)})
    for name in (f"text.{locale}.yaml" for locale in LOCALES):
        text = files.get(name, "")
        scripts = _mapping(_mapping(yaml.load(text, yaml.CSafeLoader)).get(SCRIPTS))
        for code in called:
            script = _mapping(scripts.get(code))
            if not all(script.get(part) for part in PARTS):
                yield _problem(name, _line(text, code if script else ""), code)


def _ruled(files: Mapping[str, str]) -> Iterator[str]:
    """The classes that the tables give with a colour that restricts; a table that can't be read is told elsewhere."""
    for name, text in files.items():
        if name.startswith("colour/") and name.endswith(".dmn"):
            try:
                model = load(text.encode())
            except ModelError:
                continue
            if table := model.table(model.decisions[-1]):
                yield from _restricting(table)


def _restricting(table: ast.DecisionTable) -> Iterator[str]:
    columns = [clause.name for clause in table.outputs]
    for rule in table.rules:
        given = {column: getattr(node, "value", None) for column, node in zip(columns, rule.outputs, strict=True)}
        if WEIGHT.get(str(given.get("colour"))) != 0 and isinstance(code := given.get("class"), str):
            yield code


def _by_hand(files: Mapping[str, str]) -> list[str]:
    grounds = _mapping(yaml.load(files.get("manual.yaml", ""), yaml.CSafeLoader)).get("grounds", [])
    return [ground["id"] for ground in grounds]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(text: str, class_code: str) -> int:
    """The line (from 1) of a class's script, or that where the scripts begin, or the last."""
    before, found, rest = text.partition(f"\n{SCRIPTS}:")
    above, _, _ = rest.partition(f"\n  {class_code}:") if class_code else ("", "", "")
    return before.count("\n") + (2 if found else 1) + (above.count("\n") + 1 if class_code else 0)


def _problem(file: str, line: int, class_code: str) -> Problem:
    message, advice = NO_SCRIPT
    return Problem(
        code="call-script", file=file, line=line, message=message, advice=advice, details={"class_code": class_code}
    )
