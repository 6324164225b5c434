"""The days of the dated rules, held against each other before they are published: no day between two versions is left
without rules, and none has two."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, get_args

import yaml
from django.utils.translation import gettext_noop

from lingnan.rooms.catalogue.types import Problem

from .rules import REGISTER
from .types import RuledOn

DAY = timedelta(days=1)
GAP = (
    gettext_noop("%(rules_on)s：%(earlier)s 版到 %(until)s 为止，%(later)s 版从 %(since)s 才开始，中间没有规则。"),
    gettext_noop("请把两版的日期接上；没有规则的日子，谁都没有颜色。"),
)
OVERLAP = (
    gettext_noop("%(rules_on)s：%(earlier)s 版到 %(until)s 为止，%(later)s 版从 %(since)s 就开始，有的日子有两版。"),
    gettext_noop("请把两版的日期错开；一天只能有一版规则。"),
)
NO_FILE = (
    gettext_noop("%(rules_on)s：登记了 %(later)s 版，但没有它的规则文件。"),
    gettext_noop("请补上 %(rules_on)s/%(later)s.dmn，或者从登记里删去这一版。"),
)


def check_dates(*, files: Mapping[str, str]) -> list[Problem]:
    """Every gap, overlap and missing file of the register of versions, each at its line."""
    register = yaml.load(files[REGISTER], yaml.CSafeLoader)
    return [found for rules_on in get_args(RuledOn) for found in _check(files, rules_on, register.get(rules_on, []))]


def _check(files: Mapping[str, str], rules_on: str, entries: list[dict[str, Any]]) -> Iterator[Problem]:
    for entry in entries:
        if f"{rules_on}/{entry['version']}.dmn" not in files:
            yield _problem("rules-no-file", files, NO_FILE, rules_on=rules_on, later=entry["version"])
    for earlier, later in pairwise(entries):
        until, since = earlier["valid_until"], later["valid_from"]
        if since != until + DAY:
            code, words = ("rules-gap", GAP) if since > until else ("rules-overlap", OVERLAP)
            yield _problem(
                code, files, words, rules_on=rules_on, earlier=earlier["version"], later=later["version"],
                until=until, since=since,
            )  # fmt: skip


def _problem(
    code: str, files: Mapping[str, str], words: tuple[str, str], *, rules_on: str, later: str, **details: str | date
) -> Problem:
    message, advice = words
    details = {"rules_on": rules_on, "later": later, **details}
    return Problem(
        code=code, file=REGISTER, line=_line(files[REGISTER], rules_on, later), message=message, advice=advice,
        details=details,
    )  # fmt: skip


def _line(text: str, rules_on: str, version: str) -> int:
    """The line (from 1) on which a version is registered."""
    head, _, rest = text.partition(f"\n{rules_on}:")
    before, _, _ = rest.partition(f"version: {version}")
    return head.count("\n") + before.count("\n") + 2
